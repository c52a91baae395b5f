// Where the page has its messages from.

import type { FeedVenue } from "plimsoll";
import type { Input } from "./measure/benchmark.ts";
import { recordedLines, recordingOf } from "./measure/messages.ts";
import { simulatedInput } from "./simulated.ts";

/** A recording that the server of the page has. */
export interface Served {
  readonly venue: FeedVenue;
  readonly name: string;
  readonly url: string;
}

/** All that it has; simulated ones are measured where it has none. */
export interface ServedRecordings {
  readonly main: Served | null;
  readonly venues: readonly Served[];
}

/** Beyond this a tab runs out of memory: each message becomes a string, and text is unpacked before. */
const mostBytes = 256 * 1024 * 1024;

/**
 * A user's recording.
 *
 * @throws {Error} in words for whoever chose the file
 */
export async function fileInput(file: File): Promise<Input> {
  if (file.size > mostBytes) throw new Error("It is larger than 256 MB.");
  const bytes = file.name.endsWith(".gz") ? await unpacked(file) : new Uint8Array(await file.arrayBuffer());
  try {
    return { name: file.name, recording: recordingOf(bytes), venues: [] };
  } catch {
    throw new Error("A line of it is not a time, a space and a message in JSON.");
  }
}

export async function servedInput(seconds: number): Promise<Input> {
  const { main, venues } = (await (await fetch("recordings.json")).json()) as ServedRecordings;
  if (main === null) return simulatedInput(seconds);
  const bytesOf = async ({ url }: Served) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  return {
    name: main.name,
    recording: recordingOf(await bytesOf(main)),
    venues: await Promise.all(venues.map(async (served) => ({
      venue: served.venue,
      name: served.name,
      raws: [...recordedLines(await bytesOf(served))].map(({ raw }) => raw),
    }))),
  };
}

async function unpacked(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await new Response(file.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
  } catch {
    throw new Error("It is not packed as its name says.");
  }
}
