// The funding formulas of venues by date, through plimsoll/formulas.

import { describe, expect, it } from "vitest";
import * as formulas from "plimsoll/formulas";
import { golden, refusalOf, refuses, stated } from "./formula-laws.ts";

const { venueFundingRate } = formulas;

const timeMs = 1_760_000_000_000; // 2025-10-09
const binanceChange = Date.UTC(2025, 8, 18);
const venues = ["binance", "bybit", "okx", "bitmex", "gate", "hyperliquid", "dydx", "deribit"] as const;
const clamped = ["binance", "bybit", "okx", "bitmex", "gate", "hyperliquid"] as const;

describe.skipIf(stated.length === 0)("what venues state", () => {
  it("dYdX's rate of eight hours is at most six times initial less maintenance", () => {
    const { inputs, expected } = golden("funding.dydx.cap_8h");
    const question = { venue: "dydx", timeMs, intervalHours: 8, initialMarginRate: inputs["imf"]!, maintenanceMarginRate: inputs["mmf"]! } as const;
    expect(venueFundingRate({ ...question, averagePremium: 1 }).fundingRate).toBeCloseTo(expected["cap"]!, 12);
    expect(venueFundingRate({ ...question, averagePremium: -1 }).fundingRate).toBeCloseTo(-expected["cap"]!, 12);
  });

  it("within five hundredths of a percent of the interest the rate is the interest", () => {
    expect(golden("funding.clamp_identity").expected["F"]).toBe("I");
    for (const venue of clamped) {
      for (let i = -500; i <= 500; i++) {
        const averagePremium = 0.0001 + 0.000_499_999 * i / 500;
        const { fundingRate, intervalHours } = venueFundingRate({ venue, timeMs, averagePremium });
        expect(fundingRate).toBe(0.0001 * intervalHours / 8);
      }
      expect(venueFundingRate({ venue, timeMs, averagePremium: 0.000_601 }).fundingRate).not.toBe(0.0001);
    }
  });

  it("Deribit pays nothing within its dead band, and what is beyond it outside", () => {
    const { inputs } = golden("funding.deribit.dead_band");
    const rate = (averagePremium: number) => venueFundingRate({ venue: "deribit", timeMs, averagePremium }).fundingRate;
    for (let i = -10; i <= 10; i++) expect(rate(inputs["band"]! * i / 10)).toBeCloseTo(0, 18);
    expect(rate(0.001)).toBeCloseTo(0.00075, 15);
    expect(rate(-0.001)).toBeCloseTo(-0.00075, 15);
    expect(rate(1)).toBe(0.005);
  });
});

it("Binance divides by eight over the hours from 2025-09-18 on", () => {
  const asked = { venue: "binance", averagePremium: 0.002, intervalHours: 4 } as const;
  const before = venueFundingRate({ ...asked, timeMs: binanceChange - 1 });
  const after = venueFundingRate({ ...asked, timeMs: binanceChange });
  expect(before.fundingRate).toBeCloseTo(0.0015, 15);
  expect(before).toMatchObject({ intervalHours: 4, validFromMs: 0 });
  expect(after.fundingRate).toBeCloseTo(0.00075, 15);
  expect(after).toMatchObject({ intervalHours: 4, validFromMs: binanceChange });
  expect(venueFundingRate({ venue: "binance", timeMs, averagePremium: 0.00005 }).fundingRate).toBe(0.0001); // the header's example
});

it("a venue's rate is continuous in the premium, never falls, and has slope zero or one", () => {
  for (const venue of venues) {
    const terms = { venue, timeMs, intervalHours: 8, initialMarginRate: 0.05, maintenanceMarginRate: 0.03 };
    const step = 1e-5;
    const rates = Array.from({ length: 601 }, (_, i) => venueFundingRate({ ...terms, averagePremium: (i - 300) * step }).fundingRate);
    const slopes = rates.slice(1).map((rate, i) => (rate - rates[i]!) / step);
    for (const slope of slopes) expect(slope).toBeGreaterThanOrEqual(-1e-9);
    for (const slope of slopes) expect(slope).toBeLessThanOrEqual(1 + 1e-9);
    expect(slopes.filter((slope) => slope > 1e-9 && slope < 1 - 1e-9).length, venue).toBeLessThanOrEqual(2); // at the band's edges
  }
});

