import { type Account, type AccountRisk, evaluate, InputError, type Marks, type Position } from "plimsoll/margin";

import { accountOf, isBegun } from "./account.ts";
import { marketOf, type State, type TypedPosition } from "./state.ts";
import { defined, given } from "./texts.ts";

/** Where something that cannot be used was typed. */
export type Place =
  | "symbol" | "size" | "entryPrice" | "leverage" | "posted" | "pendingFees"
  | "markPrice" | "contractSize" | "tickSize" | "beta"
  | "walletBalance" | "takerFee" | "orderMargin" | "collaterals" | "table" | "account"
  | "assets" | "eMode";

/** An input that the package refuses. */
export interface Problem {
  readonly place: Place;
  /** Of the position that it is about; null when it is about the account. */
  readonly positionId: string | null;
  readonly error: InputError;
}

/** What the package says of an account at its marks. */
export interface Answer {
  readonly account: Account;
  readonly marks: Marks;
  readonly risk: AccountRisk;
}

/** An answer, or why there is none: one of them is null. */
export type Outcome<Answered> =
  | { readonly answer: Answered; readonly problems: readonly [] }
  | { readonly answer: null; readonly problems: readonly Problem[] };

/** Asks the package. It never throws: what is refused is in the outcome. */
export function outcomeOf(state: State): Outcome<Answer> {
  const error = refusalOf(() => asked(state));
  return error instanceof InputError ? { answer: null, problems: problemsOf(state, error) } : { answer: error, problems: [] };
}

function asked(state: State, positions?: readonly TypedPosition[]): Answer {
  const { account, marks } = accountOf(state, positions);
  const risk = evaluate(account, marks);
  needInputs(account, marks);
  return { account, marks, risk };
}

/** What an act gives, or the input that it refuses. */
export function refusalOf<Result>(act: () => Result): Result | InputError {
  try {
    return act();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** The package can do with less than a person who looks at an axis: it says what is missing instead. */
function needInputs(
  { positions, walletBalance, collaterals }: Pick<Account, "positions" | "walletBalance" | "collaterals">,
  marks: Marks,
): void {
  for (const [symbol, mark] of Object.entries(marks)) {
    if (mark === undefined) throw new InputError("missingField", `marks.${symbol}`, undefined);
  }
  const isCross = positions.some(({ mode }) => mode === "cross");
  if (isCross && walletBalance === undefined && collaterals === undefined) {
    throw new InputError("missingField", "walletBalance", undefined);
  }
}

/** What the margin table allows at a position's size; null where that is not known. */
export function mostLeverage(state: State, position: TypedPosition): number | null {
  const answer = refusalOf(() => asked(state, [{ ...position, leverage: "1" }]));
  return answer instanceof InputError ? null : answer.risk.positions[0]?.maxLeverage.value ?? null;
}

/**
 * An error names a field and not a position, and is the first of perhaps several. So each
 * position is asked about by itself; what none of them has is the account's.
 */
function problemsOf(state: State, error: InputError): Problem[] {
  const found = state.positions.flatMap((position) => {
    const refused = refusalOf(() => asked(state, [position]));
    const missing = refusalOf(() => needInputs(...inputsOf(state, position)));
    return [refused, missing].flatMap((candidate) => (candidate instanceof InputError ? [problemOf(candidate, position)] : []));
  });
  const all = found.length > 0 ? found : [problemOf(error, null)];
  const isFirst = ({ place, positionId }: Problem, at: number) =>
    all.findIndex((problem) => problem.place === place && problem.positionId === positionId) === at;
  return all.filter(isFirst);
}

/** What is there of a position's inputs, whether it can be used or not. */
function inputsOf(state: State, { symbol, mode }: TypedPosition): Parameters<typeof needInputs> {
  const walletBalance = given(state.walletBalance);
  const collaterals = state.collaterals.filter(isBegun);
  return [
    { positions: [{ mode } as Position], ...defined({ walletBalance }), ...(collaterals.length > 0 && { collaterals: [] }) },
    { [symbol.trim()]: given(marketOf(state, symbol).markPrice) as string },
  ];
}

const places: Readonly<Record<string, Place>> = {
  symbol: "symbol", quantity: "size", contracts: "size", signedQuantity: "size", entryPrice: "entryPrice",
  posted: "posted", equityAtMark: "posted", leverage: "leverage", leverageSetting: "leverage", pendingFees: "pendingFees",
  contractSize: "contractSize", tickSize: "tickSize", beta: "beta", kind: "symbol",
  walletBalance: "walletBalance", takerFeeRate: "takerFee", orderMargin: "orderMargin",
  price: "collaterals", weight: "collaterals", collaterals: "collaterals", asset: "collaterals",
};

const ofAccount: readonly Place[] = ["walletBalance", "takerFee", "orderMargin", "collaterals", "account"];

function problemOf(error: InputError, position: TypedPosition | null): Problem {
  const place = placeOf(error, position);
  return { place, positionId: position !== null && !ofAccount.includes(place) ? position.id : null, error };
}

function placeOf({ field, code }: InputError, position: TypedPosition | null): Place {
  if (field.startsWith("marks.") || field === "markPrice") return "markPrice";
  if (code.startsWith("table") || /^(brackets|notional|contracts(Floor|Cap)|maintenance|maxLeverage|rateGrowth)/.test(field)) {
    return "table";
  }
  const place = places[field] ?? "account";
  // Posted margin that leverage has made cannot be typed over.
  return place === "posted" && position?.marginBy === "leverage" ? "leverage" : place;
}
