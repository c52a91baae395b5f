/** A socket's other end. */
export interface Session {
  receive(text: string): void;
  closed(): void;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * What a venue's protocol says. One file for each; the server knows none of them.
 */
export interface Protocol {
  /** how often the venue sends a ping frame, and how long it waits for the pong */
  readonly pingEveryMs: number;
  readonly pongWithinMs: number;
  /** @return null when the path is no socket of this venue */
  open(url: URL, send: (text: string) => void): Session | null;
  /** Answers a GET; null when the path is not of this venue. */
  get(url: URL): Answer | Promise<Answer> | null;
}
