import type { Estimate, LendingRisk } from "plimsoll/margin";

import { byId, setData, setHidden, setText } from "../../../page/dom.ts";
import { fixed, none, percent } from "../../../page/format.ts";
import { drawGauge } from "../../../page/gauge.ts";
import { reasonText } from "../../../page/words.ts";
import { multipleOf } from "./loan.ts";
import type { LoanPicture } from "./loan-figures.ts";

/** Health, and the prices that would end it. */
export function drawLoan(picture: LoanPicture | null, isStale: boolean, isEmpty: boolean): void {
  setHidden(byId("loan-answer"), picture === null);
  setData(byId("loan-answer"), "stale", String(isStale));
  setHidden(byId("strip-below"), picture === null);
  if (picture === null) {
    setText(byId("glance-formula"), "");
    return setText(byId("glance-empty-text"), isEmpty
      ? "Without collateral and debt nothing can be under water."
      : "Fill in the form to see how deep this loan lies in the water.");
  }
  const { risk } = picture.now;
  const after = picture.isTried ? picture.then?.risk : undefined;
  const health = (of: LendingRisk) => wordsOf(of.healthFactor, (value) => fixed(value, 3));
  const drop = (of: LendingRisk) => wordsOf(of.drawdownToLiquidation, (value) => percent(value));
  setText(byId("glance-formula"), risk.healthFactor.formula);
  setText(byId("loan-health"), health(risk));
  setText(byId("loan-health-tried"), after === undefined ? "\u00a0" : `what if: ${health(after)}`);
  setText(byId("loan-drop"), drop(risk));
  setText(byId("loan-drop-tried"), after === undefined ? "\u00a0" : `what if: ${drop(after)}`);
  const multiple = multipleOf(picture.state);
  setText(byId("loan-multiple"), multiple === null ? none : `${fixed(multiple, 2)}×`);
  setText(byId("loan-borrow"), wordsOf(risk.availableBorrows, (value) => fixed(value, 2)));
  drawGauge(usedOf(risk), severityOf(risk), "loan-");
  setText(byId("strip-label"), "Health");
  setText(byId("strip-liquidation"), health(risk));
  setText(byId("strip-tried"), after === undefined ? "" : `→ ${health(after)}`);
  setText(byId("strip-distance"), drop(risk));
  setText(byId("strip-ratio"), "");
}

function wordsOf({ value, reason }: Estimate, text: (value: number) => string): string {
  return value === null ? (reason === null ? none : reasonText[reason]) : text(value);
}

/** Health the other way round fills a bar as a margin ratio does: full is liquidated. */
function usedOf({ healthFactor, liquidatable }: LendingRisk): Estimate {
  const { value } = healthFactor;
  if (liquidatable) return { ...healthFactor, value: null, reason: "noEquity" };
  return value === null ? { ...healthFactor, value: 0, reason: null } : { ...healthFactor, value: 1 / value };
}

function severityOf({ drawdownToLiquidation: { value }, liquidatable }: LendingRisk): "none" | "caution" | "danger" | "critical" {
  if (liquidatable) return "critical";
  const distance = value ?? 1;
  if (distance < 0.02) return "critical";
  if (distance < 0.05) return "danger";
  return distance < 0.1 ? "caution" : "none";
}
