// npm run bench:browser [-- --capture FILE] [--rounds N]
//
// The benchmark in real browsers.

import type { Results } from "../../examples/benchmark/src/measure/results.ts";
import { measureInBrowsers } from "./browsers.ts";
import { optionsOf } from "./outcome.ts";
import { describe, inputOf } from "./recordings.ts";
import { resultsText } from "./tables.ts";

const { capture, rounds } = optionsOf(process.argv.slice(2));
const { name, recording } = inputOf(capture);
console.log(describe(name, recording));
const messages = recording.messages.map(({ localTimeNs, raw }) => `${localTimeNs} ${raw}\n`).join("");

await measureInBrowsers<Results>(
  { entry: "page.ts", modules: { plimsoll: "index.js" }, files: { "/messages": new TextEncoder().encode(messages) }, rounds },
  (results) => console.log(resultsText(results)),
);
