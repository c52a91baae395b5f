import type { AnalyzedMarket, AnalyzedSnapshot, OpenInterestQuadrant } from "plimsoll/full";

import { byId, setAttribute, setData, setText, setTransform } from "../../../page/dom.ts";
import { fixed, none, percent, signed, signedPercent } from "../../../page/format.ts";
import { crowdingEveryS } from "../data/analytics.ts";
import { type NamedMetric, pictureQuality } from "../data/quality.ts";
import { QualityFoot } from "./quality.ts";

const quadrants = ["shortCovering", "newLongs", "longFlush", "newShorts"] as const;

const judged: readonly NamedMetric[] = [
  ["Growth", "openInterestVelocityPerHour"],
  ["Quadrant", "openInterestQuadrant"],
  ["Takers", "takerOpenInterest"],
  ["Depth", "openInterestToDepth"],
  ["Accounts", "accountLogRatio"],
  ["Crowding", "longCrowding"],
];

const minutesPerHour = 60;

/** Who came and who left, and how crowded each side is. */
export class OpenInterestView {
  readonly #quality = new QualityFoot("open-interest-quality", "open interest");

  draw(market: AnalyzedMarket): void {
    const reading = market.getSnapshot();
    drawQuadrant(reading);
    drawFacts(reading);
    drawCrowding(reading);
    drawDeleveraging(market, reading);
    this.#quality.draw(pictureQuality(market, judged));
  }
}

function drawQuadrant({ openInterest, openInterestQuadrant: present, openInterestIntensity }: AnalyzedSnapshot): void {
  for (const name of quadrants) {
    const cell = byId(`quadrant-${name}`);
    setData(cell, "present", String(name === present));
    setAttribute(cell, "aria-current", name === present ? "true" : null);
  }
  setText(byId("quadrant-words"), quadrantWords(openInterest, present, openInterestIntensity));
}

function quadrantWords(openInterest: number | null, present: OpenInterestQuadrant | null, intensity: number | null): string {
  if (openInterest === null) return "No open interest told yet.";
  if (present === null) return "Needs 20 changes, a minute each.";
  if (present === "none") return "In the last minute neither moved much.";
  return `Last minute: ${fixed(intensity, 1)} σ from the usual.`;
}

function drawFacts(reading: AnalyzedSnapshot): void {
  const { openInterestVelocityPerHour: velocity, takerOpenInterest, longAccountShare, crowdWhaleDivergence } = reading;
  const write = (id: string, text: string) => setText(byId(`interest-${id}`), text);
  write("growth", velocity === null ? none : signedPercent(velocity / minutesPerHour, 2));
  write("growth-note", velocity === null ? "needs two that are told" : "a minute, of late");
  write("takers", signed(takerOpenInterest, 2));
  write("takers-note", takerOpenInterest === null ? "needs a rise" : "−1 sold, +1 bought");
  write("depth", reading.openInterestToDepth === null ? none : `${fixed(reading.openInterestToDepth, 1)}×`);
  write("accounts", longAccountShare === null ? none : `${percent(longAccountShare, 0)} long`);
  write("accounts-note", accountsNote(longAccountShare, crowdWhaleDivergence));
}

function accountsNote(share: number | null, divergence: number | null): string {
  if (share === null) return "not told here yet";
  return divergence === null ? "of all accounts" : `${signed(divergence, 2)} against the largest`;
}

function drawCrowding({ longCrowding, shortCrowding }: AnalyzedSnapshot): void {
  for (const [side, score] of [["long", longCrowding], ["short", shortCrowding]] as const) {
    setText(byId(`crowding-${side}`), fixed(score, 0));
    setTransform(byId(`crowding-${side}-bar`), `scaleX(${((score ?? 0) / 100).toFixed(3)})`);
  }
  setText(byId("crowding-note"), longCrowding === null
    ? `needs 20 values, ${crowdingEveryS} s apart`
    : "0 to 100, of what was heard here");
}

function drawDeleveraging(market: AnalyzedMarket, { deleveragingDepth }: AnalyzedSnapshot): void {
  setData(byId("deleveraging"), "state", deleveragingDepth === null ? "calm" : "under-way");
  setText(byId("deleveraging-words"), deleveragingWords(market, deleveragingDepth));
}

function deleveragingWords(market: AnalyzedMarket, depth: number | null): string {
  if (depth === null) return "none under way";
  const episode = market.deleveraging().current;
  const share = episode?.liquidatedShare ?? null;
  if (share === null) return `${percent(depth, 1)} of the peak gone`;
  return `${percent(depth, 1)} of the peak gone, ${episode?.isLowerBound ? "≥ " : ""}${percent(share, 0)} liquidated`;
}
