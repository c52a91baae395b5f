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
const all: Results[] = [];
const show = (results: Results) => {
  all.push(results);
  console.log(`\n${resultsText(results)}`);
};

const input = inputOf(capture);
console.log(describe(input.name, input.recording));
show(await benchmarkInNode(input, rounds, options.withoutCcxt));

const main = capture === undefined ? null : { venue: "binance-usdm", name: basename(capture), path: capture } as const;
const page = await benchmarkPage(main, main === null ? [] : capturesAtHand(), rounds);
try {
  await measureInBrowsers<Results>(page, show);
} finally {
  await page.remove();
}
console.log(`\n${markdownOf(all)}`);
conclude(all, options);
