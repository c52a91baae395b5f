import type { MarketStatus } from "plimsoll";

/** How well the page hears its exchange. */
export type ConnectionKind =
  | "connecting"
  | "unreachable"
  | "disconnected"
  | "waiting"
  | "gap"
  | "stale"
  | "live";

export interface Connection {
  readonly kind: ConnectionKind;
  /** A few words. */
  readonly title: string;
  /** A sentence: what is going on and what the page does about it. */
  readonly text: string;
}

/** What a connection is judged by. */
export interface Hearing {
  readonly sockets: readonly {
    readonly phase: "connecting" | "open" | "resting";
    readonly failures: number;
    readonly wasOpen: boolean;
    readonly retryAtMs: number;
  }[];
  readonly status: MarketStatus;
  /** Milliseconds since the last message for the book, and since the last mark. */
  readonly bookAgeMs: number | null;
  readonly markAgeMs: number | null;
  readonly nowMs: number;
  /** The last snapshot that the book asked for did not come. */
  readonly snapshotFailed: boolean;
  /** The exchange, as it is called in sentences. */
  readonly exchange: string;
}

/** Marks come once a second; without one for this long the page says so. */
const markLateMs = 5_000;
/** The same for the book, which moves ten times a second. */
const bookLateMs = 3_000;
/** So many attempts in a row, and it is not a hiccup. */
const unreachableFailures = 4;

export function connectionOf(hearing: Hearing): Connection {
  const { sockets, status, bookAgeMs, markAgeMs, snapshotFailed, exchange } = hearing;
  const down = sockets.find(({ phase }) => phase !== "open");
  if (down !== undefined) return disconnected(hearing, down);
  if (snapshotFailed && (status === "gap" || status === "waiting")) {
    return connection(status, "No book", "Its snapshot could not be fetched; the page keeps trying.");
  }
  switch (status) {
    case "gap":
      return connection("gap", "Catching up", "An update of the book was missed. A fresh book is being fetched; until then there is none.");
    case "waiting":
      return connection("waiting", "Waiting for book", `Connected to ${exchange}. The first picture of the book is on its way.`);
    case "stale":
      return connection("stale", "Silent", `${capital(exchange)} has gone silent. What you see is old.`);
    case "live":
      break;
  }
  if (bookAgeMs !== null && bookAgeMs > bookLateMs) {
    return connection("stale", "Silent", `${capital(exchange)} has gone silent. What you see is old.`);
  }
  if (markAgeMs === null || markAgeMs > markLateMs) {
    return connection("stale", "No mark price", "The book is live, but no mark price comes: liquidation is judged by the mark.");
  }
  return connection("live", "Live", "");
}

function disconnected({ exchange, nowMs }: Hearing, socket: Hearing["sockets"][number]): Connection {
  const { failures, wasOpen, retryAtMs, phase } = socket;
  const seconds = Math.max(0, Math.ceil((retryAtMs - nowMs) / 1_000));
  const next = phase === "connecting" ? "Trying now." : `Trying again in ${seconds} s.`;
  if (failures >= unreachableFailures || (!wasOpen && failures > 0)) {
    return connection("unreachable", "Not reachable", `${capital(exchange)} does not answer. ${next}`);
  }
  if (!wasOpen) return connection("connecting", "Connecting", `Calling ${exchange}.`);
  return connection("disconnected", "Disconnected", `The connection to ${exchange} was lost. ${next}`);
}

function connection(kind: ConnectionKind, title: string, text: string): Connection {
  return { kind, title, text };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
