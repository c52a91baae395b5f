import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { benchmarkSite, buildBenchmark } from "../../examples/benchmark/build.ts";
import type { Results } from "../../examples/benchmark/src/measure/results.ts";
import { bitcoin } from "../../examples/exchange/instrument.ts";
import { recordingLines } from "../../examples/exchange/recording.ts";
import { serveSites } from "../../examples/page/static-server.ts";
import { launchChromium } from "./chromium.ts";
import { WatchedPage } from "./watched-page.ts";

const phone = { width: 360, height: 780 };

/** A run of a second or two. */
const quick = "?rounds=1&seconds=6&lapMs=1";

const lines = [...recordingLines({ seed: 3, instruments: [bitcoin] }, 5_000)].join("\n");

class BenchmarkPage extends WatchedPage {
  async measure(): Promise<void> {
    await this.page.click("#measure");
    await this.page.waitForSelector("#measure:not([hidden])", { timeout: 50_000 });
  }

  /** The first cells of a table, and how many others each row has. */
  rows(table: string): Promise<string[][]> {
    return this.page.$$eval(`${table} tbody tr`, (found) => found.map((row) => [...row.children].map((cell) => cell.textContent ?? "")));
  }

  async choose(name: string, content: Buffer): Promise<void> {
    await this.page.locator('input[name="source"][value="file"]').check();
    await this.page.setInputFiles("#file", { name, mimeType: "application/octet-stream", buffer: content });
  }

  overhang(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  }
}

