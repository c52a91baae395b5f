// The calculator against the public API: what it shows is what evaluate says of the same inputs.

import { type Account, type AccountRisk, evaluate, type LendingAccount } from "plimsoll/margin";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Venue, venues } from "../../examples/calculator/src/venues/index.ts";
import { type LendingVenue, lendingVenues } from "../../examples/calculator/src/venues/lending.ts";
import { type CalculatorPage, CalculatorStage, written } from "./calculator-page.ts";

/** What is held on a venue: not what the page begins with there. */
interface Held {
  readonly side: "long" | "short";
  readonly mode: "isolated" | "cross";
  readonly size: string;
  readonly entryPrice: string;
  readonly markPrice: string;
  readonly margin: string;
}

function heldOn({ market, counts, kind }: Venue, side: Held["side"], mode: Held["mode"]): Held {
  const entry = Number(market.entryPrice);
  const size = Number((Number(market.size) * 1.5).toPrecision(6));
  const units = counts === "contracts" ? size * Number(market.contractSize) : size;
  const margin = (kind === "inverse" ? units / entry : units * entry) / 8;
  return {
    side, mode, size: String(size), margin: margin.toFixed(6), entryPrice: market.entryPrice,
    markPrice: (entry * (side === "long" ? 1.02 : 0.985)).toFixed(4),
  };
}

/** The same for the package, by hand. */
function riskOf(venue: Venue, held: Held): AccountRisk {
  const { name, counts, market, kind, tables, needs } = venue;
  const { symbol, contractSize, tickSize } = market;
  const base = {
    symbol, side: held.side, entryPrice: held.entryPrice, leverageSetting: market.leverage,
    ...(counts === "contracts" ? { contracts: held.size } : { quantity: held.size }),
    ...(needs.includes("pendingFees") && { pendingFees: "1.5" }),
  };
  const account: Account = {
    venue: name,
    positions: [held.mode === "cross" ? { ...base, mode: "cross" } : { ...base, mode: "isolated", posted: held.margin }],
    tables: Object.fromEntries(tables.map((table) => [table.symbol, table])),
    instruments: { [symbol]: { kind, ...(contractSize && { contractSize }), ...(tickSize && { tickSize }) } },
    ...(needs.includes("takerFee") && { takerFeeRate: 0.00055 }),
    ...(held.mode === "cross" && { walletBalance: held.margin }),
  };
  return evaluate(account, { [symbol]: held.markPrice });
}

async function hold(calculator: CalculatorPage, venue: Venue, { side, mode, margin, ...texts }: Held): Promise<void> {
  const { page } = calculator;
  await page.selectOption("#venue", venue.name);
  await calculator.drawn();
  await calculator.choose("side", side);
  if (venue.modes.length > 1) await calculator.choose("mode", mode);
  await calculator.drawn();
  await calculator.type(texts);
  if (mode === "isolated") await page.selectOption("#marginBy", "posted");
  await calculator.drawn();
  await calculator.type({ [mode === "isolated" ? "posted" : "walletBalance"]: margin });
  if (venue.needs.includes("takerFee")) await calculator.type({ takerFee: "0.055" });
  if (venue.needs.includes("pendingFees")) await calculator.type({ pendingFees: "1.5" });
}

function expectWritten(text: string, value: number | null, what: string): void {
  if (value === null) return expect(text, what).not.toMatch(/\d/);
  const found = written(text);
  expect(Math.abs(found.value - value), `${what}: ${text} for ${value}`).toBeLessThanOrEqual(1.001 * found.rounding);
}

