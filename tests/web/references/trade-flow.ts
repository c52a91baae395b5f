// Cumulative volume delta and trade-flow imbalance: sums over all trades.

export interface Trade {
  readonly price: number;
  readonly quantity: number;
  /** +1 the taker bought, -1 the taker sold. */
  readonly side: 1 | -1;
  readonly venueTimeMs: number;
}

const timeConstantMs = 60_000;

/**
 * Quantities are counted in lots, whole numbers, so that their sums are exact. The weight of a
 * trade at t is exp((t - t0) / tau), t0 the first trade's time: of a ratio of two sums, what all
 * weights have in common does not matter. Good for half a day.
 */
export class TradeFlow {
  readonly #lotsInUnit: number;
  #firstTimeMs: number | null = null;
  #lots = 0;
  #signedLots = 0;
  #weighed = 0;
  #signedWeighed = 0;

  constructor(lotsInUnit: number) {
    this.#lotsInUnit = lotsInUnit;
  }

  add({ quantity, side, venueTimeMs }: Trade): void {
    const lots = Math.round(quantity * this.#lotsInUnit);
    if (lots / this.#lotsInUnit !== quantity) throw new Error(`${quantity} is no number of lots`);
    this.#firstTimeMs ??= venueTimeMs;
    const weight = Math.exp((venueTimeMs - this.#firstTimeMs) / timeConstantMs);
    this.#lots += lots;
    this.#signedLots += side * lots;
    this.#weighed += weight * quantity;
    this.#signedWeighed += weight * side * quantity;
  }

  /** Sum of s q; null before the first trade. */
  cumulativeVolumeDelta(): number | null {
    return this.#firstTimeMs === null ? null : this.#signedLots / this.#lotsInUnit;
  }

  /** EW(s q) / EW(q); null before the first trade. */
  imbalance(): number | null {
    return this.#firstTimeMs === null ? null : this.#signedWeighed / this.#weighed;
  }

  bought(): number {
    return (this.#lots + this.#signedLots) / 2 / this.#lotsInUnit;
  }

  sold(): number {
    return (this.#lots - this.#signedLots) / 2 / this.#lotsInUnit;
  }

  /** All that was traded, which the rounding of the delta is relative to. */
  quantity(): number {
    return this.#lots / this.#lotsInUnit;
  }
}

/** From which notional on a trade is of the next larger size, quote units. */
export const sizeEdges = [0, 1e3, 1e4, 1e5, 1e6] as const;

/** The same by how much money each trade was. */
export class TradeSizes {
  readonly bySize: readonly TradeFlow[];
  readonly #notionalOf: (trade: Trade) => number;

  constructor(lotsInUnit: number, notionalOf: (trade: Trade) => number) {
    this.bySize = sizeEdges.map(() => new TradeFlow(lotsInUnit));
    this.#notionalOf = notionalOf;
  }

  add(trade: Trade): void {
    const notional = this.#notionalOf(trade);
    this.bySize[sizeEdges.filter((edge) => notional >= edge).length - 1]!.add(trade);
  }
}
