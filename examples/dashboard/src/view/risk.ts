import type { Estimate, MarketSnapshot, IsolatedPosition, PositionRisk, Severity } from "plimsoll/full";

import { byId, element, setData, setHidden, setText } from "../../../page/dom.ts";
import { age, countdown, fixed, none, percent, signed } from "../../../page/format.ts";
import { drawGauge } from "../../../page/gauge.ts";
import { reasonText } from "../../../page/words.ts";
import type { Remedy } from "../data/positions.ts";
import type { StatedContract } from "../data/stated-contract.ts";
import { type Now, warmingText } from "./market-strip.ts";

/** One position, how it stands, and what it is shown with. */
export interface RiskPicture {
  readonly position: IsolatedPosition;
  readonly risk: PositionRisk;
  readonly remedy: Remedy;
  readonly reading: MarketSnapshot;
  readonly contract: StatedContract;
  readonly severity: Severity | "none";
  readonly now: Now;
}

/** Instead of numbers: why there are none yet. */
export function drawNoRisk(text: string, exampleOffered: boolean): void {
  setHidden(byId("risk"), true);
  setHidden(byId("risk-empty"), false);
  setText(byId("risk-empty-text"), text);
  setHidden(byId("example"), !exampleOffered);
}

/** What a person should see at a glance of a position. */
export function drawRisk(picture: RiskPicture): void {
  const { position, risk, reading, contract, now } = picture;
  const { priceDecimals, base, quote } = contract;
  setHidden(byId("risk"), false);
  setHidden(byId("risk-empty"), true);

  setText(byId("risk-side"), risk.side === "long" ? "Long" : "Short");
  setData(byId("risk-side"), "side", risk.side);
  setText(byId("risk-size"), `${position.quantity} ${base}`);
  setText(byId("risk-mode"), `isolated, ${fixed(risk.effectiveLeverage.value, 1)}× now`);

  setText(byId("risk-liquidation"), valueOr(risk.liquidation, (value) => fixed(value, priceDecimals)));
  setText(byId("risk-mark"), fixed(reading.markPrice, priceDecimals));
  const { markLocalTimeMs } = reading;
  setText(byId("risk-mark-age"), markLocalTimeMs === null ? "" : `${age(now.localTimeMs - markLocalTimeMs)} ago`);

  setText(byId("risk-distance-rate"), percent(risk.distanceRate.value));
  setText(byId("risk-distance-money"), fixed(risk.distanceMoney.value, 2));
  setText(byId("risk-distance-money-note"), `${quote} of loss`);
  setText(byId("risk-distance-days"), fixed(risk.distanceDays.value, 2));
  setText(byId("risk-distance-days-note"), daysNote(risk.distanceDays, now));

  drawGauge(risk.marginRatio, picture.severity);
  setHidden(byId("risk-beyond"), risk.maxLeverage.reason !== "beyondTable");
  setText(byId("risk-beyond"), "Larger than the margin table reaches: the liquidation is nearer than shown here.");
  drawRemedy(picture);
  drawLoss(picture);
  drawFunding(picture);
  drawMore(picture);
}

function drawRemedy({ risk, remedy, contract }: RiskPicture): void {
  const at = byId("risk-remedy");
  const { base, quote, quantityDecimals } = contract;
  const { marginToAdd, quantityToClose, wantedMarginRatio } = remedy;
  if (risk.liquidatable) return write(at, "None", "the mark is at the liquidation price or beyond");
  if (marginToAdd.value === null) return write(at, none, reasonOf(marginToAdd));
  if (marginToAdd.value === 0) return write(at, "Nothing to do", "the margin ratio is below 50 %");
  const close = quantityToClose.value === null ? "" : ` or close ${fixed(quantityToClose.value, quantityDecimals)} ${base}`;
  write(at, `Add ${fixed(marginToAdd.value, 2)} ${quote}${close}`,
    `for a margin ratio of ${percent(wantedMarginRatio, 0)}; what is closed leaves its margin in`);
}