describe("the calculator", () => {
  let stage: CalculatorStage;
  let calculator: CalculatorPage;

  beforeAll(async () => {
    stage = await CalculatorStage.set();
    calculator = await stage.open();
  });

  afterAll(() => stage?.strike());

  test("offers every venue of the package but the dated formulas", async () => {
    const offered = await calculator.page.$$eval("#venue option", (options) => options.map((option) => (option as HTMLOptionElement).value));
    for (const { name } of [...venues, ...lendingVenues]) expect(offered).toContain(name);
    expect(offered.filter((name) => /bitmex|2023|2024|gmx-v1/.test(name))).toEqual([]);
  });

  describe.each(venues.map((venue): [string, Venue] => [venue.name, venue]))("on %s", (_, venue) => {
    const cases = (["long", "short"] as const).flatMap((side) => venue.modes.map((mode) => [side, mode] as const));

    test.each(cases)("a %s, %s, shows what the package says", async (side, mode) => {
      const held = heldOn(venue, side, mode);
      await hold(calculator, venue, held);
      const account = riskOf(venue, held);
      const [risk] = account.positions;
      expect(risk!.liquidation.value).not.toBeNull();
      expectWritten(await calculator.text("#risk-liquidation"), risk!.liquidation.value, "liquidation price");
      expectWritten(await calculator.cell("liquidation", "now"), risk!.liquidation.value, "liquidation price in the table");
      expectWritten(await calculator.cell("bankruptcyPrice", "now"), risk!.bankruptcyPrice.value, "bankruptcy price");
      expectWritten(await calculator.cell("distanceRate", "now"), 100 * risk!.distanceRate.value!, "distance");
      expectWritten(await calculator.cell("marginRatio", "now"), 100 * risk!.marginRatio.value!, "margin ratio");
      expectWritten(await calculator.cell("equity", "now"), risk!.equity.value, "equity");
      expectWritten(await calculator.cell("maintenanceMargin", "now"), risk!.maintenanceMargin.value, "maintenance margin");
      expect(await calculator.text("#glance-formula")).toBe(risk!.liquidation.formula);
      expect(await calculator.page.isVisible("#stale")).toBe(false);
    });
  });

  test("collateral in the index token moves with it, as on GMX", async () => {
    const gmx = await stage.open();
    await gmx.page.selectOption("#venue", "gmx-v2");
    await gmx.choose("mode", "cross");
    await gmx.type({ size: "5", entryPrice: "2700", markPrice: "2750", walletBalance: "0", takerFee: "0.06", pendingFees: "3" });
    await gmx.openAll();
    await gmx.page.click("#add-collaterals");
    for (const [name, text] of [["asset", "ETH"], ["quantity", "0.6"], ["price", "2750"], ["follows", "ETH/USD"]] as const) {
      await gmx.page.fill(`#collaterals input[name="${name}"]`, text);
    }
    await gmx.drawn();
    const venue = venues.find(({ name }) => name === "gmx-v2")!;
    const account = (price: number): Account => ({
      venue: "gmx-v2",
      positions: [{ symbol: "ETH/USD", side: "long", mode: "cross", quantity: 5, entryPrice: 2700, pendingFees: 3, leverageSetting: 10 }],
      tables: { "ETH/USD": venue.tables[0]! }, walletBalance: 0, takerFeeRate: 0.0006,
      collaterals: [{ asset: "ETH", quantity: 0.6, price, follows: "ETH/USD" }],
    });
    const risk = evaluate(account(2750), { "ETH/USD": 2750 });
    expectWritten(await gmx.text("#risk-liquidation"), risk.positions[0]!.liquidation.value, "liquidation price");
    await gmx.slide("mark", -0.02);
    const then = evaluate(account(2750 * 0.98), { "ETH/USD": 2750 * 0.98 });
    expectWritten(await gmx.cell("equity", "then"), then.positions[0]!.equity.value, "equity at the moved mark");
    await gmx.page.close();
  });

  test("HTX has a table for each leverage, and the one that was set holds", async () => {
    const htx = await stage.open();
    await htx.page.selectOption("#venue", "htx");
    await htx.openAll();
    const ladder = (adjust_factor: number) => [{ ladder: 0, min_size: 0, max_size: null, adjust_factor }];
    await htx.paste({ status: "ok", data: [{ symbol: "BTC", contract_code: "BTC-USDT", list: [
      { lever_rate: 10, ladders: ladder(0.1) }, { lever_rate: 20, ladders: ladder(0.25) },
    ] }] });
    for (const [leverage, factor] of [[10, 0.1], [20, 0.25]] as const) {
      await htx.type({ leverage: String(leverage) });
      const { positions: [risk] } = evaluate({
        venue: "htx",
        positions: [{ symbol: "BTC-USDT", side: "long", mode: "isolated", contracts: 500, entryPrice: 60_000, posted: 30_000 / leverage, leverageSetting: leverage }],
        tables: { "BTC-USDT": { brackets: [{ contractsFloor: 0, maintenanceMarginRate: factor, maxLeverage: leverage }] } },
        instruments: { "BTC-USDT": { contractSize: 0.001, tickSize: 0.1 } },
      }, { "BTC-USDT": 61_800 });
      expectWritten(await htx.text("#risk-liquidation"), risk!.liquidation.value, `at ${leverage} times`);
    }
    await htx.page.close();
  });

  test.each(lendingVenues.map((venue): [string, LendingVenue] => [venue.name, venue]))("a loop on %s shows what the package says", async (name, { hasOneThreshold }) => {
    const loan = await stage.open();
    await loan.page.selectOption("#venue", name);
    await loan.drawn();
    await loan.typeAsset(1, { symbol: "wstETH", price: "3250.5", collateralQuantity: "12.25", liquidationThreshold: "81", ...(hasOneThreshold ? {} : { maxLtv: "78.5" }) });
    await loan.typeAsset(2, { symbol: "USDC", price: "0.9998", debtQuantity: "25000" });
    const account: LendingAccount = {
      venue: name as LendingAccount["venue"],
      assets: [
        { symbol: "wstETH", collateralQuantity: 12.25, maxLtv: hasOneThreshold ? 0.81 : 0.785, liquidationThreshold: 0.81 },
        { symbol: "USDC", debtQuantity: 25_000 },
      ],
    };
    const prices = { wstETH: 3250.5, USDC: 0.9998 };
    const risk = evaluate(account, prices);
    expectWritten(await loan.text("#loan-health"), risk.healthFactor.value, "health factor");
    expectWritten(await loan.text("#loan-drop"), 100 * risk.drawdownToLiquidation.value!, "drop");
    expectWritten(await loan.cell("liquidation", "now"), risk.assets[0]!.liquidationPrice.value, "liquidation price of the collateral");
    expectWritten(await loan.cell("availableBorrows", "now"), risk.availableBorrows.value, "available");
    expectWritten(await loan.text("#loan-list li:nth-child(2) .price"), risk.assets[1]!.liquidationPrice.value, "liquidation price of the debt");
    await loan.slide("mark", -0.1);
    const then = evaluate(account, { ...prices, wstETH: 3250.5 * 0.9 });
    expectWritten(await loan.cell("healthFactor", "then"), then.healthFactor.value, "health factor at the moved price");
    await loan.page.click("#reset");
    await loan.slide("multiple", 4);
    expect(await loan.cell("multiple", "then")).toBe("4.000");
    expect(written(await loan.cell("healthFactor", "then")).value).toBeLessThan(risk.healthFactor.value!);
    expect(loan.problems).toEqual([]);
    await loan.page.close();
  });

  test("several cross positions stand below their common move, each as if nothing else moved", async () => {
    const several = await stage.open();
    await several.holdTwo();
    const table = (rows: readonly (readonly [number, number | undefined, number, number])[]) => ({
      brackets: rows.map(([notionalFloor, notionalCap, maintenanceMarginRate, maxLeverage]) =>
        ({ notionalFloor, ...(notionalCap !== undefined && { notionalCap }), maintenanceMarginRate, maxLeverage })),
    });
    const risk = evaluate({
      venue: "binance-usdm",
      positions: [
        { id: "1", symbol: "BTCUSDT", side: "long", quantity: 0.5, entryPrice: 60_000, mode: "cross", leverageSetting: 10 },
        { id: "2", symbol: "ETHUSDT", side: "short", quantity: 5, entryPrice: 3_000, mode: "cross", leverageSetting: 10 },
      ],
      walletBalance: 5_000,
      instruments: { BTCUSDT: { tickSize: 0.1 }, ETHUSDT: { tickSize: 0.1 } },
      tables: {
        BTCUSDT: venues.find(({ name }) => name === "binance-usdm")!.tables[0]!,
        ETHUSDT: table([[0, 10_000, 0.005, 100], [10_000, undefined, 0.0065, 75]]),
      },
    }, { BTCUSDT: 61_800, ETHUSDT: 3_050 });
    expectWritten(await several.text("#common-move"), 100 * risk.commonMoveToLiquidation.value!, "common move");
    expect(await several.text("#risk-alone")).toBe("if nothing else moves");
    expect(await several.page.isVisible("#risk-alone")).toBe(true);
    expectWritten(await several.text("#risk-liquidation"), risk.positions[1]!.liquidation.value, "second position");
    await several.page.click(".position >> nth=0");
    await several.drawn();
    expectWritten(await several.text("#risk-liquidation"), risk.positions[0]!.liquidation.value, "first position");
    expectWritten(await several.cell("account-marginRatio", "now"), 100 * risk.marginRatio.value!, "margin ratio of the account");
    await several.page.close();
  });

  test("a moved slider is answered within a frame, and what is stays as it is", async () => {
    const moved = await stage.open();
    const liquidation = await moved.cell("liquidation", "now");
    const seen = await moved.page.evaluate(async () => {
      const cell = (row: string) => document.querySelector(`#row-${row} td:nth-of-type(2)`)?.textContent;
      const before = { mark: cell("markPrice"), distance: cell("distanceRate") };
      const input = document.getElementById("try-mark") as HTMLInputElement;
      input.valueAsNumber = -0.05;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise(requestAnimationFrame);
      return { before, after: { mark: cell("markPrice"), distance: cell("distanceRate") } };
    });
    expect(seen.before.mark).toBe("61,800.0");
    expect(seen.after.mark).toBe("58,710.0");
    expect(seen.after.distance).not.toBe(seen.before.distance);
    const { positions: [then] } = evaluate({
      venue: "binance-usdm",
      positions: [{ symbol: "BTCUSDT", side: "long", quantity: 0.5, entryPrice: 60_000, mode: "isolated", posted: 3_000 }],
      tables: { BTCUSDT: venues[0]!.tables[0]! },
    }, { BTCUSDT: 58_710 });
    expectWritten(seen.after.distance!, 100 * then!.distanceRate.value!, "distance at the moved mark");
    expectWritten(await moved.cell("distanceRate", "difference"), written(seen.after.distance!).value - written(seen.before.distance!).value, "difference");
    expect(await moved.cell("liquidation", "now")).toBe(liquidation);
    expect(await moved.text("#risk-mark")).toBe("61,800.0");
    await moved.slide("size", 2);
    await moved.slide("margin", 25);
    expect(await moved.cell("liquidation", "then")).not.toBe(liquidation);
    expect(await moved.text("#risk-liquidation")).toBe(liquidation);
    await moved.page.click("#reset");
    await moved.drawn();
    expect(await moved.cell("liquidation", "then")).toBe(liquidation);
    await moved.page.close();
  });

  test("nothing was said on the console, and no other host was asked", () => {
    expect(calculator.problems).toEqual([]);
    expect([...calculator.hosts]).toEqual(["127.0.0.1"]);
  });
});
