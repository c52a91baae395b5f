// What is run: all messages one at a time and in bursts, and each kind of message alone.

import { type Burst, burstsOf, type Contender, type ContenderId, readingCount } from "./contender.ts";
import type { Runner } from "./laps.ts";
import type { Family, Message, Recording } from "./messages.ts";

export const burstSize = 32;

/** Each repeat has books of its own. */
export const mostRepeats = 64;

/** Messages that are timed, after others that are not. */
export interface Course {
  readonly group: "all" | "family";
  readonly name: string;
  readonly symbols: readonly string[];
  readonly before: readonly Message[];
  readonly timed: readonly Message[];
  /** The timed ones, where they come in bursts. */
  readonly bursts: readonly Burst[] | null;
}

export function coursesOf(recording: Recording): Course[] {
  const { symbols, messages } = recording;
  const all = { group: "all", symbols, before: [], timed: messages } as const;
  return [
    { ...all, name: "one at a time", bursts: null },
    { ...all, name: `bursts of ${burstSize}`, bursts: burstsOf(messages, burstSize) },
    ...(["bookTicker", "depth", "trade"] as const)
      .map((family) => familyOf(family, recording))
      .filter(({ timed }) => timed.length > 0),
  ];
}

/** One kind of message alone, on books that their snapshots have filled. */
function familyOf(family: Family, { symbols, messages }: Recording): Course {
  const start = 1 + messages.findLastIndex((message) => message.family === "snapshot");
  const before = messages.slice(0, start).filter((message) => message.family === "depth" || message.family === "snapshot");
  const timed = (family === "depth" ? messages.slice(start) : messages).filter((message) => message.family === family);
  return { group: "family", name: family, symbols, before, timed, bursts: null };
}

/** A contender on a course. Each repeat has books of its own, filled before the clock starts. */
export function runnerOf(contender: Contender, { symbols, before, timed, bursts }: Course): Runner<ContenderId> {
  const readings = new Float64Array(Math.max(2 * Math.max(timed.length, before.length), readingCount(bursts ?? [])));
  return {
    id: contender.id,
    mostRepeats,
    lap: async (repeats) => {
      const sessions = Array.from({ length: repeats }, () => contender.open(symbols));
      for (const session of sessions) await session.take(before, readings);
      const start = performance.now();
      for (const session of sessions) {
        if (bursts === null) await session.take(timed, readings);
        else await session.takeBursts(bursts, readings);
      }
      const passedMs = performance.now() - start;
      for (const session of sessions) session.close?.();
      return passedMs;
    },
  };
}