it("each term that a market sets is heard, and what is not given is the venue's", () => {
  expect(venueFundingRate({ venue: "hyperliquid", timeMs, averagePremium: 0.9 })).toMatchObject({ fundingRate: 0.04, intervalHours: 1 });
  expect(venueFundingRate({ venue: "dydx", timeMs, averagePremium: 0 }).fundingRate).toBe(0);
  expect(venueFundingRate({ venue: "dydx", timeMs, averagePremium: 0, isIsolated: true }).fundingRate).toBe(0.0000125);
  expect(venueFundingRate({ venue: "okx", timeMs, averagePremium: 0.0004, interestRatePer8Hours: 0 }).fundingRate).toBe(0);
  expect(venueFundingRate({ venue: "gate", timeMs, averagePremium: 0.5, capRate: 0.003 }).fundingRate).toBe(0.003);
  expect(venueFundingRate({ venue: "gate", timeMs, averagePremium: -0.5, floorRate: -0.002 }).fundingRate).toBe(-0.002);
  expect(venueFundingRate({ venue: "binance", timeMs, averagePremium: 0.5, maintenanceMarginRate: 0.005 }).fundingRate).toBe(0.005);
  expect(venueFundingRate({ venue: "bitmex", timeMs, averagePremium: 0.5, maintenanceMarginRate: 0.005, initialMarginRate: 0.01 }).fundingRate).toBeCloseTo(0.00375, 15);
});

it("the formula by itself is the one that the venues share", () => {
  for (let i = -300; i <= 300; i++) {
    const averagePremium = i * 1e-5;
    const { fundingRate } = formulas.fundingRate({ premiumRate: averagePremium, interestRate: 0.0001, clampRate: 0.0005 });
    expect(venueFundingRate({ venue: "bybit", timeMs, averagePremium }).fundingRate).toBe(fundingRate);
  }
});

const asked = { venue: "binance", timeMs, averagePremium: 0.0001 } as const;

refuses("venueFundingRate", (change) => venueFundingRate({ ...asked, ...change }), [
  ["venue", "ftx", "unknownVenue"], ["venue", 0, "unknownVenue"], ["venue", undefined, "unknownVenue"], ["venue", "binance-usdm", "unknownVenue"],
  ["timeMs", -1, "windowOutOfRange"], ["timeMs", -0.5, "windowOutOfRange"], ["timeMs", 1e300, "windowOutOfRange"], ["timeMs", undefined, "missingField"], ["timeMs", "now", "badNumber"], ["timeMs", null, "windowOutOfRange"],
  ["averagePremium", undefined, "missingField"], ["averagePremium", Number.NaN, "notFinite"], ["averagePremium", null, "notFinite"],
  ["intervalHours", 0, "windowOutOfRange"], ["intervalHours", 25, "windowOutOfRange"], ["interestRatePer8Hours", Infinity, "notFinite"],
  ["isIsolated", 1, "wrongType"], ["initialMarginRate", 5, "rateOutOfRange"], ["maintenanceMarginRate", -0.1, "rateOutOfRange"],
  ["capRate", "1%", "badNumber"], ["floorRate", [], "notFinite"],
]);

it("margin rates and caps are refused where they contradict each other", () => {
  expect(refusalOf(() => venueFundingRate({ ...asked, maintenanceMarginRate: 0.1, initialMarginRate: 0.05 }))).toMatchObject({ field: "maintenanceMarginRate", value: 0.1 });
  expect(refusalOf(() => venueFundingRate({ ...asked, capRate: 0.1, floorRate: 0.2 }))).toMatchObject({ field: "floorRate", value: 0.2 });
});
