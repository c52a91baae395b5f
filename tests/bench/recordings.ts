// Where the benchmark's messages come from.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { bitcoin } from "../../examples/exchange/instrument.ts";
import { recordingLines } from "../../examples/exchange/recording.ts";
import { type Recording, recordingOf } from "../../examples/benchmark/src/measure/messages.ts";

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

/** What our own exchange says in so many seconds of its time: the same each time. */
export function simulatedBytes(seconds: number): Uint8Array {
  const lines = [...recordingLines({ seed: 1, instruments: [bitcoin], activity: 2 }, seconds * 1_000)];
  return new TextEncoder().encode(lines.join("\n"));
}

/** `--capture FILE`, or three simulated minutes. */
export function askedFor(options: readonly string[]): { name: string; bytes: Uint8Array } {
  const at = options.indexOf("--capture");
  const path = at < 0 ? undefined : options[at + 1];
  if (path === undefined) {
    return { name: "180 s of the simulated exchange", bytes: simulatedBytes(180) };
  }
  if (!existsSync(path)) throw new Error(`there is no ${path}`);
  return { name: basename(path), bytes: recordedBytes(path) };
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
