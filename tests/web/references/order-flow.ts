// Order-flow imbalance (Cont, Kukanov and Stoikov 2014; of each level, Xu, Gould and Howison 2018)
// from a plain list of what every update added.

import type { Level, Sides } from "./book.ts";

/** A bid and an ask that stand opposite each other. */
export interface Touch {
  readonly bid: Level;
  readonly ask: Level;
}

/** e = 1{Pb >= Pb'} qb - 1{Pb <= Pb'} qb' - 1{Pa <= Pa'} qa + 1{Pa >= Pa'} qa' */
export function orderFlow(before: Touch, now: Touch): number {
  let flow = 0;
  if (now.bid.price >= before.bid.price) flow += now.bid.quantity;
  if (now.bid.price <= before.bid.price) flow -= before.bid.quantity;
  if (now.ask.price <= before.ask.price) flow -= now.ask.quantity;
  if (now.ask.price >= before.ask.price) flow += before.ask.quantity;
  return flow;
}

const nowhere = (price: number): Level => ({ price, hundredths: price, quantity: 0 });

/** The m-th of both sides, best first; one that is not there has nothing, farther than any price. */
export function touches({ bids, asks }: Sides, levels: number): Touch[] {
  return Array.from({ length: levels }, (_, i) => ({
    bid: bids[i] ?? nowhere(-Infinity),
    ask: asks[i] ?? nowhere(Infinity),
  }));
}

/** What one update added, level by level. */
interface Change {
  readonly second: number;
  readonly flows: readonly number[];
  readonly depths: readonly number[];
  readonly areThere: readonly boolean[];
}

const windowSeconds = 10;
const restartSeconds = 60;

const isThere = ({ bid, ask }: Touch) => Number.isFinite(bid.price) && Number.isFinite(ask.price);
const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/**
 * The changes of the last ten seconds of the venue's clock. A time that runs backwards counts as
 * the newest second; more than a minute back, the window starts anew.
 */
export class OrderFlow {
  readonly levels: number;
  #before: readonly Touch[] | null = null;
  #changes: Change[] = [];
  #newest = 0;

  constructor(levels = 1) {
    this.levels = levels;
  }

  breakChain(): void {
    this.#before = null;
  }

  /** @returns e of each level; null where nothing is known from before */
  add(sides: Sides, venueTimeMs: number): readonly number[] | null {
    const now = sides.bids[0] && sides.asks[0] ? touches(sides, this.levels) : null;
    const before = this.#before;
    this.#before = now;
    if (before === null || now === null) return null;
    const second = Math.floor(venueTimeMs / 1_000);
    if (second < this.#newest - restartSeconds) this.#changes = [];
    const isBack = second <= this.#newest && second >= this.#newest - restartSeconds;
    if (!isBack) this.#newest = second;
    const flows = now.map((touch, i) => orderFlow(before[i]!, touch));
    this.#changes.push({
      second: this.#newest,
      flows,
      depths: now.map(({ bid, ask }) => (bid.quantity + ask.quantity) / 2),
      areThere: now.map((touch, i) => isThere(touch) && isThere(before[i]!)),
    });
    this.#changes = this.#changes.filter((change) => change.second > this.#newest - windowSeconds);
    return flows;
  }

  imbalance(level = 1): number | null {
    return this.#changes.length === 0 ? null : this.#flows(level).reduce((sum, flow) => sum + flow, 0);
  }

  normalizedImbalance(level = 1): number | null {
    const imbalance = this.imbalance(level);
    const depth = mean(this.#changes.map(({ depths }) => depths[level - 1]!));
    return imbalance === null || depth === 0 ? null : imbalance / depth;
  }

  isWhole(level: number): boolean {
    return this.#changes.every(({ areThere }) => areThere[level - 1]);
  }

  /** Of each level over one depth: the mean of (qb + qa) / 2 over changes and levels. */
  scaledImbalances(): number[] | null {
    const depth = mean(this.#changes.flatMap(({ depths }) => depths));
    if (this.#changes.length === 0 || depth === 0) return null;
    return Array.from({ length: this.levels }, (_, i) => this.imbalance(i + 1)! / depth);
  }

  /** Sum of |e|, which the rounding of imbalance() is relative to. */
  scale(level = 1): number {
    return this.#flows(level).reduce((sum, flow) => sum + Math.abs(flow), 0);
  }

  /** The mean depth of a level, for the scale of normalizedImbalance(). */
  depth(level = 1): number {
    return mean(this.#changes.map(({ depths }) => depths[level - 1]!));
  }

  #flows(level: number): number[] {
    return this.#changes.map(({ flows }) => flows[level - 1]!);
  }
}
