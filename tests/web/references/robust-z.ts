// Median, median absolute deviation and robust z of a plain list, sorted anew each time.

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}

export function medianAbsoluteDeviation(values: readonly number[]): number | null {
  const middle = median(values);
  return middle === null ? null : median(values.map((value) => Math.abs(value - middle)));
}

/** z = (x - med) / (1.4826 MAD); null before the second sample, and where MAD is 0. */
export function robustZ(value: number, past: readonly number[]): number | null {
  const middle = median(past);
  const deviation = 1.4826 * (medianAbsoluteDeviation(past) ?? 0);
  return middle === null || past.length < 2 || deviation === 0 ? null : (value - middle) / deviation;
}

const lookMs = 100;
const sampleMs = 3_500;
const keptSamples = 1_024;
const warmSamples = 30;

/**
 * What is usual for a market: a sample every 3.5 s of local time, the last 1,024 of them, judged from
 * the thirtieth on. The book is looked at ten times a second at most, and only when it changes.
 */
export class Usual {
  #samples: number[] = [];
  #middle = 0;
  #deviation = 0;
  #nextLookMs = 0;
  #nextSampleMs = 0;

  /** The book has changed, and its imbalance is known. */
  look(value: number, localTimeMs: number): void {
    if (localTimeMs < this.#nextLookMs) return;
    this.#nextLookMs = localTimeMs + lookMs;
    if (localTimeMs < this.#nextSampleMs) return;
    this.#nextSampleMs = localTimeMs + sampleMs;
    this.#samples = [...this.#samples, value].slice(-keptSamples);
    this.#middle = median(this.#samples)!;
    this.#deviation = 1.4826 * medianAbsoluteDeviation(this.#samples)!;
  }

  z(value: number): number | null {
    return this.#samples.length < warmSamples ? null : (value - this.#middle) / this.#deviation;
  }

  /** What rounding of z is relative to: of a value of about 1. */
  get scale(): number {
    return 1 / this.#deviation;
  }
}
