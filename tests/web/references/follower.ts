// What follows one market through a capture, whatever its venue.

import type { Sides } from "./book.ts";
import type { Trade } from "./trade-flow.ts";

export interface Follower {
  /** The book; null before the snapshot. */
  readonly sides: Sides | null;
  /** Grows whenever the book changes. */
  readonly updates: number;
  /** One message as it was recorded; those of other markets change nothing. */
  take(raw: string): void;
}

export interface Listener {
  /** A snapshot replaced the book: what was between is unknown. */
  onSnapshot(): void;
  /**
   * An update was applied.
   *
   * @param sides       the book after it
   * @param isKept      it came before the snapshot and was kept for it
   */
  onUpdate(sides: Sides, venueTimeMs: number, isKept: boolean): void;
  onTrade(trade: Trade): void;
  /** The snapshot has been joined with all that was kept for it. */
  onJoined(): void;
}
