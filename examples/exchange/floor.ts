import { bookView, narrowed, type BookView } from "./book-view.ts";
import { Faults, type FaultRates } from "./faults.ts";
import type { Market } from "./market.ts";
import type { Venue } from "./protocol.ts";
import { Random } from "./random.ts";
import type { MarketSimulation } from "./simulation.ts";

const rememberedEveryMs = 1_000;
const rememberedMs = 10_000;
const usualStaleMs = 5_000;

export interface FloorOptions {
  readonly faults?: FaultRates;
  /** how many times longer than the venue states a silent client is suffered, in market time */
  readonly patience?: number;
}

/** What all venues of an exchange stand on: the markets, what is to go wrong, and the recent past. */
export class Floor {
  readonly simulation: MarketSimulation;
  readonly faults: Faults;
  readonly patience: number;
  readonly #past = new Map<Market, BookView[]>();
  readonly #random: Random;

  constructor(simulation: MarketSimulation, { faults = {}, patience = 1 }: FloorOptions = {}) {
    this.simulation = simulation;
    this.faults = new Faults(faults);
    this.patience = patience;
    this.#random = new Random(simulation.seed, "stale snapshots");
    for (const market of simulation.markets) this.#past.set(market, []);
    simulation.every(rememberedEveryMs, (timeMs) => this.#remember(timeMs));
  }

  /** The book that a venue gives to who asks for it: as it is, unless it is to be a stale one. */
  snapshot(venue: Venue, market: Market, levelCount: number): BookView {
    const topic = { kind: "book", symbol: market.instrument.symbol } as const;
    const fault = this.faults.meet(["staleSnapshot"], venue, topic, () => this.#random.uniform());
    if (fault === null) return bookView(market, levelCount);
    const untilMs = market.timeMs - (fault.ms ?? usualStaleMs);
    const past = this.#past.get(market)!;
    const stale = past.findLast(({ timeMs }) => timeMs <= untilMs) ?? past[0];
    return stale === undefined ? bookView(market, levelCount) : narrowed(stale, levelCount);
  }

  #remember(timeMs: number): void {
    for (const [market, past] of this.#past) {
      past.push(bookView(market, Infinity));
      while (past[0]!.timeMs < timeMs - rememberedMs) past.shift();
    }
  }
}
