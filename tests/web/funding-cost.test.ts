// What a funding rate costs a position, and what it is over venues, through plimsoll/formulas.

import { expect, it } from "vitest";
import * as formulas from "plimsoll/formulas";
import { golden, randomNumbers, refusalOf, refuses, stated } from "./formula-laws.ts";

const { fundingAcrossVenues, fundingCarry, venueFundingRate } = formulas;

it.skipIf(stated.length === 0)("BitMEX's long of 15 000 contracts pays a twentieth of a coin", () => {
  const { inputs, expected } = golden("funding.bitmex.inverse_long");
  const { interestRate } = formulas.interestRate({
    quoteRatePerDay: inputs["quote_rate_day"]!, baseRatePerDay: inputs["base_rate_day"]!, intervalsPerDay: inputs["intervals"]!,
  });
  const { fundingRate } = venueFundingRate({ venue: "bitmex", timeMs: 1_500_000_000_000, averagePremium: 0.0024, interestRatePer8Hours: interestRate });
  expect(fundingRate).toBeCloseTo(expected["funding_rate"]!, 12);
  const held = { kind: "inverse", side: "long", quantity: inputs["contracts"]! } as const;
  const { notional, fundingPaid } = formulas.fundingPayment({ ...held, markPrice: inputs["entry"]!, fundingRate });
  expect(notional).toBeCloseTo(expected["entry_value_xbt"]!, 9);
  expect(fundingPaid).toBeCloseTo(expected["funding_xbt"]!, 9);
  const { netProfit } = formulas.profit({ ...held, entryPrice: inputs["entry"]!, price: inputs["exit"]!, fundingPaid });
  expect(netProfit).toBeCloseTo(expected["total_xbt"]!, 9);
  // With one coin for margin the notional is the leverage, and the payment the same.
  expect(fundingCarry({ side: "long", leverage: 20, fundingRate, intervalHours: 8 }).costPerInterval).toBeCloseTo(0.05, 12);
});

const carried = { side: "long", leverage: 10, fundingRate: 0.0003, intervalHours: 8 } as const;
const carriedWhole = { ...carried, horizonHours: 24, feeRate: 0.0005, maintenanceMarginRate: 0.005, budgetRate: 0.09, intervals: 30 } as const;

it("20x at half a percent and three basis points lasts 150 intervals", () => {
  const found = fundingCarry({ ...carried, leverage: 20, maintenanceMarginRate: 0.005 });
  expect(found.runwayIntervals).toBeCloseTo(150, 9);
  expect(found.noRunway).toBeNull();
});

it("a carried position has the numbers of core's headers", () => {
  const found = fundingCarry(carriedWhole);
  expect(found.costPerInterval).toBeCloseTo(0.003, 15);
  expect(found.costOverHorizon).toBeCloseTo(0.009, 15);
  expect(found.breakEvenMove).toBeCloseTo(0.0019, 15);
  expect(found.breakEvenOnMargin).toBeCloseTo(0.019, 15);
  expect(found.leverageThatFundingEats).toBeCloseTo(10, 12);
  const year = fundingCarry({ ...carried, fundingRate: 0.0001 });
  expect(year.ratePerYear).toBeCloseTo(0.1095, 12);
  expect(year.compoundedRatePerYear).toBeCloseTo(0.11571, 5);
  expect(fundingCarry({ ...carried, fundingRate: 0.0001, intervalHours: 1 }).ratePer8Hours).toBeCloseTo(0.0008, 15);
});

it("what is not given leaves null, and nothing else", () => {
  const left = (question: Parameters<typeof fundingCarry>[0]) =>
    Object.entries(fundingCarry(question)).flatMap(([name, value]) => (value === null && name !== "noRunway" ? [name] : [])).sort();
  const without = (field: keyof typeof carriedWhole) => {
    const { [field]: _, ...rest } = carriedWhole;
    return left(rest as never);
  };
  expect(left(carriedWhole)).toEqual([]);
  expect(left(carried)).toEqual(["breakEvenMove", "breakEvenOnMargin", "costOverHorizon", "leverageThatFundingEats", "runwayIntervals"]);
  expect(without("horizonHours")).toEqual(["breakEvenMove", "breakEvenOnMargin", "costOverHorizon"]);
  expect(without("feeRate")).toEqual(["breakEvenMove", "breakEvenOnMargin"]);
  expect(without("maintenanceMarginRate")).toEqual(["runwayIntervals"]);
  expect(without("budgetRate")).toEqual(["leverageThatFundingEats"]);
  expect(without("intervals")).toEqual(["leverageThatFundingEats"]);
  expect(fundingCarry(carried).noRunway).toBeNull();
});

