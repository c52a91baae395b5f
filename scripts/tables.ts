// Snapshots of the venues' margin tables, for maintainers, online:  npm run tables

import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { MarginVenue } from "plimsoll/margin";
import { endpoints } from "./tables/endpoints.ts";
import { exportTables } from "./tables/export.ts";
import { run } from "./tables/run.ts";

const root = join(import.meta.dirname, "..");
const snapshots = join(root, "web/tables");
const venues = Object.keys(endpoints) as MarginVenue[];

const usage = `Dated snapshots of margin tables, from the venues' own endpoints (scripts/tables/endpoints.ts).

  npm run tables -- [options]

  --venue NAME       only this one; may be given again                      [all]
  --file NAME=FILE   a venue's payload that has been fetched already; may be given again
  --timeout S        how long an answer may take                            [20]
  --fewer            believes a venue that states less than half of its tables
  --folder FOLDER    where snapshots lie                                    [web/tables]
  --at URL           asks this address instead of the venues' own
  --help             this text

Venues: ${venues.join(", ")}.
Binance answers only signed questions. BINANCE_API_KEY and BINANCE_API_SECRET are a key that may
read; without them Binance is left out, or its payload is given by --file.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      venue: { type: "string", multiple: true, default: [] },
      file: { type: "string", multiple: true, default: [] },
      timeout: { type: "string", default: "20" },
      fewer: { type: "boolean", default: false },
      folder: { type: "string", default: snapshots },
      at: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const files = new Map(values.file.map((given): [string, string] => {
    const [name = "", ...path] = given.split("=");
    return [name, path.join("=")];
  }));
  const asked = [...values.venue, ...(values.venue.length > 0 ? [] : venues), ...files.keys()];
  for (const name of asked) if (!(name in endpoints)) throw new Error(`no endpoint of ${name} is known`);
  const timeoutMs = 1_000 * Number(values.timeout);
  if (!(timeoutMs > 0)) throw new Error(`--timeout: ${values.timeout} is no time`);

  const outcomes = await run({
    venues: [...new Set(asked)] as MarginVenue[],
    files,
    folder: values.folder,
    date: new Date().toISOString().slice(0, 10),
    at: values.at ?? null,
    fewer: values.fewer,
    timeoutMs,
    attempts: 3,
    pauseMs: values.at === undefined ? 3_000 : 0,
  });
  for (const { venue, state, text } of outcomes) process.stdout.write(`${venue}: ${state}, ${text}\n`);
  if (outcomes.some(({ state }) => state === "written") && resolve(values.folder) === snapshots) {
    exportTables(join(root, "package.json"));
  }
  // Who names a venue wants it.
  const failed = outcomes.filter(({ venue, state }) =>
    state === "failed" || (state === "left out" && values.venue.includes(venue)));
  if (failed.length > 0) throw new Error(`these failed: ${failed.map(({ venue }) => venue).join(", ")}`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`tables: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
