// Single formulas, through plimsoll/formulas: what their docs say, and what they refuse.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as formulas from "plimsoll/formulas";
import { InputError } from "plimsoll/formulas";
import { InputError as MarginError, evaluate } from "plimsoll/margin";

const folder = join(import.meta.dirname, "../../web/src/formulas");

/** Every example in the docs: an expression, and the number that the comment behind it promises. */
const examples = readdirSync(folder).flatMap((file) =>
  [...readFileSync(join(folder, file), "utf8").matchAll(/@example\n \* (.+?); \/\/ (.+)\n/g)]
    .map(([, code, promised]): [string, string] => [code!, promised!]));

function valueOf(code: string): unknown {
  const names = Object.keys(formulas);
  return new Function(...names, `return ${code}`)(...Object.values(formulas));
}

describe("the examples in the docs", () => {
  it("are there", () => expect(examples.length).toBeGreaterThanOrEqual(10));

  it.each(examples)("%s is %s", (code, promised) => {
    const value = valueOf(code);
    if (typeof value === "bigint") {
      const scaled = /^([\d.]+) with (\d+) decimals$/.exec(promised);
      const [whole = "", part = ""] = scaled?.[1]?.split(".") ?? [];
      const text = scaled ? whole + part.padEnd(Number(scaled[2]), "0") : promised.replace(/n$/, "");
      expect(value.toString()).toBe(text);
    } else {
      expect(value).toBeCloseTo(Number(promised), 2);
    }
  });
});

// --- What cannot be used ------------------------------------------------------------------------

type Formula = (given: Record<string, unknown>) => unknown;

/** A question that is answered, of every formula that takes one object. */
const asked: Record<string, Record<string, unknown>> = {
  orderCost: { side: "long", quantity: 1, orderPrice: 100, markPrice: 100, leverage: 10 },
  maxQuantity: { side: "long", freeMargin: 100, orderPrice: 100, markPrice: 100, leverage: 10 },
  profit: { side: "long", quantity: 1, entryPrice: 100, price: 110, leverage: 10, wantedProfit: 5, wantedReturn: 0.1 },
  premiumRate: { impactBidPrice: 101, indexPrice: 100 },
  interestRate: { quoteRatePerDay: 0.0006, baseRatePerDay: 0.0003, intervalsPerDay: 3 },
  fundingRate: { premiumRate: 0.001, interestRate: 0.0001, clampRate: 0.0005 },
  fundingPayment: { side: "long", quantity: 1, markPrice: 100, fundingRate: 0.0001, equity: 10, maintenanceMargin: 1 },
  fundingCarry: { side: "long", leverage: 10, fundingRate: 0.0003, intervalHours: 8, horizonHours: 24, feeRate: 0.0005, budgetRate: 0.09, intervals: 30 },
  squareRootImpact: { dailyVolatility: 0.03, dailyQuantity: 10_000, quantity: 100 },
  collateralLoop: { collateralValue: 300, debtValue: 200, liquidationThreshold: 0.8, bonusRate: 0.05, wantedHealthFactor: 1.3 },
  loopPlan: { equity: 100, liquidationThreshold: 0.8, ltv: 0.7, targetMultiple: 2 },
  unwinding: { collateralValue: 300, debtValue: 200, liquidationThreshold: 0.8, ltvWhile: 0.75 },
  aaveInterest: { rateRay: 10n ** 26n, seconds: 100 },
  aaveTotals: { collateralBase: 10n ** 10n, weightedThresholdBase: 8n * 10n ** 13n, debtBase: 10n ** 9n, ltvBps: 7_500 },
  aaveLiquidation: { healthFactor: 0.97, totalDebt: 10_000, debt: 5_000, collateral: 8_000 },
  morphoPosition: { collateral: 10n ** 18n, borrowed: 10n ** 17n, lltv: 86n * 10n ** 16n, price: 10n ** 36n },
  morphoBorrowAssets: { shares: 10n ** 12n, totalAssets: 10n ** 9n, totalShares: 10n ** 15n },
  dydxMarket: { initialMarginRate: 0.05, maintenanceMarginRate: 0.03 },
  dydxInitialMargin: { initialMarginPpm: 50_000, maintenanceFractionPpm: 600_000, notional: 1_000_001 },
  dydxFundingIndexDelta: { atomicResolution: -10, price: 10n ** 9n, exponent: -5, fundingRatePpm: 100, seconds: 3_600 },
  driftMarginRatios: { initial: 1_000, maintenance: 500, imfFactor: 50, size: 10n ** 15n },
  driftSpotWeights: { imfFactor: 50, size: 10n ** 12n },
  driftPnl: { base: 10n ** 9n, quote: -(10n ** 8n), price: 10n ** 8n },
  driftBaseToCover: { marginShortage: 10n ** 7n, marginRatio: 1_000, oraclePrice: 10n ** 8n },
  gmxBalance: { sizeUsd: 1_000, collateralUsd: 100, pnl: -10, minCollateralUsd: 1, minCollateralRate: 0.005 },
  gmxLeverageLimits: { minCollateralRate: 0.01, minCollateralRateForLiquidation: 0.005, positionFeeRate: 0.0006 },
  gmxIncrease: { side: "long", sizeUsd: 1_000, oraclePrice: 100, priceImpactRate: 0.001 },
  gmxPriceImpact: { positiveFactor: 1e-9, positiveExponent: 2, negativeFactor: 2e-9, negativeExponent: 2, longUsd: 1, shortUsd: 2, longUsdAfter: 3, shortUsdAfter: 2 },
  gmxFunding: { factor: 2e-5, exponent: 1, longUsd: 150_000, shortUsd: 50_000 },
  gmxFundingChange: { increasePerSecond: 1e-6, decreasePerSecond: 2e-8, thresholdForStable: 0.05, thresholdForDecrease: 0.03, imbalance: 0.06, seconds: 600, isSkewAsFunding: true },
  gmxV1LiquidationPrice: { side: "long", sizeUsd: 1_000, collateralUsd: 100, averagePrice: 50 },
  htxNetPosition: { longContracts: 1_200, shortContracts: 3_000 },
  jupiterFees: { sizeUsd: 100_000, baseFeeRate: 0.0006, tradeImpactFeeScalar: 1.25e9 },
};

