// Recorded data that does not ship: found under PLIMSOLL_SHARED, or skipped with a line that says so.

import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Recording, recordingOf } from "../../examples/benchmark/src/measure/messages.ts";
import { recordedBytes, root } from "../bench/recordings.ts";

/** A folder of recorded data; null, and a line about it, where it is not there. */
export function recordedFolder(name: string): string | null {
  const folder = resolve(root, process.env["PLIMSOLL_SHARED"] || "../shared", name);
  if (existsSync(folder)) return folder;
  console.log(`skipped: there is no folder ${folder} (PLIMSOLL_SHARED names another)`);
  return null;
}

/** Every capture of a feed's venue. */
export function captures(venue: string): { name: string; read: () => Recording }[] {
  const folder = recordedFolder(join("captures", venue));
  if (folder === null) return [];
  const names = readdirSync(folder).filter((name) => /\.ndjson(\.gz)?$/.test(name)).sort();
  if (names.length === 0) console.log(`skipped: there is no capture in ${folder}`);
  return names.map((name) => ({ name, read: () => recordingOf(recordedBytes(join(folder, name))) }));
}
