// npm run bench:margin:browser [-- --rounds N]
//
// The margin benchmark in real browsers.

import { measureInBrowsers } from "./browsers.ts";
import { roundsOf, tableOf } from "./calls.ts";
import { bundledPage } from "./bundled-page.ts";
import type { Race } from "./margin/races.ts";

const rounds = roundsOf(process.argv.slice(2), 31);
console.log(`medians of ${rounds} interleaved runs`);

const modules = { "plimsoll/holdings": "holdings.js", "plimsoll/margin": "margin.js" };
await measureInBrowsers<readonly Race[]>(await bundledPage("margin/page.ts", modules, rounds), (races) => {
  for (const { title, rows } of races) console.log(`${title}\n${tableOf(rows, "call")}`);
});