function drawLoss({ position, risk, contract }: RiskPicture): void {
  const at = byId("risk-loss");
  const { lossIfLiquidated, liquidation } = risk;
  if (lossIfLiquidated.value === null) return write(at, none, reasonOf(lossIfLiquidated));
  const loss = `${fixed(lossIfLiquidated.value, 2)} ${contract.quote}`;
  const feeRate = Number(contract.stated.liquidationFeeRate ?? Number.NaN);
  if (lossIfLiquidated.assumed.length > 0 || Number.isNaN(feeRate) || liquidation.value === null) {
    return write(at, loss, "at most: all of the margin, as the fee is not known");
  }
  const fee = feeRate * Number(position.quantity) * liquidation.value;
  write(at, loss, `with a fee of ${percent(feeRate)}, at most ${fixed(fee, 2)}`);
}

function drawFunding({ risk, reading, contract, now }: RiskPicture): void {
  const at = byId("risk-funding");
  const { fundingRatePerInterval: rate, nextFundingTimeMs } = reading;
  const notional = risk.notional.value;
  if (rate === null || notional === null || nextFundingTimeMs === null) return write(at, none, "not heard yet");
  const paid = (risk.side === "long" ? rate : -rate) * notional;
  const verb = paid >= 0 ? "Pays" : "Gets";
  write(at, `${verb} ${fixed(Math.abs(paid), 2)} ${contract.quote} in ${countdown(nextFundingTimeMs - now.venueTimeMs)}`,
    `${fixed(100 * rate, 4)} % of the notional`);
}

function drawMore({ position, risk, contract }: RiskPicture): void {
  const { priceDecimals, quote } = contract;
  const money = (value: number) => `${fixed(value, 2)} ${quote}`;
  const rows: readonly (readonly [string, string])[] = [
    ["Notional", valueOr(risk.notional, money)],
    ["Posted margin", money(Number(position.posted))],
    ["Unrealized profit", valueOr(risk.unrealizedPnl, (value) => `${signed(value, 2)} ${quote}`)],
    ["Equity", valueOr(risk.equity, money)],
    ["Maintenance margin", valueOr(risk.maintenanceMargin, money)],
    ["Leverage at entry", valueOr(risk.entryLeverage, (value) => `${fixed(value, 1)}×`)],
    ["Most leverage at this size", valueOr(risk.maxLeverage, (value) => `${fixed(value, 0)}×`)],
    ["Bankruptcy price", valueOr(risk.bankruptcyPrice, (value) => fixed(value, priceDecimals))],
    ["Formula", risk.liquidation.formula],
  ];
  const list = byId("risk-more");
  while (list.children.length < rows.length) list.append(element("div", "", element("dt"), element("dd", "number")));
  rows.forEach(([name, text], i) => {
    const { firstElementChild, lastElementChild } = list.children[i] as Element;
    setText(firstElementChild as Element, name);
    setText(lastElementChild as Element, text);
  });
}

/** Two lines: what it is, and in smaller letters why. */
function write(at: HTMLElement, text: string, note: string): void {
  if (at.childElementCount !== 2) at.replaceChildren(element("span", "number"), element("span", "minor number"));
  setText(at.firstElementChild as Element, text);
  setText(at.lastElementChild as Element, note);
}

function valueOr({ value, reason }: Estimate, text: (value: number) => string): string {
  if (value !== null) return text(value);
  return reason === null ? none : reasonText[reason];
}

function reasonOf({ reason }: Estimate): string {
  return reason === null ? "" : reasonText[reason];
}

function daysNote({ value, reason }: Estimate, now: Now): string {
  if (value !== null) return "usual days (σ)";
  return `usual days (σ): ${reason === "noVolatility" ? warmingText(now) : reasonText[reason ?? "noMark"]}`;
}
