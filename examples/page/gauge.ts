import type { Estimate, Severity } from "plimsoll";

import { byId, setAttribute, setData, setText, setTransform } from "./dom.ts";
import { percent } from "./format.ts";

/**
 * The load line: how much of the margin is under water.
 *
 * @param prefix  of the ids, where a page has a second one
 */
export function drawGauge(marginRatio: Estimate, severity: Severity | "none", prefix = ""): void {
  const full = marginRatio.reason === "noEquity";
  const ratio = full ? 1 : marginRatio.value;
  const shown = Math.min(1, Math.max(0, ratio ?? 0));
  setData(byId(`${prefix}gauge`), "severity", severity);
  setText(byId(`${prefix}gauge-value`), full ? "100 % and more" : percent(ratio, 1));
  setTransform(byId(`${prefix}gauge-fill`), `scaleX(${shown.toFixed(3)})`);
  setTransform(byId(`${prefix}gauge-slide`), `translateX(${(100 * shown).toFixed(1)}%)`);
  setAttribute(byId(`${prefix}gauge-bar`), "aria-valuenow", (100 * shown).toFixed(0));
}
