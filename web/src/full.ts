import { analyzedMarkets } from "./analytics/analyzed-market-state.ts";
import type { AnalyzedMarket } from "./analytics/analyzed-market.ts";
import { type Load, loadWith } from "./load.ts";

export * from "./analytics/exports.ts";
export * from "./exports.ts";

/** {@inheritDoc Load} The engine with analytics, whose markets have `analyze`. */
export const load: Load<AnalyzedMarket> = loadWith({
  // The one form of an address that every bundler follows.
  wasm: () => new URL("./plimsoll-full.wasm", import.meta.url),
  markets: analyzedMarkets,
  shortText: 256,
});
