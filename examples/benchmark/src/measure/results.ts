import type { ContenderId } from "./contender.ts";
import type { Share } from "./shares.ts";
import { median, type Rounds, timesAsLong } from "./statistics.ts";

/** How one contender did. */
export interface Time {
  readonly id: ContenderId;
  readonly name: string;
  /** A message's, median of the rounds. */
  readonly microseconds: number;
  /** And of the best one. */
  readonly best: number;
  /** How many times as long as Plimsoll, compared within each round. */
  readonly times: number;
}

/** A race over some messages. */
export interface Row {
  readonly group: "all" | "family" | "venue";
  readonly name: string;
  readonly messages: number;
  readonly bytesPerMessage: number;
  /** What Plimsoll takes in, 10^6 bytes a second. */
  readonly megabytesPerSecond: number;
  /** Plimsoll's first. */
  readonly times: readonly Time[];
}

/** What ran it all: "Firefox", "153". */
export interface Engine {
  readonly name: string;
  readonly version: string;
}

/** What a run of the benchmark comes to; `JSON.stringify` of it is what is written and offered. */
export interface Results {
  readonly format: 1;
  readonly engine: Engine;
  /** ISO 8601. */
  readonly measuredAt: string;
  readonly rounds: number;
  readonly recording: {
    readonly name: string;
    readonly symbols: readonly string[];
    readonly messages: number;
    readonly bytes: number;
  };
  readonly rows: readonly Row[];
  /** Of the messages one at a time. */
  readonly shares: readonly Share[];
}

/** @param rounds  ms of all messages */
export function rowOf(
  about: { readonly group: Row["group"]; readonly name: string; readonly raws: readonly string[] },
  rounds: Rounds<ContenderId>,
  names: ReadonlyMap<ContenderId, string>,
): Row {
  const { group, name, raws } = about;
  const bytes = raws.reduce((sum, { length }) => sum + length, 0);
  const first = rounds.get("plimsoll")!;
  const times = [...rounds].map(([id, found]): Time => ({
    id,
    name: names.get(id) ?? id,
    microseconds: (median(found) * 1_000) / raws.length,
    best: (Math.min(...found) * 1_000) / raws.length,
    times: timesAsLong(found, first),
  }));
  return {
    group, name,
    messages: raws.length,
    bytesPerMessage: bytes / raws.length,
    megabytesPerSecond: bytes / 1_000 / median(first),
    times,
  };
}

/** What a browser says it is, as far as people ask. */
export function browserOf(agent: string): Engine {
  const known = [["Firefox", /Firefox\/(\d+)/], ["Edge", /Edg\/(\d+)/], ["Chromium", /Chrome\/(\d+)/], ["Safari", /Version\/(\d+).*Safari/]] as const;
  for (const [name, pattern] of known) {
    const version = pattern.exec(agent)?.[1];
    if (version !== undefined) return { name, version };
  }
  return { name: "unknown", version: agent };
}
