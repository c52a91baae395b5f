// VPIN (Easley, Lopez de Prado and O'Hara 2012): every trade cut into buckets, and the mean of the
// last fifty.

import { erf } from "./erf.ts";
import type { Trade } from "./trade-flow.ts";

const buckets = 50;

interface Bucket {
  lots: number;
  signedLots: number;
  lastPrice: number;
}

/** Quantities are counted in lots, whole numbers, so that a bucket is full when it is. */
export class Vpin {
  readonly #lotsInUnit: number;
  readonly #bucketLots: number;
  readonly #classifier: "takerSide" | "bulkVolume";
  readonly #full: Bucket[] = [];
  #filling: Bucket | null = null;
  #value: number | null = null;

  constructor(bucketQuantity: number, classifier: "takerSide" | "bulkVolume", lotsInUnit: number) {
    this.#lotsInUnit = lotsInUnit;
    this.#bucketLots = Math.round(bucketQuantity * lotsInUnit);
    this.#classifier = classifier;
  }

  add({ price, quantity, side }: Trade): void {
    const before = this.#full.length;
    for (let left = Math.round(quantity * this.#lotsInUnit); left > 0; ) {
      const bucket = (this.#filling ??= { lots: 0, signedLots: 0, lastPrice: price });
      const taken = Math.min(left, this.#bucketLots - bucket.lots);
      bucket.lots += taken;
      bucket.signedLots += side * taken;
      bucket.lastPrice = price;
      left -= taken;
      if (bucket.lots < this.#bucketLots) continue;
      this.#full.push(bucket);
      this.#filling = null;
    }
    if (this.#full.length > before) this.#value = this.#mean();
  }

  value(): number | null {
    return this.#value;
  }

  get filledBuckets(): number {
    return this.#full.length;
  }

  #mean(): number | null {
    const imbalances = this.#classifier === "takerSide"
      ? this.#full.slice(-buckets).map(({ signedLots }) => Math.abs(signedLots) / this.#bucketLots)
      : this.#bulkImbalances();
    return imbalances.length < buckets ? null : imbalances.reduce((sum, one) => sum + one, 0) / buckets;
  }

  /** |Vb - Vs| / V = |2 Phi(dP / sigma) - 1| = |erf(dP / (sigma sqrt 2))| */
  #bulkImbalances(): number[] {
    const changes = this.#full.slice(1).map(({ lastPrice }, i) => lastPrice - this.#full[i]!.lastPrice);
    const imbalances: number[] = [];
    for (let count = Math.max(2, changes.length - buckets + 1); count <= changes.length; ++count) {
      const deviation = standardDeviation(changes.slice(0, count));
      const change = changes[count - 1]!;
      imbalances.push(change === 0 ? 0 : Math.abs(erf(change / (deviation * Math.SQRT2))));
    }
    return imbalances;
  }
}

/**
 * Of all, the newest fifty weighing most: the k-th comes in with weight 1 / min(k, 50), and what was
 * known before keeps the rest. Up to fifty that is the plain deviation of a population.
 */
export function standardDeviation(changes: readonly number[]): number {
  const weights = changes.map((_, i) => {
    const share = (k: number) => 1 / Math.min(k + 1, buckets);
    let weight = share(i);
    for (let later = i + 1; later < changes.length; ++later) weight *= 1 - share(later);
    return weight;
  });
  const mean = changes.reduce((sum, change, i) => sum + weights[i]! * change, 0);
  return Math.sqrt(changes.reduce((sum, change, i) => sum + weights[i]! * (change - mean) ** 2, 0));
}
