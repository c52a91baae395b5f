import { evaluate, InputError, type LendingAccount, type LendingRisk, type Marks } from "plimsoll/margin";

import type { Rules } from "../calculator.ts";
import { type Outcome, refusalOf } from "../outcome.ts";
import { defined, fraction, given } from "../texts.ts";
import { lendingVenueOf } from "../venues/lending.ts";
import { isBegun, isTried, type Loan, tried } from "./loan.ts";

/** What the package says of a lending account at its prices. */
export interface LoanAnswer {
  readonly account: LendingAccount;
  readonly prices: Marks;
  readonly risk: LendingRisk;
}

/** What the package is told of. */
export function loanAccountOf({ venue, assets, eModeMaxLtv, eModeThreshold }: Loan): { account: LendingAccount; prices: Marks } {
  const { hasOneThreshold, hasEMode } = lendingVenueOf(venue);
  const begun = assets.filter(isBegun);
  const eMode = { maxLtv: fraction(eModeMaxLtv), liquidationThreshold: fraction(eModeThreshold) };
  const isInMode = hasEMode && eMode.maxLtv !== undefined && eMode.liquidationThreshold !== undefined;
  const account: LendingAccount = {
    venue,
    assets: begun.map(({ symbol, collateralQuantity, debtQuantity, maxLtv, liquidationThreshold, inEMode }) => ({
      symbol: symbol.trim(),
      ...defined({
        collateralQuantity: given(collateralQuantity),
        debtQuantity: given(debtQuantity),
        maxLtv: fraction(hasOneThreshold ? liquidationThreshold : maxLtv),
        liquidationThreshold: fraction(liquidationThreshold),
      }),
      ...(isInMode && inEMode !== "" && { inEMode: true }),
    })),
    ...(isInMode && { eMode: eMode as NonNullable<LendingAccount["eMode"]> }),
  };
  return { account, prices: Object.fromEntries(begun.map(({ symbol, price }) => [symbol.trim(), given(price) as string])) };
}

function asked(loan: Loan): LoanAnswer {
  const { account, prices } = loanAccountOf(loan);
  const risk = evaluate(account, prices);
  for (const [symbol, price] of Object.entries(prices)) {
    if (price === undefined) throw new InputError("missingField", `marks.${symbol}`, undefined);
  }
  return { account, prices, risk };
}

function outcomeOf(loan: Loan): Outcome<LoanAnswer> {
  const found = refusalOf(() => asked(loan));
  if (!(found instanceof InputError)) return { answer: found, problems: [] };
  const place = [loan.eModeMaxLtv, loan.eModeThreshold].some((text) => text !== "" && isOf(found, text)) ? "eMode" : "assets";
  return { answer: null, problems: [{ place, positionId: null, error: found }] };
}

/** E-mode's numbers go by the same names as an asset's: what was held tells them apart. */
function isOf({ field, value }: InputError, text: string): boolean {
  const isRate = field === "maxLtv" || field === "liquidationThreshold" || field.startsWith("eMode");
  return isRate && (text.trim() === String(value) || Number(text) / 100 === Number(value));
}

export const loanRules: Rules<Loan, LoanAnswer> = {
  outcomeOf, isTried, tried,
  isEmpty: ({ assets }) => !assets.some(isBegun),
  holds: ({ assets }, shown) => assets.some(({ symbol }) => symbol === shown),
};
