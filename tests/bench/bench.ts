// npm run bench [-- --capture FILE] [--rounds N] [--without-ccxt] [--json FILE] [--check] [--update]
//
// The same messages through Plimsoll and through what one would use instead, with the same
// two readings after every message, or after every burst. First all must agree; then all run
// in turn, several times. On a busy machine believe "times" rather than the medians.
//
// --check compares with baseline.json, --update writes it anew.

import { benchmarkInNode } from "./in-node.ts";
import { conclude, optionsOf } from "./outcome.ts";
import { describe, inputOf } from "./recordings.ts";
import { resultsText } from "./tables.ts";

const options = optionsOf(process.argv.slice(2));
const input = inputOf(options.capture);
console.log(describe(input.name, input.recording));
const measured = () => benchmarkInNode(input, options.rounds, options.withoutCcxt);
const results = await measured();
console.log(`\n${resultsText(results)}`);
await conclude([results], options, measured);
