import type { Instrument } from "./instrument.ts";
import { instruments as defaultInstruments } from "./instrument.ts";
import { Market } from "./market.ts";

export interface SimulationOptions {
  readonly seed?: number;
  readonly startTimeMs?: number;
  readonly instruments?: readonly Instrument[];
  /** how many times the usual number of orders; 1 makes some 200 a second for each instrument */
  readonly activity?: number;
}

interface Alarm {
  readonly periodMs: number;
  readonly ring: (timeMs: number) => void;
  nextMs: number;
}

/**
 * Several markets on one clock, which only ever moves when it is told to. How the
 * time is cut into calls makes no difference to what happens.
 *
 *     const simulation = new MarketSimulation({ seed: 7 });
 *     simulation.market("BTCUSDT").listen({ traded: (trades) => ... });
 *     simulation.advance(60_000);
 */
export class MarketSimulation {
  readonly seed: number;
  readonly markets: readonly Market[];
  #timeMs: number;
  readonly #bySymbol: ReadonlyMap<string, Market>;
  readonly #alarms = new Set<Alarm>();

  constructor(options: SimulationOptions = {}) {
    const { seed = 1, startTimeMs = 1_790_000_000_000, instruments = defaultInstruments, activity = 1 } = options;
    this.seed = seed;
    this.#timeMs = startTimeMs;
    this.markets = instruments.map((instrument) => new Market(instrument, seed, startTimeMs, activity));
    this.#bySymbol = new Map(this.markets.map((market) => [market.instrument.symbol, market]));
  }

  /** Whole ms, as a venue stamps it. */
  get timeMs(): number {
    return Math.floor(this.#timeMs);
  }

  /** @throws {RangeError} when there is none of that symbol */
  market(symbol: string): Market {
    const market = this.find(symbol);
    if (market === undefined) throw new RangeError(`there is no market ${symbol}`);
    return market;
  }

  find(symbol: string): Market | undefined {
    return this.#bySymbol.get(symbol);
  }

  /** Rings at every multiple of a period, after what happened up to then. Returns a function that stops it. */
  every(periodMs: number, ring: (timeMs: number) => void): () => void {
    const alarm: Alarm = { periodMs, ring, nextMs: (Math.floor(this.#timeMs / periodMs) + 1) * periodMs };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Rings once, at a time or at once when that has passed. Returns a function that stops it. */
  at(timeMs: number, ring: (timeMs: number) => void): () => void {
    const alarm: Alarm = { periodMs: Infinity, ring, nextMs: Math.max(timeMs, this.#timeMs) };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  advance(durationMs: number): void {
    this.advanceTo(this.#timeMs + durationMs);
  }

  /** Lets everything happen up to and at a time. */
  advanceTo(timeMs: number): void {
    for (;;) {
      const market = earliest(this.markets, (market) => market.nextTimeMs);
      const alarm = earliest(this.#alarms, ({ nextMs }) => nextMs);
      const marketMs = market?.nextTimeMs ?? Infinity;
      const alarmMs = alarm?.nextMs ?? Infinity;
      const nextMs = Math.min(marketMs, alarmMs);
      if (nextMs > timeMs) break;
      this.#timeMs = Math.max(this.#timeMs, nextMs);
      if (marketMs <= alarmMs) market!.step();
      else this.#ring(alarm!);
    }
    this.#timeMs = timeMs;
  }

  #ring(alarm: Alarm): void {
    const { nextMs } = alarm;
    alarm.nextMs += alarm.periodMs;
    if (alarm.nextMs === Infinity) this.#alarms.delete(alarm);
    alarm.ring(nextMs);
  }
}

function earliest<T>(all: Iterable<T>, timeMs: (item: T) => number): T | undefined {
  let first: T | undefined;
  for (const item of all) if (first === undefined || timeMs(item) < timeMs(first)) first = item;
  return first;
}
