// What plimsoll/full offers besides what every entry offers.

export type {
  AnalyticsSettings,
  Crowding,
  CrowdingComponent,
  DeleveragingEpisode,
  Footprint,
  LevelFlow,
  Metric,
  MetricFlag,
  MetricName,
  TradeSize,
  TradeTime,
} from "./analytics.ts";
export type { AnalyzedMarket, AnalyzedSnapshot, OpenInterestQuadrant } from "./analyzed-market.ts";
export { analyzedFields, type MetricFields } from "../generated/layout.ts";
