import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, vi } from "vitest";
import { buildCalculator, calculatorSite } from "../../examples/calculator/build.ts";
import { serveSites } from "../../examples/page/static-server.ts";
import { launchChromium } from "./chromium.ts";
import { WatchedPage } from "./watched-page.ts";

/** The calculator as `npm start` serves it, and a browser. */
export class CalculatorStage {
  readonly #browser: Browser;
  readonly #folder: string;
  readonly #served: Awaited<ReturnType<typeof serveSites>>;

  private constructor(browser: Browser, folder: string, served: Awaited<ReturnType<typeof serveSites>>) {
    this.#browser = browser;
    this.#folder = folder;
    this.#served = served;
  }

  static async set(): Promise<CalculatorStage> {
    const browser = await launchChromium();
    const folder = await mkdtemp(join(tmpdir(), "plimsoll-calculator-"));
    await buildCalculator(folder);
    const served = await serveSites({ sites: [calculatorSite(folder)], port: 0, exchangeUrl: "http://127.0.0.1:8787" });
    return new CalculatorStage(browser, folder, served);
  }

  /** A page in a browser profile of its own. */
  async open(fragment = "", options: BrowserContextOptions = {}): Promise<CalculatorPage> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const opened = new CalculatorPage(await context.newPage());
    await opened.page.goto(`${this.#served.url}calculator/${fragment}`);
    await opened.page.waitForSelector("#venue option", { state: "attached" });
    await opened.drawn();
    return opened;
  }

  async strike(): Promise<void> {
    await this.#browser.close();
    this.#served.server.closeAllConnections();
    this.#served.server.close();
    await rm(this.#folder, { recursive: true });
  }
}

/** A machine that is busy with other things takes its time. */
export const patience = { timeout: 20_000, interval: 50 };

/** A number as a page writes it, and how far it may be from what it was written from. */
export interface Written {
  readonly value: number;
  readonly rounding: number;
}

export function written(text: string): Written {
  const digits = text.replace("−", "-").replace(/[^\d.-]/g, "");
  return { value: Number(digits), rounding: 0.5 * 10 ** -(digits.split(".")[1] ?? "").length };
}

/** What a test reads off the page and does to it. */
export class CalculatorPage extends WatchedPage {
  async becomes(selector: string, expected: string | RegExp): Promise<void> {
    await vi.waitFor(async () => {
      const text = await this.text(selector);
      if (typeof expected === "string") expect(text).toBe(expected);
      else expect(text).toMatch(expected);
    }, patience);
  }

  /** A number of the table, as it is, as it would be, or their difference. */
  cell(row: string, column: "now" | "then" | "difference"): Promise<string> {
    return this.text(`#row-${row} td:nth-of-type(${["now", "then", "difference"].indexOf(column) + 1})`);
  }

  async choose(name: "side" | "mode" | "kind", value: string): Promise<void> {
    await this.page.locator(`input[name="${name}"][value="${value}"]`).check();
  }

  /** Fills in what is to be seen, by the names of the fields. */
  async type(texts: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(texts)) await this.page.fill(`#${name}`, text);
    await this.drawn();
  }

  /** Moves a thumb as a person would, and waits for a frame. */
  async slide(name: string, value: number): Promise<void> {
    await this.page.evaluate(([id, to]) => {
      const input = document.getElementById(String(id)) as HTMLInputElement;
      input.valueAsNumber = Number(to);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, [`try-${name}`, value] as const);
    await this.drawn();
  }

  /** A lending account's row, by what its columns are called. */
  async typeAsset(row: number, texts: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(texts)) {
      await this.page.fill(`#assets fieldset:nth-of-type(${row}) input[name="${name}"]`, text);
    }
    await this.drawn();
  }

  async openAll(): Promise<void> {
    await this.page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  }

  /** Two cross positions that hang together, with a pasted table for the second. */
  async holdTwo(): Promise<void> {
    await this.choose("mode", "cross");
    await this.type({ walletBalance: "5000" });
    await this.page.click("#add-position");
    await this.choose("side", "short");
    await this.type({ symbol: "ETHUSDT", size: "5", entryPrice: "3000", markPrice: "3050" });
    await this.openAll();
    await this.paste({ brackets: [
      { notionalFloor: 0, notionalCap: 10_000, maintenanceMarginRate: 0.005, maxLeverage: 100 },
      { notionalFloor: 10_000, maintenanceMarginRate: 0.0065, maxLeverage: 75 },
    ] });
  }

  async paste(payload: unknown): Promise<void> {
    await this.page.fill("#paste", typeof payload === "string" ? payload : JSON.stringify(payload));
    await this.page.click("#use-paste");
    await this.drawn();
  }

  /** Waits until what was done can be seen. */
  async drawn(): Promise<void> {
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}
