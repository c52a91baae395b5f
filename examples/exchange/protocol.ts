/** The venues that the exchange can be, by the names of the engine's feeds. */
export const venues = ["binance-usdm", "bybit-linear", "okx", "deribit", "hyperliquid", "gate-usdt"] as const;

export type Venue = (typeof venues)[number];

export const topicKinds = ["book", "quote", "trades", "mark", "funding", "openInterest", "liquidations"] as const;

/** What a pushed message is about, so that a fault can be aimed at it. */
export interface Topic {
  readonly kind: (typeof topicKinds)[number];
  /** the simulation's symbol, as BTCUSDT; null for a channel of all of them */
  readonly symbol: string | null;
}

/** What a session speaks into. */
export interface Wire {
  /** Without a topic it is an answer. */
  send(text: string, topic?: Topic): void;
  close(code: number, reason: string): void;
}

/** A socket's other end. */
export interface Session {
  receive(text: string): void;
  closed(): void;
}

export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * What a venue's protocol says. A folder for each; the server knows none of them.
 */
export interface Protocol {
  readonly venue: Venue;
  /** how often the venue sends a ping frame, and how long it waits for the pong; left out where it sends none */
  readonly pings?: { readonly everyMs: number; readonly pongWithinMs: number };
  /** @return null when the path is no socket of this venue */
  open(url: URL, wire: Wire): Session | null;
  /** Answers a request; null when its path is not of this venue. */
  answer(request: Request): Answer | Promise<Answer> | null;
}

export function found(body: string | object): Answer {
  return { status: 200, body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** @return null when it is no JSON object */
export function parsedObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
