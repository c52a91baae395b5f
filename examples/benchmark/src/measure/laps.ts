import type { Rounds } from "./statistics.ts";

/** Somebody who can be timed. */
export interface Runner<Name extends string = string> {
  readonly id: Name;
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
  /** Awaited before each lap, so that a page can draw, and stop by throwing. */
  readonly pause?: () => Promise<void>;
}

/** Before the rounds each runs so often: twice to get warm, and once at the length that comes of it. */
const warmUps = 3;

/** A lap holds its own books for each repeat. */
const mostRepeats = 64;

/** How many laps a race has, for who shows how far it is. */
export function lapCount(runners: readonly Runner[], { rounds }: Pace): number {
  return runners.length * (warmUps + rounds);
}

/**
 * Lets everybody run once in each round, so that a slow moment of the machine hits all.
 *
 * @returns the ms of one course in each round, by runner
 */
export async function interleaved<Name extends string>(runners: readonly Runner<Name>[], pace: Pace): Promise<Rounds<Name>> {
  const run = async (runner: Runner<Name>, repeats: number) => {
    await pace.pause?.();
    return (await runner.lap(repeats)) / repeats;
  };
  let repeats = 1;
  for (const [i, runner] of runners.entries()) {
    await run(runner, 1);
    const onceMs = await run(runner, 1);
    if (i === 0) repeats = Math.min(mostRepeats, Math.max(1, Math.ceil(pace.lapMs / Math.max(onceMs, 0.01))));
    await run(runner, repeats);
  }
  const found = new Map<Name, number[]>(runners.map(({ id }) => [id, []]));
  for (let round = 0; round < pace.rounds; ++round) {
    for (const runner of runners) found.get(runner.id)!.push(await run(runner, repeats));
  }
  return found;
}
