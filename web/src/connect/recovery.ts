import type { Market, ResyncEvent } from "../market.ts";
import type { MessageData } from "../transport.ts";
import type { Agenda, Cancel } from "./agenda.ts";
import { backOffMs } from "./back-off.ts";

/** What can be done for a book. */
export interface Remedies {
  /** Whether the socket that carries the books is open. */
  isConnected(): boolean;
  /** Subscribes anew, for the snapshot that comes first. */
  resubscribe(symbol: string): void;
  /** Null where none came; it has been told why. */
  fetchSnapshot(symbol: string, url: string): Promise<MessageData | object | null>;
  apply(market: Market, snapshot: MessageData | object): void;
}

const rest = { firstMs: 500, mostMs: 15_000 };
/** A remedy has this long to work, and twice as long each time, before another is tried. */
const firstWaitMs = 10_000;
const mostWaitMs = 60_000;
/** Live for this long, and the next trouble is the first one again. */
const wellAfterMs = 10_000;
/** A book that is silent may just be quiet: what is done about it is done seldom. */
const mostSilenceWaitMs = 600_000;
const neverSilentAfterMs = 300_000;

/**
 * Brings one lost book back. The engine says when it is lost and what it needs: that is done
 * at once, the next times after a rest, and again until the book is live.
 */
export class Recovery {
  readonly #market: Market;
  readonly #agenda: Agenda;
  readonly #remedies: Remedies;
  #wanted: ResyncEvent | null = null;
  #attempts = 0;
  #silences = 0;
  #isOver = false;
  #triedMs: number;
  #liveSinceMs: number | null = null;
  #cancel: Cancel = () => {};
  /** The fetch that goes on; null where none does. */
  #fetching: object | null = null;

  constructor(market: Market, agenda: Agenda, remedies: Remedies) {
    this.#market = market;
    this.#agenda = agenda;
    this.#remedies = remedies;
    this.#triedMs = agenda.now();
  }

  /** The connection is another one: whatever went on is void. */
  restart(): void {
    this.#cancel();
    this.#wanted = this.#fetching = this.#liveSinceMs = null;
    this.#attempts = this.#silences = 0;
    this.#triedMs = this.#agenda.now();
  }

  /** The market is no longer followed, and may be gone. */
  end(): void {
    this.#isOver = true;
    this.restart();
  }

  /** The engine asks for help. */
  request(event: ResyncEvent): void {
    this.#wanted = event;
    this.#liveSinceMs = null;
    this.#plan();
  }

  /** Does not rest any longer. */
  hurry(): void {
    this.#attempts = 0;
    if (this.#wanted !== null) this.#plan();
  }

  /** Once a second: a stream may be silent, or its snapshot may never have come. */
  look(): void {
    if (this.#isOver) return;
    const now = this.#agenda.now();
    const { status } = this.#market;
    if (status === "live") {
      this.#liveSinceMs ??= now;
      if (now - this.#liveSinceMs > wellAfterMs) this.#attempts = 0;
      if (now - this.#liveSinceMs > neverSilentAfterMs) this.#silences = 0;
      return;
    }
    this.#liveSinceMs = null;
    const triedForMs = now - this.#triedMs;
    if (triedForMs > mostWaitMs) this.#fetching = null; // it will never end
    if (this.#fetching !== null || !this.#remedies.isConnected()) return;
    if (status === "stale") {
      if (triedForMs < Math.min(mostSilenceWaitMs, firstWaitMs * 2 ** this.#silences)) return;
      ++this.#silences;
      this.#resubscribe();
    } else if (triedForMs >= Math.min(mostWaitMs, firstWaitMs * 2 ** Math.max(0, this.#attempts - 1))) {
      if (this.#wanted === null) this.#resubscribe();
      else this.#plan();
    }
  }

  #plan(): void {
    this.#cancel();
    const sinceMs = this.#agenda.now() - this.#triedMs;
    const restMs = this.#attempts === 0 ? 0 : backOffMs(this.#attempts - 1, rest) - sinceMs;
    if (restMs <= 0) this.#act();
    else this.#cancel = this.#agenda.after(restMs, () => this.#act());
  }

  #act(): void {
    if (this.#wanted === null || this.#fetching !== null || !this.#remedies.isConnected()) return;
    const { how, url } = this.#wanted;
    if (how === "snapshot" && url !== null) void this.#fetch(url);
    else this.#resubscribe();
  }

  #resubscribe(): void {
    this.#wanted = null;
    this.#tried();
    this.#remedies.resubscribe(this.#market.symbol);
  }

  async #fetch(url: string): Promise<void> {
    const fetching = (this.#fetching = {});
    this.#tried();
    const snapshot = await this.#remedies.fetchSnapshot(this.#market.symbol, url);
    if (this.#fetching !== fetching) return;
    const before = this.#wanted;
    // Where it is too old for the stream, the engine asks again before this returns.
    if (snapshot !== null) this.#remedies.apply(this.#market, snapshot);
    if (this.#isOver) return; // whoever heard of it has had enough
    this.#fetching = null;
    if (this.#wanted === before && this.#market.status === "live") this.#wanted = null;
    if (this.#wanted !== null) this.#plan();
  }

  #tried(): void {
    ++this.#attempts;
    this.#triedMs = this.#agenda.now();
  }
}
