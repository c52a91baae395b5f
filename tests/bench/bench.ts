// npm run bench [-- --capture FILE] [--rounds N] [--without-ccxt]
//
// The same messages through Plimsoll and through what one would use instead, with the same
// two readings after every message. First all must agree; then all run in turn, several
// times. "times" is how many times as long as Plimsoll. On a busy machine believe that and
// the best rather than the median.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "plimsoll";
import { byHand, parseAlone } from "../../examples/benchmark/src/measure/by-hand.ts";
import { assertEqual, checksum, type Contender, interleaved, readingsOf, table } from "../../examples/benchmark/src/measure/measure.ts";
import { type Family, nativeText, type Recording, recordingOf } from "../../examples/benchmark/src/measure/messages.ts";
import { nativeProgram, runNative } from "./native.ts";
import { askedFor, buildFolder, describe } from "./recordings.ts";
import { withCcxt } from "./ccxt/with-ccxt.ts";
import { withPlimsoll } from "../../examples/benchmark/src/measure/with-plimsoll.ts";

const options = process.argv.slice(2);
const roundsAt = options.indexOf("--rounds");
const rounds = roundsAt < 0 ? 7 : Number(options[roundsAt + 1]);

const { name, bytes } = askedFor(options);
const recording = recordingOf(bytes);
const { symbols, messages } = recording;
const course = { symbols, timed: messages };
console.log(describe(name, recording));

const nativeFile = join(buildFolder(), "messages.txt");
writeFileSync(nativeFile, nativeText(recording));
const native = nativeProgram();
if (native === null) console.log("native: not built here");

const plimsoll = withPlimsoll(await load());
const ccxt = options.includes("--without-ccxt") ? null : await withCcxt();
if (ccxt === null) console.log("ccxt: left out");

// The same numbers first.
const expected = await readingsOf(plimsoll, course);
const read = expected.filter((value) => !Number.isNaN(value)).length;
if (read === 0) throw new Error("no message of this recording leads to a reading");
assertEqual(byHand.name, await readingsOf(byHand, course), expected);
if (ccxt !== null) assertEqual(ccxt.name, await readingsOf(ccxt, course), expected);
if (native !== null) {
  const { checksum: found } = runNative(native, nativeFile, ["--runs", "1"]);
  if (found !== checksum(expected)) throw new Error(`native: checksum ${found}, wasm ${checksum(expected)}`);
}
console.log(
  `equal: ${read.toLocaleString("en")} readings, by hand${ccxt === null ? "" : " and ccxt"} within 1e-9` +
    `${native === null ? "" : ", native bit for bit"}\n`,
);

const everyone = [plimsoll, parseAlone, byHand, ...(ccxt === null ? [] : [ccxt])];
console.log(`all messages, medians of ${rounds} interleaved runs`);
console.log(
  table(
    await interleaved(everyone, course, rounds, (add) => {
      if (native !== null) add("the same core, native", runNative(native, nativeFile).nsPerMessage / 1_000);
    }),
  ),
);

/** One kind of message alone, on a book that the messages before have filled. */
function courseOf(family: Family, { messages }: Recording) {
  const start = 1 + messages.findLastIndex((message) => message.family === "snapshot");
  const before = family === "depth" ? messages.slice(0, start) : messages;
  const timed = (family === "depth" ? messages.slice(start) : messages).filter(
    (message) => message.family === family,
  );
  return { symbols, before, timed };
}

const few: readonly Contender[] = [plimsoll, parseAlone, byHand];
for (const family of ["bookTicker", "depth", "trade"] as const) {
  const part = courseOf(family, recording);
  if (part.timed.length === 0) continue;
  const size = Math.round(part.timed.reduce((sum, { raw }) => sum + raw.length, 0) / part.timed.length);
  console.log(`\n${family} alone: ${part.timed.length.toLocaleString("en")} messages, ${size} B each`);
  console.log(table(await interleaved(few, part, rounds)));
}
