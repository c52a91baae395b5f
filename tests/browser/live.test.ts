import { load } from "plimsoll";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leverageBracket } from "../../examples/exchange/binance/rest.ts";
import { bitcoin } from "../../examples/exchange/instrument.ts";
import { type DashboardPage, patience, Stage } from "./dashboard-page.ts";

const imbalances = [
  "Best level", "5 levels", "10 levels", "10, at rest ½ s", "20 levels",
  "within 5 bps", "within 10 bps", "within 25 bps", "within 50 bps", "fading, 10 bps",
];

describe("the dashboard on a live market", () => {
  let stage: Stage;
  let dashboard: DashboardPage;

  beforeAll(async () => {
    stage = await Stage.set();
    dashboard = await stage.open();
    await dashboard.hears("live");
  });

  afterAll(() => stage?.strike());

  /** Price and quantity of best bid and ask, as numbers. */
  const touch = () => Promise.all(
    ["#best-bid", "#best-bid-quantity", "#best-ask", "#best-ask-quantity"].map((at) => dashboard.number(at)));
  const trueTouch = (symbol: string) => {
    const { bids, asks } = stage.exchange.truth(symbol);
    return [bids[0], asks[0]].flatMap((level) => (level ?? []).map(Number));
  };

  /** Messages take a moment, so the two agree again and again and not always. */
  const agrees = (symbol: string) =>
    expect.poll(async () => JSON.stringify(await touch()) === JSON.stringify(trueTouch(symbol)), { timeout: 20_000, interval: 30 }).toBe(true);

  test("the mark is the exchange's, and moves", async () => {
    const seen = new Set<number>();
    await expect.poll(async () => {
      const mark = await dashboard.number("#strip-mark");
      if (mark === Number(Number(stage.exchange.truth("BTCUSDT").markPrice).toFixed(1))) seen.add(mark);
      return seen.size;
    }, patience).toBeGreaterThanOrEqual(3);
  });

  test("the top of the ladder is the top of the exchange's book, and moves", async () => {
    await agrees("BTCUSDT");
    const before = await touch();
    await expect.poll(touch, patience).not.toEqual(before);
    await agrees("BTCUSDT");
  });

  test("the ladder's rows are grouped, sorted and cumulative", async () => {
    const readRows = () => dashboard.page.$$eval("#bids tr:not(.blank)", (rows) =>
      rows.map((row) => [...row.querySelectorAll("td")].map((cell) => Number((cell.firstChild?.textContent ?? "").replace(/,/g, "")))));
    for (const grouping of ["0.1", "5"]) {
      await dashboard.page.selectOption("#grouping", grouping);
      await expect.poll(readRows, patience).toSatisfy((rows: number[][]) =>
        rows.length > 3 && rows.every(([price = 0]) => isMultiple(price, Number(grouping))));
    }
    const rows = await readRows();
    let total = 0;
    rows.forEach(([price = 0, size = 0, cumulative = 0], i) => {
      total += size;
      expect(cumulative).toBeCloseTo(total, 2);
      expect(price).toBeLessThan(rows[i - 1]?.[0] ?? Infinity);
    });
  });

  test("every imbalance is there, within -1 and 1, and moves", async () => {
    expect(await dashboard.page.$$eval("#leans dt", (terms) => terms.map((term) => term.textContent))).toEqual(imbalances);
    // What rests is known after a moment.
    await expect.poll(() => dashboard.text("#leans .resting dd.number"), patience).not.toBe("—");
    const seen = new Set<string>();
    let unknown = 0;
    for (let n = 0; n < 20; ++n) {
      const texts = await dashboard.page.$$eval("#leans dd.number", (values) => values.map((value) => value.textContent ?? ""));
      for (const text of texts) {
        // After a jump of the market there may be nothing that has rested, for half a second.
        if (text === "—") ++unknown;
        else expect(Math.abs(Number(text.replace("−", "-"))), text).toBeLessThanOrEqual(1);
      }
      seen.add(texts.join());
      await dashboard.page.waitForTimeout(100);
    }
    expect(unknown).toBeLessThan(20);
    expect(seen.size).toBeGreaterThan(3);
  });

  test("imbalance, order flow and volume delta are drawn over time", async () => {
    const latest = () => dashboard.page.$$eval("#charts figcaption .number", (found) =>
      found.map((value) => value.textContent));
    await expect.poll(latest, patience)
      .toSatisfy((texts: string[]) => texts.length === 3 && texts.every((text) => /^[+−]?\d/.test(text)));
    const inked = await dashboard.page.$$eval("#charts canvas", (canvases) => canvases.map((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const pixels = (canvas as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
      return pixels.some((value) => value > 0);
    }));
    expect(inked).toEqual([true, true, true]);
  });

  test("another symbol shows its own book", async () => {
    await dashboard.page.locator('#coins input[value="ETH"]').check();
    await agrees("ETHUSDT");
    await dashboard.becomes("#quantity-unit", "ETH");
    await dashboard.page.locator('#coins input[value="BTC"]').check();
    await agrees("BTCUSDT");
  });

  test("the liquidation price is what the package says in Node of the same position", async () => {
    await dashboard.typePosition({ side: "short", quantity: "12.5", entryPrice: "61000", leverage: "25" });
    const plimsoll = await load();
    const { positions: [risk] } = plimsoll.evaluate({
      venue: "binance-usdm",
      positions: [{
        symbol: "BTCUSDT",
        side: "short",
        quantity: "12.5",
        entryPrice: "61000",
        mode: "isolated",
        posted: (12.5 * 61_000) / 25,
      }],
      tables: plimsoll.marginTables("binance-usdm", [leverageBracket(bitcoin)]),
      instruments: { BTCUSDT: { tickSize: "0.10", lotSize: "0.001", liquidationFeeRate: "0.0125" } },
    }, { BTCUSDT: 60_000 });
    await expect.poll(() => dashboard.number("#risk-liquidation"), patience).toBe(risk?.liquidation.value);
    expect(await dashboard.number("#risk-loss .number")).toBeCloseTo(risk?.lossIfLiquidated.value ?? 0, 2);
    await dashboard.becomes("#risk-mode", /isolated, \d+\.\d× now/);
  });
});

function isMultiple(price: number, grouping: number): boolean {
  const times = price / grouping;
  return Math.abs(times - Math.round(times)) < 1e-6;
}
