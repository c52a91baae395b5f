// Where the time of a message goes: four laps over the same messages, each doing a little
// more than the one before, and the differences between them.

import type { Plimsoll } from "plimsoll";
import { Transport } from "../../../../web/src/transport.ts";
import type { Glue } from "../../../../web/src/glue.ts";
import { type Course, mostRepeats, runnerOf } from "./courses.ts";
import type { Runner } from "./laps.ts";
import type { Message } from "./messages.ts";
import type { Rounds } from "./statistics.ts";
import { withPlimsoll } from "./with-plimsoll.ts";

const stages = ["transport", "parsing", "book", "readings"] as const;

/**
 * - transport: the text into wasm memory
 * - parsing: numbers out of the text
 * - book: the book, and all else that a market follows
 * - readings: the two questions
 */
export type Stage = (typeof stages)[number];

export interface Share {
  readonly stage: Stage;
  readonly nanosecondsPerMessage: number;
  /** Of the whole: 0 to 1. */
  readonly share: number;
}

/** One for each stage, named for the last thing that it does. */
export function stageRunners(plimsoll: Plimsoll, course: Course, shortText: number): Runner<Stage>[] {
  const { symbols, timed } = course;
  return [
    { id: "transport", lap: (repeats) => carriedMs(timed, shortText, repeats) },
    { id: "parsing", mostRepeats, lap: (repeats) => ingestedMs(plimsoll, [], timed, repeats) },
    { id: "book", mostRepeats, lap: (repeats) => ingestedMs(plimsoll, symbols, timed, repeats) },
    { id: "readings", mostRepeats, lap: runnerOf(withPlimsoll(plimsoll), course).lap },
  ];
}

/**
 * Of the best rounds: what disturbs a lap only adds to it. A lap that does more cannot take
 * less, and so where it did, the one before it was disturbed in every round, and took as
 * little at most.
 *
 * @param rounds  ms of all messages
 */
export function sharesOf(rounds: Rounds<Stage>, messageCount: number): Share[] {
  const best = stages.map((stage) => (Math.min(...rounds.get(stage)!) * 1e6) / messageCount);
  const upTo = best.map((_, i) => Math.min(...best.slice(i)));
  const whole = upTo.at(-1)!;
  return stages.map((stage, i) => {
    const nanosecondsPerMessage = upTo[i]! - (upTo[i - 1] ?? 0);
    return { stage, nanosecondsPerMessage, share: whole === 0 ? 0 : nanosecondsPerMessage / whole };
  });
}

/** As much of the engine as a transport needs. */
interface Carrier {
  readonly wasmMemory: Glue["wasmMemory"];
  readonly hot: Pick<Glue["hot"], "messageRoom" | "burstSizes">;
}

/** The package's own transport, into memory of our own that nobody reads. */
function carriedMs(messages: readonly Message[], shortText: number, repeats: number): number {
  const wasmMemory = new WebAssembly.Memory({ initial: 256 });
  const firstPage = 65_536;
  const glue: Carrier = { wasmMemory, hot: { messageRoom: () => firstPage, burstSizes: () => 0 } };
  const transport = new Transport(glue as Glue, shortText);
  const start = performance.now();
  for (let repeat = 0; repeat < repeats; ++repeat) {
    for (let i = 0; i < messages.length; ++i) transport.carry(messages[i]!.raw);
  }
  return performance.now() - start;
}

/** Without symbols no market is open: messages are read, and thrown away. REST snapshots need one. */
function ingestedMs(plimsoll: Plimsoll, symbols: readonly string[], messages: readonly Message[], repeats: number): number {
  const feeds = Array.from({ length: repeats }, () => plimsoll.openFeed("binance-usdm"));
  const marketsOf = feeds.map((feed) => symbols.map((symbol) => feed.market(symbol)));
  const start = performance.now();
  for (const [repeat, feed] of feeds.entries()) {
    const markets = marketsOf[repeat]!;
    for (let i = 0; i < messages.length; ++i) {
      const { raw, family, market } = messages[i]!;
      if (family !== "snapshot") feed.ingest(raw);
      else markets[market]?.apply(raw);
    }
  }
  const passedMs = performance.now() - start;
  for (const feed of feeds) feed.dispose();
  return passedMs;
}
