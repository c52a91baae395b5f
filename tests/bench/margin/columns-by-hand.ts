// What a good JavaScript programmer would write instead for positions in typed arrays: tables
// laid flat, one loop without objects, the closed form bracket by bracket.

import type { MarginTable, PositionColumns } from "plimsoll/holdings";

export class ColumnsByHand {
  /** Rows of table i are those from start[i] on, up to start[i + 1]. */
  readonly #start: Uint32Array;
  readonly #cap: Float64Array;
  readonly #rate: Float64Array;
  readonly #amount: Float64Array;
  readonly #columns: PositionColumns;
  readonly liquidationPrice: Float64Array;
  readonly distanceRate: Float64Array;
  readonly marginRatio: Float64Array;

  constructor(tables: readonly MarginTable[], columns: PositionColumns) {
    const start = [0];
    const cap: number[] = [];
    const rate: number[] = [];
    const amount: number[] = [];
    for (const { brackets } of tables) {
      let before = 0;
      let deducted = 0;
      for (const bracket of brackets) {
        const own = Number(bracket.maintenanceMarginRate);
        deducted += Number(bracket.notionalFloor) * (own - before);
        before = own;
        cap.push(Number(bracket.notionalCap ?? Infinity));
        rate.push(own);
        amount.push(deducted);
      }
      start.push(cap.length);
    }
    this.#start = Uint32Array.from(start);
    this.#cap = Float64Array.from(cap);
    this.#rate = Float64Array.from(rate);
    this.#amount = Float64Array.from(amount);
    this.#columns = columns;
    const count = columns.symbol.length;
    this.liquidationPrice = new Float64Array(count);
    this.distanceRate = new Float64Array(count);
    this.marginRatio = new Float64Array(count);
  }

  solve(): void {
    const { symbol, signedQuantity, entryPrice, posted } = this.#columns;
    const start = this.#start;
    const cap = this.#cap;
    const rate = this.#rate;
    const amount = this.#amount;
    const into = this.liquidationPrice;
    for (let i = 0; i < symbol.length; ++i) {
      const held = signedQuantity[i]!;
      const size = Math.abs(held);
      const free = posted[i]! - held * entryPrice[i]!;
      let row = start[symbol[i]!]!;
      let price = (free + amount[row]!) / (size * rate[row]! - held);
      while (size * price >= cap[row]!) {
        ++row;
        price = (free + amount[row]!) / (size * rate[row]! - held);
      }
      into[i] = price > 0 ? price : Number.NaN;
    }
  }

  mark(marks: Float64Array): number {
    const { symbol, signedQuantity, entryPrice, posted } = this.#columns;
    const start = this.#start;
    const cap = this.#cap;
    const rate = this.#rate;
    const amount = this.#amount;
    const { liquidationPrice, distanceRate, marginRatio } = this;
    let liquidatable = 0;
    for (let i = 0; i < symbol.length; ++i) {
      const held = signedQuantity[i]!;
      const mark = marks[symbol[i]!]!;
      const value = Math.abs(held) * mark;
      let row = start[symbol[i]!]!;
      while (value >= cap[row]!) ++row;
      const maintenance = rate[row]! * value - amount[row]!;
      const equity = posted[i]! + held * (mark - entryPrice[i]!);
      const distance = (mark - liquidationPrice[i]!) / mark;
      distanceRate[i] = held > 0 ? distance : -distance;
      marginRatio[i] = equity > 0 ? maintenance / equity : Number.NaN;
      if (equity <= maintenance) ++liquidatable;
    }
    return liquidatable;
  }
}
