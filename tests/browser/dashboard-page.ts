import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, vi } from "vitest";
import { buildDashboard, dashboardSite } from "../../examples/dashboard/build.ts";
import { serveSites } from "../../examples/page/static-server.ts";
import { type Exchange, type ExchangeOptions, startExchange } from "../../examples/exchange/exchange.ts";
import { launchChromium } from "./chromium.ts";
import { WatchedPage } from "./watched-page.ts";

/** The dashboard as `npm start` serves it, with its exchange in this process and a browser. */
export class Stage {
  exchange: Exchange;
  readonly #browser: Browser;
  readonly #folder: string;
  readonly #page: Awaited<ReturnType<typeof serveSites>>;

  private constructor(browser: Browser, folder: string, exchange: Exchange, page: Awaited<ReturnType<typeof serveSites>>) {
    this.#browser = browser;
    this.#folder = folder;
    this.exchange = exchange;
    this.#page = page;
  }

  static async set(options: ExchangeOptions = { seed: 11 }): Promise<Stage> {
    const browser = await launchChromium();
    const folder = await mkdtemp(join(tmpdir(), "plimsoll-dashboard-"));
    await buildDashboard(folder);
    const exchange = await startExchange(options);
    const page = await serveSites({ sites: [dashboardSite(folder, exchange.url)], port: 0, exchangeUrl: exchange.url });
    return new Stage(browser, folder, exchange, page);
  }

  /** A page in a browser profile of its own. */
  async open(query = "", options: BrowserContextOptions = {}): Promise<DashboardPage> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const opened = new DashboardPage(await context.newPage());
    await opened.page.goto(this.#page.url + query);
    return opened;
  }

  async strike(): Promise<void> {
    await this.#browser.close();
    this.#page.server.closeAllConnections();
    this.#page.server.close();
    await this.exchange.close();
    await rm(this.#folder, { recursive: true });
  }
}

/** A machine that is busy with other things takes its time. */
export const patience = { timeout: 20_000, interval: 100 };

/** What a test reads off a page and does to it. */
export class DashboardPage extends WatchedPage {
  /** A number as the page writes it: 57,188.8 or −0.42. */
  async number(selector: string): Promise<number> {
    return Number((await this.text(selector)).replace("−", "-").replace(/[,%×+ ]|USDT/g, ""));
  }

  async becomes(selector: string, expected: string | RegExp): Promise<void> {
    await vi.waitFor(async () => {
      const text = await this.text(selector);
      if (typeof expected === "string") expect(text).toBe(expected);
      else expect(text).toMatch(expected);
    }, patience);
  }

  /** Waits until the page says that it hears its exchange in this way. */
  async hears(kind: string): Promise<void> {
    await this.#attributeBecomes("#connection", "data-kind", kind);
  }

  /** Waits until the worst warning that stands is this bad. */
  async alarm(severity: string): Promise<void> {
    await this.#attributeBecomes("#alarm", "data-severity", severity);
  }

  async typePosition({ side = "long", quantity = "0.5", entryPrice = "mark", leverage = "5" } = {}): Promise<void> {
    await this.page.locator(`input[name="side"][value="${side}"]`).check();
    await this.page.fill("#quantity", quantity);
    if (entryPrice === "mark") await this.page.click("#use-mark");
    else await this.page.fill("#entryPrice", entryPrice);
    await this.page.fill("#leverage", leverage);
    await this.page.locator("#leverage").blur();
    await this.drawn();
  }

  /** Waits until what was done can be seen. */
  async drawn(): Promise<void> {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  async #attributeBecomes(selector: string, name: string, expected: string): Promise<void> {
    await vi.waitFor(async () => expect(await this.page.getAttribute(selector, name)).toBe(expected), patience);
  }
}
