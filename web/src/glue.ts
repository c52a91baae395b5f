// What the wasm instance offers. Names and shapes are those of wasm/*.cpp.

import type { AccountDoor, Refusal } from "./account-door.ts";
import type {
  aggregateFields,
  depthPriceFields,
  ErrorCode,
  expectedSlippageFields,
  marketViewFields,
  signalFields,
} from "./generated/layout.ts";

/** A reply's fields by their names. */
type Fields<Names extends readonly string[]> = Record<Names[number], number>;

export interface NoticeReply {
  kind: number;
  feed: number;
  market: number;
  symbol: string;
  resubscribe: boolean;
  url: string;
  error: number;
  offset: number;
  suppressed: number;
  signal: number;
  buys: boolean;
  isOn: boolean;
  value: number;
  z: number;
  falseAlarmsPerDay: number;
  halfLifeMs: number;
  confirmed: number;
  control: number;
}

export interface WarningReply {
  id: number;
  positionId: number;
  code: number;
  severity: number;
  sinceLocalTimeMs: number;
  crossings: number;
  acknowledged: boolean;
  beyondLiquidation: boolean;
  markPrice: number;
  markLocalTimeMs: number;
  liquidationPrice: number;
  distanceRate: number;
  distanceSigmas: number;
  marginRatio: number;
  cautionDistance: number;
  dangerDistance: number;
  criticalDistance: number;
  fixedThresholds: boolean;
}

export interface ThresholdsReply {
  cautionDailySigmas: number;
  dangerHourlySigmas: number;
  criticalFiveMinuteSigmas: number;
  criticalMarginRatio: number;
  cautionRate: number;
  dangerRate: number;
  criticalRate: number;
  easeFactor: number;
  easeAfterMs: number;
  holdAfterRiseMs: number;
  markStaleMs: number;
}

/** Values in, values out: values.ts. */
export interface Values {
  errorName(error: number): ErrorCode;
  openFeed(venue: string): number;
  closeFeed(feed: number): void;
  reconnected(feed: number): void;
  openMarket(feed: number, symbol: string): number;
  closeMarket(market: number): void;
  restartMarket(market: number): void;
  setBookStaleMs(market: number, limitMs: number): void;
  enableSignals(market: number, falseAlarmsPerDay: number): number;
  disableSignals(market: number): void;
  /** One for each of so many names; none while they are off. */
  signals(market: number, count: number): Record<(typeof signalFields)[number], number>[];
  takeNotices(): NoticeReply[];
  counters(feed: number): FeedCounters;
  depthWithin(market: number, side: number, distanceBps: number): {
    error: number;
    quantity: number;
    baseQuantity: number;
    notional: number;
  };
  aggregateDepth(markets: readonly number[], distanceBps: number): {
    error: number;
    bidNotional: number;
    askNotional: number;
    imbalance: number;
    markets: readonly number[];
  };
  /** Of markets with their open interest at an earlier moment; nothing but a field where it is refused. */
  aggregate(
    markets: readonly (readonly [market: number, openInterestBefore: number])[],
    terms: { readonly withinBps: number; readonly decayBps: number; readonly premiumNotional: number },
  ): {
    error: number;
    field: string;
    all?: Record<(typeof aggregateFields)[number], number>;
    markets?: readonly Record<(typeof marketViewFields)[number], number>[];
    /** Bid and ask within one bps, two, and so on. */
    bins?: readonly number[];
  };
  slippage(market: number, buys: boolean, quantity: number): {
    averagePrice: number;
    rate: number;
    notional: number;
    worstPrice: number;
  };
  bookOf(market: number): BookText | null;
  /** Of a payload of this size in the message buffer. */
  addListings(venue: string, size: number): { error: number; instruments: number };
  verify(market: number, size: number): BookVerification & { error: number };
  bytesInUse(): number;
  /** By the distance where it is a number. */
  depthPrices(market: number, levels: number, distanceBps: number): Fields<typeof depthPriceFields>;
  expectedSlippage(market: number, buys: boolean, quantity: number, scale: readonly number[]):
    { refusal: Refusal; cost: Fields<typeof expectedSlippageFields> | null };
  defaultThresholds(): ThresholdsReply;
  openWatch(venue: string, thresholds: ThresholdsReply): { error: number; field: string; watch: number };
  closeWatch(watch: number): void;
  /** Of the account that was written; the positions' symbols a line each. */
  updateWatch(watch: number, symbols: string): number;
  takeWarningEvents(watch: number): { change: number; warning: WarningReply }[];
  standingWarnings(watch: number): WarningReply[];
  acknowledge(watch: number, warningId: number): boolean;
}

/**
 * Numbers in, a number out: the instance's own exports, called as they are. Gathered in an object
 * that is written to by name they would be looked up in a table at each call.
 */
export interface Hot {
  messageRoom(size: number): number;
  ingest(feed: number, size: number, localTimeMs: number): number;
  /** Where the sizes of a burst's messages are written, 64 of them at most. */
  burstSizes(): number;
  /** Up to the first message after which somebody has to look. */
  ingestBurst(feed: number, count: number, localTimeMs: number): number;
  /** How many messages that got through. */
  burstTaken(): number;
  applyTo(market: number, size: number, localTimeMs: number): number;
  refuse(feed: number, error: number, offset: number, localTimeMs: number): number;
  look(localTimeMs: number): number;
  refusedError(): number;
  refusedOffset(): number;
  inputError(): number;
  revision(market: number): number;
  marketStatus(market: number): number;
  readMarket(market: number): number;
  bookImbalance(market: number, levels: number): number;
  bookImbalanceWithin(market: number, distanceBps: number): number;
  weightedImbalance(market: number, decayBps: number): number;
  weightedMid(market: number): number;
  midPrice(market: number): number;
  watchRevision(watch: number): number;
  watchedRisk(watch: number, positionId: number): number;
  readLevels(market: number, side: number, count: number, grouping: number): number;
  levelRows(): number;
}

export type Glue = Values & AccountDoor & { readonly hot: Hot };

/** What went over a feed so far. */
export interface FeedCounters {
  readonly messages: number;
  readonly bytes: number;
  /** Applied to a market. */
  readonly events: number;
  /** Of a type, channel or age that counts for nothing. */
  readonly ignored: number;
  /** For symbols that nobody opened. */
  readonly unrouted: number;
  /** Messages refused. */
  readonly errors: number;
  /** Holes among the numbers of the connection's messages, where the venue numbers those. */
  readonly gaps: number;
}

/** How a snapshot compares with the book that the stream has built. */
export interface BookVerification {
  /** There was a snapshot, and a book that may be believed. */
  readonly compared: boolean;
  /** Both are as of one update; a difference means little otherwise. */
  readonly sameUpdate: boolean;
  /** Levels of the snapshot. */
  readonly levels: number;
  /** Levels of the snapshot that the book does not have. */
  readonly missing: number;
  /** Levels of the book, within the snapshot's range, that the snapshot does not have. */
  readonly surplus: number;
  /** Levels of both with another quantity. */
  readonly different: number;
}

/** A whole book in the shape of a REST snapshot; every number is exact text. */
export interface BookText {
  readonly lastUpdateId: string;
  /** Price and quantity, the best first. */
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
}
