// Binance's messages and its rule for joining updates to a snapshot, as its pages tell them
// ("How to manage a local order book correctly", USD-M and COIN-M futures, and spot).

import { Book, type Sides, type Texts } from "./book.ts";
import type { Follower, Listener } from "./follower.ts";
import type { Trade } from "./trade-flow.ts";

interface Payload {
  readonly e?: string;
  readonly E?: number;
  readonly T?: number;
  readonly U?: number;
  readonly u?: number;
  readonly pu?: number;
  readonly b?: Texts;
  readonly a?: Texts;
  readonly p?: string;
  readonly q?: string;
  readonly m?: boolean;
  readonly X?: string;
  readonly lastUpdateId?: number;
  readonly bids?: Texts;
  readonly asks?: Texts;
}

/** Follows one market of a capture without gaps, and tells what happened. */
export class BinanceMarket implements Follower {
  readonly #isSpot: boolean;
  readonly #listener: Listener;
  readonly #book = new Book();
  #kept: Payload[] | null = [];
  #lastUpdateId = 0;
  #isJoined = false;
  #updates = 0;

  constructor(isSpot: boolean, listener: Listener) {
    this.#isSpot = isSpot;
    this.#listener = listener;
  }

  get sides(): Sides | null {
    return this.#kept === null ? this.#book : null;
  }

  get updates(): number {
    return this.#updates;
  }

  take(raw: string): void {
    const message = JSON.parse(raw) as Payload & { data?: Payload };
    const payload = message.data ?? message;
    if (payload.lastUpdateId !== undefined) this.#join(payload);
    else if (payload.e === "depthUpdate" && this.#kept !== null) this.#kept.push(payload);
    else if (payload.e === "depthUpdate") this.#update(payload);
    else if (payload.e === "trade" && (payload.X ?? "MARKET") === "MARKET") this.#listener.onTrade(tradeOf(payload));
  }

  #join({ lastUpdateId, bids, asks }: Payload): void {
    this.#book.clear();
    this.#book.set(bids!, asks!);
    this.#lastUpdateId = lastUpdateId!;
    this.#isJoined = false;
    ++this.#updates;
    this.#listener.onSnapshot();
    const kept = this.#kept ?? [];
    this.#kept = null;
    for (const update of kept) this.#update(update, true);
    this.#listener.onJoined();
  }

  #update(update: Payload, isKept = false): void {
    const { U: first, u: last, pu: previous, b: bids, a: asks, E: venueTimeMs } = update;
    const isOld = this.#isSpot ? last! <= this.#lastUpdateId : last! < this.#lastUpdateId;
    if (!this.#isJoined && isOld) return;
    const reach = this.#isSpot ? this.#lastUpdateId + 1 : this.#lastUpdateId;
    const isNext = !this.#isJoined ? first! <= reach
      : this.#isSpot ? first === this.#lastUpdateId + 1
      : previous === this.#lastUpdateId;
    if (!isNext) throw new Error(`the capture has a gap before update ${last}`);
    this.#isJoined = true;
    this.#lastUpdateId = last!;
    this.#book.set(bids!, asks!);
    ++this.#updates;
    this.#listener.onUpdate(this.#book, venueTimeMs!, isKept);
  }
}

function tradeOf({ p: price, q: quantity, m: isSell, T: venueTimeMs }: Payload): Trade {
  return { price: Number(price), quantity: Number(quantity), side: isSell ? -1 : 1, venueTimeMs: venueTimeMs! };
}
