import type { Climate } from "./climate.ts";
import { price, quantity, type Instrument } from "./instrument.ts";
import type { OrderBook, Side } from "./order-book.ts";
import type { Random } from "./random.ts";

/** Resting orders that each side tends to. */
const kOrdersPerSide = 1_600;

/** Levels below which a side is filled up. */
const kFewestLevels = 500;

/** Ticks the fair price may leave the quoted one before the makers quote anew. */
const kQuoteBandTicks = 20;

/**
 * The resting side of the market: limit orders and cancellations without a plan,
 * around a quoted price that follows the fair one in small jumps.
 *
 * No bid stands above `anchorTicks` and no ask at or below it. In between jumps
 * the side toward which the fair price has moved grows thin and the other one
 * thick, so that the book's imbalance says something about the next jump, as it
 * does on real venues.
 */
export class Makers {
  /** the highest price a maker bids; the lowest ask is a tick above */
  anchorTicks: number;
  readonly #book: OrderBook;
  readonly #climate: Climate;
  readonly #random: Random;
  readonly #typicalLots: number;

  constructor(instrument: Instrument, book: OrderBook, climate: Climate, random: Random) {
    this.#book = book;
    this.#climate = climate;
    this.#random = random;
    this.#typicalLots = 7_000 / (price(instrument, climate.fairTicks) * quantity(instrument, 1));
    this.anchorTicks = Math.round(climate.fairTicks);
    this.#open();
  }

  /** One new limit order. */
  place(): void {
    const lean = 0.15 * this.#climate.sentiment + 0.3 * this.quoteGap();
    this.#placeAt(this.#random.chance(0.5 + lean) ? "bid" : "ask");
  }

  /** One cancellation: mostly near the touch, where minds change fastest. */
  withdraw(): void {
    const random = this.#random;
    const lean = 0.3 * this.quoteGap();
    const side: Side = random.chance(0.5 - lean) ? "bid" : "ask";
    if (random.chance(0.55)) {
      const level = this.#book.level(side, Math.floor(random.exponential() * 4));
      if (level !== undefined && this.#book.levelCount(side) > 50) {
        this.#book.cancel(level.orders[random.below(level.orders.length)]!);
        return;
      }
    }
    this.#withdrawAny(side);
  }

  /** How often an order is withdrawn for each one that is placed. */
  withdrawalRate(): number {
    const orders = this.#book.orders("bid").length + this.#book.orders("ask").length;
    return (orders / (2 * kOrdersPerSide)) ** 2;
  }

