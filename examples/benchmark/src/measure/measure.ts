import type { Message } from "./messages.ts";

/** One way to get from messages to readings. */
export interface Contender {
  readonly name: string;
  /** A new start: empty books. */
  open(symbols: readonly string[]): Session;
}

export interface Session {
  /**
   * Takes in messages, and after each of them computes the imbalance of the best 20 levels
   * and the weighted mid of its market.
   *
   * @param readings  two numbers for each message; NaN where there is none
   */
  take(messages: readonly Message[], readings: Float64Array): void | Promise<void>;
  close?(): void;
}

/** Microseconds a message of each round, by name. */
export type Rounds = ReadonlyMap<string, number[]>;

/** Messages to be timed, after others that are not. */
export interface Course {
  readonly symbols: readonly string[];
  readonly before?: readonly Message[];
  readonly timed: readonly Message[];
}

/** Lets everybody run once in each round, so that a slow moment of the machine hits all. */
export async function interleaved(
  contenders: readonly Contender[],
  course: Course,
  rounds: number,
  alsoEachRound: (add: (name: string, microseconds: number) => void) => void = () => {},
): Promise<Rounds> {
  const found = new Map<string, number[]>();
  const add = (name: string, microseconds: number) => {
    found.set(name, [...(found.get(name) ?? []), microseconds]);
  };
  for (const contender of contenders) await microsecondsPerMessage(contender, course); // warm-up
  for (let round = 0; round < rounds; ++round) {
    for (const contender of contenders) {
      add(contender.name, await microsecondsPerMessage(contender, course));
    }
    alsoEachRound(add);
  }
  return found;
}

/** Something that is timed call by call. */
export interface Call {
  readonly name: string;
  call(): void;
}

/** Microseconds a call, with everybody in turn. */
export function interleavedCalls(calls: readonly Call[], rounds: number): Rounds {
  const callsARound = 4;
  const found = new Map(calls.map(({ name }): [string, number[]] => [name, []]));
  const warmUps = 5;
  for (let round = -warmUps; round < rounds; ++round) {
    for (const { name, call } of calls) {
      const start = performance.now();
      for (let i = 0; i < callsARound; ++i) call();
      const passedMs = performance.now() - start;
      if (round >= 0) found.get(name)!.push((passedMs * 1_000) / callsARound);
    }
  }
  return found;
}

/** How many rounds a command line asks for. */
export function roundsOf(options: readonly string[], otherwise: number): number {
  const at = options.indexOf("--rounds");
  return at < 0 ? otherwise : Number(options[at + 1]);
}

async function microsecondsPerMessage(contender: Contender, course: Course): Promise<number> {
  const before = course.before ?? [];
  const readings = new Float64Array(2 * Math.max(course.timed.length, before.length));
  const session = contender.open(course.symbols);
  await session.take(before, readings);
  const start = performance.now();
  await session.take(course.timed, readings);
  const passedMs = performance.now() - start;
  session.close?.();
  return (passedMs * 1_000) / course.timed.length;
}

export async function readingsOf(
  contender: Contender,
  { symbols, timed }: Course,
): Promise<Float64Array> {
  const readings = new Float64Array(2 * timed.length).fill(Number.NaN);
  const session = contender.open(symbols);
  await session.take(timed, readings);
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
    throw new Error(`${name}: ${what} after message ${i >> 1} is ${a}, Plimsoll's ${b}`);
  }
}

/** One number for many, as native.cpp computes it: FNV-1a over their bits, every NaN alike. */
export function checksum(numbers: Float64Array): number {
  const same = numbers.map((number) => (Number.isNaN(number) ? Number.NaN : number));
  const halves = new Uint32Array(same.buffer);
  let hash = 2_166_136_261;
  for (let i = 0; i < halves.length; ++i) hash = Math.imul(hash ^ halves[i]!, 16_777_619);
  return hash >>> 0;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Row {
  readonly name: string;
  /** Median and best of the rounds. */
  readonly microseconds: number;
  readonly best: number;
  /** How many times as long as the first contender, compared within each round. */
  readonly times: number;
}

export function rows(rounds: Rounds): Row[] {
  const first = [...rounds.values()][0] ?? [];
  return [...rounds].map(([name, found]) => ({
    name,
    microseconds: median(found),
    best: Math.min(...found),
    times: median(found.map((one, round) => one / first[round]!)),
  }));
}

export function table(rounds: Rounds): string {
  return tableOf(rows(rounds));
}

export function tableOf(rows: readonly Row[], unit = "µs a message"): string {
  const line = (name: string, ...cells: string[]) =>
    `  ${name.padEnd(32)}${cells.map((cell) => cell.padStart(10)).join("")}`;
  return [
    line(unit, "median", "best", "times"),
    ...rows.map(({ name, microseconds, best, times }) =>
      line(name, microseconds.toFixed(3), best.toFixed(3), times.toFixed(2))),
  ].join("\n");
}
