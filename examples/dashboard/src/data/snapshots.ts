import type { Market } from "plimsoll";

import { getText, RestError } from "../../../page/rest.ts";
import { backOffMs, wait } from "./back-off.ts";

/**
 * Fetches what a book asks for, until the book has it: a snapshot may come too early for the
 * stream, or not at all.
 */
export class Snapshots {
  readonly #restUrl: string;
  readonly #changed: () => void;
  readonly #end = new AbortController();
  readonly #asked = new Map<Market, string>();
  readonly #failures = new Map<Market, RestError>();
  #hurry = new AbortController();

  constructor(restUrl: string, changed: () => void) {
    this.#restUrl = restUrl;
    this.#changed = changed;
  }

  /** Why a market's last snapshot did not come; null when it did. */
  failure(market: Market): RestError | null {
    return this.#failures.get(market) ?? null;
  }

  /** @param url  as the resync event names it, at the venue's own address */
  request(market: Market, url: string): void {
    const { pathname, search } = new URL(url);
    const running = this.#asked.has(market);
    this.#asked.set(market, this.#restUrl + pathname + search);
    if (!running) void this.#bring(market);
  }

  retryNow(): void {
    this.#hurry.abort();
    this.#hurry = new AbortController();
  }

  close(): void {
    this.#end.abort();
  }

  async #bring(market: Market): Promise<void> {
    const { signal } = this.#end;
    for (let failures = 0; !signal.aborted; ++failures) {
      const url = this.#asked.get(market) ?? "";
      const failure = await getText(url, signal).then(
        (text) => this.#apply(market, text),
        (error: unknown) => error as RestError,
      );
      if (signal.aborted) return;
      if (failure === null) this.#failures.delete(market);
      else this.#failures.set(market, failure);
      this.#changed();
      if (failure === null && market.status === "live") break;
      await wait(backOffMs(failures), AbortSignal.any([signal, this.#hurry.signal]));
      if (market.status === "live") break;
    }
    this.#asked.delete(market);
  }

  #apply(market: Market, text: string): null {
    if (!this.#end.signal.aborted) market.apply(text);
    return null;
  }
}