const formulaOf = (name: string) => formulas[name as keyof typeof formulas] as unknown as Formula;
const isOfWholes = (name: string) => Object.values(asked[name]!).some((value) => typeof value === "bigint") ||
  name === "dydxInitialMargin";

function refusalOf(ask: () => unknown): InputError {
  try {
    ask();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const names = Object.keys(asked);

it("every formula of one object is asked here", () => {
  const others = ["InputError", "LoadError", "ready", "averageEntryPrice", "marginTableAt", "marginForLiquidationPrice", "dydxSubaccount", "driftAccount", "deleveragingQueue",
    "deleveragingRank", "liquidationSteps", "weightedCollateral", "venueFundingRate", "fundingRisk", "fundingAcrossVenues", "selfExcitation"];
  const known = Object.keys(formulas).filter((name) => !others.includes(name));
  expect(names.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !names.includes(name))).toEqual([]);
});

it.each(names)("%s answers", (name) => {
  const found = formulaOf(name)(asked[name]!);
  for (const value of Object.values(Object(found))) {
    expect(value === null || typeof value === "bigint" || Number.isFinite(value as number)).toBe(true);
  }
});

it.each(names)("%s refuses what is no number, by field and value", (name) => {
  for (const field of Object.keys(asked[name]!)) {
    if (field === "isSkewAsFunding") continue;
    for (const value of ["", "1,000", "0x10", "NaN", Number.NaN, Infinity, -Infinity, {}, [], () => 1, Symbol("s")]) {
      const refusal = refusalOf(() => formulaOf(name)({ ...asked[name], [field]: value }));
      expect(refusal.field, String(value)).toBe(field);
      expect(refusal.value).toBe(value);
      expect(field === "side" ? ["wrongType"] : ["badNumber", "notFinite"]).toContain(refusal.code);
    }
  }
});

it.each(names)("%s refuses to go without what it needs", (name) => {
  const optional = ["leverage", "wantedProfit", "wantedReturn", "wantedHealthFactor", "bonusRate", "equity", "maintenanceMargin", "imfFactor", "size",
    "notional", "base", "price", "pnl", "collateralUsd", "sizeUsd", "minCollateralUsd", "minCollateralRate",
    "horizonHours", "feeRate", "budgetRate", "intervals"];
  for (const field of Object.keys(asked[name]!)) {
    if (optional.includes(field) && !["orderCost", "maxQuantity"].includes(name)) continue;
    const { [field]: _, ...rest } = asked[name]!;
    expect(refusalOf(() => formulaOf(name)(rest)), field).toBeInstanceOf(InputError);
  }
});

it.each(names)("%s is asked with an object", (name) => {
  for (const given of [null, undefined, 1, "x", []]) {
    expect(refusalOf(() => formulaOf(name)(given as never)).code).toBe("wrongType");
  }
});

it.each(names.filter(isOfWholes))("%s refuses what no 256 bits hold, and fractions", (name) => {
  for (const field of Object.keys(asked[name]!)) {
    expect(refusalOf(() => formulaOf(name)({ ...asked[name], [field]: 1n << 256n })).code).toBe("numberOutOfRange");
    expect(refusalOf(() => formulaOf(name)({ ...asked[name], [field]: 0.5 })).code).toBe("badNumber");
    expect(refusalOf(() => formulaOf(name)({ ...asked[name], [field]: 2 ** 53 })).code).toBe("badNumber");
  }
});

it.each(names.filter(isOfWholes))("%s answers or refuses whatever whole number stands in a field", (name) => {
  for (const field of Object.keys(asked[name]!)) {
    for (const power of [0n, 31n, 32n, 63n, 64n, 127n, 128n, 255n]) {
      for (const value of [1n << power, (1n << power) - 1n, -(1n << power)]) {
        try {
          formulaOf(name)({ ...asked[name], [field]: value });
        } catch (error) {
          expect(error, `${field} ${value}`).toBeInstanceOf(InputError);
        }
      }
    }
  }
});

it("numbers may be decimal text, and whole numbers bigint, text or number", () => {
  expect(formulas.orderCost({ side: "long", quantity: "1", orderPrice: "100.5", markPrice: 100, leverage: "10" }).openLoss).toBe(0.5);
  for (const seconds of [31_536_000, 31_536_000n, "31536000"]) {
    expect(formulas.aaveInterest({ rateRay: 10n ** 26n, seconds }).linear).toBe(11n * 10n ** 26n);
  }
});

const rows = [
  { contractsFloor: 0, contractsCap: 100, maintenanceMarginRate: 0.004, maxLeverage: 100 },
  { contractsFloor: 100, contractsCap: 200, maintenanceMarginRate: 0.006, maxLeverage: 75 },
  { contractsFloor: 200, contractsCap: 300, maintenanceMarginRate: 0.01, maxLeverage: 50 },
  { contractsFloor: 300, contractsCap: 1_000, maintenanceMarginRate: 0.02, maxLeverage: 20 },
];
const stepped = { side: "long", quantity: 5, entryPrice: 50_000, margin: 25_000 } as const;

it("a large position goes in steps, each at its price", () => {
  const { steps } = formulas.liquidationSteps({ ...stepped, venue: "okx", contracts: 500, table: { brackets: rows }, takerFeeRate: 0.0005 });
  expect(steps.map(({ quantity, left }) => [quantity, left])).toEqual([[3, 2], [2, 0]]); // from tier 4 to tier 2
  expect(steps[1]!.price).toBeLessThan(steps[0]!.price);
  const brackets = [{ notionalFloor: 0, maintenanceMarginRate: 0.01, maxLeverage: 50 }];
  const fifth = formulas.liquidationSteps({ ...stepped, venue: "hyperliquid", table: { brackets } });
  expect(fifth.steps.map(({ quantity }) => quantity)).toEqual([1, 4]);
  expect(fifth.pauseMs).toBe(30_000);
  expect(refusalOf(() => formulas.liquidationSteps({ ...stepped, venue: "gate", table: { brackets } })).code).toBe("unknownVenue");
});

it("haircuts grow with the quantity", () => {
  const tiers = [{ floor: 0, cap: 20, weight: 0.98 }, { floor: 20, weight: 0.95 }];
  const { weightedQuantity, weight } = formulas.weightedCollateral(tiers, 30);
  expect(weightedQuantity).toBeCloseTo(29.1, 12);
  expect(weight).toBeCloseTo(0.97, 12);
  expect(refusalOf(() => formulas.weightedCollateral([{ floor: 0, weight: 98 }], 1))).toMatchObject({ code: "rateOutOfRange", field: "weight", value: 98 });
  expect(refusalOf(() => formulas.weightedCollateral([], 1)).code).toBe("tableEmpty");
});

it("only venues that state a rank have one", () => {
  const position = { side: "long", quantity: 1, entryPrice: 50_000, markPrice: 52_000, margin: 5_000 } as const;
  expect(formulas.deleveragingRank({ ...position, venue: "binance-usdm", maintenanceMargin: 260 })).toBeCloseTo(2_000 / 5_000 * 260 / 7_000, 12);
  expect(refusalOf(() => formulas.deleveragingRank({ ...position, venue: "dydx" })).code).toBe("unknownVenue");
});

it("a list's row that cannot be used is refused by its field", () => {
  expect(refusalOf(() => formulas.averageEntryPrice("linear", [])).field).toBe("fills");
  expect(refusalOf(() => formulas.averageEntryPrice("linear", [{ quantity: 1, price: 0 }]))).toMatchObject({ code: "priceNotPositive", value: 0 });
  expect(refusalOf(() => formulas.dydxSubaccount({ quoteBalance: 0, positions: [{} as never] })).field).toBe("initialMarginPpm");
  expect(refusalOf(() => formulas.driftAccount({ positions: [{ signedQuantity: "" } as never] })).field).toBe("signedQuantity");
  expect(refusalOf(() => formulas.marginTableAt("nowhere" as never, { brackets: [] }, {})).code).toBe("unknownVenue");
});

it("what a venue's formula counts is asked for, not invented", () => {
  const brackets = [{ notionalFloor: 0, maintenanceMarginRate: 0.01, maxLeverage: 10 }];
  const target = { side: "long", quantity: 1, entryPrice: 100, liquidationPrice: 95 } as const;
  const ask = (venue: string, more: object = {}) => () =>
    formulas.marginForLiquidationPrice({ ...target, venue, table: { brackets, ...more } } as never);
  expect(refusalOf(ask("htx"))).toMatchObject({ code: "missingField", field: "leverage" });
  expect(refusalOf(ask("gate"))).toMatchObject({ code: "missingField", field: "takerFeeRate" });
  const least = formulas.marginForLiquidationPrice({ ...target, venue: "gmx-v2", takerFeeRate: 0.0006, table: { brackets, minMaintenanceMargin: 5 } });
  expect(least.margin).toBeCloseTo(5 + 0.06 + 5, 12);
  expect(formulas.marginForLiquidationPrice({ ...target, venue: "binance-coinm", table: { brackets } }).margin).toBeLessThan(1);
  const counted = [{ contractsFloor: 0, maintenanceMarginRate: 0.01, maxLeverage: 10 }];
  expect(refusalOf(() => formulas.maxQuantity({ ...asked["maxQuantity"], table: { brackets: counted } } as never)).field).toBe("contractsFloor");
  expect(refusalOf(() => formulas.profit({ ...asked["profit"], side: 5 } as never)).field).toBe("side");
  expect(refusalOf(() => formulas.profit({ ...asked["profit"], quantity: "long" } as never)).field).toBe("quantity");
  expect(refusalOf(() => formulas.dydxFundingIndexDelta({ ...asked["dydxFundingIndexDelta"], exponent: 2n ** 32n } as never))).toBeInstanceOf(InputError);
});

it("an error of one entry is an error of every entry", () => {
  expect(refusalOf(() => formulas.orderCost({} as never))).toBeInstanceOf(MarginError);
  expect(() => evaluate(null as never, {})).toThrow(InputError);
});

it("an empty table has nothing to say", () => {
  const brackets = [{ notionalFloor: 0, notionalCap: 1_000, maintenanceMarginRate: 0.01, maxLeverage: 50 }];
  expect(formulas.marginTableAt("binance-usdm", { brackets }, { size: 2_000, leverage: 60 })).toMatchObject({
    maxLeverage: null, maxSize: null, headroom: null, maxLeverageForMargin: null,
  });
});
