// npm run bench:start [-- --rounds N]
//
// From the engine's bytes to a loaded engine, and on to its first answer. In Node each start has
// a process of its own; in a browser one page starts it again and again, of which the first has
// everything to warm up.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { median } from "../../examples/benchmark/src/measure/statistics.ts";
import { measureInBrowsers } from "./browsers.ts";
import { bundledPage } from "./bundled-page.ts";
import { roundsOf } from "./calls.ts";
import { buildFolder, root } from "./recordings.ts";
import type { Start } from "./start/starts.ts";

const rounds = roundsOf(process.argv.slice(2), 21);
const engine = join(root, "dist/plimsoll.wasm");

function show(starts: readonly Start[]): void {
  const row = (name: string, of: (start: Start) => number) =>
    console.log(`  ${name.padEnd(14)} first ${of(starts[0]!).toFixed(1)} ms, median ${median(starts.map(of)).toFixed(1)} ms`);
  row("ready", ({ ready }) => ready);
  row("first answer", ({ answered }) => answered);
}

/** Plain JavaScript: what reads TypeScript would be measured too. */
async function startsHere(): Promise<readonly Start[]> {
  const outfile = join(buildFolder(), "start.mjs");
  await build({
    absWorkingDir: root, entryPoints: ["tests/bench/start/here.ts"], outfile, bundle: true, format: "esm",
    platform: "node", alias: { plimsoll: join(root, "dist/node.js") },
  });
  return Array.from({ length: rounds }, () =>
    JSON.parse(execFileSync(process.execPath, [outfile, engine], { encoding: "utf8" })) as Start);
}

console.log(`Node ${process.versions.node}, ${rounds} processes`);
show(await startsHere());
await measureInBrowsers<readonly Start[]>(await bundledPage("start/page.ts", { plimsoll: "index.js" }, rounds), show);
