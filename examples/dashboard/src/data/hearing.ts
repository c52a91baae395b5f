import type { MarketStatus } from "plimsoll/full";
import type { ConnectionStatus } from "plimsoll/connect";

/** How well the page hears a venue. */
export type HearingKind =
  | "connecting"
  | "unreachable"
  | "disconnected"
  | "waiting"
  | "gap"
  | "stale"
  | "live";

export interface Hearing {
  readonly kind: HearingKind;
  /** A few words. */
  readonly title: string;
  /** A sentence: what is going on and what the page does about it. */
  readonly text: string;
}

/** What a hearing is judged by. */
export interface Heard {
  readonly connection: Pick<ConnectionStatus, "phase" | "failures" | "retryAtMs">;
  /** All its sockets have been open. */
  readonly wasOpen: boolean;
  readonly status: MarketStatus;
  /** None has come, or none for too long. */
  readonly isMarkLate: boolean;
  /** The package's clock, which `retryAtMs` goes by. */
  readonly localTimeMs: number;
  /** The last snapshot that the book asked for did not come. */
  readonly snapshotFailed: boolean;
  /** As it is called in sentences. */
  readonly venue: string;
}

/** So many attempts in a row, and it is not a hiccup. */
const unreachableFailures = 4;

export function hearingOf(heard: Heard): Hearing {
  const { connection, status, isMarkLate, snapshotFailed, venue } = heard;
  if (connection.phase !== "open") return disconnected(heard);
  if (snapshotFailed && (status === "gap" || status === "waiting")) {
    return hearing(status, "No book", "Its snapshot could not be fetched; the page keeps trying.");
  }
  switch (status) {
    case "gap":
      return hearing("gap", "Catching up", "An update of the book was missed. A fresh book is being fetched; until then there is none.");
    case "waiting":
      return hearing("waiting", "Waiting for book", `Connected to ${venue}. The first picture of the book is on its way.`);
    case "stale":
      return hearing("stale", "Silent", `${capital(venue)} has gone silent. What you see is old.`);
    case "live":
      break;
  }
  if (isMarkLate) {
    return hearing("stale", "No mark price", "The book is live, but no mark price comes: liquidation is judged by the mark.");
  }
  return hearing("live", "Live", "");
}

function disconnected({ connection, wasOpen, localTimeMs, venue }: Heard): Hearing {
  const { failures, retryAtMs } = connection;
  const next = retryAtMs === null
    ? "Trying now."
    : `Trying again in ${Math.max(0, Math.ceil((retryAtMs - localTimeMs) / 1_000))} s.`;
  if (failures >= unreachableFailures || (!wasOpen && failures > 0)) {
    return hearing("unreachable", "Not reachable", `${capital(venue)} does not answer. ${next}`);
  }
  if (!wasOpen) return hearing("connecting", "Connecting", `Calling ${venue}.`);
  return hearing("disconnected", "Disconnected", `The connection to ${venue} was lost. ${next}`);
}

function hearing(kind: HearingKind, title: string, text: string): Hearing {
  return { kind, title, text };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
