// npm run bench:margin [-- --rounds N]
//
// Positions and accounts through Plimsoll and through the same formulas in JavaScript. First
// all must agree; then all run in turn, several times.

import { roundsOf, tableOf } from "./calls.ts";
import { races } from "./margin/races.ts";

const rounds = roundsOf(process.argv.slice(2), 31);
console.log(`medians of ${rounds} interleaved runs`);
for (const { title, rows } of races(rounds)) console.log(`\n${title}\n${tableOf(rows, "call")}`);
