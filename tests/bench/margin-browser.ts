// npm run bench:margin:browser [-- --rounds N]
//
// The margin benchmark in real browsers.

import { measureInBrowsers } from "./browsers.ts";
import type { Race } from "./margin/races.ts";
import { roundsOf, tableOf } from "./calls.ts";

const rounds = roundsOf(process.argv.slice(2), 31);
console.log(`medians of ${rounds} interleaved runs`);

await measureInBrowsers<readonly Race[]>(
  { entry: "margin/page.ts", modules: { "plimsoll/holdings": "holdings.js", "plimsoll/margin": "margin.js" }, rounds },
  (races) => {
    for (const { title, rows } of races) console.log(`${title}\n${tableOf(rows, "call")}`);
  },
);
