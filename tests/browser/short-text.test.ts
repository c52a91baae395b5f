// Text that a browser carries character by character: through WebAssembly that may read strings
// where the browser has that, as Chromium does, and by a loop where it has not.

import { join } from "node:path";
import type { Browser, JSHandle, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveSites } from "../../examples/page/static-server.ts";
import { launchChromium } from "./chromium.ts";

const dist = join(import.meta.dirname, "../../dist");

type Package = typeof import("plimsoll");

describe("short text", () => {
  let browser: Browser;
  let served: Awaited<ReturnType<typeof serveSites>>;

  beforeAll(async () => {
    browser = await launchChromium();
    served = await serveSites({
      sites: [{ path: "/", folder: dist, connects: [] }],
      port: 0,
      exchangeUrl: "http://127.0.0.1:8787",
    });
  });

  afterAll(async () => {
    await browser?.close();
    served?.server.closeAllConnections();
    served?.server.close();
  });

  /** A page beside the package as it is published. */
  async function opened(before: () => void = () => {}): Promise<Page> {
    const page = await browser.newPage();
    await page.addInitScript(before);
    await page.goto(new URL("index.js", served.url).href);
    return page;
  }

  /** In words of the page's own: vitest would make them its. */
  const imported = (page: Page) =>
    page.evaluateHandle("import('/index.js')") as Promise<JSHandle<Package>>;

  /**
   * Quotes of every length up to 600 bytes in two scripts, whose last number and length must
   * arrive. What did not, and how often a character was asked for apart.
   */
  const carry = async ({ load }: Package) => {
    const feed = (await load()).openFeed("binance-usdm");
    const wrong: string[] = [];
    let asked = 0;
    let bytes = 0;
    const { charCodeAt } = String.prototype;
    String.prototype.charCodeAt = function (this: string, at: number) {
      asked += 1;
      return charCodeAt.call(this, at);
    };
    const alone: number[] = [];
    for (const letter of ["x", "é", "牛", "🐂"]) {
      for (let size = 0; size < 500; ++size) {
        const symbol = letter === "x" ? "BTCUSDT" : `${letter}USDT`;
        const pad = "x".repeat(size % 9) + letter + "x".repeat(size);
        const raw = `{"e":"bookTicker","pad":"${pad}","u":1,"s":"${symbol}","b":"1","B":"1","A":"1","a":"${size + 2}"}`;
        const market = feed.market(symbol);
        feed.ingest(raw);
        bytes += new TextEncoder().encode(raw).length;
        const { quoteAskPrice } = market.getSnapshot();
        if (quoteAskPrice !== size + 2) wrong.push(`${raw.length} of ${letter}: ${quoteAskPrice}`);
      }
      alone.push(asked);
    }
    String.prototype.charCodeAt = charCodeAt;
    return { wrong, asked: alone, counted: feed.counters().bytes - bytes };
  };

  test("arrives whole at every length, through WebAssembly", async () => {
    const page = await opened();
    expect(await page.evaluate(carry, await imported(page))).toEqual({ wrong: [], asked: [0, 0, 0, 0], counted: 0 });
    await page.close();
  });

  test("arrives whole by a loop where strings are not offered", async () => {
    const page = await opened(() => {
      const { Module } = WebAssembly;
      WebAssembly.Module = new Proxy(Module, {
        construct: (target, [bytes]) => new target(bytes as BufferSource), // an older browser's
      });
    });
    const { wrong, asked, counted } = await page.evaluate(carry, await imported(page));
    expect({ wrong, counted }).toEqual({ wrong: [], counted: 0 });
    expect(asked[0]).toBeGreaterThan(10_000);
    await page.close();
  });
});
