// What a good JavaScript programmer would write instead: JSON.parse, sorted arrays, binary
// search. Each side keeps its best level last, where inserting and removing moves little.

import type { Burst, Contender, Session } from "./contender.ts";
import type { Message } from "./messages.ts";

type Levels = readonly (readonly [string, string])[];

interface Depth {
  readonly U: number;
  readonly u: number;
  readonly pu: number;
  readonly b: Levels;
  readonly a: Levels;
}

interface Snapshot {
  readonly lastUpdateId: number;
  readonly bids: Levels;
  readonly asks: Levels;
}

class Side {
  readonly #sign: 1 | -1;
  readonly #keys: number[] = [];
  readonly #quantities: number[] = [];

  /** @param sign  1 where the highest price is the best one */
  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  clear(): void {
    this.#keys.length = 0;
    this.#quantities.length = 0;
  }

  apply(levels: Levels): void {
    for (const [price, quantity] of levels) this.#set(this.#sign * Number(price), Number(quantity));
  }

  get bestPrice(): number {
    return this.#sign * this.#keys[this.#keys.length - 1]!;
  }

  get bestQuantity(): number {
    return this.#quantities[this.#quantities.length - 1]!;
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  quantityOfBest(levels: number): number {
    const quantities = this.#quantities;
    const last = Math.max(0, quantities.length - levels);
    let sum = 0;
    for (let i = quantities.length - 1; i >= last; --i) sum += quantities[i]!;
    return sum;
  }

  #set(key: number, quantity: number): void {
    const keys = this.#keys;
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    const known = keys[low] === key;
    if (quantity === 0) {
      if (!known) return;
      keys.splice(low, 1);
      this.#quantities.splice(low, 1);
    } else if (known) {
      this.#quantities[low] = quantity;
    } else {
      keys.splice(low, 0, key);
      this.#quantities.splice(low, 0, quantity);
    }
  }
}

class Book {
  readonly bids = new Side(1);
  readonly asks = new Side(-1);
  quoteBid = Number.NaN;
  quoteAsk = Number.NaN;
  cumulativeVolumeDelta = 0;
  #lastUpdateId: number | null = null;
  #joined = false;
  #live = false;
  #early: Depth[] = [];

  snapshot({ lastUpdateId, bids, asks }: Snapshot): void {
    this.bids.clear();
    this.asks.clear();
    // The worst first, so that each goes to the end.
    this.bids.apply([...bids].reverse());
    this.asks.apply([...asks].reverse());
    this.#lastUpdateId = lastUpdateId;
    this.#joined = false;
    this.#live = true;
    const early = this.#early;
    this.#early = [];
    for (const depth of early) this.depth(depth);
  }

  depth(depth: Depth): void {
    if (this.#lastUpdateId === null) {
      this.#early.push(depth);
      return;
    }
    if (depth.u < this.#lastUpdateId) return;
    const follows =
      depth.pu === this.#lastUpdateId || (!this.#joined && depth.U <= this.#lastUpdateId);
    if (!follows) {
      this.#live = false;
      return;
    }
    this.#joined = true;
    this.#lastUpdateId = depth.u;
    this.bids.apply(depth.b);
    this.asks.apply(depth.a);
  }

  imbalance(levels: number): number {
    if (!this.#live) return Number.NaN;
    const bids = this.bids.quantityOfBest(levels);
    const asks = this.asks.quantityOfBest(levels);
    return (bids - asks) / (bids + asks);
  }

  weightedMid(): number {
    const { bids, asks } = this;
    if (!this.#live || bids.isEmpty || asks.isEmpty) return Number.NaN;
    return (
      (bids.bestPrice * asks.bestQuantity + asks.bestPrice * bids.bestQuantity) /
      (bids.bestQuantity + asks.bestQuantity)
    );
  }
}

class ByHand implements Session {
  readonly #books = new Map<string, Book>();
  readonly #byNumber: readonly Book[];

  constructor(symbols: readonly string[]) {
    for (const symbol of symbols) this.#books.set(symbol, new Book());
    this.#byNumber = [...this.#books.values()];
  }

  take(messages: readonly Message[], readings: Float64Array): void {
    for (let i = 0; i < messages.length; ++i) {
      const { raw, market } = messages[i]!;
      this.#apply(raw, market);
      const read = this.#byNumber[market]!;
      readings[2 * i] = read.imbalance(20);
      readings[2 * i + 1] = read.weightedMid();
    }
  }

  takeBursts(bursts: readonly Burst[], readings: Float64Array): void {
    let at = 0;
    for (const { raws, markets } of bursts) {
      for (let i = 0; i < raws.length; ++i) this.#apply(raws[i]!, markets[0]!);
      for (let i = 0; i < markets.length; ++i) {
        const read = this.#byNumber[markets[i]!]!;
        readings[at++] = read.imbalance(20);
        readings[at++] = read.weightedMid();
      }
    }
  }

  /** @param market  whose it is, where the message does not say */
  #apply(raw: string, market: number): void {
    const message = JSON.parse(raw);
    const event = message.data ?? message;
    const book = this.#books.get(event.s) ?? this.#byNumber[market]!;
    switch (event.e) {
      case "depthUpdate":
        book.depth(event);
        break;
      case "bookTicker":
        book.quoteBid = Number(event.b);
        book.quoteAsk = Number(event.a);
        break;
      case "trade":
        book.cumulativeVolumeDelta += event.m ? -Number(event.q) : Number(event.q);
        break;
      default:
        if (event.lastUpdateId !== undefined) book.snapshot(event);
    }
  }
}

export const byHand: Contender = {
  id: "byHand",
  name: "JavaScript by hand",
  open: (symbols) => new ByHand(symbols),
};
