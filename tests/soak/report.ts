import type { FeedCounters, FeedVenue } from "plimsoll";

export interface Listened {
  readonly venue: FeedVenue;
  readonly symbols: readonly string[];
}

/** What the page knows. */
export interface SoakReport {
  readonly venues: readonly ({ readonly venue: FeedVenue; readonly phase: string } & FeedCounters)[];
  readonly statuses: readonly string[];
  readonly resyncs: number;
  readonly memory: { readonly bytesInUse: number; readonly linearMemoryBytes: number };
  /** Errors, refused messages and unhandled rejections. */
  readonly failures: readonly string[];
  readonly isDrawn: boolean;
}
