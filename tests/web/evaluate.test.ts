import { describe, expect, it } from "vitest";
import type { Account, Estimate, IsolatedPosition } from "plimsoll";
import { engine, halfPercent } from "./plimsoll.ts";
import { type Case, riskOf, vectors } from "./vectors.ts";

const plimsoll = await engine();

function expectEstimate(found: Estimate, expected: number | null, relativeTolerance: number): void {
  if (expected === null) {
    expect(found.value).toBeNull();
    expect(found.reason).not.toBeNull();
  } else {
    expect(found.reason).toBeNull();
    expect(Math.abs(found.value! - expected)).toBeLessThanOrEqual(relativeTolerance * Math.abs(expected));
  }
}

describe.each(["leverage", "liquidation", "adjust"])("vectors of %s", (word) => {
  const { cases, loss = [], tables, relativeTolerance } = vectors(word);
  // The core's word for it, and ours.
  const names: Record<string, string> = { leverageAtEntry: "entryLeverage" };
  const noTable: Record<string, unknown> = { leverage: true };

  it.each([...cases, ...loss].map((row): [string, Case] => [row.name, row]))("%s", (_, { inputs, expected }) => {
    const risk = riskOf(plimsoll, inputs, tables);
    for (const [name, value] of Object.entries(expected)) {
      const found = risk[(names[name] ?? name) as "equity"];
      const isRemedy = name === "marginToAdd" || name === "quantityToClose";
      // The core computes a remedy at any mark; for a person it is too late here.
      if (isRemedy && risk.liquidatable) expect(found).toMatchObject({ value: null, reason: "alreadyLiquidatable" });
      else expectEstimate(found, value, relativeTolerance);
    }
    if (noTable[word]) expect(risk.liquidation).toMatchObject({ value: null, reason: "noTable", missing: ["marginTable"] });
  });
});

describe("vectors of margin_table", () => {
  const { cases, tables, relativeTolerance } = vectors("margin_table");

  it.each(cases.map((row): [string, Case] => [row.name, row]))("%s", (_, { inputs, expected }) => {
    const { notional = 0 } = inputs;
    if (notional === 0) return; // a position is larger than nothing
    const risk = riskOf(plimsoll, {
      side: "long", quantity: 1, entryPrice: notional, posted: notional, table: inputs.table!,
    }, tables);
    expectEstimate(risk.maintenanceMargin, expected["maintenanceMargin"]!, relativeTolerance);
    expectEstimate(risk.maxLeverage, expected["maxLeverage"]!, relativeTolerance);
  });
});

describe("evaluate", () => {
  const account: Account = {
    venue: "binance-usdm",
    positions: [{ symbol: "BTCUSDT", side: "long", quantity: 1, entryPrice: 50_000, mode: "isolated", posted: 5_000 }],
    tables: { BTCUSDT: { ...halfPercent, date: "2024-10-01", source: "by hand" } },
    instruments: { BTCUSDT: { tickSize: "0.10" } },
  };

  it("says where a number comes from", () => {
    const [risk] = plimsoll.evaluate(account, { BTCUSDT: 50_000 }).positions;
    expect(risk).toMatchObject({ id: "BTCUSDT:long", symbol: "BTCUSDT", side: "long", mode: "isolated", liquidatable: false });
    expect(risk!.liquidationPrice.value).toBeCloseTo(45_000 / 0.995, 9);
    expect(risk!.liquidation).toEqual({
      value: 45_226.2, reason: null, missing: [], assumed: [], tableDate: "2024-10-01",
      formula: expect.stringContaining("Binance FAQ") as string,
    });
  });

  it("rounds toward the mark", () => {
    const short = { ...account.positions[0]!, side: "short" as const };
    const [risk] = plimsoll.evaluate({ ...account, positions: [short] }, { BTCUSDT: 50_000 }).positions;
    expect(risk!.liquidationPrice.value).toBeCloseTo(55_000 / 1.005, 9);
    expect(risk!.liquidation.value).toBe(54_726.3);
  });

  it("names what is missing, and invents nothing", () => {
    const bare = { ...account, tables: {}, instruments: {} };
    const [risk] = plimsoll.evaluate(bare, {}).positions;
    expect(risk!.entryLeverage.value).toBe(10);
    expect(risk!.bankruptcyPrice.value).toBe(45_000);
    expect(risk!.equity).toMatchObject({ value: null, reason: "noMark", missing: ["markPrice"] });
    expect(risk!.liquidation).toMatchObject({ value: null, reason: "noTable", missing: ["marginTable"] });
    for (const estimate of Object.values(risk!)) {
      if (typeof estimate !== "object") continue;
      expect((estimate.value === null) === (estimate.reason !== null)).toBe(true);
      expect(estimate.value).not.toBeNaN();
    }
  });

  it("takes a position by its equity at a mark", () => {
    const [posted] = plimsoll.evaluate(account, { BTCUSDT: 48_000 }).positions;
    const { posted: _, ...rest } = account.positions[0] as IsolatedPosition;
    const stated = { ...rest, equityAtMark: "7000", markPrice: "52000.0" };
    const [risk] = plimsoll.evaluate({ ...account, positions: [stated] }, { BTCUSDT: 48_000 }).positions;
    expect(risk).toEqual(posted);
  });

  it("knows several positions, each by its id", () => {
    const other = { ...account.positions[0]!, id: "mine", symbol: "ETHUSDT", entryPrice: 3_000, posted: 300 };
    const { positions } = plimsoll.evaluate({ ...account, positions: [account.positions[0]!, other] }, { ETHUSDT: 3_000 });
    expect(positions.map(({ id }) => id)).toEqual(["BTCUSDT:long", "mine"]);
    expect(positions[0]!.equity.reason).toBe("noMark");
    expect(positions[1]!.equity.value).toBe(300);
  });

  it("says when it is too late", () => {
    const [risk] = plimsoll.evaluate(account, { BTCUSDT: 45_000 }).positions;
    expect(risk!.liquidatable).toBe(true);
    expect(risk!.marginRatio).toMatchObject({ value: null, reason: "noEquity" });
    expect(risk!.effectiveLeverage).toMatchObject({ value: null, reason: "noEquity" });
  });
});
