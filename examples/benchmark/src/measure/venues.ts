import type { FeedVenue, Plimsoll } from "plimsoll";
import type { ContenderId } from "./contender.ts";
import type { Runner } from "./laps.ts";

/** What one venue's socket delivered. */
export interface VenueRecording {
  readonly venue: FeedVenue;
  /** Of the recording. */
  readonly name: string;
  readonly raws: readonly string[];
}

/**
 * Plimsoll reads every message and keeps nothing, since no market is open; JSON.parse makes
 * objects of them, and reads and converts nothing.
 */
export function decodersOf(plimsoll: Plimsoll, { venue, name, raws }: VenueRecording): Runner<ContenderId>[] {
  let kept = 0;
  const timed = (repeats: number, once: () => void) => {
    const start = performance.now();
    for (let i = 0; i < repeats; ++i) once();
    return performance.now() - start;
  };
  return [
    {
      id: "plimsoll",
      lap: (repeats) => {
        const feed = plimsoll.openFeed(venue);
        const passedMs = timed(repeats, () => {
          for (let i = 0; i < raws.length; ++i) kept += feed.ingest(raws[i]!);
        });
        const { errors } = feed.counters();
        feed.dispose();
        // Binance's recordings hold a REST snapshot, which is refused by a feed: it names no symbol.
        if (errors > repeats) throw new Error(`${venue} ${name}: ${errors} messages refused`);
        return passedMs;
      },
    },
    {
      id: "jsonParse",
      lap: (repeats) => timed(repeats, () => {
        for (let i = 0; i < raws.length; ++i) kept += JSON.parse(raws[i]!) === null ? 1 : 0;
      }),
    },
  ];
}
