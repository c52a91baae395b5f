// Accounts of lending protocols, through evaluate of plimsoll/margin.

import { describe, expect, it } from "vitest";
import { evaluate, InputError, type LendingAccount, type LendingRisk } from "plimsoll/margin";

const account: LendingAccount = {
  venue: "aave-v3",
  assets: [
    { symbol: "WETH", collateralQuantity: 10, maxLtv: 0.8, liquidationThreshold: 0.825 },
    { symbol: "USDC", debtQuantity: 20_000 },
  ],
};
const prices = { WETH: 2_500, USDC: 1 };

const valuesOf = ({ assets: _, liquidatable: __, ...estimates }: LendingRisk) =>
  Object.fromEntries(Object.entries(estimates).map(([name, { value }]) => [name, value]));

describe("a lending account", () => {
  it("has a health factor, and prices at which it is one", () => {
    const risk = evaluate(account, prices);
    expect(valuesOf(risk)).toEqual({
      healthFactor: 1.03125, collateralValue: 25_000, debtValue: 20_000, borrowedLtv: 0.8, maxLtv: 0.8,
      liquidationThreshold: 0.825, availableBorrows: 0, drawdownToLiquidation: 1 - 1 / 1.03125,
    });
    expect(risk.liquidatable).toBe(false);
    for (const { symbol, liquidationPrice } of risk.assets) {
      const at = { ...prices, [symbol]: liquidationPrice.value! };
      expect(evaluate(account, at).healthFactor.value).toBeCloseTo(1, 12);
    }
    expect(evaluate(account, { ...prices, WETH: 2_424 }).liquidatable).toBe(true);
  });

  it("says why a number is not there", () => {
    const unborrowed = evaluate({ venue: "morpho-blue", assets: [account.assets[0]!] }, prices);
    expect(unborrowed.healthFactor).toMatchObject({ value: null, reason: "noDebt" });
    expect(unborrowed.assets[0]!.liquidationPrice).toMatchObject({ value: null, reason: "fullyCollateralized" });
    const empty = evaluate({ venue: "aave-v3", assets: [] }, {});
    expect(empty.borrowedLtv).toMatchObject({ value: null, reason: "noCollateral" });
    expect(empty.liquidatable).toBe(false);
    const unpriced = evaluate(account, { USDC: 1 });
    expect(unpriced.healthFactor).toMatchObject({ value: null, reason: "noMark", missing: ["marks.WETH"] });
    expect(unpriced.assets[1]!.liquidationPrice).toMatchObject({ value: null, reason: "noMark" });
    expect(unpriced.liquidatable).toBe(false);
  });

  it("takes the parameters of an efficiency mode for the assets in it", () => {
    const eMode = { maxLtv: 0.93, liquidationThreshold: 0.95 };
    const inMode = account.assets.map((asset) => ({ ...asset, inEMode: true }));
    expect(evaluate({ ...account, eMode, assets: inMode }, prices).healthFactor.value).toBeCloseTo(25_000 * 0.95 / 20_000, 12);
    expect(evaluate({ ...account, eMode }, prices).healthFactor.value).toBe(1.03125);
  });

  it("does not depend on the order of its assets, nor on the currency", () => {
    const turned = evaluate({ ...account, assets: [...account.assets].reverse() }, prices);
    expect(turned.healthFactor.value).toBe(1.03125);
    const inWei = evaluate(account, { WETH: 1, USDC: 1 / 2_500 });
    expect(inWei.healthFactor.value).toBeCloseTo(1.03125, 12);
  });

  it.each([
    ["a quantity below zero", { collateralQuantity: -1 }, "quantityNegative", "collateralQuantity", -1],
    ["no number", { debtQuantity: "1,000" }, "badNumber", "debtQuantity", "1,000"],
    ["a threshold in per cent", { liquidationThreshold: 82.5 }, "rateOutOfRange", "liquidationThreshold", 82.5],
    ["an LTV above the threshold", { maxLtv: 0.9, liquidationThreshold: 0.8 }, "rateOutOfRange", "maxLtv", 0.9],
  ])("refuses %s", (_, asset, code, field, value) => {
    const wrong = { ...account, assets: [account.assets[0]!, { ...account.assets[1]!, ...asset }] };
    expect(() => evaluate(wrong as LendingAccount, prices)).toThrow(expect.objectContaining({ code, field, value }));
  });

  it("knows no health without collateral, and says so", () => {
    const risk = evaluate({ venue: "aave-v3", assets: [account.assets[1]!] }, prices);
    expect(risk.healthFactor.value).toBe(0);
    expect(risk.drawdownToLiquidation).toMatchObject({ value: null, reason: "noCollateral" });
    expect(risk.assets[0]!.liquidationPrice).toMatchObject({ value: null, reason: "noCollateral" });
  });

  it.each([
    [{ ...account, assets: [...account.assets, account.assets[0]] }, prices, "symbol"],
    [{ ...account, assets: [{ ...account.assets[0], inEMode: "false" }] }, prices, "inEMode"],
    [{ ...account, assets: [{ ...account.assets[0], inEMode: true }] }, prices, "eMode"],
    [{ ...account, assets: null }, prices, "assets"],
    [{ ...account, assets: [null] }, prices, "assets"],
    [{ ...account, eMode: 1 }, prices, "eMode"],
    [account, null, "marks"],
    [account, { ...prices, WETH: 0 }, "marks.WETH"],
    [account, { ...prices, WETH: Number.NaN }, "marks.WETH"],
  ])("refuses %j at %j", (given, at, field) => {
    const ask = () => evaluate(given as LendingAccount, at as typeof prices);
    expect(ask).toThrow(InputError);
    expect(ask).toThrow(expect.objectContaining({ field }));
  });
});
