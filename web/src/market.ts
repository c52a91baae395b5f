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
  extends Omit<ReadingFields, "status" | "revision" | "lastTradeTakerSide"> {
  readonly venue: string;
  readonly symbol: string;
  readonly status: MarketStatus;
  readonly lastTradeTakerSide: "buy" | "sell" | null;
}

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
  /**
   * How often at most a signal of this name comes on while nothing is the matter, both sides
   * together, as measured on this market. Null where it was not measured: in the first 27 minutes
   * or more, and while the imbalance hardly moves.
   */
  readonly falseAlarmsPerDay: number | null;
  /** After so long half of a deviation of the imbalance is left; null where that was not measured. */
  readonly halfLifeMs: number | null;
  /**
   * Of `bookImbalance`: whether takers lean to the same side, each against its recent mean. Null
   * without trades, and of `tradeFlowImbalance`.
   */
  readonly isConfirmedByTrades: boolean | null;
}

/** How the stream of a signal stands, whether it is on or off. */
export interface SignalState {
  readonly name: SignalEvent["name"];
  /** Which side is heavy; null while the signal is off. */
  readonly onSide: "buy" | "sell" | null;
  /** Standard deviations of the last sample from its recent mean; null in the first two minutes. */
  readonly z: number | null;
  /** Of the samples that a rate of false alarms rests on, those that are there: 0 to 1. */
  readonly learnedShare: number;
  /** As in `SignalEvent`. */
  readonly falseAlarmsPerDay: number | null;
  /** As in `SignalEvent`. */
  readonly halfLifeMs: number | null;
  /** Of the last 600 samples, a minute or more, those more than one deviation above the mean: 0 to 1. */
  readonly shareAbove: number | null;
  /** Those more than one deviation below it. */
  readonly shareBelow: number | null;
  /** How many samples up to the last stand beyond one deviation on its side; below zero on the sell side. */
  readonly runLength: number;
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

  /**
   * Tells when an imbalance becomes unusual for this market, and when it is no longer. Signals
   * are off until somebody listens; then they learn, at ten samples a second at most, in half a
   * megabyte.
   *
   * For the first 16,384 samples, 27 minutes or more, a signal comes on where the imbalance has
   * stood 2.5 standard deviations from its mean for five seconds. How often that happens by
   * chance nobody knows, so `falseAlarmsPerDay` is null. After that a signal comes on at an alarm
   * whose rate was measured on those samples, and is again with every further 16,384; the event
   * states it. The rate holds for a market that goes on as it was.
   *
   * @param options  `falseAlarmsPerDay`, 1 by default: at most so many false alarms of each name.
   *   Fewer come later. The first listener's choice holds while anybody listens.
   * @throws {InputError} when `falseAlarmsPerDay` is not above zero, or above 1,000; or when
   *   there is no memory left
   * @example
   * market.on("signal", ({ name, side, falseAlarmsPerDay }) => show(name, side, falseAlarmsPerDay), {
   *   falseAlarmsPerDay: 4,
   * });
   */
  on(
    kind: "signal",
    listener: (signal: SignalEvent) => void,
    options?: { readonly falseAlarmsPerDay?: number },
  ): Unsubscribe;

  /** How each signal stands; empty while nobody listens to them. */
  signals(): readonly SignalState[];

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

/** Prices between the sides that look deeper than the touch. */
export interface DepthPrices {
  /** Each pair of levels weighs by what rests across (VAMP). */
  readonly volumeAdjustedMid: number | null;
  /** Each level weighs by what rests there. */
  readonly weightedDepthPrice: number | null;
  /** The weighted mid of both sides' mean prices. */
  readonly effectiveMid: number | null;
}
