// Order-flow imbalance of all levels in one number (Cont, Cucuringu and Zhang 2023): samples are
// kept with their weights, the covariance and its first eigenvector found anew.

const halfLifeMs = 30 * 60_000;
const sampleMs = 10_000;
const warmWeight = 15;

type Matrix = number[][];

interface Past {
  readonly flows: readonly number[];
  readonly venueTimeMs: number;
}

export interface Component {
  /** w / sum |w|, its sum above zero. */
  readonly weights: readonly number[];
  /** The largest eigenvalue over the trace. */
  readonly share: number;
}

export class IntegratedFlow {
  readonly #past: Past[] = [];
  #component: Component | null = null;

  /** Learns from a sample where ten seconds have gone by since the last. */
  add(flows: readonly number[], venueTimeMs: number): void {
    const last = this.#past.at(-1);
    if (last !== undefined && venueTimeMs - last.venueTimeMs < sampleMs) return;
    this.#past.push({ flows, venueTimeMs });
    const weights = this.#past.map((past) => 2 ** (-(venueTimeMs - past.venueTimeMs) / halfLifeMs));
    const isWarm = weights.reduce((sum, weight) => sum + weight, 0) >= warmWeight;
    this.#component = isWarm ? firstComponent(covariance(this.#past.map((past) => past.flows), weights)) : null;
  }

  get component(): Component | null {
    return this.#component;
  }

  /** w'f / |w|_1 */
  imbalance(flows: readonly number[]): number | null {
    const component = this.#component;
    return component && component.weights.reduce((sum, weight, i) => sum + weight * flows[i]!, 0);
  }
}

/** sum(w (x - m)(x - m)') / sum(w), m = sum(w x) / sum(w) */
export function covariance(samples: readonly (readonly number[])[], weights: readonly number[]): Matrix {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (sample: readonly number[]) => number) =>
    samples.reduce((sum, sample, k) => sum + weights[k]! * of(sample), 0) / total;
  const means = samples[0]!.map((_, i) => mean((sample) => sample[i]!));
  return means.map((meanI, i) => means.map((meanJ, j) =>
    mean((sample) => (sample[i]! - meanI) * (sample[j]! - meanJ))));
}

/** The direction along which a covariance is largest; null where nothing varies. */
export function firstComponent(matrix: Matrix): Component | null {
  const { values, vectors } = eigen(matrix);
  const trace = values.reduce((sum, value) => sum + value, 0);
  if (!(trace > 0)) return null;
  const first = values.indexOf(Math.max(...values));
  const vector = vectors.map((row) => row[first]!);
  const length = vector.reduce((sum, one) => sum + Math.abs(one), 0);
  const side = Math.sign(vector.reduce((sum, one) => sum + one, 0));
  return { weights: vector.map((one) => (side * one) / length), share: values[first]! / trace };
}

/** All eigenvalues and eigenvectors (in columns) of a symmetric matrix, by Jacobi's rotations. */
export function eigen(matrix: Matrix): { values: number[]; vectors: Matrix } {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v: Matrix = a.map((_, i) => a.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; ++sweep) {
    for (let p = 0; p < size; ++p) {
      for (let q = p + 1; q < size; ++q) rotate(a, v, p, q);
    }
  }
  return { values: a.map((row, i) => row[i]!), vectors: v };
}

/** Turns rows and columns p and q so that their common element becomes 0. */
function rotate(a: Matrix, v: Matrix, p: number, q: number): void {
  if (a[p]![q] === 0) return;
  const angle = Math.atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!) / 2;
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  for (let k = 0; k < a.length; ++k) {
    [a[k]![p], a[k]![q]] = [c * a[k]![p]! - s * a[k]![q]!, s * a[k]![p]! + c * a[k]![q]!];
    [v[k]![p], v[k]![q]] = [c * v[k]![p]! - s * v[k]![q]!, s * v[k]![p]! + c * v[k]![q]!];
  }
  for (let k = 0; k < a.length; ++k) {
    [a[p]![k], a[q]![k]] = [c * a[p]![k]! - s * a[q]![k]!, s * a[p]![k]! + c * a[q]![k]!];
  }
}
