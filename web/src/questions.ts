// Questions with a fixed number of inputs and answers, as wasm/questions/questions.h lists them.

import { accept, type QuestionDoor, readBlock, readRefusal, writeBlock } from "./account-door.ts";
import { InputError } from "./errors.ts";
import { refusalLength } from "./generated/layout.ts";
import { type Numeric, optionalNumber, orNull } from "./numbers.ts";
import { flagOf, placeOf } from "./words.ts";

/** A name, and what the question takes and gives; # before those that are whole numbers. */
export type Question = readonly [name: string, takes: string, gives: string];

/** What stands behind the answers of a question about a list: so many numbers for each row. */
export interface Answered {
  readonly found: Readonly<Record<string, number | bigint | null>>;
  readonly rows: Float64Array;
}

/** A side is +1 or -1 in the engine, a kind its place, yes is 1. */
function numberIn(value: unknown, field: string): number {
  if (field === "side") return 1 - 2 * placeOf(value as string, ["long", "short"], field);
  if (field === "kind") return placeOf(value as string, ["linear", "inverse"], field);
  if (field.startsWith("is")) return flagOf(value, field);
  return optionalNumber(value as Numeric, field);
}

/** How one kind of number crosses, in so many doubles. */
export interface Codec {
  readonly width: number;
  write(value: unknown, field: string): number[];
  read(block: Float64Array): number | bigint | null;
}

export const numberCodec: Codec = {
  width: 1,
  write: (value, field) => [numberIn(value, field)],
  read: ([value]) => orNull(value!),
};

/** The codecs by the mark before the names. */
export type Codecs = Readonly<Record<string, Codec>>;

function fieldsOf(text: string, codecs: Codecs): { names: string[]; codec: Codec } {
  const [, mark, names] = /^(#?)(.*)/.exec(text)!;
  return { names: names!.split(", "), codec: codecs[mark!]! };
}

/** Whom to ask what. */
export interface Asker {
  readonly door: QuestionDoor;
  readonly questions: readonly Question[];
  readonly codecs: Codecs;
}

/**
 * Asks the engine; a list's rows stand behind the other inputs. Null is what may be left out.
 *
 * @param list  what the rows were made of, for the value of one that is refused
 * @throws {InputError} when an input cannot be used
 */
export function ask(
  { door, questions, codecs }: Asker,
  name: string,
  given: Readonly<Record<string, unknown>>,
  rows: readonly number[] = [],
  list: readonly object[] = [],
): Answered {
  const number = questions.findIndex(([known]) => known === name);
  const [, takes, gives] = questions[number]!;
  const taken = fieldsOf(takes, codecs);
  const inputs = taken.names.flatMap((field) => {
    if (given[field] === undefined) throw new InputError("missingField", field, undefined);
    return taken.codec.write(given[field], field);
  });
  writeBlock(door, [...inputs, ...rows]);
  const at = door._ask(number);
  const refusal = readRefusal(door, at);
  // The engine has the side in the sign.
  const field = refusal.field.replace(/^signed(.)/, (_, first: string) => first.toLowerCase());
  accept({ ...refusal, field }, { ...list[refusal.row], ...given }[field]);
  const { names, codec } = fieldsOf(gives, codecs);
  const answers = readBlock(door, at, door._answerLength()).subarray(refusalLength);
  return {
    found: Object.fromEntries(names.map((answer, i) => [answer, codec.read(answers.subarray(i * codec.width))])),
    rows: answers.slice(names.length * codec.width),
  };
}
