import type { Question } from "./venue.ts";

const mostWaitMs = 15_000;

/** Asks a venue's REST. What goes wrong, and an answer that is none, is an `Error`. */
export class Answers {
  readonly #rest: string;
  readonly #fetch: typeof fetch;
  readonly #pending = new Set<AbortController>();

  constructor(rest: string, fetched: typeof fetch) {
    this.#rest = rest;
    this.#fetch = fetched;
  }

  async to({ path, body }: Question): Promise<string> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(new Error("no answer came in time")), mostWaitMs);
    this.#pending.add(patience);
    try {
      const response = await this.#fetch.call(undefined, this.#rest + path, {
        signal: patience.signal,
        ...(body === undefined
          ? {}
          : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`the venue answered ${response.status}: ${text.slice(0, 200)}`);
      return text;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(patience);
    }
  }

  /** Waits for none of them any longer. */
  close(): void {
    for (const patience of this.#pending) patience.abort();
  }
}
