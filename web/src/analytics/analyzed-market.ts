import type { MetricFields } from "../generated/layout.ts";
import type { Market, MarketSnapshot } from "../market.ts";
import type {
  AnalyticsSettings,
  Crowding,
  DeleveragingEpisode,
  Footprint,
  LevelFlow,
  Metric,
  MetricName,
  TradeSize,
  TradeTime,
} from "./analytics.ts";

/** Who came and who left, named for the side that moved the price; `none` where neither moved much. */
export type OpenInterestQuadrant = "none" | "newLongs" | "shortCovering" | "newShorts" | "longFlush";

/** Every reading of a market and every metric that is followed; `null` where there is none. */
export interface AnalyzedSnapshot extends MarketSnapshot, Omit<MetricFields, "openInterestQuadrant"> {
  /** What the last minute's changes of open interest and price say: who came, or who left. */
  readonly openInterestQuadrant: OpenInterestQuadrant | null;
}

/** A market of the full engine. Made by `feed.market(symbol)`. */
export interface AnalyzedMarket extends Market {
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

  /** How crowded each side is and why; null while nothing is known of it. */
  crowding(): Crowding | null;

  /** Every reading and metric; the same object until something changed. */
  getSnapshot(): AnalyzedSnapshot;

  /**
   * As of `Market`, with the metrics behind the readings as far as there is room for them:
   * `analyzedFields` says what stands where.
   */
  readInto(into: Float64Array): number;
}
