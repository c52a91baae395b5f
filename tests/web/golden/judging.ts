// How an answer is judged: within the case's own tolerance, and no further.

/** One of `rel`, `abs`, `ticks` with `tick`, and `exact`. */
export interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
  readonly ticks?: number;
  readonly tick?: number;
  readonly exact?: boolean;
}

/** In the place of a number that the inputs do not determine: what is missing for it. */
export class Missing {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

export type Answer =
  | number | bigint | string | boolean | null | undefined | Missing
  | readonly Answer[] | { readonly [name: string]: Answer };

/** What the package says, by the names of the expected numbers. */
export type Answers = Readonly<Record<string, Answer>>;

function isWithin(off: number, expected: number, { abs, rel, ticks, tick }: Tolerance): boolean {
  if (abs !== undefined) return off <= abs;
  if (rel !== undefined) return off <= rel * Math.abs(expected);
  // A hair more than whole ticks: the tick itself is no binary fraction.
  return off <= ticks! * tick! * (1 + 1e-9);
}

/** How far off a number is, of itself; of zero, how far. */
function relativeError(found: number, expected: number): number {
  const off = Math.abs(found - expected);
  return expected === 0 ? off : off / Math.abs(expected);
}

const isNumeric = (value: unknown) => value !== "" && Number.isFinite(Number(value));

/** "Increase" and "increases" are one word, "none" and "NoChange" too. */
function wordOf(value: unknown): string {
  const word = String(value).toLowerCase().replace(/[^a-z]/g, "").replace(/s$/, "");
  return ["none", "unchanged", "stable"].includes(word) ? "nochange" : word;
}

/** A list of names and numbers in pairs says the same as an object. */
function recordOf(expected: object, found: object): object {
  const isPaired = Array.isArray(expected) && !Array.isArray(found) && expected.every((pair) => Array.isArray(pair) && pair.length === 2);
  return isPaired ? Object.fromEntries(expected as [string, unknown][]) : expected;
}

/** The worst relative error of an answer; null for a wrong one. */
export function judged(found: Answer, expected: unknown, tolerance: Tolerance): number | null {
  if (expected === null || typeof expected === "boolean") return found === expected ? 0 : null;
  if (typeof expected === "object") {
    if (typeof found !== "object" || found === null) return null;
    const parts = Object.entries(recordOf(expected, found));
    if (parts.length !== Object.keys(found).length) return null;
    const errors = parts.map(([name, part]) => judged((found as Answers)[name], part, tolerance));
    return errors.includes(null) ? null : Math.max(0, ...(errors as number[]));
  }
  if (found === null || found === undefined || typeof found === "object" || typeof found === "boolean") return null;
  if (!isNumeric(expected)) return wordOf(found) === wordOf(expected) ? 0 : null;
  if (tolerance.exact) return String(found) === String(expected) ? 0 : null;
  if (!isNumeric(found)) return null;
  const number = Number(found);
  const wanted = Number(expected);
  return isWithin(Math.abs(number - wanted), wanted, tolerance) ? relativeError(number, wanted) : null;
}
