// Whole numbers of 256 bits, as they cross: the sign, and 32 bits of the magnitude a double.

import { InputError } from "../errors.ts";
import type { Codec } from "../questions.ts";

/** A whole number: a bigint, decimal digits, or a number that is exact. */
export type Whole = bigint | string | number;

const limbs = 8;
const limbBits = 32n;
const limbMask = (1n << limbBits) - 1n;

/** The sign and the magnitude's 32 bits at a time; a number that is not given has no sign. */
export function wholeIn(value: unknown, field: string): number[] {
  if (value === undefined || value === null) return [Number.NaN, ...new Array<number>(limbs).fill(0)];
  if (typeof value === "boolean") return wholeIn(BigInt(value), field);
  const isWhole = typeof value === "bigint" ||
    (typeof value === "string" ? /^-?\d{1,78}$/.test(value) : Number.isSafeInteger(value));
  if (!isWhole) throw new InputError("badNumber", field, value);
  const whole = BigInt(value as Whole);
  const magnitude = whole < 0n ? -whole : whole;
  if (magnitude >> (limbBits * BigInt(limbs)) !== 0n) throw new InputError("numberOutOfRange", field, value);
  return [Number(whole < 0n), ...Array.from({ length: limbs }, (_, i) =>
    Number((magnitude >> (limbBits * BigInt(i))) & limbMask))];
}

function wholeFrom(block: Float64Array): bigint | null {
  if (Number.isNaN(block[0])) return null;
  let magnitude = 0n;
  for (let i = limbs; i > 0; i--) magnitude = (magnitude << limbBits) | BigInt(block[i]!);
  return block[0] === 1 ? -magnitude : magnitude;
}

/** How they are written into a question and read from its answer. */
export const wholeCodec: Codec = { width: limbs + 1, write: wholeIn, read: wholeFrom };
