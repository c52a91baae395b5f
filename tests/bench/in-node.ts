// The benchmark in this process, with two who cannot run in a page: ccxt, and the same core
// compiled for this machine.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "plimsoll";
import { checksum, readingsOf } from "../../examples/benchmark/src/measure/agreement.ts";
import { benchmark, type BenchmarkOptions, type Input } from "../../examples/benchmark/src/measure/benchmark.ts";
import { type Recording, nativeText } from "../../examples/benchmark/src/measure/messages.ts";
import type { Results } from "../../examples/benchmark/src/measure/results.ts";
import { withPlimsoll } from "../../examples/benchmark/src/measure/with-plimsoll.ts";
import { withCcxt } from "./ccxt/with-ccxt.ts";
import { nativeProgram, runNative } from "./native.ts";
import { buildFolder } from "./recordings.ts";

/** A lap's length, ms: Node's clock is fine, and the machine's hiccups are short. */
export const lapMs = 50;

export async function benchmarkInNode(input: Input, rounds: number, withoutCcxt: boolean): Promise<Results> {
  const plimsoll = await load();
  const ccxt = withoutCcxt ? null : await withCcxt();
  if (ccxt === null) console.log("ccxt: left out");
  const expected = await readingsOf(withPlimsoll(plimsoll), input.recording);
  const native = nativeRunner(input.recording, checksum(expected));
  if (native === null) console.log("native: not built here");
  return benchmark(plimsoll, input, {
    pace: { rounds, lapMs },
    engine: { name: "Node", version: process.versions.node.split(".")[0]! },
    shortText: 0,
    others: ccxt === null ? [] : [ccxt],
    beside: native === null ? [] : [native],
    progress: showProgress,
  });
}

/** @throws when the native program reads other numbers, by a single bit */
function nativeRunner({ symbols, messages, bytes }: Recording, expected: number): NonNullable<BenchmarkOptions["beside"]>[number] | null {
  const file = join(buildFolder(), "messages.txt");
  writeFileSync(file, nativeText({ symbols, messages, bytes }));
  const program = nativeProgram();
  if (program === null) return null;
  const { checksum: found } = runNative(program, file, ["--runs", "1"]);
  if (found !== expected) throw new Error(`native: checksum ${found}, wasm ${expected}`);
  return {
    id: "native",
    name: "the same core, native",
    lap: (repeats) => (runNative(program, file).nsPerMessage * messages.length * repeats) / 1e6,
  };
}

/** On a terminal, one line that is written over. */
function showProgress(done: number, what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${Math.round(100 * done)} % ${what}${done >= 1 ? "\n" : ""}`);
}
