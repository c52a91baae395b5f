/**
 * What a connection can listen to. A stream of a venue may tell several: where its trades
 * tell of liquidations, `liquidations` asks for no stream more.
 */
export type StreamKind =
  | "book"
  | "quote"
  | "trades"
  | "mark"
  | "liquidations"
  | "openInterest"
  | "ratios"
  | "options"
  | "deleveraging";

/** One subscription of a socket. */
export interface Topic {
  readonly kind: StreamKind;
  /** As the venue names it: `"orderbook.200.BTCUSDT"`, or `{ channel: "books", instId }`. */
  readonly name: string | object;
  /** Which of the venue's sockets carries it; the first one where this is left out. */
  readonly socket?: string;
}

/** An answer that is asked for over HTTP, beside the sockets. */
export interface Question {
  /** Path and query, behind the address of the venue's REST. */
  readonly path: string;
  /** Sent as JSON by POST; GET where it is left out. */
  readonly body?: object;
}

/** A question that is asked again and again, since the venue streams no answer to it. */
export interface Poll extends Question {
  /** `instruments` is what the venue lists; the others are about a symbol. */
  readonly kind: StreamKind | "instruments";
  readonly everyMs: number;
  /** What the answer is, where it does not say so itself; see `Market.apply`. */
  readonly stream?: string;
}

export interface Endpoints {
  /** By name. The first one carries the books. */
  readonly sockets: Readonly<Record<string, string>>;
  readonly rest: string;
}

/** What a connection has to know of a venue beyond what its messages say. */
export interface VenueProtocol {
  readonly mainnet: Endpoints;
  readonly testnet?: Endpoints;

  /** Everything that can be listened to for one symbol; what is the same for two is asked for once. */
  topics(symbol: string): readonly Topic[];

  /** The messages that begin or end subscriptions. */
  request(subscribes: boolean, names: readonly Topic["name"][], id: number): readonly string[];
  /** Topics in one message; all where it is left out. */
  readonly mostInRequest?: number;

  /** Sent as soon as a socket is open, before anything is subscribed to. */
  readonly greeting?: readonly string[];
  /** A message of our own that the venue answers, or must have now and then to stay. */
  readonly heartbeat?: { readonly everyMs: number; text(id: number): string };
  /** What the venue wants to hear when it asks whether we are there. */
  answer?(id: number): string;

  /** Where the venue lists its instruments, or one of them. */
  instruments?(symbol: string): Question;
  polls?(symbol: string): readonly Poll[];
}

/** Topics that are named by one string with the symbol in it. */
export function named(kinds: Partial<Record<StreamKind, string>>): readonly Topic[] {
  return Object.entries(kinds).map(([kind, name]) => ({ kind: kind as StreamKind, name }));
}
