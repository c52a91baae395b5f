// Asks venues for their tables and writes down what they state. One that cannot be asked, or
// states what the engine refuses, keeps the snapshot it had.

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError, marginTables, type MarginVenue } from "plimsoll/margin";
import { AnswerError, asking, type Manners } from "./ask.ts";
import { type Endpoint, endpoints } from "./endpoints.ts";
import { difference, readSnapshot, type Snapshot, snapshotText, writeWhole } from "./snapshot.ts";

export interface RunOptions extends Omit<Manners, "paceMs"> {
  readonly venues: readonly MarginVenue[];
  /** Payloads that somebody has fetched already, by venue. */
  readonly files: ReadonlyMap<string, string>;
  /** Where snapshots lie. */
  readonly folder: string;
  readonly date: string;
  /** Asked instead of all venues' own hosts, at full speed. */
  readonly at: string | null;
  /** Whether less than half of the tables that were there is believed. */
  readonly fewer: boolean;
}

export interface Outcome {
  readonly venue: MarginVenue;
  readonly state: "written" | "unchanged" | "left out" | "failed";
  readonly text: string;
}

function payloadIn(file: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw new AnswerError(`${file} is not JSON`);
  }
}

async function payloadOf(venue: MarginVenue, endpoint: Endpoint, options: RunOptions): Promise<unknown> {
  const file = options.files.get(venue);
  if (file !== undefined) return payloadIn(file);
  const paceMs = options.at === null ? 1_000 / endpoint.perSecond : 0;
  return endpoint.payload(asking(options.at ?? endpoint.host, endpoint.good, { ...options, paceMs }));
}

/** The tables of a payload; the engine has looked at each. */
function snapshotOf(venue: MarginVenue, source: string, date: string, payload: unknown): Snapshot {
  return { venue, date, source, tables: marginTables(venue, payload) };
}

async function take(venue: MarginVenue, options: RunOptions): Promise<Outcome> {
  const endpoint = endpoints[venue];
  if (endpoint === undefined) return { venue, state: "failed", text: "no endpoint of it is known" };
  const needed = endpoint.keys?.filter((name) => !process.env[name]) ?? [];
  if (needed.length > 0 && !options.files.has(venue)) {
    return { venue, state: "left out", text: `it answers only with ${needed.join(" and ")}; or give its payload by --file` };
  }
  const path = join(options.folder, `${venue}.json`);
  const before = readSnapshot(path);
  const now = snapshotOf(venue, endpoint.page, options.date, await payloadOf(venue, endpoint, options));
  const count = Object.keys(now.tables).length;
  const were = Object.keys(before?.tables ?? {}).length;
  if (count < were / 2 && !options.fewer) {
    return { venue, state: "failed", text: `${count} tables of ${were} are left; --fewer believes it` };
  }
  const differs = difference(before?.tables ?? {}, now.tables);
  const text = `${count} tables: ${differs.changed} changed, ${differs.new} new, ${differs.gone} gone`;
  if (before !== null && snapshotText(before) === snapshotText(now)) return { venue, state: "unchanged", text };
  mkdirSync(options.folder, { recursive: true });
  writeWhole(path, snapshotText(now));
  return { venue, state: "written", text };
}

/** All venues beside one another, and what came of each. It does not throw. */
export function run(options: RunOptions): Promise<Outcome[]> {
  return Promise.all(options.venues.map((venue) =>
    take(venue, options).catch((error: unknown): Outcome => {
      // An InputError shows its value, which may be a whole payload.
      const why = (error instanceof Error ? error.message : String(error)).slice(0, 400);
      return { venue, state: "failed", text: error instanceof InputError ? `a table cannot be used: ${why}` : why };
    })));
}
