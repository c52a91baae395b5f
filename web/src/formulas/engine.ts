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

export function ask(name: FormulaName, given: object, rows?: readonly number[]): Answered {
  return askEngine({ door: door(), questions, codecs }, name, recordOf(given, name) as Record<string, unknown>, rows);
}

/** A public function that asks one question; what it is not given is taken from `usual`. */
export function formula<Given extends object, Found>(
  name: FormulaName,
  usual: Partial<Given> = {},
): (given: Given) => Found {
  return (given) => ask(name, { ...usual, ...recordOf(given, name) }).found as Found;
}
