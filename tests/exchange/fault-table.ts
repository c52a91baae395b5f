// What each protocol lets its reader see of each fault, and what the engine does about it.
//
//   sequence   the next update does not follow the last one: `gap` at once, and a new snapshot
//   socket     the socket says so itself: `waiting` until it is open again
//   silence    nothing comes: `stale` at the venue's limit, a dead socket at its heartbeat
//   age        a snapshot that is older than the book is no news and is ignored
//   nothing    the reader cannot know; `limit` says how long it stays so
//   harmless   nothing is lost, and nothing is applied twice

import type { FaultName } from "../../examples/exchange/faults.ts";
import type { Venue } from "../../examples/exchange/protocol.ts";

export type Revealed = "sequence" | "socket" | "silence" | "age" | "nothing" | "harmless";

export interface Row {
  readonly fault: FaultName;
  /** Over the five protocols that number their updates. */
  readonly numbered: Revealed;
  /** Hyperliquid sends whole books twice a second and numbers nothing but its time. */
  readonly hyperliquid: Revealed;
  readonly limit?: string;
}

export const faultTable: readonly Row[] = [
  { fault: "drop", numbered: "sequence", hyperliquid: "nothing", limit: "Hyperliquid: until the next snapshot, half a second later" },
  { fault: "duplicate", numbered: "harmless", hyperliquid: "harmless" },
  { fault: "reorder", numbered: "sequence", hyperliquid: "age" },
  { fault: "delay", numbered: "harmless", hyperliquid: "harmless" },
  { fault: "truncate", numbered: "sequence", hyperliquid: "nothing", limit: "Hyperliquid: until the next snapshot" },
  { fault: "corrupt", numbered: "nothing", hyperliquid: "nothing", limit: "until the level is updated again, or the next snapshot" },
  { fault: "close", numbered: "socket", hyperliquid: "socket" },
  { fault: "stall", numbered: "silence", hyperliquid: "silence" },
  { fault: "staleSnapshot", numbered: "sequence", hyperliquid: "nothing", limit: "Hyperliquid: until the next snapshot" },
  { fault: "restartSequence", numbered: "sequence", hyperliquid: "harmless" },
];

/** These tell of a restart: with a new snapshot, or an update that steps back from the last one. */
const announceRestart: ReadonlySet<Venue> = new Set(["bybit-linear", "okx", "gate-usdt"]);

export function revealed({ fault, numbered, hyperliquid }: Row, venue: Venue): Revealed {
  if (fault === "restartSequence" && announceRestart.has(venue)) return "harmless";
  return venue === "hyperliquid" ? hyperliquid : numbered;
}
