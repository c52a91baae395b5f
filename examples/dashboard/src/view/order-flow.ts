import type { LevelFlow, AnalyzedMarket, TradeSize } from "plimsoll/full";

import { byId, element, setAttribute, setHidden, setText, setTransform } from "../../../page/dom.ts";
import { signed } from "../../../page/format.ts";
import type { Track } from "../data/history.ts";
import { type NamedMetric, pictureQuality } from "../data/quality.ts";
import { Diverging } from "./diverging.ts";
import { QualityFoot } from "./quality.ts";
import { scaleFor } from "./scale.ts";

const levelCount = 10;
const sizes = ["under 1 k", "1 to 10 k", "10 to 100 k", "100 k to 1 m", "over 1 m"] as const;

const judged: readonly NamedMetric[] = [
  ["Order flow", "normalizedOrderFlowImbalance"],
  ["Trade flow", "tradeFlowImbalance"],
  ["Ten levels in one", "integratedOrderFlowImbalance"],
];

/** Of the line, in its own units; a point a second. */
const line = { seconds: 300, height: 60 };

/** Who pushes: by level of the book, by size of trade, and over the last minutes. */
export class OrderFlow {
  readonly #quality = new QualityFoot("order-flow-quality", "order flow");
  readonly #levels = Array.from({ length: levelCount }, (_, i) => {
    const [up, down, said] = [element("span", "bids"), element("span", "asks"), element("span", "hidden")];
    byId("flow-levels").append(element("li", "", said, up, down, element("small", "", String(i + 1))));
    return { up, down, said };
  });
  readonly #sizes = sizes.map((label) => {
    const [value, bar] = [element("dd", "number"), new Diverging()];
    byId("flow-sizes").append(element("div", "", element("dt", "", label), bar.element, value));
    return { value, bar };
  });
  #levelScale = 0;
  #lineScale = 0;

  /** Another market: its scales are its own. */
  clear(): void {
    this.#levelScale = this.#lineScale = 0;
  }

  draw(market: AnalyzedMarket): void {
    this.#drawLevels(market.orderFlowByLevel());
    this.#drawSizes(market.tradesBySize());
    this.#quality.draw(pictureQuality(market, judged));
  }

  /** @param track  a point a second */
  drawLine({ integratedFlow }: Track): void {
    const points = integratedFlow.slice(-line.seconds);
    const most = points.reduce((reach: number, value) => Math.max(reach, Math.abs(value ?? 0)), 0);
    this.#lineScale = scaleFor(this.#lineScale, most);
    setAttribute(byId("flow-line"), "d", pathOf(points, this.#lineScale));
    const isEmpty = points.every((value) => value === null);
    setHidden(byId("flow-line-empty"), !isEmpty);
    setText(byId("flow-line-now"), signed(integratedFlow.at(-1) ?? null, 2));
    setText(byId("flow-line-scale"), isEmpty ? "" : `±${this.#lineScale}`);
  }

  #drawLevels(levels: readonly LevelFlow[]): void {
    const flows = levels.map(({ normalizedImbalance }) => normalizedImbalance);
    this.#levelScale = scaleFor(this.#levelScale, Math.max(0, ...flows.map((flow) => Math.abs(flow ?? 0))));
    this.#levels.forEach(({ up, down, said }, i) => {
      const flow = flows[i] ?? null;
      const size = this.#levelScale === 0 ? 0 : (flow ?? 0) / this.#levelScale;
      setTransform(up, `scaleY(${Math.max(0, size).toFixed(3)})`);
      setTransform(down, `scaleY(${Math.max(0, -size).toFixed(3)})`);
      setText(said, `Level ${i + 1}: ${flow === null ? "none" : signed(flow, 1)}; shown as `);
    });
    const isEmpty = flows.every((flow) => flow === null);
    setHidden(byId("flow-levels-empty"), !isEmpty);
    setText(byId("flow-best"), signed(flows[0] ?? null, 1));
    setText(byId("flow-levels-scale"), isEmpty ? "" : `±${this.#levelScale}`);
  }

  #drawSizes(traded: readonly TradeSize[]): void {
    const most = Math.max(0, ...traded.flatMap(({ bought, sold }) => [bought, sold]));
    this.#sizes.forEach(({ value, bar }, i) => {
      const { bought = 0, sold = 0, imbalance = null } = traded[i] ?? {};
      bar.draw(most === 0 ? 0 : sold / most, most === 0 ? 0 : bought / most);
      setText(value, signed(imbalance, 2));
    });
    setHidden(byId("flow-sizes-empty"), most > 0);
  }
}

/** Begins anew behind a hole; the latest point stands at the right edge. */
function pathOf(points: readonly (number | null)[], scale: number): string {
  let isDown = false;
  return points.map((value, i) => {
    if (value === null || scale === 0) {
      isDown = false;
      return "";
    }
    const command = isDown ? "L" : "M";
    isDown = true;
    const [x, y] = [line.seconds - points.length + 1 + i, (line.height / 2) * (1 - value / scale)];
    return `${command}${x} ${y.toFixed(1)}`;
  }).join("");
}
