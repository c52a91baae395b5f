// Native and wasm read the same: every field of a reading, and every metric.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { analyzedFields, type AnalyzedSnapshot } from "plimsoll/full";
import { nativeText, type Recording, recordingOf } from "../../examples/benchmark/src/measure/messages.ts";
import { bitcoin } from "../../examples/exchange/instrument.ts";
import { recordingLines } from "../../examples/exchange/recording.ts";
import { root } from "../bench/recordings.ts";
import { fullEngine } from "./plimsoll.ts";
import { captures } from "./recorded.ts";

const program = join(root, "build/debug/tests/plimsoll_bench");
/** Ten minutes of our own exchange, with what a page asks for: no capture at hand tells of marks or open interest. */
function simulatedRecording(): Recording {
  const lines = [...recordingLines({ seed: 9, instruments: [bitcoin] }, 600_000)];
  const asked = lines.flatMap((line, i) => {
    if (i % 100 !== 0) return [line];
    const [localTimeNs] = line.split(" ", 1) as [string];
    const timeMs = Number(BigInt(localTimeNs) / 1_000_000n);
    const openInterest = (80_000 + 900 * Math.sin(i / 7_000) + (i % 1_300)).toFixed(3);
    const longAccount = (0.5 + 0.2 * Math.sin(i / 900)).toFixed(4);
    const row = { symbol: "BTCUSDT", longAccount, longShortRatio: "1", shortAccount: "0.5", timestamp: timeMs };
    return [
      line,
      `${localTimeNs} ${JSON.stringify({ symbol: "BTCUSDT", openInterest, time: timeMs })}`,
      `${localTimeNs} ${JSON.stringify({ stream: "globalLongShortAccountRatio", data: [row] })}`,
    ];
  });
  return recordingOf(new TextEncoder().encode(asked.join("\n")));
}

const recorded = captures("binance-usdm");
const files = [...recorded, { name: "the simulated exchange", read: simulatedRecording }];
const isBuilt = existsSync(program);
if (!isBuilt) console.log("skipped: the native program is not built (scripts/build debug)");

/** Units in the last place that exp and log of two libraries may differ by. */
const places: Readonly<Record<string, number>> = { weightedImbalance10Bps: 4, volatilityPerDay: 4, accountLogRatio: 4 };

/** Not after each: a snapshot object takes longer than the message. */
const every = 5;

const quadrants = ["none", "newLongs", "shortCovering", "newShorts", "longFlush"];
const statuses = ["waiting", "live", "gap", "stale"];

function nativeBlocks(recording: Recording): Float64Array {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-readings-"));
  try {
    writeFileSync(join(folder, "messages"), nativeText(recording));
    execFileSync(program, [join(folder, "messages"), "--runs", "1", "--blocks", join(folder, "blocks")]);
    const bytes = readFileSync(join(folder, "blocks"));
    return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A field as it stands in the block; the revision alone is not told. */
function blockNumber(snapshot: AnalyzedSnapshot, field: (typeof analyzedFields)[number]): number {
  if (field === "status") return statuses.indexOf(snapshot.status);
  const value = snapshot[field as Exclude<typeof field, "status" | "revision">];
  if (value === "buy" || value === "sell") return value === "buy" ? 1 : -1;
  if (typeof value === "string") return quadrants.indexOf(value);
  return value ?? Number.NaN;
}

function unitsApart(one: number, other: number): number {
  const bits = new BigInt64Array(new Float64Array([one, other]).buffer);
  return Math.abs(Number(bits[0]! - bits[1]!));
}

it.skipIf(!isBuilt).each(files)("$name: native and wasm agree", { timeout: 300_000 }, async ({ name, read }) => {
  const recording = read();
  const native = nativeBlocks(recording);
  expect(native.length).toBe(recording.messages.length * analyzedFields.length);
  const feed = (await fullEngine()).openFeed("binance-usdm");
  const markets = recording.symbols.map((symbol) => feed.market(symbol));
  for (const market of markets) market.analyze({ vpinBucketQuantity: 20 });
  const fields = analyzedFields.map((field, at) => ({ field, at })).filter(({ field }) => field !== "revision");
  const apart = new Map<string, number>();
  const seen = new Set<string>();
  let count = 0;
  recording.messages.forEach((message, i) => {
    const market = markets[message.market]!;
    const timeMs = Number(message.localTimeNs) / 1e6;
    if (message.family === "snapshot") market.apply(message.raw, timeMs);
    else feed.ingest(message.raw, timeMs);
    if (i % every !== 0 && message.family !== "depth") return;
    const snapshot = market.getSnapshot();
    for (const { field, at } of fields) {
      const found = blockNumber(snapshot, field);
      const expected = native[i * analyzedFields.length + at]!;
      if (!Number.isNaN(found)) {
        ++count;
        seen.add(field);
      }
      if (Object.is(found, expected)) continue;
      const units = unitsApart(found, expected);
      if (units > (apart.get(field) ?? 0)) apart.set(field, units);
    }
  });
  const different = [...apart].map(([field, units]) => `${field} ${units}`).join(", ");
  const told = fields.filter(({ field }) => seen.has(field)).length;
  console.log(`  ${name}: ${told} of ${fields.length} fields, ${count.toLocaleString("en")} readings bit for bit${different === "" ? "" : `, but in last places: ${different}`}`);
  for (const [field, units] of apart) expect(units, field).toBeLessThanOrEqual(places[field] ?? 0);
});