  /** How far the fair price has left the quoted one, -1 .. +1 band. */
  quoteGap(): number {
    const gap = (this.#climate.fairTicks - this.anchorTicks) / kQuoteBandTicks;
    return Math.max(-1, Math.min(1, gap));
  }

  /** True when the quotes are so far off that somebody will take them. */
  outpaced(): boolean {
    return Math.abs(this.#climate.fairTicks - this.anchorTicks) > kQuoteBandTicks;
  }

  /** Moves the quotes to the fair price: withdraws what is on its wrong side, fills up behind. */
  requote(): void {
    const target = Math.max(50, Math.round(this.#climate.fairTicks));
    const jump = target - this.anchorTicks;
    this.anchorTicks = target;
    for (const side of ["bid", "ask"] as const) {
      let best = this.#book.best(side);
      while (best !== undefined && this.#isCrossed(side, best.priceTicks)) {
        this.#book.cancel(best.orders.at(-1)!);
        best = this.#book.best(side);
      }
    }
    const behind: Side = jump > 0 ? "bid" : "ask";
    this.#add("bid", 0, this.#lots());
    this.#add("ask", 0, this.#lots());
    for (let n = Math.min(40, 4 + Math.abs(jump) / 4); n > 0; --n) this.#placeNear(behind);
    const ahead: Side = jump > 0 ? "ask" : "bid";
    for (let n = 0; n < 3; ++n) this.#placeNear(ahead);
    for (let n = Math.min(150, Math.abs(jump) / 3 - 10); n > 0; --n) this.#placeFar(ahead);
  }

  /** Thins the side toward which the fair price has moved, down to one order a level, and thickens the other. */
  shade(): void {
    const gap = this.quoteGap();
    if (Math.abs(gap) < 0.3) return;
    const thin: Side = gap > 0 ? "ask" : "bid";
    for (let rank = 0; rank < 5; ++rank) {
      const level = this.#book.level(thin, rank);
      if (level !== undefined && level.orders.length > 1) this.#book.cancel(level.orders.at(-1)!);
    }
    this.#placeNear(gap > 0 ? "bid" : "ask");
  }

  /** Keeps a side from running dry when the price runs through it. */
  refill(): void {
    for (const side of ["bid", "ask"] as const) {
      if (this.#book.levelCount(side) >= kFewestLevels) continue;
      for (let n = 0; n < 15; ++n) this.#placeFar(side);
    }
  }

  /** Lots that rest on the wrong side of the fair price. */
  exposedLots(): number {
    const side: Side = this.#climate.fairTicks > this.anchorTicks ? "ask" : "bid";
    let lots = 0;
    for (const level of this.#book.levels(side)) {
      if (side === "ask" ? level.priceTicks > this.#climate.fairTicks : level.priceTicks < this.#climate.fairTicks) break;
      lots += level.lots;
    }
    return lots;
  }

  #isCrossed(side: Side, priceTicks: number): boolean {
    return side === "bid" ? priceTicks > this.anchorTicks : priceTicks <= this.anchorTicks;
  }

  #placeNear(side: Side): void {
    this.#add(side, Math.floor(this.#random.exponential() * (this.#random.chance(0.3) ? 0.8 : 12)), this.#lots());
  }

  #placeAt(side: Side): void {
    const random = this.#random;
    const kind = random.uniform();
    if (kind < 0.3) this.#add(side, Math.floor(random.exponential() * 0.8), this.#lots());
    else if (kind < 0.52) this.#add(side, Math.floor(random.exponential() * 15), this.#lots());
    else this.#placeFar(random.chance(0.75) ? this.#thinnerSide() : side);
  }

  #placeFar(side: Side): void {
    const random = this.#random;
    if (random.chance(0.93)) {
      this.#add(side, Math.floor(random.exponential() * 450), this.#lots());
      return;
    }
    // People pick round prices far away, and put more there.
    const ticks = this.anchorTicks + (side === "bid" ? -1 : 1) * random.exponential() * 0.02 * this.anchorTicks;
    const round = Math.round(ticks / 100) * 100;
    this.#add(side, Math.abs(round - this.anchorTicks), 4 * this.#lots());
  }

  #add(side: Side, distanceTicks: number, lots: number): void {
    const ticks = side === "bid" ? this.anchorTicks - distanceTicks : this.anchorTicks + 1 + distanceTicks;
    if (ticks > 0) this.#book.add(side, ticks, lots);
  }

  #lots(): number {
    const size = this.#random.exponential();
    const wall = this.#random.chance(0.02) ? 12 : 1;
    return 1 + Math.floor(this.#typicalLots * size * size * wall);
  }

  #thinnerSide(): Side {
    return this.#book.levelCount("bid") < this.#book.levelCount("ask") ? "bid" : "ask";
  }

  #withdrawAny(side: Side): void {
    const orders = this.#book.orders(side);
    if (orders.length > 200) this.#book.cancel(orders[this.#random.below(orders.length)]!);
  }

  #open(): void {
    for (const side of ["bid", "ask"] as const) {
      for (let n = 0; n < kOrdersPerSide * 0.15; ++n) this.#placeNear(side);
      for (let n = 0; n < kOrdersPerSide * 0.85; ++n) this.#placeFar(side);
    }
    // A few that nobody ever withdrew: books of real venues reach that far.
    for (const part of [0.016, 0.08, 0.5, 0.9]) {
      this.#book.add("bid", Math.max(1, Math.round(this.anchorTicks * part)), Math.ceil(this.#typicalLots * 40 * this.#random.uniform()));
    }
    for (const part of [1.1, 1.5, 2, 4]) {
      this.#book.add("ask", Math.round(this.anchorTicks * part), Math.ceil(this.#typicalLots * 40 * this.#random.uniform()));
    }
  }
}
