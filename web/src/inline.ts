import bytes from "./generated/plimsoll.wasm";

import { type Load, loadWith } from "./load.ts";
import { plainMarkets } from "./market-state.ts";

export * from "./exports.ts";

/** {@inheritDoc Load} The engine is inside this file: nothing is fetched. */
export const load: Load = loadWith({ wasm: bytes, markets: plainMarkets, shortText: 256 });
