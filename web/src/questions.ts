// Questions with a fixed number of inputs and answers, as wasm/questions/questions.h lists them.

import { accept, type QuestionDoor, readBlock, readRefusal, writeBlock } from "./account-door.ts";
import { InputError } from "./errors.ts";
import { refusalLength } from "./generated/layout.ts";
import { type Numeric, optionalNumber, orNull } from "./numbers.ts";

/** A name, and what the question takes and gives; # before those that are whole numbers. */
export type Question = readonly [name: string, takes: string, gives: string];

/** What stands behind the answers of a question about a list: so many numbers for each row. */
export interface Answered {
  readonly found: Readonly<Record<string, number | bigint | null>>;
  readonly rows: Float64Array;
}

/** A whole number: a bigint, decimal digits, or a number that is exact. */
export type Whole = bigint | string | number;

const limbs = 8;
const limbBits = 32n;
const limbMask = (1n << limbBits) - 1n;

/** A side is +1 or -1 in the engine, a kind its place, yes is 1. */
const words: Readonly<Record<string, number>> = { long: 1, short: -1, linear: 0, inverse: 1 };

function numberIn(value: unknown, field: string): number {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string" && Object.hasOwn(words, value)) return words[value]!;
  return optionalNumber(value as Numeric, field);
}

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

function fieldsOf(text: string): { names: string[]; width: number } {
  const isWhole = text.startsWith("#");
  return { names: text.slice(Number(isWhole)).split(", "), width: isWhole ? limbs + 1 : 1 };
}

/**
 * Asks the engine; a list's rows stand behind the other inputs.
 *
 * @param list  what the rows were made of, for the value of one that is refused
 * @throws {InputError} when an input cannot be used
 */
export function ask(
  door: QuestionDoor,
  questions: readonly Question[],
  name: string,
  given: Readonly<Record<string, unknown>>,
  rows: readonly number[] = [],
  list: readonly object[] = [],
): Answered {
  const number = questions.findIndex(([known]) => known === name);
  const [, takes, gives] = questions[number]!;
  const taken = fieldsOf(takes);
  const read = taken.width === 1 ? numberIn : wholeIn;
  writeBlock(door, [...taken.names.flatMap((field) => read(given[field], field)), ...rows]);
  const at = door._ask(number);
  const refusal = readRefusal(door, at);
  // The engine has the side in the sign.
  const field = refusal.field.replace(/^signed(.)/, (_, first: string) => first.toLowerCase());
  accept({ ...refusal, field }, { ...list[refusal.row], ...given }[field]);
  const { names, width } = fieldsOf(gives);
  const answers = readBlock(door, at, door._answerLength()).subarray(refusalLength);
  return {
    found: Object.fromEntries(names.map((answer, i) => {
      const at = i * width;
      return [answer, width === 1 ? orNull(answers[at]!) : wholeFrom(answers.subarray(at, at + width))];
    })),
    rows: answers.slice(names.length * width),
  };
}
