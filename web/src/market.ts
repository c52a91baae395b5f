import type {
  AnalyticsSettings,
  DeleveragingEpisode,
  DepthPrices,
  Footprint,
  LevelFlow,
  Metric,
  MetricName,
  TradeSize,
  TradeTime,
} from "./analytics.ts";
import type { ReadingFields } from "./generated/layout.ts";
import type { BookText, BookVerification } from "./glue.ts";
import type { Unsubscribe } from "./listeners.ts";
import type { Numeric } from "./numbers.ts";
import type { MessageData } from "./transport.ts";

/**
 * What a market's book is worth: `waiting` for a snapshot, `live`, in a `gap` after a
 * missed update, or `stale` because its stream has been silent for longer than its limit.
 */
export type MarketStatus = "waiting" | "live" | "gap" | "stale";

export interface PriceLevel {
  /** Quote units for one base unit. */
  readonly price: number;
  /** The venue's quantity unit: base coin, or contracts. */
  readonly quantity: number;
}

/** Every reading of a market at one moment; `null` where there is none. */
export interface MarketSnapshot
  extends Omit<ReadingFields, "status" | "revision" | "lastTradeTakerSide" | "openInterestQuadrant"> {
  readonly venue: string;
  readonly symbol: string;
  readonly status: MarketStatus;
  readonly lastTradeTakerSide: "buy" | "sell" | null;
  /** What the last minute's changes of open interest and price say: who came, or who left. */
  readonly openInterestQuadrant: OpenInterestQuadrant | null;
}

/** Who came and who left, named for the side that moved the price; `none` where neither moved much. */
export type OpenInterestQuadrant = "none" | "newLongs" | "shortCovering" | "newShorts" | "longFlush";

/** Which levels an imbalance counts: the best ones, those near the mid, or all, fading. */
export type ImbalanceOptions =
  | { readonly levels: number }
  | { readonly withinBps: number }
  | { readonly decayBps: number };

/** A market needs help: a snapshot fetched and given to `market.apply`, or a new subscription. */
export interface ResyncEvent {
  readonly venue: string;
  readonly symbol: string;
  readonly how: "snapshot" | "resubscribe";
  /** Where the venue serves the snapshot; null where it sends one on subscription. */
  readonly url: string | null;
}

/** A signal came on or went off: an imbalance that is unusual for this market. */
export interface SignalEvent {
  readonly symbol: string;
  readonly name: "bookImbalance" | "tradeFlowImbalance";
  /** Which side is heavy. */
  readonly side: "buy" | "sell";
  readonly isOn: boolean;
  readonly value: number;
  /** Standard deviations from its recent mean. */
  readonly z: number;
  /** Null: not calibrated on this stream yet, so no rate is stated. */
  readonly falseAlarmsPerDay: number | null;
}

/** One instrument on one feed. Made by `feed.market(symbol)`. */
export interface Market {
  readonly venue: string;
  readonly symbol: string;
  readonly status: MarketStatus;

  /**
   * Takes in what was fetched for this market: REST answers carry no symbol. One that does
   * not say what it is, as Binance's long and short ratios, is wrapped with its path:
   *
   * @example
   * market.apply({ stream: "topLongShortPositionRatio", data: answer });
   *
   * @returns how many events were applied
   */
  apply(payload: MessageData | object, localTimeMs?: number): number;

  /** Best bid and ask of the book. */
  best(): { readonly bid: PriceLevel | null; readonly ask: PriceLevel | null };

  /** Halfway between best bid and best ask. */
  midPrice(): number | null;

  /** The mid weighted by the quantities of the other side. */
  weightedMid(): number | null;

  /**
   * Order-book imbalance, from -1 (only asks) to 1 (only bids).
   *
   * @param options  `{ levels: 10 }` by default
   * @throws {InputError} when levels, or a distance in bps, is out of range
   * @example
   * market.bookImbalance({ levels: 10 });
   * market.bookImbalance({ withinBps: 25 });
   */
  bookImbalance(options?: ImbalanceOptions): number | null;

  /**
   * What rests on one side no farther than a distance from the mid.
   *
   * @throws {InputError} when the distance is not above zero or above 10,000 bps
   */
  depth(
    side: "bid" | "ask",
    options: { readonly withinBps: number },
  ): Depth | null;

  /**
   * What a market order would pay on the book as it stands; null when the book holds less.
   *
   * @throws {InputError} when the quantity is not above zero
   */
  slippage(order: { readonly side: "buy" | "sell"; readonly quantity: Numeric }): Slippage | null;

  /**
   * The same where the order may be larger than the book: what the book does not hold is
   * estimated by the square-root law. Null only where a side is empty.
   *
   * @throws {InputError} when a number is not above zero, or the factor is not 0.5 to 1.5
   * @example
   * market.expectedSlippage({ side: "sell", quantity: 5_000 }, { dailyVolatility: 0.03, dailyQuantity: 2e5 });
   */
  expectedSlippage(
    order: { readonly side: "buy" | "sell"; readonly quantity: Numeric },
    scale: ImpactScale,
  ): ExpectedSlippage | null;

  /**
   * Prices between the sides that look deeper than the touch.
   *
   * @throws {InputError} when levels, or a distance in bps, is out of range
   */
  depthPrices(options: { readonly levels: number } | { readonly withinBps: number }): DepthPrices;

