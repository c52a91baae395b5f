import type { AnalyzedMarket, AnalyzedSnapshot } from "plimsoll/full";

import { byId, element, setData, setText, setTransform } from "../../../page/dom.ts";
import { fixed, none, percent, signed } from "../../../page/format.ts";
import type { Contract } from "../data/contract.ts";
import type { Hearing } from "../data/hearing.ts";
import { type NamedMetric, pictureQuality } from "../data/quality.ts";
import { Diverging } from "./diverging.ts";
import { QualityFoot } from "./quality.ts";

interface Way {
  readonly label: string;
  /** How its row looks: counted otherwise than the one above it, or the first of a kind. */
  readonly look?: "resting" | "first";
  of(reading: AnalyzedSnapshot, market: AnalyzedMarket): number | null;
}

/** The ways of counting: by levels, then by distance, the nearest to the touch first. */
const ways: readonly Way[] = [
  { label: "Best level", of: ({ topImbalance }) => topImbalance },
  { label: "5 levels", of: ({ bookImbalance5 }) => bookImbalance5 },
  { label: "10 levels", of: ({ bookImbalance10 }) => bookImbalance10 },
  { label: "10, at rest ½ s", look: "resting", of: ({ restingImbalance10 }) => restingImbalance10 },
  { label: "20 levels", of: ({ bookImbalance20 }) => bookImbalance20 },
  { label: "within 5 bps", look: "first", of: (_, market) => market.bookImbalance({ withinBps: 5 }) },
  { label: "within 10 bps", of: ({ bookImbalance10Bps }) => bookImbalance10Bps },
  { label: "within 25 bps", of: (_, market) => market.bookImbalance({ withinBps: 25 }) },
  { label: "within 50 bps", of: (_, market) => market.bookImbalance({ withinBps: 50 }) },
  { label: "fading, 10 bps", of: ({ weightedImbalance10Bps }) => weightedImbalance10Bps },
];

const judged: readonly NamedMetric[] = [
  ["10 levels", "bookImbalance10"],
  ["At rest", "restingImbalance10"],
  ["Within 10 bps", "bookImbalance10Bps"],
  ["Microprice", "microprice"],
];

/** Before the microprice says anything. */
const leastTouchChanges = 20_000;

/** How far the mark of the picture tilts when only one side is there. */
const mostDegrees = 40;

interface Lean {
  readonly value: HTMLElement;
  readonly bar: Diverging;
}

/** Imbalance as a ship would show it: the heavier side goes down. */
export class Imbalance {
  readonly #box = byId("imbalance");
  readonly #heel = byId<SVGGElement>("heel");
  readonly #quality = new QualityFoot("imbalance-quality", "imbalance");
  readonly #leans: readonly Lean[] = ways.map(({ label, look }) => {
    const [value, bar] = [element("dd", "number"), new Diverging()];
    byId("leans").append(element("div", look ?? "", element("dt", "", label), bar.element, value));
    return { value, bar };
  });

  /** Once a frame. */
  draw(market: AnalyzedMarket, { kind }: Hearing): void {
    const reading = market.getSnapshot();
    setData(this.#box, "state", kind);
    ways.forEach(({ of }, i) => {
      const imbalance = of(reading, market);
      const { value, bar } = this.#leans[i] as Lean;
      setText(value, signed(imbalance, 2));
      bar.drawLean(imbalance);
    });
    const value = reading.bookImbalance10;
    setText(byId("heel-value"), signed(value, 2));
    setText(byId("heel-words"), wordsFor(value));
    const transform = `rotate(${((value ?? 0) * mostDegrees).toFixed(1)}deg)`;
    setTransform(this.#heel, transform);
  }

  /** A few times a second. */
  drawWorth(market: AnalyzedMarket, { priceDecimals }: Contract): void {
    const { microprice, midPrice, bidFleeRatio, askFleeRatio } = market.getSnapshot();
    setText(byId("microprice"), fixed(microprice, priceDecimals + 1));
    setText(byId("microprice-note"), microprice === null || midPrice === null
      ? `${fixed(market.metric("microprice").count, 0)} of ${fixed(leastTouchChanges, 0)} touch changes`
      : `${signed(microprice - midPrice, priceDecimals + 1)} from the mid`);
    setText(byId("bid-flee"), bidFleeRatio === null ? none : percent(bidFleeRatio, 0));
    setText(byId("ask-flee"), askFleeRatio === null ? none : percent(askFleeRatio, 0));
    this.#quality.draw(pictureQuality(market, judged));
  }
}

function wordsFor(imbalance: number | null): string {
  if (imbalance === null) return "No book";
  if (Math.abs(imbalance) < 0.1) return "Even keel";
  const side = imbalance > 0 ? "Bids" : "Asks";
  return Math.abs(imbalance) < 0.5 ? `${side} heavier` : `${side} much heavier`;
}
