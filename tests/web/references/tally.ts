// Counts comparisons: how many values, and how far the worst was off.

/** One family of numbers: every pair is either null on both sides or within the tolerance. */
export class Tally {
  readonly name: string;
  readonly tolerance: number;
  compared = 0;
  absent = 0;
  worst = 0;
  readonly failures: string[] = [];
  failed = 0;

  constructor(name: string, tolerance = 1e-12) {
    this.name = name;
    this.tolerance = tolerance;
  }

  /** @param scale  what rounding is relative to where it is not the value's own size */
  compare(what: string, found: number | null, expected: number | null, where: number, scale = 0): void {
    if (found === null || expected === null) {
      ++this.absent;
      if (found !== expected) this.#fail(`${what} is ${found}, not ${expected}, after message ${where}`);
      return;
    }
    ++this.compared;
    const apart = relativeDifference(found, expected, scale);
    if (apart > this.worst) this.worst = apart;
    if (!(apart <= this.tolerance)) this.#fail(`${what} is ${found}, not ${expected}, after message ${where}`);
  }

  line(): string {
    const failed = this.failed === 0 ? "" : `; ${this.failed.toLocaleString("en")} differ, first: ${this.failures[0]}`;
    return `${this.name}: ${this.compared.toLocaleString("en")} values, ${this.absent.toLocaleString("en")} times none, ` +
      `worst relative difference ${this.worst.toExponential(1)}${failed}`;
  }

  #fail(text: string): void {
    ++this.failed;
    if (this.failures.length < 5) this.failures.push(text);
  }
}

/** Of sums that nearly cancel, rounding is relative to what was summed: `scale`. */
export function relativeDifference(found: number, expected: number, scale = 0): number {
  if (found === expected) return 0;
  return Math.abs(found - expected) / Math.max(Math.abs(expected), scale);
}
