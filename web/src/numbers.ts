import { InputError } from "./errors.ts";

/** A number, or the same as a decimal string: `50000` or `"50000.00"`. */
export type Numeric = number | string;

const decimalText = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** What somebody typed or sent, as a number; `""`, `"1,000"` and NaN are none. */
export function numberOf(value: Numeric, field: string): number {
  const number = typeof value === "string" && decimalText.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    throw new InputError(typeof value === "string" ? "badNumber" : "notFinite", field, value);
  }
  return number;
}

/** The same where a number may be left out; NaN is how the engine is told of nothing. */
export function optionalNumber(value: Numeric | null | undefined, field: string): number {
  return value === undefined || value === null ? Number.NaN : numberOf(value, field);
}

/** NaN is how the engine tells of nothing. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Each field of an answer so. */
export function nullable<Fields extends Record<string, number>>(fields: Fields) {
  const entries = Object.entries(fields).map(([name, value]) => [name, orNull(value)]);
  return Object.fromEntries(entries) as { [Name in keyof Fields]: number | null };
}
