import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DashboardPage, Stage } from "./dashboard-page.ts";

const symbol = "BTCUSDT";
const holdMs = 60_000;

describe("a warning on the page", () => {
  let stage: Stage;
  let dashboard: DashboardPage;
  let liquidation = 0;

  beforeAll(async () => {
    stage = await Stage.set();
    // The page's own patience is ten and thirty seconds.
    dashboard = await stage.open("?easeAfterMs=1500&holdAfterRiseMs=2500");
    await dashboard.hears("live");
  });

  afterAll(() => stage?.strike());

  const holdMark = (price: number) => stage.exchange.market(symbol).pinMark(price, holdMs);

  test("does not stand beside a position that is far from its liquidation", async () => {
    await dashboard.typePosition({ leverage: "5" });
    await dashboard.becomes("#calm-text", /BTCUSDT is watched at every mark/);
    liquidation = await dashboard.number("#risk-liquidation");
    expect(liquidation).toBeGreaterThan(40_000);
    expect(await dashboard.page.$$("#standing li")).toEqual([]);
  });

  test("rises when the mark comes near, politely", async () => {
    holdMark(liquidation * 1.04);
    await dashboard.alarm("caution");
    expect(await dashboard.text("#standing .severity")).toBe("Caution");
    expect(await dashboard.page.getAttribute("#standing li .icon use", "href")).toBe("#icon-caution");
    expect(await dashboard.text("#said")).toMatch(/^Caution: /);
    expect(await dashboard.text("#said-now")).toBe("");
    // By distance it is near, though the margin ratio is small: a remedy is named all the same.
    await dashboard.becomes("#risk-remedy", /^Add [\d,.]+ USDT or close 0\.\d+ BTC/);
  });

  test("escalates to critical and is announced at once", async () => {
    holdMark(liquidation * 1.003);
    await dashboard.alarm("critical");
    expect(await dashboard.page.getAttribute("#said-now", "aria-live")).toBe("assertive");
    expect(await dashboard.text("#said-now")).toMatch(/^Critical: .*BTCUSDT long/);
    expect(await dashboard.page.getAttribute("#standing li .icon use", "href")).toBe("#icon-critical");
    await dashboard.becomes("#risk-distance-rate", /^0\.3\d %$/);
    await dashboard.becomes("#risk-remedy", /^Add [\d,.]+ USDT or close 0\.\d+ BTC/);
  });

  test("can be acknowledged, and stands on", async () => {
    await dashboard.page.click("#standing li button");
    await dashboard.becomes("#standing li button", "Acknowledged");
    await dashboard.alarm("critical");
  });

  test("says when the mark is beyond the liquidation price", async () => {
    holdMark(liquidation * 0.999);
    await dashboard.becomes("#standing li", /beyond the liquidation price/);
    await dashboard.becomes("#risk-remedy", /^None/);
  });

  test("clears when the mark has been far away for a while, and is remembered", async () => {
    stage.exchange.market(symbol).unpinMark();
    await dashboard.alarm("none");
    await dashboard.becomes("#said", /^Cleared\. BTCUSDT long/);
    await dashboard.page.click(".log summary");
    const log = await dashboard.page.$$eval("#log li strong", (found) => found.map((entry) => entry.textContent));
    expect(log[0]).toBe("Cleared");
    expect(log.at(-1)).toBe("Caution raised");
    expect(log).toContain("Critical escalated");
  });

  test("goes when the position is changed, and does not haunt the next one", async () => {
    holdMark(liquidation * 1.003);
    await dashboard.alarm("critical");
    await dashboard.page.fill("#leverage", "2");
    await dashboard.alarm("none");
    stage.exchange.market(symbol).unpinMark();
  });

  test("is about each position, whichever symbol is shown", async () => {
    await dashboard.page.selectOption("#position-symbol", "ETHUSDT");
    await dashboard.becomes("#strip-mark", /^2,/);
    holdMark(30_150);
    await dashboard.alarm("critical");
    await dashboard.becomes("#standing li", /BTCUSDT long/);
    stage.exchange.market(symbol).unpinMark();
  });
});
