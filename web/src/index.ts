import { type Load, loadWith } from "./load.ts";
import { plainMarkets } from "./market-state.ts";

export * from "./exports.ts";

/** {@inheritDoc Load} */
export const load: Load = loadWith({
  // The one form of an address that every bundler follows.
  wasm: () => new URL("./plimsoll.wasm", import.meta.url),
  markets: plainMarkets,
  shortText: 256,
});
