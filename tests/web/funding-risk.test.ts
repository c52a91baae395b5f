// What the next fundings may take from a position, through plimsoll/formulas.

import { expect, it } from "vitest";
import { fundingRisk } from "plimsoll/formulas";
import { randomNumbers, refusalOf, refuses } from "./formula-laws.ts";

/** An AR(1) of rates. */
function history(seed: number, count: number, { mean, phi, shock }: { mean: number; phi: number; shock: number }): number[] {
  const random = randomNumbers(seed);
  let now = mean;
  return Array.from({ length: count }, () => {
    let normal = -6;
    for (let i = 0; i < 12; i++) normal += random();
    return (now = mean + phi * (now - mean) + shock * normal);
  });
}

const made = { mean: 0.0001, phi: 0.8, shock: 0.00005 };
const rates = history(963, 500, made);
const risky = { rates, side: "long", leverage: 5, intervals: 21 } as const;

it("the process of a history is the one that made it", () => {
  const found = fundingRisk({ ...risky, rates: history(964, 5_000, made) });
  expect(found.meanRate).toBeCloseTo(made.mean, 4);
  expect(found.autocorrelation).toBeCloseTo(made.phi, 1);
  expect(found.shockDeviation! / made.shock).toBeCloseTo(1, 1);
  expect(fundingRisk(risky).lastRate).toBe(rates.at(-1));
});

it("cost at risk is linear in leverage, and expected cost opposite for the other side", () => {
  const one = fundingRisk({ ...risky, leverage: 1 });
  const four = fundingRisk({ ...risky, leverage: 4 });
  const other = fundingRisk({ ...risky, leverage: 1, side: "short" });
  expect(four.costAtRisk).toBe(4 * one.costAtRisk!);
  expect(four.bootstrappedCostAtRisk).toBe(4 * one.bootstrappedCostAtRisk!);
  expect(other.expectedCost).toBe(-one.expectedCost!);
  expect(other.costDeviation).toBe(one.costDeviation);
  expect(other.bootstrappedExpectedCost).toBeCloseTo(-one.bootstrappedExpectedCost!, 15);
  expect(one.costAtRisk).toBeCloseTo(one.expectedCost! + 1.6448536269514722 * one.costDeviation!, 15);
  expect(four.signFlipProbability).toBe(one.signFlipProbability);
});

it("without memory risk grows as the root of the horizon, with all of it as its power of three halves", () => {
  const growth = (past: readonly number[]) => {
    const deviation = (intervals: number) => fundingRisk({ ...risky, rates: past, intervals }).costDeviation!;
    return deviation(400) / deviation(100);
  };
  // Two up and two down have no autocorrelation; a long ramp has hardly any but one.
  expect(growth(Array.from({ length: 4_000 }, (_, i) => (i % 4 < 2 ? 0.0001 : -0.0001)))).toBeCloseTo(2, 2);
  const ramp = growth(Array.from({ length: 50_000 }, (_, i) => i * 1e-8));
  expect(ramp).toBeGreaterThan(7.7);
  expect(ramp).toBeLessThan(8);
});

it("rates that never moved cost what they cost, without risk", () => {
  const found = fundingRisk({ ...risky, rates: Array<number>(90).fill(0.0001), leverage: 10, intervals: 30 });
  expect(found).toMatchObject({ autocorrelation: 0, shockDeviation: 0, costDeviation: 0, signFlipProbability: 0, bootstrappedSignFlipProbability: 0 });
  expect(found.costAtRisk).toBeCloseTo(0.03, 12);
  expect(found.bootstrappedCostAtRisk).toBeCloseTo(0.03, 12);
});

it("the bootstrap agrees with the process that made a history, and repeats itself for a seed", () => {
  const found = fundingRisk({ ...risky, blockLength: 15 });
  expect(found.bootstrappedCostDeviation! / found.costDeviation!).toBeCloseTo(1, 0);
  expect(fundingRisk({ ...risky, blockLength: 15, seed: 1 })).toEqual(found);
  expect(fundingRisk({ ...risky, blockLength: 9 })).toEqual(fundingRisk(risky));
  expect(fundingRisk({ ...risky, seed: 2 }).bootstrappedCostAtRisk).not.toBe(fundingRisk(risky).bootstrappedCostAtRisk);
  expect(fundingRisk({ ...risky, blockLength: 1 }).bootstrappedCostDeviation).toBeLessThan(found.bootstrappedCostDeviation!);
});

it("of fewer than ten rates nothing is said, and of a last rate of zero no flip", () => {
  for (const few of [[], rates.slice(0, 9)]) {
    expect(new Set(Object.values(fundingRisk({ ...risky, rates: few })))).toEqual(new Set([null]));
  }
  expect(Object.values(fundingRisk({ ...risky, rates: rates.slice(0, 10) }))).not.toContain(null);
  expect(fundingRisk({ ...risky, rates: [...rates, 0] })).toMatchObject({ signFlipProbability: null, bootstrappedSignFlipProbability: null });
});

it("a flip is likelier the longer one waits", () => {
  const flips = [1, 2, 4, 8, 16].map((intervals) => fundingRisk({ ...risky, intervals }).signFlipProbability!);
  flips.slice(1).forEach((flip, i) => expect(flip).toBeGreaterThanOrEqual(flips[i]! - 2e-3));
  expect(Math.min(...flips)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...flips)).toBeLessThanOrEqual(1);
});

refuses("fundingRisk", (change) => fundingRisk({ ...risky, ...change }), [
  ["rates", undefined, "wrongType"], ["rates", {}, "wrongType"], ["side", "", "wrongType"], ["leverage", -1, "leverageOutOfRange"],
  ["intervals", 0, "windowOutOfRange"], ["intervals", 1.5, "windowOutOfRange"], ["intervals", 1_096, "windowOutOfRange"], ["intervals", undefined, "missingField"],
  ["blockLength", 0, "windowOutOfRange"], ["blockLength", 2 ** 31, "windowOutOfRange"], ["seed", -1, "numberOutOfRange"], ["seed", 0.5, "numberOutOfRange"], ["seed", 2 ** 60, "numberOutOfRange"],
]);

it("a rate of a history that cannot be used is refused by its value", () => {
  expect(refusalOf(() => fundingRisk({ ...risky, rates: [...rates, 1.5] }))).toMatchObject({ code: "rateOutOfRange", field: "rates", value: 1.5 });
  expect(refusalOf(() => fundingRisk({ ...risky, rates: [...rates, "x"] }))).toMatchObject({ code: "badNumber", field: "rates", value: "x" });
  expect(refusalOf(() => fundingRisk({ ...risky, rates: [0.1, undefined as never, 0.1] })).field).toBe("rates");
});
