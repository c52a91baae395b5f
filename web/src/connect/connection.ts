import { InputError } from "../errors.ts";
import type { Feed, FeedVenue } from "../feed.ts";
import type { Unsubscribe } from "../listeners.ts";
import type { Market } from "../market.ts";
import type { MessageData } from "../transport.ts";
import type { SocketClass, SocketPhase } from "./lasting-socket.ts";
import type { StreamKind, Topic } from "./venue.ts";

export interface ConnectOptions {
  readonly venue: FeedVenue;
  /** As the venue writes them: `"BTCUSDT"`, `"BTC-USDT-SWAP"`. */
  readonly symbols: readonly string[];
  /**
   * What to listen to: book, trades, marks with funding, liquidations and open interest by
   * default. What a venue does not have is left out.
   */
  readonly streams?: readonly StreamKind[];
  /** The venue's own, where it has one; `"mainnet"` by default. */
  readonly network?: "mainnet" | "testnet";
  /** Ends the connection. */
  readonly signal?: AbortSignal;
  /**
   * A snapshot of a book, for venues that send none on their sockets: their REST may be
   * closed to pages, or the caller has one. Fetched from `url` where this is left out.
   */
  readonly snapshot?: (request: SnapshotRequest) => Promise<MessageData | object>;
  /** Whether to fetch the venue's list of instruments, for contract sizes; true by default. */
  readonly instruments?: boolean;
  /** Where the venue is, when it has moved, or is reached by another way. */
  readonly endpoints?: {
    /** Takes the place of scheme, host and port everywhere: `"https://proxy.example"`. */
    readonly origin?: string;
    /** Whole addresses by the socket's name; `public` where a venue has one only. */
    readonly sockets?: Readonly<Record<string, string>>;
    /** What stands before the path of each question. */
    readonly rest?: string;
  };
  /** Changes what is subscribed to for a symbol. */
  readonly subscriptions?: (symbol: string, topics: readonly Topic[]) => readonly Topic[];
  /** The socket to use; the global one by default, which Node has from 22 on. */
  readonly WebSocket?: SocketClass;
  readonly fetch?: typeof fetch;
}

export interface SnapshotRequest {
  readonly venue: FeedVenue;
  readonly symbol: string;
  /** Where the venue serves it. */
  readonly url: string;
  readonly signal: AbortSignal;
}

export interface ConnectionStatus {
  /** The worst of its sockets: `resting` is waiting for the next attempt. */
  readonly phase: SocketPhase | "closed";
  /** Attempts in a row that led to nothing. */
  readonly failures: number;
  /** When the next attempt is, by `plimsoll.localTimeMs()`; null while none is due. */
  readonly retryAtMs: number | null;
  readonly sockets: readonly {
    readonly name: string;
    readonly url: string;
    readonly phase: SocketPhase;
  }[];
}

/** Something did not work, and is tried again where that can help. */
export interface ConnectionError {
  readonly venue: FeedVenue;
  /**
   * `socket`: it was lost or cannot be opened; `refused`: the venue does not do what was asked;
   * `snapshot`, `instruments`, `poll`: an answer did not come or cannot be used.
   */
  readonly kind: "socket" | "refused" | "snapshot" | "instruments" | "poll";
  readonly symbol: string | null;
  readonly message: string;
  readonly cause: unknown;
}

/** What was taken in, in the order in which it was: enough to do it again. */
export type Received = { readonly localTimeMs: number } & (
  | { readonly kind: "message"; readonly data: MessageData }
  | { readonly kind: "answer"; readonly symbol: string; readonly data: MessageData | object }
  | { readonly kind: "instruments"; readonly data: MessageData | object }
  | { readonly kind: "opened" }
  /** The socket, or by a symbol that is no longer listened to only the streams of that. */
  | { readonly kind: "closed"; readonly symbol: string | null }
);

export interface ConnectionEvents {
  status: ConnectionStatus;
  error: ConnectionError;
  received: Received;
}

/** A venue, listened to. Made by `connect`. */
export interface Connection<OneMarket extends Market = Market> {
  readonly venue: FeedVenue;
  /** The feed that the sockets go into. */
  readonly feed: Feed<OneMarket>;
  readonly symbols: readonly string[];
  /** The same object until something changes. */
  readonly status: ConnectionStatus;

  /**
   * A market of a symbol that is listened to; see `Feed.market`.
   *
   * @throws {InputError} when the symbol is not listened to
   */
  market(symbol: string): OneMarket;

  /** Listens to one symbol more. */
  add(symbol: string): void;

  /** Listens to one symbol less. */
  remove(symbol: string): void;

  /** Does not wait for the next attempt. */
  retryNow(): void;

  on<Kind extends keyof ConnectionEvents>(
    kind: Kind,
    listener: (event: ConnectionEvents[Kind]) => void,
  ): Unsubscribe;

  /** Ends it, its feed and its markets, and leaves nothing behind that runs. */
  close(): void;
  [Symbol.dispose](): void;
}

/** What a connection listens to unless it is told. */
export const usualStreams: readonly StreamKind[] = ["book", "trades", "mark", "liquidations", "openInterest"];

/** The platform's own socket, where there is one. */
export function socketClass({ WebSocket: given }: ConnectOptions): SocketClass {
  const found = given ?? (globalThis as { WebSocket?: SocketClass }).WebSocket;
  if (found === undefined) throw new InputError("missingField", "WebSocket", found);
  return found;
}
