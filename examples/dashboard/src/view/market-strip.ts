import type { MarketSnapshot } from "plimsoll/full";

import { byId, setText } from "../../../page/dom.ts";
import { age, amount, countdown, fixed, none, percent, signed, signedPercent } from "../../../page/format.ts";
import { type Contract, unitOf } from "../data/contract.ts";

/** Moments that a number's age or remaining time is counted from. */
export interface Now {
  /** The package's clock. */
  readonly localTimeMs: number;
  /** The venue's clock, as far as it is known. */
  readonly venueTimeMs: number;
  /** When the first mark was heard, by the wall clock. */
  readonly firstMarkMs: number | null;
  readonly wallTimeMs: number;
}

const warmUpMinutes = 10;

/** The market's own numbers in one line. */
export function drawMarketStrip(reading: MarketSnapshot, contract: Contract, now: Now): void {
  const { priceDecimals, quantityDecimals, base, quote } = contract;
  const { markPrice, indexPrice, markLocalTimeMs, openInterestBase, openInterestNotional } = reading;
  const write = (id: string, text: string) => setText(byId(`strip-${id}`), text);

  write("mark", fixed(markPrice, priceDecimals));
  write("mark-age", markLocalTimeMs === null ? "not heard yet" : `${age(now.localTimeMs - markLocalTimeMs)} ago`);
  write("index", fixed(indexPrice, priceDecimals));
  write("basis", markPrice === null || indexPrice === null ? "\u00a0" : `basis ${signed(markPrice - indexPrice, priceDecimals)}`);
  write("funding", signedPercent(reading.fundingRatePerInterval, 4));
  write("funding-in", fundingNote(reading, now));
  write("interest", openInterestBase === null ? none : `${fixed(openInterestBase, 0)} ${base}`);
  write("interest-notional", openInterestNotional === null ? "\u00a0" : `${amount(openInterestNotional)} ${quote}`);
  write("volatility", reading.volatilityPerDay === null ? none : percent(reading.volatilityPerDay));
  write("volatility-note", reading.volatilityPerDay === null ? warmingText(now) : "σ of a day");

  const { liquidatedLongQuantity: longs, liquidatedShortQuantity: shorts } = reading;
  const seen = (longs ?? 0) + (shorts ?? 0);
  write("liquidated", seen === 0 ? "none" : `${fixed(seen, quantityDecimals)} ${unitOf(reading, contract).short}`);
  write("liquidated-note", seen === 0 ? "since the page opened" : `${fixed(longs ?? 0, 1)} long, ${fixed(shorts ?? 0, 1)} short`);
}

/** For how long the rate is, and when it is settled next. */
function fundingNote(reading: MarketSnapshot, now: Now): string {
  const { fundingRatePerInterval, fundingIntervalHours, nextFundingTimeMs } = reading;
  if (fundingRatePerInterval === null) return "\u00a0";
  const each = fundingIntervalHours === null ? "" : `each ${fundingIntervalHours} h`;
  const due = nextFundingTimeMs === null ? "" : `in ${countdown(nextFundingTimeMs - now.venueTimeMs)}`;
  return [each, due].filter((part) => part !== "").join(", ") || "\u00a0";
}

/** How far volatility is from being known: marks have to span ten minutes. */
export function warmingText({ firstMarkMs, wallTimeMs }: Now): string {
  if (firstMarkMs === null) return `warm in ${warmUpMinutes} min`;
  const minutes = Math.min(warmUpMinutes - 1, Math.floor((wallTimeMs - firstMarkMs) / 60_000));
  return `warm in ${warmUpMinutes - minutes} min`;
}
