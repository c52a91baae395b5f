import bytes from "./generated/plimsoll-full.wasm";

import { analyzedMarkets } from "./analytics/analyzed-market-state.ts";
import type { AnalyzedMarket } from "./analytics/analyzed-market.ts";
import { type Load, loadWith } from "./load.ts";

export * from "./analytics/exports.ts";
export * from "./exports.ts";

/** {@inheritDoc Load} The engine with analytics is inside this file: nothing is fetched. */
export const load: Load<AnalyzedMarket> = loadWith({ wasm: bytes, markets: analyzedMarkets, shortText: 256 });
