// npm run bench:margin [-- --rounds N]
//
// Positions and accounts through Plimsoll and through the same formulas in JavaScript. First
// all must agree; then all run in turn, several times.

import { races } from "./margin/races.ts";
import { roundsOf, tableOf } from "../../examples/benchmark/src/measure/measure.ts";

const rounds = roundsOf(process.argv.slice(2), 31);
console.log(`medians of ${rounds} interleaved runs`);
for (const { title, rows } of races(rounds)) console.log(`\n${title}\n${tableOf(rows, "µs a call")}`);
