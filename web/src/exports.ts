/// <reference lib="esnext.disposable" preserve="true" />
// What every entry offers besides its own load().

export type { Aggregate, AggregateOptions } from "./aggregate.ts";
export type { AggregateDepth } from "./aggregate-depth.ts";
export { MessageError } from "./errors.ts";
export type { ControlEvent, Feed, FeedEvents, FeedVenue } from "./feed.ts";
export { readingFields, type ReadingFields } from "./generated/layout.ts";
export type { BookText, BookVerification, FeedCounters } from "./glue.ts";
export type { Unsubscribe } from "./listeners.ts";
export type { Load, LoadOptions, WasmSource } from "./load.ts";
export * from "./margin-exports.ts";
export type {
  Depth,
  DepthPrices,
  ExpectedSlippage,
  ImbalanceOptions,
  ImpactScale,
  Market,
  MarketSnapshot,
  MarketStatus,
  PriceLevel,
  ResyncEvent,
  SignalEvent,
  SignalState,
  Slippage,
} from "./market.ts";
export type { Plimsoll } from "./plimsoll.ts";
export type { MessageData } from "./transport.ts";
export type {
  Severity,
  Thresholds,
  Warning,
  WarningCode,
  Watch,
  WatchEvents,
  WatchSnapshot,
} from "./watch.ts";
