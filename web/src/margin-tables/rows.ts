// What payloads have in common: wrappings, rows of many symbols in one list, and edges
// that only one side of a row states.

import { InputError } from "../errors.ts";
import { numberOf, type Numeric } from "../numbers.ts";
import { isObject } from "../words.ts";
import type { StatedBracket, StatedTable } from "./stated.ts";

/** What an answer wraps: inside these names, as far as they are there. */
export function unwrapped(payload: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) => (isObject(inner) && name in inner ? inner[name as keyof typeof inner] : inner),
    payload,
  );
}

/** A list of objects with at least one in it; null where it is none, as in an error's answer. */
export function rowsOf<Row>(payload: unknown, ...names: readonly string[]): readonly Row[] | null {
  const rows = unwrapped(payload, ...names);
  const isList = Array.isArray(rows) && rows.length > 0;
  return isList && rows.every((row) => isObject(row) && !Array.isArray(row)) ? (rows as Row[]) : null;
}

/** A table for each symbol in a list of rows, whose edges are `complete`d. */
export function tablesOf<Row>(
  rows: readonly Row[] | null,
  symbolOf: (row: Row) => string | undefined,
  bracketOf: (row: Row) => StatedBracket,
  complete: (brackets: StatedBracket[]) => StatedBracket[],
): StatedTable[] | null {
  const found = new Map<string, StatedBracket[]>();
  for (const row of rows ?? []) {
    const symbol = symbolOf(row);
    if (typeof symbol !== "string" || symbol === "") throw new InputError("missingField", "symbol", symbol);
    const brackets = found.get(symbol) ?? [];
    found.set(symbol, brackets);
    brackets.push(bracketOf(row));
  }
  return rows && [...found].map(([symbol, brackets]) => ({ symbol, brackets: complete(brackets) }));
}

type Edge = "notionalFloor" | "notionalCap" | "contractsFloor";

function sorted(brackets: readonly StatedBracket[], edge: Edge): StatedBracket[] {
  // An edge that is no number is refused here: it has no place among the others.
  return brackets
    .map((bracket): [number, StatedBracket] => [numberOf(bracket[edge]!, edge), bracket])
    .sort(([a], [b]) => a - b)
    .map(([, bracket]) => bracket);
}

/** Where a row states both of its edges. */
export const fromBoth = (brackets: readonly StatedBracket[]): StatedBracket[] =>
  sorted(brackets, "notionalFloor");

/** Where a row states the notional up to which it holds. */
export const fromCaps = (brackets: readonly StatedBracket[]): StatedBracket[] =>
  sorted(brackets, "notionalCap").map((bracket, i, all) => ({
    ...bracket,
    notionalFloor: i === 0 ? 0 : all[i - 1]!.notionalCap,
  }));

/** Where a row states the notional from which it holds. */
export const fromFloors = (brackets: readonly StatedBracket[]): StatedBracket[] =>
  sorted(brackets, "notionalFloor").map((bracket, i, all) => ({
    ...bracket,
    notionalCap: all[i + 1]?.notionalFloor,
  }));

function decimals(value: Numeric): number {
  return (String(value).split(".")[1] ?? "").length;
}

/** The smallest step that two numbers are written in. */
function stepOf(a: Numeric, b: Numeric): number {
  return 10 ** -Math.max(decimals(a), decimals(b));
}

/**
 * Where a row states both edges in contracts, or only the lower one. "0 to 500" and then
 * "501 to 1000" leave nothing out: between them is one step of what can be held, so the
 * first holds below 501. A wider hole stays one, for the engine to refuse.
 */
export const fromContracts = (brackets: readonly StatedBracket[]): StatedBracket[] =>
  sorted(brackets, "contractsFloor").map((bracket, i, all) => {
    const next = all[i + 1]?.contractsFloor;
    const cap = bracket.contractsCap;
    if (next === undefined) return bracket;
    const gap = cap === undefined ? 0 : Number(next) - numberOf(cap, "contractsCap");
    const isStep = gap >= 0 && gap <= 1.001 * stepOf(next, cap ?? next);
    return isStep ? { ...bracket, contractsCap: next } : bracket;
  });
