// Where the benchmark's messages come from.

import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { FeedVenue } from "plimsoll";
import type { Input } from "../../examples/benchmark/src/measure/benchmark.ts";
import { type Recording, recordedLines, recordingOf } from "../../examples/benchmark/src/measure/messages.ts";
import type { VenueRecording } from "../../examples/benchmark/src/measure/venues.ts";
import { simulatedInput } from "../../examples/benchmark/src/simulated.ts";

export const root = join(import.meta.dirname, "../..");

/** A folder for what the benchmark makes. */
export function buildFolder(): string {
  const folder = join(root, "build/bench");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The lines of a recording, packed or not. */
export function recordedBytes(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

/** A recording that is at hand, and whose it is. */
export interface RecordingFile {
  readonly venue: FeedVenue;
  readonly name: string;
  readonly path: string;
}

/** Every recording in `captures/VENUE` of the folder that PLIMSOLL_SHARED names; none where there is no such folder. */
export function capturesAtHand(): RecordingFile[] {
  const folder = resolve(root, process.env["PLIMSOLL_SHARED"] || "../shared", "captures");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort().flatMap((venue) =>
    readdirSync(join(folder, venue)).sort().map((file) => ({
      venue: venue as FeedVenue,
      name: file.replace(/\.ndjson(\.gz)?$/, ""),
      path: join(folder, venue, file),
    })));
}

export function venueRecording({ venue, name, path }: RecordingFile): VenueRecording {
  return { venue, name, raws: [...recordedLines(recordedBytes(path))].map(({ raw }) => raw) };
}

/** A capture, and every venue's at hand; without one, what our own exchange says. */
export function inputOf(capture: string | undefined): Input {
  if (capture === undefined) return simulatedInput();
  if (!existsSync(capture)) throw new Error(`there is no ${capture}`);
  return {
    name: basename(capture),
    recording: recordingOf(recordedBytes(capture)),
    venues: capturesAtHand().map(venueRecording),
  };
}

export function describe(name: string, { symbols, messages, bytes }: Recording): string {
  const count = new Map<string, number>();
  for (const { family } of messages) count.set(family, (count.get(family) ?? 0) + 1);
  const each = [...count].map(([family, n]) => `${n.toLocaleString("en")} ${family}`).join(", ");
  return (
    `${name}: ${symbols.join(", ")}; ${messages.length.toLocaleString("en")} messages, ` +
    `${(bytes / 1e6).toFixed(1)} MB, ${Math.round(bytes / messages.length)} B a message (${each})`
  );
}