  /**
   * Follows, from now on, what takes memory and time: order flow, detection, funding and
   * positioning. `getSnapshot` has their numbers, null while too little has come for them. Again
   * with other settings it begins anew; null ends it. About 120 kB for a market.
   *
   * @throws {InputError} when a setting is out of its range, which then changes nothing
   * @example
   * market.analyze({ vpinBucketQuantity: 120 });
   * market.getSnapshot().kyleLambdaBps;
   */
  analyze(settings?: AnalyticsSettings | null): void;

  /**
   * A number of `getSnapshot` with what it is worth.
   *
   * @throws {InputError} when no metric has this name
   * @example
   * market.metric("microprice"); // { value: null, count: 812, quality: 0, flags: ["notReady"], ... }
   */
  metric(name: MetricName): Metric;

  /** Order flow of each of the ten best levels, the best first; empty while it is not followed. */
  orderFlowByLevel(): readonly LevelFlow[];

  /** What takers traded by the size of a trade, the smallest first; empty likewise. */
  tradesBySize(): readonly TradeSize[];

  /**
   * Times and sides of the latest trades, at most 5,000, the oldest first: for `selfExcitation` of
   * plimsoll/formulas, which says who answers whom; empty likewise.
   */
  tradeTimes(): readonly TradeTime[];

  /** What was traded at which price; null while no `footprintBinSize` is followed. */
  footprint(): Footprint | null;

  /** The fall of open interest that is under way, and the one before. */
  deleveraging(): {
    readonly current: DeleveragingEpisode | null;
    readonly last: DeleveragingEpisode | null;
  };

  /**
   * Rows of a ladder, the best first, into an array the caller keeps: price, quantity and
   * cumulative quantity of each.
   *
   * @returns how many rows were filled
   * @throws {InputError} when `into` has no room, or count or grouping is out of range
   */
  levels(
    side: "bid" | "ask",
    options: {
      readonly count: number;
      /** Quote units in one row; 0, the default, for a row a level. */
      readonly grouping?: number;
      readonly into: Float64Array;
    },
  ): number;

  /**
   * The numbers of `getSnapshot` into an array the caller keeps, NaN where there is none: for who
   * reads after every message, or many markets in each frame. `readingFields` says what stands
   * where; the book's own numbers are computed once for each change of it.
   *
   * @param into  at least as long as `readingFields`
   * @returns how many numbers were filled
   * @throws {InputError} when `into` has no room
   * @example
   * const numbers = new Float64Array(readingFields.length);
   * const imbalance = readingFields.indexOf("bookImbalance10");
   * market.readInto(numbers);
   * numbers[imbalance];
   */
  readInto(into: Float64Array): number;

  /** The whole book as exact text; null while it cannot be trusted. */
  book(): BookText | null;

  /**
   * Compares the book with a snapshot that was fetched, level by level and exactly. The book
   * stays as it is.
   *
   * @throws {InputError} when the snapshot cannot be read
   */
  verify(snapshot: MessageData | object): BookVerification;

  /** Every reading; the same object until something changed. */
  getSnapshot(): MarketSnapshot;

  /**
   * Tells when something changed: once a frame, or after every message.
   *
   * @example
   * const stop = market.subscribe(() => draw(market.getSnapshot()));
   */
  subscribe(
    listener: () => void,
    options?: { readonly every?: "frame" | "message" },
  ): Unsubscribe;

  /** Signals are off until somebody listens. */
  on(kind: "signal", listener: (signal: SignalEvent) => void): Unsubscribe;

  /** Silence for longer than this makes the book `stale`; the venue's default otherwise. */
  setStaleAfterMs(limitMs: number): void;

  /** Gives the market back. A call after that throws. */
  dispose(): void;
  [Symbol.dispose](): void;
}

export interface Depth {
  /** The venue's quantity unit. */
  readonly quantity: number;
  /** Base coin; null where the contract's size is not known. */
  readonly baseQuantity: number | null;
  /** Quote units; null likewise. */
  readonly notional: number | null;
}

/** What the square-root law has to know of a market. */
export interface ImpactScale {
  /** Standard deviation of a day's return: 0.03 is 3 %. */
  readonly dailyVolatility: Numeric;
  /** Traded in a day, in the unit of the order's quantity. */
  readonly dailyQuantity: Numeric;
  /** 1 by default, 0.5 to 1.5. */
  readonly factor?: Numeric;
}

export interface ExpectedSlippage {
  /** What it pays for one base unit over all it takes. */
  readonly averagePrice: number;
  /** How much worse than the mid, as a fraction of it. */
  readonly rate: number;
  /** Quote units; null where the contract's size is not known. */
  readonly notional: number | null;
  /** Where the price would stand behind the order. */
  readonly lastPrice: number;
  readonly quantityFromBook: number;
  /** What is estimated; 0 where the book suffices. */
  readonly quantityBeyond: number;
}

export interface Slippage {
  /** What it pays for one base unit over all it takes. */
  readonly averagePrice: number;
  /** How much worse than the mid, as a fraction of it. */
  readonly rate: number;
  /** Quote units; null where the contract's size is not known. */
  readonly notional: number | null;
  /** Of the last level it touches. */
  readonly worstPrice: number;
}