describe("the benchmark as a page", () => {
  let browser: Browser;
  let folder: string;
  let served: Awaited<ReturnType<typeof serveSites>>;

  beforeAll(async () => {
    browser = await launchChromium();
    folder = await mkdtemp(join(tmpdir(), "plimsoll-benchmark-"));
    await buildBenchmark(folder);
    served = await serveSites({ sites: [benchmarkSite(folder)], port: 0, exchangeUrl: "http://127.0.0.1:8787" });
  });

  afterAll(async () => {
    await browser?.close();
    served?.server.closeAllConnections();
    served?.server.close();
    await rm(folder, { recursive: true });
  });

  const open = async (options: BrowserContextOptions = {}, query = quick): Promise<BenchmarkPage> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const opened = new BenchmarkPage(await context.newPage());
    await opened.page.goto(`${served.url}benchmark/${query}`);
    return opened;
  };

  test("nothing runs before the button is pressed, and then there are a table and a picture", async () => {
    const opened = await open();
    const { page } = opened;
    await page.waitForTimeout(300);
    expect(await page.isVisible("#empty")).toBe(true);
    expect(await page.isVisible("#progress")).toBe(false);
    await opened.measure();
    expect(await opened.text("#said")).toBe("Measured.");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("result");
    for (const id of ["#headline-time", "#headline-rate", "#headline-parse", "#headline-hand"]) {
      expect(await opened.text(id)).toMatch(/^\d[\d,]*(\.\d+)?( µs| MB\/s|×)$/);
    }
    expect(await opened.text("#about")).toMatch(/^Chromium \d+, .*medians of 1 rounds .* \(6 s of the simulated exchange\)\.$/);
    const compared = await opened.rows("#compared-table");
    expect(compared.map(([name]) => name)).toEqual(["One at a time", "Bursts of 32", "Quotes alone", "Depth alone", "Trades alone"]);
    for (const cells of compared) expect(cells.slice(-2).every((text) => /^\d+\.\d\d×$/.test(text)), cells.join()).toBe(true);
    expect((await opened.rows("#venues-table")).map(([name]) => name))
      .toEqual(["binance-usdm", "bybit-linear", "deribit", "gate-usdt", "hyperliquid", "okx"]);
    expect(await page.locator("#compared-bars rect").count()).toBe(2 * compared.length);
    expect(await page.locator("#stages-bar rect").count()).toBe(4);
    const shares = (await opened.rows("#stages-table")).map((cells) => Number.parseFloat(cells[2]!));
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThanOrEqual(2); // each is rounded
    expect(opened.problems).toEqual([]);
    expect([...opened.hosts]).toEqual(["127.0.0.1"]);
    await page.close();
  });

  test("bars are as long as the table says, against the line", async () => {
    const opened = await open();
    await opened.measure();
    const widths = await opened.page.$$eval("#compared-bars rect", (found) => found.map((bar) => Number(bar.getAttribute("width"))));
    const line = await opened.page.$eval("#compared-bars circle", (mark) => Number(mark.getAttribute("cx")));
    const times = (await opened.rows("#compared-table")).flatMap((cells) => cells.slice(-2).map(Number.parseFloat));
    for (const [i, width] of widths.entries()) expect(Math.abs(width / line - times[i]!)).toBeLessThan(0.011);
    await opened.page.close();
  });

  test.each([
    ["light, on a desk", { colorScheme: "light" }],
    ["dark, on a phone", { colorScheme: "dark", viewport: phone }],
  ] as const)("axe finds nothing, and nothing is to scroll sideways, empty and measured: %s", async (_, options) => {
    const opened = await open(options);
    expect(await opened.violations()).toEqual([]);
    expect(await opened.overhang()).toBe(0);
    await opened.measure();
    expect(await opened.violations()).toEqual([]);
    expect(await opened.overhang()).toBe(0);
    await opened.page.close();
  });

  test("the keyboard alone measures, and stops", async () => {
    const opened = await open({}, "?rounds=1&seconds=60&lapMs=200");
    const { page } = opened;
    const { keyboard } = page;
    const at = () => page.evaluate(() => document.activeElement?.id);
    for (let i = 0; i < 20 && (await at()) !== "measure"; ++i) await keyboard.press("Tab");
    await keyboard.press("Enter");
    await page.waitForSelector("#progress:not([hidden])");
    expect(await at()).toBe("stop");
    expect(await page.isDisabled('input[name="rounds"]')).toBe(true);
    await keyboard.press("Enter");
    await page.waitForSelector("#measure:not([hidden])");
    expect(await at()).toBe("measure");
    expect(await opened.text("#said")).toBe("Stopped.");
    expect(await page.isVisible("#notice")).toBe(false);
    expect(await page.isVisible("#empty")).toBe(true);
    await page.close();
  });

  test("JSON is offered, as a file and as text", async () => {
    const opened = await open({ permissions: ["clipboard-read", "clipboard-write"] });
    const { page } = opened;
    await opened.measure();
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    expect(download.suggestedFilename()).toMatch(/^plimsoll-benchmark-chromium-\d+\.json$/);
    const text = await readFile(await download.path(), "utf8");
    const results = JSON.parse(text) as Results;
    expect(results).toMatchObject({ format: 1, rounds: 1, engine: { name: "Chromium" }, recording: { symbols: ["BTCUSDT"] } });
    expect(await opened.text("#compared-table tbody tr td:last-child")).toBe(`${results.rows[0]!.times[2]!.times.toFixed(2)}×`);
    await page.click("#copy");
    await page.waitForFunction(() => document.getElementById("copy")?.textContent === "Copied");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
    await page.close();
  });

  test.each([
    ["as it is", "mine.ndjson", Buffer.from(lines)],
    ["packed", "mine.ndjson.gz", gzipSync(lines)],
  ])("a recording of the user's is measured, %s", async (_, name, content) => {
    const opened = await open();
    await opened.choose(name, content);
    await opened.measure();
    expect(await opened.text("#about")).toContain(`(${name})`);
    expect(await opened.page.isVisible("#compared-table")).toBe(true);
    expect(await opened.page.isVisible("#venues")).toBe(false);
    await opened.page.close();
  });

  test.each([
    ["of another venue", "other.ndjson", Buffer.from('1 {"topic":"publicTrade.BTCUSDT","data":[]}\n'), /leads to a reading/],
    ["that is none", "photo.ndjson", Buffer.from("one two three\n"), /not a time, a space and a message/],
    ["that is not packed", "plain.ndjson.gz", Buffer.from(lines), /not packed as its name says/],
    ["that is empty", "empty.ndjson", Buffer.from(""), /leads to a reading/],
  ])("a file %s is refused in words, and the page can go on", async (_, name, content, words) => {
    const opened = await open();
    await opened.choose(name, content);
    await opened.measure();
    expect(await opened.text("#notice-text")).toMatch(words);
    expect(await opened.page.getAttribute("#notice", "role")).toBe("alert");
    await opened.page.locator('input[name="source"][value="simulated"]').check();
    await opened.measure();
    expect(await opened.page.isVisible("#notice")).toBe(false);
    expect(await opened.page.isVisible("#compared-table")).toBe(true);
    await opened.page.close();
  });

  test("no file is said at its field", async () => {
    const opened = await open();
    await opened.page.locator('input[name="source"][value="file"]').check();
    await opened.page.click("#measure");
    expect(await opened.text("#file-error")).toBe("Choose a file.");
    expect(await opened.page.getAttribute("#file", "aria-invalid")).toBe("true");
    expect(await opened.page.evaluate(() => document.activeElement?.id)).toBe("file");
    expect(await opened.violations()).toEqual([]);
    await opened.page.close();
  });
});
