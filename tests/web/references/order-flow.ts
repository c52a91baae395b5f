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

/** What one update added to a level. */
interface Change {
  readonly flow: number;
  readonly depth: number;
  readonly isThere: boolean;
}

/** Of one level over the window. */
export interface LevelSum {
  /** Sum of e; null before the first change. */
  readonly imbalance: number | null;
  /** That over the mean of (qb + qa) / 2; null where nothing rested. */
  readonly normalized: number | null;
  /** Whether both sides had the level at each change; false before the first. */
  readonly isWhole: boolean;
  /** Sum of |e|, which the rounding of the imbalance is relative to. */
  readonly scale: number;
  /** Mean of (qb + qa) / 2. */
  readonly depth: number;
}

const windowSeconds = 10;
const restartSeconds = 60;

const isThere = ({ bid, ask }: Touch) => Number.isFinite(bid.price) && Number.isFinite(ask.price);

function changeOf(before: Touch, now: Touch): Change {
  return {
    flow: orderFlow(before, now),
    depth: (now.bid.quantity + now.ask.quantity) / 2,
    isThere: isThere(before) && isThere(now),
  };
}

/**
 * The changes of the last ten seconds of the venue's clock, summed anew after each. A time that
 * runs backwards counts as the newest second; more than a minute back, the window starts anew.
 */
export class OrderFlow {
  readonly levels: number;
  #before: readonly Touch[] | null = null;
  #changes: { second: number; byLevel: readonly Change[] }[] = [];
  #newest = 0;
  #sums: readonly LevelSum[];

  constructor(levels = 1) {
    this.levels = levels;
    this.#sums = this.#summed();
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
    const isFarBack = second < this.#newest - restartSeconds;
    if (isFarBack) this.#changes = [];
    if (second > this.#newest || isFarBack) this.#newest = second;
    const byLevel = now.map((touch, i) => changeOf(before[i]!, touch));
    this.#changes.push({ second: this.#newest, byLevel });
    this.#changes = this.#changes.filter((change) => change.second > this.#newest - windowSeconds);
    this.#sums = this.#summed();
    return byLevel.map(({ flow }) => flow);
  }

  /** @param level  1 is the best */
  of(level: number): LevelSum {
    return this.#sums[level - 1]!;
  }

  /** Of each level over one depth: the mean of (qb + qa) / 2 over changes and levels. */
  scaledImbalances(): number[] | null {
    const depth = this.#sums.reduce((sum, level) => sum + level.depth, 0) / this.levels;
    return depth > 0 ? this.#sums.map(({ imbalance }) => imbalance! / depth) : null;
  }

  #summed(): LevelSum[] {
    return Array.from({ length: this.levels }, (_, i) => {
      let [flow, scale, depth, missing] = [0, 0, 0, 0];
      for (const { byLevel } of this.#changes) {
        const change = byLevel[i]!;
        flow += change.flow;
        scale += Math.abs(change.flow);
        depth += change.depth;
        if (!change.isThere) ++missing;
      }
      const count = this.#changes.length;
      depth = count === 0 ? 0 : depth / count;
      return {
        imbalance: count === 0 ? null : flow,
        normalized: depth === 0 ? null : flow / depth,
        isWhole: count > 0 && missing === 0,
        scale,
        depth,
      };
    });
  }
}
