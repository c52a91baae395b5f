import { useState } from "react";
import type { Account, EvaluateOptions, Marks } from "../account.ts";
// By its published name: it stays outside of this bundle, so that a page has one engine.
import { evaluate, InputError } from "../margin.js";
import type { AccountRisk } from "../risk.ts";
import { same } from "./same.ts";

/** A risk, or what is wrong with the input; neither while there is no account. */
export type RiskState =
  | { readonly risk: AccountRisk; readonly error: null }
  | { readonly risk: null; readonly error: InputError | null };

type Question = readonly [
  account: Account | null | undefined,
  marks: Marks,
  options: EvaluateOptions | undefined,
];

const nothing: RiskState = { risk: null, error: null };

function answerTo([account, ...rest]: Question): RiskState {
  if (account === null || account === undefined) return nothing;
  try {
    return { risk: evaluate(account, ...rest), error: null };
  } catch (error) {
    if (error instanceof InputError) return { risk: null, error };
    throw error;
  }
}

/** One component's memory of what it asked last. It holds nothing that asking anew would not give. */
function remember(): (question: Question) => RiskState {
  let asked: Question | null = null;
  let answer = nothing;
  return (question) => {
    if (asked === null || !same(asked, question)) {
      answer = answerTo(question);
      asked = question;
    }
    return answer;
  };
}

/**
 * How an account's positions stand at these marks: `evaluate` of `plimsoll/margin`, at once,
 * on a server too. It computes when a value has changed; the same values, even in new
 * objects, give the same answer object. As everywhere in React, inputs are replaced and not
 * altered in place.
 *
 * What cannot be used comes back as `error` and is not thrown: while somebody types, half a
 * number is nothing out of the ordinary, and a form shows it at its field.
 *
 * @param account  null while there is none yet
 * @example
 * const { risk, error } = useRisk(account, { BTCUSDT: market?.markPrice ?? 50_000 });
 * if (error !== null) return <p>{error.field} cannot be used</p>;
 * return <p>{risk?.positions[0]?.liquidation.value?.toFixed(2) ?? "none"}</p>;
 */
export function useRisk(account: Account | null | undefined, marks: Marks, options?: EvaluateOptions): RiskState {
  const [answer] = useState(remember);
  return answer([account, marks, options]);
}
