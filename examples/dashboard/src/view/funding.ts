import type { AnalyzedMarket, AnalyzedSnapshot } from "plimsoll/full";

import { byId, setHidden, setText, setTransform } from "../../../page/dom.ts";
import { countdown, signedPercent } from "../../../page/format.ts";
import type { Contract } from "../data/contract.ts";
import { type NamedMetric, pictureQuality } from "../data/quality.ts";
import { QualityFoot } from "./quality.ts";
import { scaleFor } from "./scale.ts";

const judged: readonly NamedMetric[] = [
  ["Predicted rate", "predictedFundingRate"],
  ["Its band", "predictedFundingRateLow"],
  ["Premium", "premiumIndex"],
  ["Per year", "fundingRatePerYear"],
];

/** The picture reaches a basis point and a half at least, so that a quiet rate looks quiet. */
const leastReach = 0.000_15;
const hourMs = 3_600_000;

/** What the running interval costs, and how sure that is. */
export class Funding {
  readonly #quality = new QualityFoot("funding-quality", "funding");
  #scale = 0;

  /** Another market: its scale is its own. */
  clear(): void {
    this.#scale = 0;
  }

  /** @param venueTimeMs  the venue's clock, as far as it is known */
  draw(market: AnalyzedMarket, { quote }: Contract, venueTimeMs: number): void {
    const reading = market.getSnapshot();
    this.#drawRates(reading);
    drawFacts(reading, quote);
    drawInterval(reading, venueTimeMs);
    this.#quality.draw(pictureQuality(market, judged));
  }

  #drawRates(reading: AnalyzedSnapshot): void {
    const { predictedFundingRate, predictedFundingRateLow: low, predictedFundingRateHigh: high } = reading;
    const { fundingRatePerInterval, runningFundingRate } = reading;
    const rates = [predictedFundingRate, low, high, fundingRatePerInterval, runningFundingRate];
    const most = rates.reduce((reach: number, rate) => Math.max(reach, 1.1 * Math.abs(rate ?? 0)), leastReach);
    this.#scale = scaleFor(this.#scale, most);
    const place = (rate: number) => 50 + (50 * rate) / this.#scale;
    for (const [id, rate] of [["predicted", predictedFundingRate], ["venue", fundingRatePerInterval], ["running", runningFundingRate]] as const) {
      const mark = byId(`funding-mark-${id}`);
      setHidden(mark, rate === null);
      setTransform(mark, `translateX(${place(rate ?? 0).toFixed(2)}%)`);
    }
    const band = byId("funding-band");
    setHidden(band, low === null || high === null);
    if (low !== null && high !== null) {
      // As wide as its edge at least: a band of no width is a sure one, not a missing one.
      const width = Math.max(0.01, (place(high) - place(low)) / 100);
      setTransform(band, `translateX(${place(low).toFixed(2)}%) scaleX(${width.toFixed(4)})`);
    }
    setText(byId("funding-least"), `${signedPercent(-this.#scale, 3)}`);
    setText(byId("funding-most"), `${signedPercent(this.#scale, 3)}`);
  }
}

function drawFacts(reading: AnalyzedSnapshot, quote: string): void {
  const { predictedFundingRate, predictedFundingRateLow: low, predictedFundingRateHigh: high } = reading;
  const write = (id: string, text: string) => setText(byId(`funding-${id}`), text);
  write("predicted", signedPercent(predictedFundingRate, 4));
  write("predicted-note", predictedNote(predictedFundingRate, low, high));
  write("venue", signedPercent(reading.fundingRatePerInterval, 4));
  write("venue-note", reading.fundingRatePerInterval === null ? "not told yet" : payers(reading.fundingRatePerInterval));
  write("running", signedPercent(reading.runningFundingRate, 4));
  write("premium", signedPercent(reading.premiumIndex, 4));
  write("premium-note", `over the index, for 20,000 ${quote}`);
  write("year", signedPercent(reading.fundingRatePerYear, 1));
}

function predictedNote(rate: number | null, low: number | null, high: number | null): string {
  if (rate === null) return "needs dated marks and a formula that is known here";
  if (low === null || high === null) return "its band needs 30 samples";
  return `5–95 %: ${signedPercent(low, 4).replace(" %", "")} to ${signedPercent(high, 4)}`;
}

function payers(rate: number): string {
  if (rate === 0) return "nobody pays";
  return rate > 0 ? "longs pay shorts" : "shorts pay longs";
}

/** How much of the interval is over. */
function drawInterval({ nextFundingTimeMs, fundingIntervalHours }: AnalyzedSnapshot, venueTimeMs: number): void {
  const leftMs = nextFundingTimeMs === null ? null : Math.max(0, nextFundingTimeMs - venueTimeMs);
  const share = leftMs === null || fundingIntervalHours === null ? 0 : 1 - leftMs / (fundingIntervalHours * hourMs);
  setTransform(byId("funding-passed"), `scaleX(${Math.min(1, Math.max(0, share)).toFixed(4)})`);
  setText(byId("funding-left"), leftMs === null ? "settlement not told" : `settles in ${countdown(leftMs)}`);
  setText(byId("funding-of"), fundingIntervalHours === null ? "" : `of ${fundingIntervalHours} h`);
}
