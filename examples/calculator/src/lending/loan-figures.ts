import type { Estimate, LendingRisk } from "plimsoll/margin";

import { fixed, signedPercent } from "../../../page/format.ts";
import { type Reach, reachOf } from "../axis.ts";
import type { Shown } from "../calculator.ts";
import { kept } from "../texts.ts";
import type { AxisPicture, Mark } from "../view/axis.ts";
import type { Line } from "../view/numbers.ts";
import type { Setting } from "../view/sliders.ts";
import { decimalsFor, type Units } from "../view/units.ts";
import { isBegun, type Loan, type LoanWhatIf, multipleOf, tried, valuesOf } from "./loan.ts";
import type { LoanAnswer } from "./loan-account.ts";

/** A lending account, as it is and as it would be. */
export type LoanPicture = Shown<Loan, LoanAnswer>;

/** Money of a lending account is in what its prices are in. */
export function loanUnits({ assets, shown }: Loan): Units {
  const price = Number(assets.find(({ symbol }) => symbol === shown)?.price);
  return {
    money: "what prices are in", moneyDecimals: 2, priceDecimals: decimalsFor(price, 5, 2),
    size: "units", sizeDecimals: 4, perSize: 1,
  };
}

const ofAccount: readonly (readonly [keyof LendingRisk & string, string, Line["kind"]])[] = [
  ["drawdownToLiquidation", "Collateral may fall by", "percent"],
  ["collateralValue", "Collateral", "money"],
  ["debtValue", "Debt", "money"],
  ["borrowedLtv", "Borrowed, of the collateral", "percent"],
  ["maxLtv", "May be borrowed at most", "percent"],
  ["liquidationThreshold", "Liquidated at", "percent"],
  ["availableBorrows", "May still be borrowed", "money"],
];

export function loanLines(picture: LoanPicture): Line[] {
  const { now, then, state } = picture;
  const at = state.assets.filter(isBegun).findIndex(({ symbol }) => symbol === state.shown);
  const changed = tried(state);
  const line = (id: string, label: string, kind: Line["kind"], of: (risk: LendingRisk) => Estimate | undefined): Line =>
    ({ id, label, kind, now: of(now.risk) ?? null, then: (then === null ? undefined : of(then.risk)) ?? null });
  const priceOf = (loan: Loan) => Number(loan.assets.find(({ symbol }) => symbol === state.shown)?.price);
  return [
    line("healthFactor", "Health factor", "factor", ({ healthFactor }) => healthFactor),
    { id: "price", label: `Price of ${state.shown}`, kind: "price", now: priceOf(state), then: priceOf(changed) },
    line("liquidation", `Liquidation price of ${state.shown}`, "price", ({ assets }) => assets[at]?.liquidationPrice),
    line("move", `Move of ${state.shown} alone`, "percent", ({ assets }) => assets[at]?.moveToLiquidation),
    ...ofAccount.map(([name, label, kind]) => line(name, label, kind, (risk) => risk[name] as Estimate)),
    { id: "multiple", label: "Loop: collateral over equity", kind: "factor", now: multipleOf(state), then: multipleOf(changed) },
  ];
}

interface Around {
  readonly price: number;
  readonly liquidation: number | null;
  readonly reach: Reach;
}

/** The chosen asset's price and what is near it; null where there is no price. */
function aroundOf(picture: LoanPicture): Around | null {
  const { state, now } = picture;
  const at = state.assets.filter(isBegun).findIndex(({ symbol }) => symbol === state.shown);
  const price = Number(state.assets.filter(isBegun)[at]?.price);
  if (!(price > 0)) return null;
  const liquidation = now.risk.assets[at]?.liquidationPrice.value ?? null;
  return { price, liquidation, reach: reachOf(price, [liquidation]) };
}

export function loanAxis(picture: LoanPicture): AxisPicture | null {
  const found = aroundOf(picture);
  if (found === null) return null;
  const { state, then, isTried } = picture;
  const at = state.assets.filter(isBegun).findIndex(({ symbol }) => symbol === state.shown);
  const after = isTried ? then?.risk.assets[at]?.liquidationPrice.value ?? null : null;
  const changed = Number(tried(state).assets.find(({ symbol }) => symbol === state.shown)?.price);
  const mark = (name: Mark["name"], title: string, price: number | null): Mark[] =>
    (price === null || !(price > 0) ? [] : [{ name, title, price }]);
  const { priceDecimals } = loanUnits(state);
  const said = found.liquidation === null ? "no liquidation price" : `liquidation ${fixed(found.liquidation, priceDecimals)}`;
  return {
    reach: found.reach, markPrice: found.price, bands: [], priceDecimals,
    marks: [...mark("liquidation", "liquidation", found.liquidation), ...mark("mark", "price", found.price)],
    marksAfter: isTried ? [...mark("liquidation", "liquidation", after), ...mark("mark", "price", changed)] : [],
    title: `Price axis of ${state.shown}: price ${fixed(found.price, priceDecimals)}; ${said}.` +
      (after === null ? "" : ` What if: liquidation ${fixed(after, priceDecimals)}.`),
  };
}

export function loanSettings(picture: LoanPicture, put: (tried: Partial<LoanWhatIf>) => void): Setting[] {
  const { state } = picture;
  const { whatIf } = state;
  const found = aroundOf(picture);
  const units = loanUnits(state);
  const move = kept(whatIf.moves, state.shown) ?? 0;
  const mark: Setting[] = found === null ? [] : [{
    name: "mark", label: `Price of ${state.shown}`, value: move, least: found.reach.down, most: found.reach.up, step: 0.001,
    text: fixed(found.price * (1 + move), units.priceDecimals), change: signedPercent(move, 1),
    put: (value) => put({ moves: { ...whatIf.moves, [state.shown]: value } }),
  }];
  const now = multipleOf(state);
  const set = whatIf.multiple ?? now ?? 1;
  const multiple: Setting[] = now === null ? [] : [{
    name: "multiple", label: "Loop", value: set, least: 1.05, most: Math.max(10, Math.ceil(now)), step: 0.05,
    text: `${fixed(set, 2)}×`, change: whatIf.multiple === null ? "" : `from ${fixed(now, 2)}×`,
    put: (value) => put({ multiple: value }),
  }];
  const values = valuesOf(state);
  const factor = (name: "size" | "margin", label: string, value: number, total: number, change: Setting["put"]): Setting =>
    ({ name, label, value, least: 0.1, most: 3, step: 0.05, text: fixed(total * value, 2), change: `×${fixed(value, 2)}`, put: change });
  return [
    ...mark, ...multiple,
    factor("size", "Collateral", whatIf.collateral, values.collateral, (value) => put({ collateral: value })),
    factor("margin", "Debt", whatIf.debt, values.debt, (value) => put({ debt: value })),
  ];
}
