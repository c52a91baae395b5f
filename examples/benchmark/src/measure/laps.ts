import type { Rounds } from "./statistics.ts";

/** Somebody who can be timed. */
export interface Runner<Name extends string = string> {
  readonly id: Name;
  /** Where a lap holds something for each repeat; as many as it takes where it is left out. */
  readonly mostRepeats?: number;
  /**
   * Runs the course so many times, and says how long that took in all, in ms. What has to
   * be prepared is prepared before the clock starts.
   */
  lap(repeats: number): number | Promise<number>;
}

export interface Pace {
  readonly rounds: number;
  /** A lap of the first runner is to take this long, in ms: the clock of some browsers ticks in whole ones. */
  readonly lapMs: number;
  /**
   * Awaited before each lap, so that a page can draw, and stop by throwing.
   *
   * @param done  0 to 1, of this race
   */
  readonly pause?: (done: number) => Promise<void>;
}

/**
 * Lets everybody run once in each round, so that a slow moment of the machine hits all.
 *
 * @returns the ms of one course in each round, by runner
 */
export async function interleaved<Name extends string>(runners: readonly Runner<Name>[], pace: Pace): Promise<Rounds<Name>> {
  const { rounds } = pace;
  const run = async (runner: Runner<Name>, repeats: number, lap: number) => {
    await pace.pause?.(lap / (runners.length * rounds));
    return runner.lap(repeats);
  };
  const most = Math.min(...runners.map(({ mostRepeats }) => mostRepeats ?? Infinity));
  const repeats = await enough(pace.lapMs, most, (tried) => run(runners[0]!, tried, 0));
  for (const runner of runners) await run(runner, repeats, 0); // to get warm
  const found = new Map<Name, number[]>(runners.map(({ id }) => [id, []]));
  for (let round = 0; round < rounds; ++round) {
    for (const [i, runner] of runners.entries()) {
      const passedMs = await run(runner, repeats, round * runners.length + i);
      found.get(runner.id)!.push(passedMs / repeats);
    }
  }
  return found;
}

/** How often the course is run in a lap, found by longer and longer ones: a short one may be shorter than the clock's tick. */
async function enough(lapMs: number, most: number, lap: (repeats: number) => Promise<number>): Promise<number> {
  await lap(1);
  let repeats = 1;
  let passedMs = await lap(repeats);
  while (passedMs < lapMs / 4 && repeats < most) {
    repeats = Math.min(most, 4 * repeats);
    passedMs = await lap(repeats);
  }
  return Math.max(1, Math.min(most, Math.ceil((repeats * lapMs) / passedMs)));
}
