// Calls in turn, and what they took as text.

import { median, type Rounds, timesAsLong } from "../../examples/benchmark/src/measure/statistics.ts";

/** Something that is timed call by call. */
export interface Call {
  readonly name: string;
  call(): void;
}

export interface Row {
  readonly name: string;
  /** Median and best of the rounds. */
  readonly microseconds: number;
  readonly best: number;
  /** How many times as long as the first, compared within each round. */
  readonly times: number;
}

const callsARound = 4;
const warmUps = 5;

/** Microseconds a call in each round, with everybody in turn. */
export function interleavedCalls(calls: readonly Call[], rounds: number): Rounds {
  const found = new Map(calls.map(({ name }): [string, number[]] => [name, []]));
  for (let round = -warmUps; round < rounds; ++round) {
    for (const { name, call } of calls) {
      const start = performance.now();
      for (let repeat = 0; repeat < callsARound; ++repeat) call();
      const passedMs = performance.now() - start;
      if (round >= 0) found.get(name)!.push((passedMs * 1_000) / callsARound);
    }
  }
  return found;
}

export function rowsOf(rounds: Rounds): Row[] {
  const first = [...rounds.values()][0] ?? [];
  return [...rounds].map(([name, found]) => ({
    name,
    microseconds: median(found),
    best: Math.min(...found),
    times: timesAsLong(found, first),
  }));
}

/** How many rounds a command line asks for. */
export function roundsOf(options: readonly string[], otherwise: number): number {
  const at = options.indexOf("--rounds");
  return at < 0 ? otherwise : Number(options[at + 1]);
}

/** @param unit  what the microseconds are of */
export function tableOf(rows: readonly Row[], unit: string): string {
  const line = (name: string, ...cells: string[]) =>
    `  ${name.padEnd(32)}${cells.map((cell) => cell.padStart(10)).join("")}`;
  return [
    line(`µs a ${unit}`, "median", "best", "times"),
    ...rows.map(({ name, microseconds, best, times }) =>
      line(name, microseconds.toFixed(3), best.toFixed(3), times.toFixed(2))),
  ].join("\n");
}
