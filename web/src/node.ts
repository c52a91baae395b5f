import { readFile } from "node:fs/promises";

import { type Load, loadWith } from "./load.ts";
import { plainMarkets } from "./market-state.ts";

export * from "./exports.ts";

/** {@inheritDoc Load} */
export const load: Load = loadWith({
  wasm: async () => new Uint8Array(await readFile(new URL("./plimsoll.wasm", import.meta.url))),
  markets: plainMarkets,
  shortText: 0,
});
