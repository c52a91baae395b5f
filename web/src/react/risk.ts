import { useState } from "react";
import type { Account, EvaluateOptions, Marks } from "../account.ts";
import type { LendingAccount, LendingRisk } from "../lending.ts";
// By its published name: it stays outside of this bundle, so that a page has one engine.
import { evaluate, InputError } from "../margin.js";
import type { AccountRisk } from "../risk.ts";
import { same } from "./same.ts";

/** A risk, or what is wrong with the input; neither while there is no account. */
export type RiskState<Risk = AccountRisk> =
  | { readonly risk: Risk; readonly error: null }
  | { readonly risk: null; readonly error: InputError | null };

type Question = readonly [
  account: Account | LendingAccount | null | undefined,
  marks: Marks,
  options: EvaluateOptions | undefined,
];
type Answer = RiskState<AccountRisk | LendingRisk>;

const nothing: Answer = { risk: null, error: null };

function answerTo([account, ...rest]: Question): Answer {
  if (account === null || account === undefined) return nothing;
  try {
    return { risk: evaluate(account as Account, ...rest), error: null }; // or a LendingAccount
  } catch (error) {
    if (error instanceof InputError) return { risk: null, error };
    throw error;
  }
}

/** One component's memory of what it asked last. It holds nothing that asking anew would not give. */
function remember(): (question: Question) => Answer {
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
 * altered in place. A browser that limits what may be compiled at once wants `ready()` of
 * `plimsoll/margin` to be awaited first.
 *
 * What cannot be used comes back as `error` and is not thrown: while somebody types, half a
 * number is nothing out of the ordinary, and a form shows it at its field.
 *
 * @param account  null while there is none yet
 * @example
 * const markPrice = useMarket(market)?.markPrice ?? null;
 * const { risk, error } = useRisk(account, markPrice === null ? {} : { BTCUSDT: markPrice });
 * if (error !== null) return <p>{error.field} cannot be used</p>;
 * return <p>{risk?.positions[0]?.liquidation.value?.toFixed(2) ?? "none"}</p>;
 */
export function useRisk(account: Account | null | undefined, marks: Marks, options?: EvaluateOptions): RiskState;
/** The same of an account of a lending protocol, at these prices. */
export function useRisk(account: LendingAccount | null | undefined, prices: Marks): RiskState<LendingRisk>;
export function useRisk(account: Question[0], marks: Marks, options?: EvaluateOptions): Answer {
  const [answer] = useState(remember);
  return answer([account, marks, options]);
}
