// npm run bench:venues [-- --rounds N]
//
// Every recording of every venue through the decoder alone: carried into wasm, read, and
// thrown away, since no market is open. Beside it JSON.parse, which reads and converts
// nothing. A recording is repeated until there are 40,000 messages; both run in turn.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type FeedVenue, load } from "plimsoll";
import { type Call, interleavedCalls, roundsOf } from "../../examples/benchmark/src/measure/measure.ts";
import { recordedBytes, root } from "./recordings.ts";

const least = 40_000;
const shared = process.env["PLIMSOLL_SHARED"] ?? join(root, "../shared");
const captures = join(shared, "captures");
const rounds = roundsOf(process.argv.slice(2), 9);

if (!existsSync(captures)) throw new Error(`there are no recordings in ${captures}`);
const plimsoll = await load();

/** Messages as a socket delivers them: each a flat string of its own. */
function messagesOf(path: string): string[] {
  const lines = Buffer.from(recordedBytes(path)).toString("utf8").split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => Buffer.from(line.slice(line.indexOf(" ") + 1)).toString("utf8"));
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

console.log("venue           recording                    messages  median B  JSON.parse µs  Plimsoll µs  times");
for (const venue of readdirSync(captures).sort()) {
  for (const file of readdirSync(join(captures, venue)).sort()) {
    const messages = messagesOf(join(captures, venue, file));
    const repeats = Math.ceil(least / messages.length);
    const feed = plimsoll.openFeed(venue as FeedVenue);
    let kept = 0;
    const calls: Call[] = [
      { name: "parse", call: () => { for (const raw of messages) kept += JSON.parse(raw) === null ? 1 : 0; } },
      { name: "plimsoll", call: () => { for (const raw of messages) kept += feed.ingest(raw); } },
    ];
    const repeated = calls.map(({ name, call }): Call => ({
      name,
      call: () => { for (let i = 0; i < repeats; ++i) call(); },
    }));
    const found = interleavedCalls(repeated, rounds);
    const { errors, messages: taken } = feed.counters();
    // Binance's recordings hold a REST snapshot, which is refused by a feed: it names no symbol.
    if (errors > taken / messages.length) throw new Error(`${venue} ${file}: ${errors} refused`);
    const perMessage = (name: string) => median(found.get(name)!) / (messages.length * repeats);
    const times = perMessage("parse") / perMessage("plimsoll");
    const size = median(messages.map((raw) => raw.length));
    console.log(
      `${venue.padEnd(15)} ${file.padEnd(28)} ${String(messages.length * repeats).padStart(8)}  ` +
        `${String(size).padStart(8)}  ${perMessage("parse").toFixed(3).padStart(13)}  ` +
        `${perMessage("plimsoll").toFixed(3).padStart(11)}  ${times.toFixed(2).padStart(5)}`,
    );
    feed.dispose();
  }
}
