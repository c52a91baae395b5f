import type { MarketSnapshot } from "plimsoll";

import { byId, element, setData, setText, setTransform } from "../../../page/dom.ts";
import { signed } from "../../../page/format.ts";
import type { Hearing } from "../data/hearing.ts";

/** The ways of counting, the nearest to the touch first. */
const ways = [
  ["Best level", "topImbalance"],
  ["5 levels", "bookImbalance5"],
  ["10 levels", "bookImbalance10"],
  ["20 levels", "bookImbalance20"],
  ["within 10 bps", "bookImbalance10Bps"],
  ["fading, 10 bps", "weightedImbalance10Bps"],
] as const;

/** How far the mark of the picture tilts when only one side is there. */
const mostDegrees = 40;

interface Lean {
  readonly value: HTMLElement;
  readonly asks: HTMLElement;
  readonly bids: HTMLElement;
}

/** Imbalance as a ship would show it: the heavier side goes down. */
export class Imbalance {
  readonly #box = byId("imbalance");
  readonly #heel = byId<SVGGElement>("heel");
  readonly #leans: readonly Lean[] = ways.map(([label]) => {
    const [value, asks, bids] = [element("dd", "number"), element("span", "asks"), element("span", "bids")];
    const bar = element("dd", "lean", asks, bids);
    bar.setAttribute("aria-hidden", "true");
    byId("leans").append(element("div", "", element("dt", "", label), bar, value));
    return { value, asks, bids };
  });

  draw(reading: MarketSnapshot, { kind }: Hearing): void {
    setData(this.#box, "state", kind);
    ways.forEach(([, name], i) => drawLean(this.#leans[i] as Lean, reading[name]));
    const value = reading.bookImbalance10;
    setText(byId("heel-value"), signed(value, 2));
    setText(byId("heel-words"), wordsFor(value));
    const transform = `rotate(${((value ?? 0) * mostDegrees).toFixed(1)}deg)`;
    setTransform(this.#heel, transform);
  }
}

function drawLean({ value, asks, bids }: Lean, imbalance: number | null): void {
  setText(value, signed(imbalance, 2));
  for (const [bar, size] of [[asks, -(imbalance ?? 0)], [bids, imbalance ?? 0]] as const) {
    setTransform(bar, `scaleX(${Math.max(0, size).toFixed(3)})`);
  }
}

function wordsFor(imbalance: number | null): string {
  if (imbalance === null) return "No book";
  if (Math.abs(imbalance) < 0.1) return "Even keel";
  const side = imbalance > 0 ? "Bids" : "Asks";
  return Math.abs(imbalance) < 0.5 ? `${side} heavier` : `${side} much heavier`;
}
