import type { AccountRisk, Estimate, PositionRisk } from "plimsoll/margin";

import { byId, element, setData, setHidden, setText } from "../../../page/dom.ts";
import { fixed, none, percent, signedPercent } from "../../../page/format.ts";
import { drawGauge } from "../../../page/gauge.ts";
import { reasonText } from "../../../page/words.ts";
import type { Picture } from "../calculator.ts";
import { marketOf, shownPosition, type TypedPosition } from "../state.ts";
import { tried } from "../what-if.ts";
import { briefText, estimateText, type Units, unitsOf } from "./units.ts";

/** What a person should see at a glance of the chosen position, and of the account above it. */
export function drawGlance(picture: Picture | null, isStale: boolean, isEmpty: boolean): void {
  setData(byId("answer"), "stale", String(isStale));
  const position = picture === null ? null : shownPosition(picture.state);
  const risk = picture?.now.risk.positions.find(({ id }) => id === position?.id);
  const isThere = picture !== null && position !== null && risk !== undefined;
  setHidden(byId("answer"), !isThere);
  setHidden(byId("strip-below"), !isThere);
  if (!isThere) {
    setText(byId("glance-formula"), "");
    return setText(byId("glance-empty-text"), isEmpty
      ? "Without a position nothing can be under water."
      : "Fill in the form to see how deep this position lies in the water.");
  }
  const units = unitsOf(picture.state, position);
  setText(byId("glance-formula"), risk.liquidation.formula);
  drawCommon(picture.now.risk, picture.state.positions);
  drawPosition(picture, position, risk, units);
  drawTried(picture, position, units);
  drawRemedy(risk, units);
  drawLoss(risk, units);
}

/** The account's nearest end, where its positions hang together. */
function drawCommon({ commonMoveToLiquidation: move }: AccountRisk, positions: readonly TypedPosition[]): void {
  setHidden(byId("common"), positions.length < 2);
  setText(byId("common-move"), move.value === null ? none : signedPercent(move.value));
  setText(byId("common-text"), move.value === null
    ? reasonText[move.reason ?? "noMark"]
    : `all marks ${move.value < 0 ? "fall" : "rise"} together by so much, each by its beta`);
}

/** The liquidation price that is tried, below the one that is. */
function drawTried({ then, isTried, state }: Picture, position: TypedPosition, units: Units): void {
  const after = isTried ? then?.risk.positions.find(({ id }) => id === position.id) : undefined;
  const moved = tried(state);
  const away = after?.distanceRate.value ?? null;
  setText(byId("risk-tried"), after === undefined ? "\u00a0"
    : `what if: ${briefText(after.liquidation, "price", units)}${away === null ? "" : ` (${percent(away)})`}`);
  setText(byId("risk-mark-tried"), after === undefined ? "\u00a0"
    : `what if: ${fixed(Number(marketOf(moved, position.symbol).markPrice), units.priceDecimals)}`);
  setText(byId("strip-tried"), after === undefined ? "" : `→ ${briefText(after.liquidation, "price", units)}`);
  if (after !== undefined) setText(byId("strip-ratio"), "");
}

function drawPosition({ state, now }: Picture, position: TypedPosition, risk: PositionRisk, units: Units): void {
  const isCross = risk.mode === "cross";
  setText(byId("risk-side"), risk.side === "long" ? "Long" : "Short");
  setData(byId("risk-side"), "side", risk.side);
  setText(byId("risk-size"), `${position.size} ${units.size} of ${position.symbol}`);
  const leverage = risk.effectiveLeverage.value;
  setText(byId("risk-mode"), `${risk.mode}${leverage === null ? "" : `, ${fixed(leverage, 1)}× now`}`);
  setHidden(byId("risk-alone"), !(isCross && state.positions.filter(({ mode }) => mode === "cross").length > 1));
  const price = estimateText(risk.liquidation, "price", units);
  setText(byId("risk-liquidation"), price);
  setData(byId("risk-liquidation"), "wordy", String(risk.liquidation.value === null));
  setText(byId("risk-mark"), fixed(Number(marketOf(state, position.symbol).markPrice), units.priceDecimals));
  setText(byId("risk-distance-rate"), percent(risk.distanceRate.value));
  setText(byId("risk-distance-money"), fixed(risk.distanceMoney.value, units.moneyDecimals));
  setText(byId("risk-distance-money-note"), `${units.money} of loss`);
  const ratio = isCross ? now.risk.marginRatio : risk.marginRatio;
  drawGauge(ratio, severityOf(risk, ratio));
  setHidden(byId("risk-beyond"), risk.maxLeverage.reason !== "beyondTable");
  setText(byId("risk-beyond"), "Larger than the margin table reaches: the liquidation is nearer than shown here.");
  setText(byId("strip-label"), "Liquidation");
  setText(byId("strip-liquidation"), price);
  setText(byId("strip-distance"), percent(risk.distanceRate.value));
  setText(byId("strip-ratio"), ratio.value === null ? "" : `ratio ${percent(ratio.value, 1)}`);
}

/** By the fixed distances that a warning goes by until it knows how a market moves. */
function severityOf({ distanceRate, liquidatable }: PositionRisk, marginRatio: Estimate): "none" | "caution" | "danger" | "critical" {
  const distance = distanceRate.value ?? 1;
  if (liquidatable || distance < 0.005 || (marginRatio.value ?? 0) > 0.8) return "critical";
  if (distance < 0.02) return "danger";
  return distance < 0.05 ? "caution" : "none";
}

function drawRemedy({ marginToAdd, quantityToClose, liquidatable }: PositionRisk, units: Units): void {
  const at = byId("risk-remedy");
  if (liquidatable) return write(at, "None", "the mark is at the liquidation price or beyond");
  if (marginToAdd.value === null) return write(at, none, marginToAdd.reason === null ? "" : reasonText[marginToAdd.reason]);
  if (marginToAdd.value === 0) return write(at, "Nothing to do", "the margin ratio is below 50 %");
  const close = quantityToClose.value === null
    ? "" : ` or close ${fixed(quantityToClose.value / units.perSize, units.sizeDecimals)} ${units.size}`;
  write(at, `Add ${fixed(marginToAdd.value, units.moneyDecimals)} ${units.money}${close}`,
    "for a margin ratio of 50 %; what is closed leaves its margin in");
}

function drawLoss({ lossIfLiquidated }: PositionRisk, units: Units): void {
  const { value, reason, assumed } = lossIfLiquidated;
  if (value === null) return write(byId("risk-loss"), none, reason === null ? "" : reasonText[reason]);
  const note = assumed.includes("all of the margin is lost") ? "at most: all of the margin, as the fee is not known" : "";
  write(byId("risk-loss"), `${fixed(value, units.moneyDecimals)} ${units.money}`, note);
}

function write(at: HTMLElement, text: string, note: string): void {
  if (at.children.length === 0) at.replaceChildren(element("span", "number"), element("span", "minor number"));
  setText(at.firstElementChild as Element, text);
  setText(at.lastElementChild as Element, note);
}