it("who receives, or pays nothing, has no end of runway and is told why", () => {
  const ask = (change: object) => fundingCarry({ ...carriedWhole, ...change });
  expect(ask({ side: "short" })).toMatchObject({ runwayIntervals: null, noRunway: "receives", leverageThatFundingEats: null });
  expect(ask({ fundingRate: -0.0003 })).toMatchObject({ runwayIntervals: null, noRunway: "receives" });
  expect(ask({ fundingRate: 0 })).toMatchObject({ runwayIntervals: null, noRunway: "noRate", leverageThatFundingEats: null });
  expect(ask({ side: "short", fundingRate: -0.0003 }).runwayIntervals).toBeGreaterThan(0);
  expect(ask({ leverage: 200 })).toMatchObject({ runwayIntervals: 0, noRunway: null });
  expect(ask({ fundingRate: 5e-324 })).toMatchObject({ runwayIntervals: null, noRunway: "noRate" });
});

it("what longs pay shorts receive, linear in leverage, and a payer's move is a receiver's", () => {
  const random = randomNumbers(961);
  for (let round = 0; round < 200; round++) {
    const fundingRate = (random() - 0.5) / 100;
    const question = { fundingRate, leverage: 1 + 99 * random(), intervalHours: [1, 4, 8][round % 3]!, horizonHours: 500 * random(), feeRate: 0 };
    const long = fundingCarry({ ...question, side: "long" });
    const short = fundingCarry({ ...question, side: "short" });
    expect(short.costPerInterval).toBe(-long.costPerInterval!);
    expect(short.costOverHorizon).toBe(-long.costOverHorizon!);
    expect(short.breakEvenOnMargin).toBe(-long.breakEvenOnMargin!);
    expect(short.breakEvenMove).toBe(long.breakEvenMove);
    const turned = fundingCarry({ ...question, side: "short", fundingRate: -fundingRate });
    expect(turned.costPerInterval).toBe(long.costPerInterval);
    const double = fundingCarry({ ...question, side: "long", leverage: 2 * question.leverage });
    expect(double.costOverHorizon).toBe(2 * long.costOverHorizon!);
    // By quantities: any longs against as many shorts.
    const paid = (side: "long" | "short", quantity: number) => formulas.fundingPayment({ side, quantity, markPrice: 100, fundingRate }).fundingPaid;
    const [one, two] = [10 * random(), 10 * random()];
    expect(paid("long", one) + paid("long", two) + paid("short", one + two)).toBeCloseTo(0, 12);
  }
});

it("runway falls in leverage, rate and maintenance, to zero where leverage is one over it", () => {
  const random = randomNumbers(962);
  for (let round = 0; round < 100; round++) {
    const at = { ...carried, leverage: 1 + 99 * random(), fundingRate: 1e-6 + random() / 100 };
    const question = { ...at, maintenanceMarginRate: 0.5 * random() / at.leverage };
    const runway = (change: object) => fundingCarry({ ...question, ...change }).runwayIntervals!;
    const here = runway({});
    expect(runway({ leverage: question.leverage * 1.01 })).toBeLessThan(here);
    expect(runway({ fundingRate: question.fundingRate * 1.01 })).toBeLessThan(here);
    expect(runway({ maintenanceMarginRate: question.maintenanceMarginRate + 1e-4 })).toBeLessThan(here);
    // Then what is left of the equity is the maintenance margin.
    expect(1 - question.leverage * question.fundingRate * here).toBeCloseTo(question.leverage * question.maintenanceMarginRate, 9);
    const { leverageThatFundingEats } = fundingCarry({ ...at, budgetRate: 0.1, intervals: 30 });
    expect(fundingCarry({ ...at, leverage: leverageThatFundingEats!, horizonHours: 240 }).costOverHorizon).toBeCloseTo(0.1, 12);
  }
  expect(fundingCarry({ ...carried, leverage: 199.99, maintenanceMarginRate: 0.005 }).runwayIntervals).toBeLessThan(0.001);
});

