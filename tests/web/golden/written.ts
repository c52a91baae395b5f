// Cases of our own in tests/vectors, which the C++ tests ask too: for kinds of which the recorded
// cases may have none, and for inputs that go by several names or are left out.

import { readFileSync } from "node:fs";
import { type Case, type Json, parseExactly } from "./cases.ts";
import { expressionValue } from "../golden-expression.ts";
import type { Tolerance } from "./judging.ts";

interface Vector extends Pick<Case, "venue" | "kind" | "inputs" | "expected"> {
  readonly mode?: string;
  readonly tolerance?: Tolerance;
  /** What it does without on purpose. */
  readonly lacks?: readonly string[];
}

/** An expected number may be a formula of numbers. */
function valuesOf(expected: Json, tolerance: Tolerance): Json {
  const values = Object.entries(expected).map(([name, value]) =>
    [name, typeof value === "string" && !tolerance.exact ? expressionValue(value, {}) ?? value : value]);
  return Object.fromEntries(values) as Json;
}

const file = new URL("../../vectors/golden_kinds.json", import.meta.url);
const vectors = parseExactly(readFileSync(file, "utf8")) as { relativeTolerance: number; cases: readonly Vector[] };

export const written = vectors.cases.map((vector, place) => {
  const { mode = "", tolerance = { rel: vectors.relativeTolerance }, lacks = [] } = vector;
  const expected = valuesOf(vector.expected, tolerance);
  return { ...vector, id: `written-${place}`, mode, expected, tolerance, lacks: null, without: lacks };
});
