// npm run bench:browser [-- --capture FILE] [--rounds N]
//
// The benchmark in real browsers: one message at a time, as a socket delivers them.

import { measureInBrowsers } from "./browsers.ts";
import { type Row, roundsOf, tableOf } from "../../examples/benchmark/src/measure/measure.ts";
import { recordingOf } from "../../examples/benchmark/src/measure/messages.ts";
import { askedFor, describe } from "./recordings.ts";

const options = process.argv.slice(2);
const rounds = roundsOf(options, 9);
const { name, bytes } = askedFor(options);
console.log(describe(name, recordingOf(bytes)));

await measureInBrowsers<readonly Row[]>(
  { entry: "page.ts", modules: { plimsoll: "index.js" }, files: { "/messages": bytes }, rounds },
  (rows) => console.log(`all messages, one at a time, medians of ${rounds} interleaved runs\n${tableOf(rows)}`),
);