it("what no double holds is null, and never NaN or infinite", () => {
  const found = fundingCarry({ ...carriedWhole, leverage: 1e308, fundingRate: 1, intervalHours: 1 / 3_600, horizonHours: 1e308 });
  expect(found.costOverHorizon).toBeNull();
  expect(found.compoundedRatePerYear).toBeNull();
  expect(fundingCarry({ ...carried, fundingRate: -1 }).compoundedRatePerYear).toBeNull();
});

it("funding over venues is weighed by open interest, for eight hours", () => {
  const found = fundingAcrossVenues({ venues: [
    { fundingRate: 0.0001, intervalHours: 8, openInterestNotional: 300 },
    { fundingRate: "0.00005", intervalHours: 1, openInterestNotional: 100 },
    { fundingRate: -0.0001, intervalHours: 4 },
    { fundingRate: 0.0002, intervalHours: 8, openInterestNotional: 0 },
  ] });
  expect(found.weightedRatePer8Hours).toBeCloseTo((3 * 0.0001 + 0.0004) / 4, 15);
  expect(found.weightedVenues).toBe(2);
  expect(found.lowestRatePer8Hours).toBeCloseTo(-0.0002, 15);
  expect(found.highestRatePer8Hours).toBeCloseTo(0.0004, 15);
  expect(found.dispersionPer8Hours).toBeCloseTo(0.0006, 15);
});

it("without venues nothing is known, and without open interest no weight", () => {
  expect(fundingAcrossVenues({ venues: [] })).toEqual({
    weightedRatePer8Hours: null, weightedVenues: 0, lowestRatePer8Hours: null, highestRatePer8Hours: null, dispersionPer8Hours: null,
  });
  expect(fundingAcrossVenues({ venues: [{ fundingRate: 0.01, intervalHours: 8 }] })).toEqual({
    weightedRatePer8Hours: null, weightedVenues: 0, lowestRatePer8Hours: 0.01, highestRatePer8Hours: 0.01, dispersionPer8Hours: 0,
  });
});

const listed = { fundingRate: 0.0001, intervalHours: 8, openInterestNotional: 100 } as const;

refuses("fundingCarry", (change) => fundingCarry({ ...carriedWhole, ...change }), [
  ["side", "buy", "wrongType"], ["leverage", 0, "leverageOutOfRange"], ["leverage", null, "notFinite"], ["leverage", undefined, "missingField"],
  ["fundingRate", 1.5, "rateOutOfRange"], ["fundingRate", null, "notFinite"], ["intervalHours", 0, "windowOutOfRange"], ["intervalHours", 48, "windowOutOfRange"],
  ["horizonHours", -1, "timeNegative"], ["feeRate", 1, "rateOutOfRange"], ["maintenanceMarginRate", 1, "rateOutOfRange"], ["maintenanceMarginRate", -0.1, "rateOutOfRange"], ["maintenanceMarginRate", "0,5", "badNumber"],
  ["budgetRate", 0, "rateOutOfRange"], ["intervals", 0, "windowOutOfRange"],
]);

refuses("fundingAcrossVenues", (change) => fundingAcrossVenues({ venues: [listed, { ...listed, ...change }] }), [
  ["fundingRate", 2, "rateOutOfRange"], ["fundingRate", undefined, "notFinite"], ["intervalHours", 0, "windowOutOfRange"], ["openInterestNotional", -1, "notionalNegative"], ["openInterestNotional", "much", "badNumber"],
]);

it("a list of venues is a list of objects", () => {
  expect(refusalOf(() => fundingAcrossVenues({ venues: [1 as never] }))).toMatchObject({ code: "wrongType", field: "venues", value: 1 });
  expect(refusalOf(() => fundingAcrossVenues({ venues: {} as never })).field).toBe("venues");
});
