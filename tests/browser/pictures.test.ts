// Imbalance, order flow, funding and open interest as the dashboard draws them.

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type DashboardPage, patience, Stage } from "./dashboard-page.ts";

const widths = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];
const pictures = ["imbalance", "order-flow", "funding", "open-interest"] as const;
const none = "—";

/** A bar's length over the half of its box that it may fill. */
interface Shown {
  readonly label: string;
  readonly text: string;
  readonly sold: number;
  readonly bought: number;
}

/** Rows of bars that leave the middle to both sides. */
const barsOf = ({ page }: DashboardPage, list: string): Promise<Shown[]> =>
  page.$$eval(`${list} > div`, (rows) => rows.map((row) => {
    const half = (row.querySelector(".lean")?.getBoundingClientRect().width ?? NaN) / 2;
    const length = (side: string) => (row.querySelector(`.lean .${side}`)?.getBoundingClientRect().width ?? NaN) / half;
    return {
      label: row.querySelector("dt")?.textContent ?? "",
      text: row.querySelector("dd.number")?.textContent ?? "",
      sold: length("asks"),
      bought: length("bids"),
    };
  }));

const numberIn = (text: string) => Number(text.replace("−", "-").replace(/[,%×+ ]/g, ""));

describe("the pictures of a market", () => {
  let stage: Stage;
  const opened: DashboardPage[] = [];

  beforeAll(async () => {
    stage = await Stage.set();
  });

  afterEach(async () => {
    for (const dashboard of opened.splice(0)) await dashboard.page.context().close();
  });

  afterAll(() => stage?.strike());

  const open = async (...asked: Parameters<Stage["open"]>) => {
    const dashboard = await stage.open(...asked);
    opened.push(dashboard);
    await dashboard.hears("live");
    return dashboard;
  };

  const qualityOf = async ({ page }: DashboardPage, picture: (typeof pictures)[number]) => {
    const meter = page.locator(`#${picture}-quality [role="meter"]`);
    const [now, words, name] = await Promise.all(
      ["aria-valuenow", "aria-valuetext", "aria-label"].map((attribute) => meter.getAttribute(attribute)));
    return { percent: Number(now), words: words ?? "", name: name ?? "", shown: (await page.textContent(`#${picture}-quality .number`)) ?? "" };
  };

  test("imbalance is a bar to the heavier side for each depth, and what rests stands beside what is shown", async () => {
    const dashboard = await open("?across=");
    await expect.poll(async () => (await barsOf(dashboard, "#leans")).some(({ text }) => text === none), patience).toBe(false);
    const rows = await barsOf(dashboard, "#leans");
    expect(rows.map(({ label }) => label)).toEqual([
      "Best level", "5 levels", "10 levels", "10, at rest ½ s", "20 levels",
      "within 5 bps", "within 10 bps", "within 25 bps", "within 50 bps", "fading, 10 bps",
    ]);
    // Without the transition of a frame in between: the bar is as long as its number says.
    for (const { label, text, sold, bought } of rows) {
      const value = numberIn(text);
      expect(Math.abs(bought - Math.max(0, value)), label).toBeLessThan(0.02);
      expect(Math.abs(sold - Math.max(0, -value)), label).toBeLessThan(0.02);
    }
    await dashboard.becomes("#microprice-note", /^[\d,]+ of 20,000 touch changes$/);
    expect(await dashboard.text("#microprice")).toBe(none);
  });

  test("order flow is there by level and by size of trade, and its line says what it waits for", async () => {
    const dashboard = await open("?across=");
    await expect.poll(() => dashboard.page.isVisible("#flow-levels-empty"), patience).toBe(false);
    await expect.poll(() => dashboard.page.isVisible("#flow-sizes-empty"), patience).toBe(false);
    const levels = await dashboard.page.$$eval("#flow-levels li", (items) => items.map((item) => {
      const height = (side: string) => item.querySelector(`.${side}`)?.getBoundingClientRect().height ?? NaN;
      return { said: item.querySelector(".hidden")?.textContent ?? "", up: height("bids"), down: height("asks") };
    }));
    expect(levels).toHaveLength(10);
    for (const { said, up, down } of levels) {
      const flow = numberIn(/^Level \d+: ([^;]+);/.exec(said)?.[1] ?? "");
      expect(flow, said).not.toBeNaN();
      expect(Math.sign(Math.round(up - down)) * Math.sign(flow), said).toBeGreaterThanOrEqual(0);
    }
    const sizes = await barsOf(dashboard, "#flow-sizes");
    expect(sizes.map(({ label }) => label)).toEqual(["under 1 k", "1 to 10 k", "10 to 100 k", "100 k to 1 m", "over 1 m"]);
    expect(Math.max(...sizes.flatMap(({ sold, bought }) => [sold, bought]))).toBeCloseTo(1, 1);
    expect(await dashboard.text("#flow-line-empty")).toBe("Needs two and a half minutes of ten levels.");
    expect(await dashboard.text("#flow-line-now")).toBe(none);
  });

  test("funding shows the venue's rate, what is predicted, and how long the interval lasts", async () => {
    const dashboard = await open("?across=");
    const { fundingRate, nextFundingTimeMs } = stage.exchange.truth("BTCUSDT");
    await expect.poll(() => dashboard.number("#funding-venue"), patience).toBeCloseTo(100 * Number(fundingRate), 3);
    // Three payments a day.
    await expect.poll(() => dashboard.number("#funding-year"), patience).toBeCloseTo(100 * Number(fundingRate) * 3 * 365, 0);
    await dashboard.becomes("#funding-predicted", /^[+−]\d\.\d{4} %$/);
    await dashboard.becomes("#funding-premium", /^[+−]?\d\.\d{4} %$/);
    await dashboard.becomes("#funding-left", /^settles in \d\d:\d\d:\d\d$/);
    const left = (await dashboard.text("#funding-left")).slice(-8).split(":").map(Number);
    const leftMs = ((left[0] ?? 0) * 3_600 + (left[1] ?? 0) * 60 + (left[2] ?? 0)) * 1_000;
    expect(Math.abs(nextFundingTimeMs - Date.now() - leftMs)).toBeLessThan(20_000);
    expect(await dashboard.text("#funding-predicted-note")).toMatch(/^its band needs 30 samples$|^5–95 %: /);
    // Each mark stands where its number says: in the middle at zero.
    const [track, mark] = await Promise.all([".rates-track", "#funding-mark-venue i"].map((at) => dashboard.page.locator(at).boundingBox()));
    const most = await dashboard.number("#funding-most");
    const place = ((mark?.x ?? NaN) + (mark?.width ?? NaN) / 2 - (track?.x ?? NaN)) / (track?.width ?? NaN);
    expect(place).toBeCloseTo(0.5 + (0.5 * 100 * Number(fundingRate)) / most, 1);
  });

  test("open interest grows or falls, and nothing is marked before it is known what is usual", async () => {
    const dashboard = await open("?venue=okx&across=");
    await expect.poll(() => dashboard.text("#interest-growth"), patience).toMatch(/^[+−]?\d+\.\d\d %$/);
    await dashboard.becomes("#interest-depth", /^\d+\.\d×$/);
    await dashboard.becomes("#interest-takers", /^[+−]?\d\.\d\d$/);
    expect(await dashboard.text("#quadrant-words")).toBe("Needs 20 changes, a minute each.");
    expect(await dashboard.page.locator('.quadrants [aria-current]').count()).toBe(0);
    expect(await dashboard.text("#crowding-note")).toBe("needs 20 values, 30 s apart");
    expect(await dashboard.text("#crowding-long")).toBe(none);
    expect(await dashboard.text("#deleveraging-words")).toBe("none under way");
    // OKX streams no ratio of accounts; Binance is asked for it.
    expect(await dashboard.text("#interest-accounts-note")).toBe("not told here yet");
    await dashboard.page.selectOption("#venue", "binance-usdm");
    await dashboard.becomes("#interest-accounts", /^\d\d % long$/);
    expect(dashboard.problems).toEqual([]);
  });

  test("the quadrant of now is marked, in words and not by colour alone", { timeout: 120_000 }, async () => {
    const dashboard = await stage.open("?across=");
    opened.push(dashboard);
    let minutes = 0;
    // With each mark a minute of open interest passes, in which it grows by one to three percent.
    await dashboard.page.routeWebSocket(/\/ws\/v5\/public/, (socket) => {
      const server = socket.connectToServer();
      let contracts = 90_000;
      server.onMessage((message) => {
        const text = String(message);
        if (text.includes('"channel":"open-interest"') && text.includes('"data"')) return;
        socket.send(message);
        if (!text.includes('"channel":"mark-price"') || !text.includes('"data"') || !text.includes("BTC-USDT-SWAP")) return;
        contracts = Math.round(contracts * (1.01 + 0.01 * (minutes % 3)));
        const instId = "BTC-USDT-SWAP";
        const told = { instType: "SWAP", instId, oi: String(contracts), oiCcy: String(contracts / 100), ts: String(1_800_000_000_000 + 60_000 * ++minutes) };
        socket.send(JSON.stringify({ arg: { channel: "open-interest", instId }, data: [told] }));
      });
    });
    await dashboard.page.goto(`${dashboard.page.url()}&venue=okx`);
    await dashboard.hears("live");
    const marked = () => dashboard.page.$$eval(".quadrants [aria-current]", (cells) => cells.map((cell) => cell.querySelector("strong")?.textContent));
    await expect.poll(async () => (await marked()).length, { timeout: 90_000, interval: 50 }).toBe(1);
    expect(minutes).toBeGreaterThan(20);
    // Open interest only grew, so nobody can have left.
    expect(["New longs", "New shorts"]).toContain((await marked())[0]);
    await dashboard.becomes("#quadrant-words", /^Last minute: \d+\.\d σ from the usual\.$|^In the last minute neither moved much\.$/);
  });

  test("a venue that tells no open interest has none, and no zero either", async () => {
    const dashboard = await stage.open("?across=");
    opened.push(dashboard);
    await dashboard.page.route("**/fapi/v1/openInterest*", (route) => route.abort());
    await dashboard.page.reload();
    await dashboard.hears("live");
    await dashboard.becomes("#funding-venue", /%$/);
    expect(await dashboard.text("#quadrant-words")).toBe("No open interest told yet.");
    for (const name of ["growth", "takers", "depth"]) expect(await dashboard.text(`#interest-${name}`), name).toBe(none);
  });

  test("each picture says what it is worth, in words as well", async () => {
    const dashboard = await open("?across=");
    for (const picture of ["imbalance", "order-flow"] as const) {
      await expect.poll(async () => (await qualityOf(dashboard, picture)).percent, patience).toBeGreaterThan(50);
    }
    for (const picture of pictures) {
      await expect.poll(async () => (await qualityOf(dashboard, picture)).shown, patience).toMatch(/^(<1|\d+) %$/);
      const { words, name } = await qualityOf(dashboard, picture);
      expect(name).toBe(`Quality of ${picture.replace("-", " ")}`);
      expect(words).toMatch(/^(<1|\d+) %\. \w/);
    }
    // Of an interval of eight hours next to nothing was heard, and the impact size is guessed.
    expect((await qualityOf(dashboard, "funding")).words).toMatch(/Predicted rate: \d %, partly assumed\./);
    const before = (await qualityOf(dashboard, "imbalance")).percent;
    stage.exchange.pause();
    try {
      await dashboard.hears("stale");
      await expect.poll(async () => (await qualityOf(dashboard, "imbalance")).percent, patience).toBeLessThan(before);
    } finally {
      stage.exchange.resume();
    }
    await dashboard.hears("live");
  });

  test("numbers come into room that was kept for them: no picture changes its height", async () => {
    for (const viewport of widths) {
      const dashboard = await stage.open("?venue=okx&across=", { viewport });
      opened.push(dashboard);
      const heights = () => dashboard.page.$$eval("section.card:has(.quality)", (cards) => cards.map((card) => card.getBoundingClientRect().height));
      // Nothing was heard so far, or next to nothing.
      await expect.poll(() => dashboard.page.$$eval(".quality > *", (found) => found.length), patience).toBe(16);
      await dashboard.drawn();
      const before = await heights();
      expect(before).toHaveLength(pictures.length);
      await expect.poll(() => dashboard.text("#interest-growth"), patience).not.toBe(none);
      await expect.poll(() => dashboard.page.isVisible("#flow-levels-empty"), patience).toBe(false);
      const after = await heights();
      after.forEach((height, i) => expect(Math.abs(height - (before[i] ?? NaN)), `card ${i}`).toBeLessThan(1));
    }
  });

  test.each(widths)("axe finds nothing and nothing is wider than the page, $width px wide", async (viewport) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const dashboard = await open("?venue=okx", { viewport, colorScheme });
      await expect.poll(() => dashboard.text("#interest-growth"), patience).not.toBe(none);
      await expect.poll(() => dashboard.page.isVisible("#flow-levels-empty"), patience).toBe(false);
      expect(await dashboard.violations()).toEqual([]);
      expect(await dashboard.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      expect(dashboard.problems).toEqual([]);
    }
  });
});
