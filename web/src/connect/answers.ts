import type { Question } from "./venue.ts";

const mostWaitMs = 15_000;

/** Asks a venue's REST. What goes wrong, and an answer that is none, is an `Error`. */
export class Answers {
  readonly #rest: string;
  readonly #fetch: typeof fetch;
  readonly #end: AbortSignal;

  constructor(rest: string, fetched: typeof fetch, end: AbortSignal) {
    this.#rest = rest;
    this.#fetch = fetched;
    this.#end = end;
  }

  async to({ path, body }: Question): Promise<string> {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(new Error("no answer came in time")), mostWaitMs);
    const give = () => patience.abort(this.#end.reason);
    this.#end.addEventListener("abort", give);
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
      this.#end.removeEventListener("abort", give);
    }
  }
}
