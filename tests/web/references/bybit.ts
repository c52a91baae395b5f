// Bybit's messages, v5: "Orderbook" and "Trade" of its WebSocket pages.

import { Book, type Sides, type Texts } from "./book.ts";
import type { Follower, Listener } from "./follower.ts";

interface Entry {
  readonly T: number;
  readonly S: "Buy" | "Sell";
  readonly v: string;
  readonly p: string;
  readonly BT?: boolean;
}

interface Message {
  readonly topic?: string;
  readonly type?: string;
  readonly cts?: number;
  readonly data?: unknown;
}

interface Levels {
  readonly b: Texts;
  readonly a: Texts;
  readonly u: number;
}

/** Follows one market of a capture in which no update is missing. */
export class BybitMarket implements Follower {
  readonly #symbol: string;
  readonly #listener: Listener;
  readonly #book = new Book();
  #lastUpdateId: number | null = null;
  #updates = 0;

  constructor(symbol: string, listener: Listener) {
    this.#symbol = symbol;
    this.#listener = listener;
  }

  get sides(): Sides | null {
    return this.#lastUpdateId === null ? null : this.#book;
  }

  get updates(): number {
    return this.#updates;
  }

  take(raw: string): void {
    const { topic = "", type, cts, data } = JSON.parse(raw) as Message;
    const [name, ...rest] = topic.split(".");
    if (rest.at(-1) !== this.#symbol) return;
    if (name === "orderbook") this.#onLevels(type === "snapshot", Number(rest[0]), data as Levels, cts!);
    if (name === "publicTrade") (data as Entry[]).forEach((entry) => this.#onTrade(entry));
  }

  #onLevels(isSnapshot: boolean, depth: number, { b: bids, a: asks, u: updateId }: Levels, venueTimeMs: number): void {
    if (isSnapshot) this.#book.clear();
    else if (updateId !== this.#lastUpdateId! + 1) throw new Error(`the capture has a gap before update ${updateId}`);
    this.#lastUpdateId = updateId;
    this.#book.set(bids, asks);
    ++this.#updates;
    if (isSnapshot) this.#listener.onSnapshot();
    else this.#listener.onUpdate(this.#book, venueTimeMs, false);
    this.#book.truncate(depth);
    if (isSnapshot) this.#listener.onJoined();
  }

  /** Block trades are agreed upon elsewhere: nobody took from the book. */
  #onTrade({ T: venueTimeMs, S: taker, v: quantity, p: price, BT: isBlock }: Entry): void {
    if (isBlock) return;
    this.#listener.onTrade({ price: Number(price), quantity: Number(quantity), side: taker === "Buy" ? 1 : -1, venueTimeMs });
  }
}
