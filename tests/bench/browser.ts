// npm run bench:browser [-- --capture FILE] [--rounds N] [--without-ccxt] [--json FILE] [--check] [--update]
//
// The benchmark in Node, Chromium and Firefox, one after the other, and side by side as
// README has it. Browsers open examples/benchmark, as anybody may.

import { basename } from "node:path";
import type { Results } from "../../examples/benchmark/src/measure/results.ts";
import { benchmarkPage } from "./benchmark-page.ts";
import { measureInBrowsers } from "./browsers.ts";
import { benchmarkInNode } from "./in-node.ts";
import { conclude, optionsOf } from "./outcome.ts";
import { capturesAtHand, describe, inputOf } from "./recordings.ts";
import { markdownOf, resultsText } from "./tables.ts";

const options = optionsOf(process.argv.slice(2));
const { capture, rounds } = options;
const input = inputOf(capture);
console.log(describe(input.name, input.recording));
const main = capture === undefined ? null : { venue: "binance-usdm", name: basename(capture), path: capture } as const;
const page = await benchmarkPage(main, main === null ? [] : capturesAtHand(), rounds);

const inNode = () => benchmarkInNode(input, rounds, options.withoutCcxt);
/** Once more in one engine; null where that failed, which has been said then. */
async function again(engine: string): Promise<Results | null> {
  if (engine === "Node") return inNode();
  let found: Results | null = null;
  await measureInBrowsers<Results>(page, (results) => (found = results), engine);
  return found;
}

const all: Results[] = [];
const show = (results: Results) => {
  all.push(results);
  console.log(`\n${resultsText(results)}`);
};
try {
  show(await inNode());
  await measureInBrowsers<Results>(page, show);
  console.log(`\n${markdownOf(all)}`);
  await conclude(all, options, again);
} finally {
  await page.remove();
}
