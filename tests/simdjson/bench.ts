// npm run bench:kernel [-- --rounds N]
//
// Microseconds a message: stage 1 by our kernel and by simdjson's westmere kernel through SSE;
// stage 1 and no more than reading each string and number where it begins; On Demand; and
// beside them Plimsoll's decoder, which has no stages. It is given strings and carries each
// into WebAssembly first, which is in its time; for the others they are there already.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type FeedVenue, load } from "plimsoll";
import { median, type Rounds } from "../../examples/benchmark/src/measure/statistics.ts";
import { type Call, interleavedCalls, roundsOf, rowsOf, tableOf } from "../bench/calls.ts";
import { recordedBytes, root } from "../bench/recordings.ts";
import { Kernels, ours, westmere, type Which } from "./kernels.ts";

/** Few enough for a round to be short: what disturbs the machine is then seldom in it. */
const most = 3_000;
const rounds = roundsOf(process.argv.slice(2), 60);
const captures = resolve(root, process.env["PLIMSOLL_SHARED"] || "../shared", "captures");
const plimsoll = await load();
const encoder = new TextEncoder();
const carried = new Uint8Array(1 << 20);

interface Course {
  readonly name: string;
  readonly venue: FeedVenue;
  readonly file: string;
  /** Of its messages, those that say this. */
  readonly saying?: string;
}

const binance = { venue: "binance-usdm", file: "btcusdt-20240808.ndjson.gz" } as const;
const courses: readonly Course[] = [
  { name: "binance-usdm, as it came", ...binance },
  { name: "its depth messages", ...binance, saying: '"e":"depthUpdate"' },
  { name: "kraken-spot", venue: "kraken-spot", file: "20210722.ndjson.gz" },
  { name: "deribit, options", venue: "deribit", file: "options-20210722.ndjson.gz" },
];

function messagesOf(path: string, saying: string): string[] {
  const lines = Buffer.from(recordedBytes(path)).toString("utf8").split("\n").filter((line) => line !== "");
  const raws = lines.map((line) => line.slice(line.indexOf(" ") + 1))
    // A recording's REST snapshot is no message of a socket.
    .filter((raw) => raw.includes(saying) && !raw.startsWith('{"lastUpdateId"'));
  return raws.slice(0, most).map((raw) => Buffer.from(raw).toString("utf8"));
}

const ways = [
  { name: "stage 1", export: "timeStage1" },
  { name: "stage 1 and its indexes", export: "timeIndexed" },
  { name: "On Demand", export: "timeOnDemand" },
] as const;

/** The messages one behind the other in a room, and every way to read them by either kernel. */
function timed(messages: readonly string[]): Call[] {
  const bytes = messages.map((raw) => Buffer.from(raw));
  const kernels = new Kernels(bytes.reduce((sum, { length }) => sum + length, 0));
  const offsets = kernels.offsets(bytes.map(({ length }) => length));
  Buffer.concat(bytes).copy(kernels.room());
  return ways.flatMap((way) => {
    const by = (which: Which) => kernels.call[way.export]!(which, offsets, messages.length);
    if (by(westmere) <= 0) throw new Error(`${way.name} refuses a message`);
    if (by(ours) !== by(westmere)) throw new Error(`${way.name}: the kernels find different things`);
    return [
      { name: `${way.name}, ours`, call: () => by(ours) },
      { name: `${way.name}, westmere`, call: () => by(westmere) },
    ];
  });
}

/** By how much our kernel is faster than westmere: the median of each round's own comparison. */
function gain(found: Rounds, way: string): string {
  const theirs = found.get(`${way}, westmere`)!;
  const left = median(found.get(`${way}, ours`)!.map((one, round) => one / theirs[round]!));
  return `${((1 - left) * 100).toFixed(1)} % of ${way}`;
}

for (const { name, venue, file, saying } of courses) {
  const path = join(captures, venue, file);
  if (!existsSync(path)) {
    console.log(`skipped: there is no ${path} (PLIMSOLL_SHARED names another folder)`);
    continue;
  }
  const messages = messagesOf(path, saying ?? "");
  const feed = plimsoll.openFeed(venue);
  const found = interleavedCalls([
    ...timed(messages),
    { name: "encodeInto alone", call: () => { for (const raw of messages) encoder.encodeInto(raw, carried); } },
    { name: "Plimsoll, carried and decoded", call: () => { for (const raw of messages) feed.ingest(raw); } },
  ], rounds);
  const size = messages.reduce((sum, raw) => sum + raw.length, 0) / messages.length;
  const { errors } = feed.counters();
  console.log(`${name}: ${messages.length} messages, ${size.toFixed(0)} B on average, ${errors} refused by Plimsoll`);
  const perMessage = [...found].map(([way, all]): [string, number[]] => [way, all.map((us) => us / messages.length)]);
  console.log(tableOf(rowsOf(new Map(perMessage)), "message"));
  console.log(`  ours takes off ${ways.map((way) => gain(found, way.name)).join(", ")}`);
  feed.dispose();
}
