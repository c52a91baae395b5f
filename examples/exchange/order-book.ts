export type Side = "bid" | "ask";
export type Aggressor = "buy" | "sell";

export interface Order {
  readonly side: Side;
  readonly priceTicks: number;
  lots: number;
  /** its place among all orders of its side, for choosing one at random */
  place: number;
}

export interface Level {
  readonly priceTicks: number;
  /** in order of arrival: the first is filled first */
  readonly orders: Order[];
  lots: number;
}

/** One resting order, or a part of it, that was met. */
export interface Fill {
  readonly priceTicks: number;
  readonly lots: number;
}

/** Told after a level changed: the lots that rest there now, 0 when it is gone. */
export type LevelListener = (side: Side, priceTicks: number, lots: number) => void;

/**
 * The exchange's own book, matching by price and then by time.
 *
 * Levels stand in an array with the best at its end: nearly everything happens
 * there, so that inserting and removing moves little.
 */
export class OrderBook {
  readonly #sides: Record<Side, BookSide> = { bid: new BookSide(+1), ask: new BookSide(-1) };
  readonly #levelChanged: LevelListener;

  constructor(levelChanged: LevelListener) {
    this.#levelChanged = levelChanged;
  }

  best(side: Side): Level | undefined {
    return this.#sides[side].levels.at(-1);
  }

  /** A level by its rank, 0 the best. */
  level(side: Side, rank: number): Level | undefined {
    const { levels } = this.#sides[side];
    return levels[levels.length - 1 - rank];
  }

  levelCount(side: Side): number {
    return this.#sides[side].levels.length;
  }

  /** Every resting order of a side, in no order. */
  orders(side: Side): readonly Order[] {
    return this.#sides[side].orders;
  }

  lots(side: Side): number {
    return this.#sides[side].lots;
  }

  /** Levels from the best one outwards. */
  *levels(side: Side): Generator<Level> {
    const { levels } = this.#sides[side];
    for (let i = levels.length - 1; i >= 0; --i) yield levels[i]!;
  }

  /** The mean price of the best lots of a side; of what there is where there are fewer. */
  meanTicks(side: Side, lots: number): number | null {
    let wanted = lots;
    let sum = 0;
    for (const level of this.levels(side)) {
      const part = Math.min(level.lots, wanted);
      wanted -= part;
      sum += part * level.priceTicks;
      if (wanted === 0) break;
    }
    return wanted < lots ? sum / (lots - wanted) : null;
  }

  /** Rests an order. It must not reach the other side: who wants that calls `take`. */
  add(side: Side, priceTicks: number, lots: number): Order {
    const book = this.#sides[side];
    const level = book.levelAt(priceTicks);
    const order: Order = { side, priceTicks, lots, place: book.orders.length };
    level.orders.push(order);
    level.lots += lots;
    book.orders.push(order);
    book.lots += lots;
    this.#levelChanged(side, priceTicks, level.lots);
    return order;
  }

  cancel(order: Order): void {
    const book = this.#sides[order.side];
    const level = book.levelAt(order.priceTicks);
    level.orders.splice(level.orders.indexOf(order), 1);
    level.lots -= order.lots;
    book.forget(order);
    if (level.orders.length === 0) book.remove(level);
    this.#levelChanged(order.side, order.priceTicks, level.lots);
  }

  /**
   * Meets resting orders up to a limit price, best first.
   *
   * @return what was met, which is less than asked where the limit or the end of the side came first
   */
  take(aggressor: Aggressor, lots: number, limitTicks: number): Fill[] {
    const side = aggressor === "buy" ? "ask" : "bid";
    const book = this.#sides[side];
    const fills: Fill[] = [];
    let open = lots;
    while (open > 0) {
      const level = book.levels.at(-1);
      if (level === undefined) break;
      if (aggressor === "buy" ? level.priceTicks > limitTicks : level.priceTicks < limitTicks) break;
      open -= this.#takeLevel(book, level, open, fills);
      if (level.orders.length === 0) book.remove(level);
      this.#levelChanged(side, level.priceTicks, level.lots);
    }
    return fills;
  }

  #takeLevel(book: BookSide, level: Level, lots: number, fills: Fill[]): number {
    let met = 0;
    let gone = 0;
    while (met < lots && gone < level.orders.length) {
      const order = level.orders[gone]!;
      const part = Math.min(order.lots, lots - met);
      met += part;
      order.lots -= part;
      book.lots -= part;
      fills.push({ priceTicks: level.priceTicks, lots: part });
      if (order.lots === 0) {
        book.forget(order);
        ++gone;
      }
    }
    level.orders.splice(0, gone);
    level.lots -= met;
    return met;
  }
}

class BookSide {
  readonly levels: Level[] = [];
  readonly orders: Order[] = [];
  lots = 0;
  readonly #direction: 1 | -1;

  constructor(direction: 1 | -1) {
    this.#direction = direction;
  }

  /** The level at a price, which comes into being where there is none. */
  levelAt(priceTicks: number): Level {
    let low = 0;
    let high = this.levels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.levels[middle]!.priceTicks * this.#direction < priceTicks * this.#direction) low = middle + 1;
      else high = middle;
    }
    const found = this.levels[low];
    if (found?.priceTicks === priceTicks) return found;
    const level: Level = { priceTicks, orders: [], lots: 0 };
    this.levels.splice(low, 0, level);
    return level;
  }

  remove(level: Level): void {
    this.levels.splice(this.levels.lastIndexOf(level), 1);
  }

  forget(order: Order): void {
    const last = this.orders.pop()!;
    if (last !== order) {
      this.orders[order.place] = last;
      last.place = order.place;
    }
    this.lots -= order.lots;
  }
}
