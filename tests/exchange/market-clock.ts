// A connection to the simulated exchange on one clock: market time is the client's time too,
// so that a minute of both takes some hundredths of a second.

import { setImmediate as turn } from "node:timers/promises";
import { inProcess } from "../../examples/exchange/in-process.ts";
import { Random } from "../../examples/exchange/random.ts";
import { SimulatedExchange, type SimulatedExchangeOptions } from "../../examples/exchange/simulated-exchange.ts";
import type { Venue } from "../../examples/exchange/protocol.ts";

/** Each venue's names: its own of an instrument, and of the channel that `connect` feeds the book from. */
export const names: Readonly<Record<Venue, { symbol(coin: string): string; channel: string }>> = {
  "binance-usdm": { symbol: (coin) => `${coin}USDT`, channel: "depth@100ms" },
  "bybit-linear": { symbol: (coin) => `${coin}USDT`, channel: "orderbook.200" },
  okx: { symbol: (coin) => `${coin}-USDT-SWAP`, channel: "books" },
  deribit: { symbol: (coin) => `${coin}_USDC-PERPETUAL`, channel: "book.100ms" },
  hyperliquid: { symbol: (coin) => coin, channel: "l2Book.fast" },
  "gate-usdt": { symbol: (coin) => `${coin}_USDT`, channel: "ob.400" },
};

const momentMs = 0.001;

/** Timers and the date of this process are the market's until `end`. */
export class MarketClock {
  readonly #exchange: SimulatedExchange;
  readonly #real = { setTimeout, clearTimeout, setInterval, clearInterval, now: Date.now, random: Math.random };
  readonly #stops = new Map<number, () => void>();
  #timers = 0;
  #heardMs = 0;
  #heard = 0;

  constructor(exchange: SimulatedExchange, seed: number) {
    this.#exchange = exchange;
    const random = new Random(seed, "the client's luck");
    Math.random = () => random.uniform();
    Date.now = () => {
      const { timeMs } = exchange.simulation;
      return timeMs + (timeMs === this.#heardMs ? this.#heard * momentMs : 0);
    };
    const set = (act: () => void, afterMs = 0) => {
      const timer = ++this.#timers;
      this.#stops.set(timer, exchange.simulation.at(exchange.simulation.timeMs + Math.max(1, Math.ceil(afterMs)), () => {
        this.#stops.delete(timer);
        act();
      }));
      return timer;
    };
    globalThis.setTimeout = set as never;
    globalThis.clearTimeout = ((timer: number) => {
      this.#stops.get(timer)?.();
      this.#stops.delete(timer);
    }) as never;
  }

  /**
   * A message has been heard, and the next one comes a moment later: a connection gathers those
   * that come all at once, and who wants to see what each does would see it a task late.
   */
  heard(): void {
    const { timeMs } = this.#exchange.simulation;
    this.#heard = timeMs === this.#heardMs ? this.#heard + 1 : 1;
    this.#heardMs = timeMs;
  }

  /** Timers that are still to ring. */
  get waiting(): number {
    return this.#stops.size;
  }

  /** Lets time pass, with room in between for what is awaited. */
  async pass(durationMs: number, stepMs = 50): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
      this.#exchange.advance(Math.min(stepMs, durationMs - passedMs));
      await turn();
    }
  }

  end(): void {
    const { now, random, ...timers } = this.#real;
    Object.assign(globalThis, timers);
    Date.now = now;
    Math.random = random;
  }
}

export function startMarket(options: SimulatedExchangeOptions) {
  const exchange = new SimulatedExchange({ startTimeMs: 1_790_000_000_000, activity: 0.3, ...options });
  const clock = new MarketClock(exchange, options.seed ?? 1);
  return { exchange, clock, ...inProcess(exchange) };
}
