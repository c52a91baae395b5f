import type { QuestionDoor } from "../account-door.ts";
import { formulaQuestions, accountQuestions } from "../generated/layout.ts";
import bytes from "../generated/formulas.wasm";
import { type Answered, ask as askEngine, numberCodec } from "../questions.ts";
import { smallEngine } from "../small-engine.ts";
import { recordOf } from "../words.ts";
import { wholeCodec } from "./whole.ts";

const { door, ready } = smallEngine<QuestionDoor>(bytes);
const questions = [...accountQuestions, ...formulaQuestions];
const codecs = { "": numberCodec, "#": wholeCodec };

export { ready };

export type FormulaName = (typeof formulaQuestions)[number][0];

/** What a formula takes where it is not given; null where that may be left out. */
export type Usual = Readonly<Record<string, unknown>>;

/** @param list  what the rows were made of */
export function ask(
  name: FormulaName,
  usual: Usual,
  given: object,
  rows?: readonly number[],
  list?: readonly object[],
): Answered {
  const stated = Object.entries(recordOf(given, name)).filter(([, value]) => value !== undefined);
  const whole = { ...usual, ...Object.fromEntries(stated) };
  return askEngine({ door: door(), questions, codecs }, name, whole, rows, list);
}

/** A public function that asks one question. */
export function formula<Given extends object, Found>(name: FormulaName, usual: Usual = {}): (given: Given) => Found {
  return (given) => ask(name, usual, given).found as Found;
}
