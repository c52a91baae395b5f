// Before anybody is timed, all must come to the same numbers.

import { burstsOf, type Contender, readingCount } from "./contender.ts";
import type { Recording } from "./messages.ts";

const noReading = "No message of this recording leads to a reading. It has to be of Binance USD-M futures, with depth messages and their REST snapshot.";

/** What a contender reads after each message of a recording, from empty books. */
export async function readingsOf(contender: Contender, { symbols, messages }: Recording): Promise<Float64Array> {
  const readings = new Float64Array(2 * messages.length).fill(Number.NaN);
  const session = contender.open(symbols);
  await session.take(messages, readings);
  session.close?.();
  return readings;
}

/** And after each burst. */
async function burstReadingsOf(contender: Contender, { symbols, messages }: Recording, size: number): Promise<Float64Array> {
  const bursts = burstsOf(messages, size);
  const readings = new Float64Array(readingCount(bursts)).fill(Number.NaN);
  const session = contender.open(symbols);
  await session.takeBursts(bursts, readings);
  session.close?.();
  return readings;
}

/** @throws when two ways do not come to the same numbers */
export function assertEqual(name: string, found: Float64Array, expected: Float64Array): void {
  const tolerance = 1e-9;
  for (let i = 0; i < expected.length; ++i) {
    const a = found[i]!;
    const b = expected[i]!;
    if (Number.isNaN(a) && Number.isNaN(b)) continue;
    if (Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b))) continue;
    const what = i % 2 === 0 ? "imbalance" : "weighted mid";
    throw new Error(`${name}: ${what} ${i >> 1} is ${a}, Plimsoll's ${b}`);
  }
}

/**
 * Lets everybody read a recording once, one message at a time and in bursts.
 *
 * @param ways  Plimsoll first; none that only parses
 * @returns Plimsoll's readings after each message
 * @throws when they do not agree, or there is nothing to agree about
 */
export async function agreedReadings(ways: readonly Contender[], recording: Recording, burstSize: number): Promise<Float64Array> {
  const [first, ...others] = ways;
  if (recording.symbols.length === 0) throw new Error(noReading);
  const expected = await readingsOf(first!, recording);
  if (expected.every(Number.isNaN)) throw new Error(noReading);
  const inBursts = await burstReadingsOf(first!, recording, burstSize);
  for (const other of others) {
    assertEqual(other.name, await readingsOf(other, recording), expected);
    assertEqual(`${other.name}, in bursts`, await burstReadingsOf(other, recording, burstSize), inBursts);
  }
  return expected;
}

/** One number for many, as native.cpp computes it: FNV-1a over their bits, every NaN alike. */
export function checksum(numbers: Float64Array): number {
  const same = numbers.map((number) => (Number.isNaN(number) ? Number.NaN : number));
  const halves = new Uint32Array(same.buffer);
  let hash = 2_166_136_261;
  for (let i = 0; i < halves.length; ++i) hash = Math.imul(hash ^ halves[i]!, 16_777_619);
  return hash >>> 0;
}
