// The calculator in somebody's hands: what is wrong, what is shared, where tables come from,
// and who uses it by keyboard, by ear or on a phone.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CalculatorPage, CalculatorStage } from "./calculator-page.ts";

const phone = { width: 390, height: 844 };

const okxTiers = {
  code: "0", msg: "", data: [
    { instFamily: "ADA-USDT", instId: "", uly: "ADA-USDT", tier: "1", minSz: "0", maxSz: "900", mmr: "0.006", imr: "0.02", maxLever: "50" },
    { instFamily: "ADA-USDT", instId: "", uly: "ADA-USDT", tier: "2", minSz: "901", maxSz: "5000", mmr: "0.01", imr: "0.04", maxLever: "25" },
  ],
};

describe("the calculator in use", () => {
  let stage: CalculatorStage;

  beforeAll(async () => {
    stage = await CalculatorStage.set();
  });

  afterAll(() => stage?.strike());

  test("axe finds nothing: light and dark, wide and narrow, one position and several, wrong and empty", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const viewport of [{ width: 1280, height: 900 }, phone]) {
        const calculator = await stage.open("", { colorScheme, viewport });
        expect(await calculator.violations(), "as it opens").toEqual([]);
        await calculator.holdTwo();
        await calculator.page.click("#add-collaterals");
        await calculator.slide("mark", 0.08);
        await calculator.slide("common", -0.1);
        expect(await calculator.violations(), "two positions, everything open").toEqual([]);
        await calculator.type({ size: "1,5" });
        expect(await calculator.violations(), "with a mistake").toEqual([]);
        await calculator.page.click("#remove-position");
        await calculator.page.click("#remove-position");
        await calculator.drawn();
        expect(await calculator.violations(), "empty").toEqual([]);
        await calculator.page.selectOption("#venue", "aave-v3");
        await calculator.openAll();
        await calculator.page.fill("#eModeMaxLtv", "93");
        await calculator.page.fill("#eModeThreshold", "95");
        await calculator.slide("mark", -0.05);
        expect(await calculator.violations(), "a loan").toEqual([]);
        await calculator.typeAsset(1, { price: "x" });
        expect(await calculator.violations(), "a loan with a mistake").toEqual([]);
        expect(calculator.problems).toEqual([]);
        await calculator.page.close();
      }
    }
  });

  test("a loan's mistakes are said at their fields, and its link restores it", async () => {
    const loan = await stage.open();
    await loan.page.selectOption("#venue", "aave-v3");
    await loan.drawn();
    const invalid = () => loan.page.$$eval("#assets [aria-invalid]", (inputs) => inputs.map((input) => (input as HTMLInputElement).name));
    for (const [name, wrong, right] of [["price", "", "2700"], ["price", "0", "2700"], ["collateralQuantity", "-1", "10"], ["liquidationThreshold", "1,5", "83"]] as const) {
      await loan.typeAsset(1, { [name]: wrong });
      expect(await invalid(), `${name} ${wrong}`).toEqual([name]);
      expect(await loan.text("#assets-error"), `${name} ${wrong}`).not.toBe("");
      expect(await loan.page.isVisible("#stale")).toBe(true);
      await loan.typeAsset(1, { [name]: right });
      expect(await invalid()).toEqual([]);
    }
    await loan.typeAsset(2, { debtQuantity: "17000" });
    await loan.slide("multiple", 3.5);
    await loan.page.click("#share");
    await loan.becomes("#notice-title", /^Link/);
    const restored = await stage.open(new URL(loan.page.url()).hash);
    expect(await restored.text("#numbers")).toBe(await loan.text("#numbers"));
    expect(await restored.text("#loan-health")).toBe(await loan.text("#loan-health"));
    expect(await restored.page.inputValue("#venue")).toBe("aave-v3");
    await restored.page.close();
    await loan.page.close();
  });

  test("what has come of it is said once somebody pauses", async () => {
    const calculator = await stage.open();
    expect(await calculator.text("#said")).toBe("");
    await calculator.type({ leverage: "5" });
    await calculator.becomes("#said", /^Liquidation 48,\d{3}\.\d, \d+\.\d\d % away\.$/);
    expect(await calculator.page.getAttribute("#said", "aria-live")).toBe("polite");
    await calculator.page.close();
  });

  test("what cannot be used is said at its field, and the last good answer stays, greyed", async () => {
    const calculator = await stage.open();
    const before = await calculator.text("#risk-liquidation");
    await calculator.type({ size: "0,5" });
    expect(await calculator.page.getAttribute("#size", "aria-invalid")).toBe("true");
    expect(await calculator.page.getAttribute("#size", "aria-describedby")).toContain("size-error");
    expect(await calculator.page.getAttribute("#size-error", "data-code")).toBe("badNumber");
    expect(await calculator.text("#size-error")).toMatch(/^Not a number/);
    expect(await calculator.page.isVisible("#stale")).toBe(true);
    expect(await calculator.page.getAttribute("#answer", "data-stale")).toBe("true");
    expect(await calculator.text("#risk-liquidation")).toBe(before);
    await calculator.type({ size: "0" });
    expect(await calculator.text("#size-error")).toBe("Has to be above zero.");
    await calculator.type({ size: "0.5", markPrice: "" });
    expect(await calculator.text("#size-error")).toBe("");
    expect(await calculator.text("#markPrice-error")).toBe("Needed.");
    await calculator.type({ markPrice: "61800", leverage: "0.5" });
    expect(await calculator.page.getAttribute("#leverage-error", "data-code")).toBe("leverageOutOfRange");
    await calculator.type({ leverage: "300" });
    expect(await calculator.text("#leverage-error")).toBe("At this size the margin table allows 125× at most.");
    await calculator.type({ leverage: "100" });
    expect(await calculator.text("#leverage-error")).toBe("");
    expect(await calculator.page.isVisible("#refused")).toBe(false);
    await calculator.slide("margin", 120);
    await calculator.slide("size", 3);
    expect(await calculator.page.isVisible("#refused")).toBe(true);
    expect(await calculator.cell("liquidation", "then")).toBe("—");
    await calculator.page.click("#reset");
    for (const text of ["", "-1", "1e400", "Infinity", "NaN", "0x10", " ", "1 000", "９", "<b>", "1".repeat(400)]) {
      for (const field of ["size", "entryPrice", "markPrice", "leverage"]) {
        await calculator.page.fill(`#${field}`, text);
        await calculator.page.fill(`#${field}`, { size: "0.5", entryPrice: "60000", markPrice: "61800", leverage: "10" }[field] ?? "");
      }
    }
    await calculator.drawn();
    expect(await calculator.text("#risk-liquidation")).toBe(before);
    expect(calculator.problems).toEqual([]);
    await calculator.page.close();
  });

  test("a mistake in one of several positions is found where it is", async () => {
    const calculator = await stage.open();
    await calculator.holdTwo();
    await calculator.type({ entryPrice: "abc" });
    await calculator.page.click(".position >> nth=0");
    await calculator.drawn();
    expect(await calculator.page.getAttribute("#entryPrice", "aria-invalid")).toBeNull();
    expect(await calculator.page.getAttribute(".position >> nth=0", "data-wrong")).toBe("false");
    expect(await calculator.page.getAttribute(".position >> nth=1", "data-wrong")).toBe("true");
    expect(await calculator.text(".position >> nth=1")).toContain("see the form");
    await calculator.type({ walletBalance: "" });
    expect(await calculator.text("#walletBalance-error")).toBe("Needed.");
    await calculator.page.click(".position >> nth=1");
    await calculator.type({ entryPrice: "3000" });
    expect(await calculator.text("#walletBalance-error")).toBe("Needed.");
    await calculator.page.close();
  });

  test("typing keeps caret and focus", async () => {
    const calculator = await stage.open();
    const { page } = calculator;
    await page.fill("#entryPrice", "6000");
    await page.focus("#entryPrice");
    await page.evaluate(() => (document.getElementById("entryPrice") as HTMLInputElement).setSelectionRange(1, 1));
    await page.keyboard.type("1.5");
    await calculator.drawn();
    expect(await page.inputValue("#entryPrice")).toBe("61.5000");
    expect(await page.evaluate(() => {
      const { id, selectionStart } = document.activeElement as HTMLInputElement;
      return [id, selectionStart];
    })).toEqual(["entryPrice", 4]);
    await page.close();
  });

  test("nothing is in the address until it is shared, and a shared address restores all of it", async () => {
    const calculator = await stage.open();
    await calculator.holdTwo();
    await calculator.page.click("#add-collaterals");
    await calculator.page.fill('#collaterals input[name="asset"]', "ETH");
    for (const [name, text] of [["quantity", "1.5"], ["price", "3050"], ["weight", "90"], ["follows", "ETHUSDT"]] as const) {
      await calculator.page.fill(`#collaterals input[name="${name}"]`, text);
    }
    await calculator.slide("mark", 0.12);
    await calculator.slide("size", 1.5);
    await calculator.slide("margin", 0.75);
    expect(new URL(calculator.page.url()).hash).toBe("");
    await calculator.page.click("#share");
    await calculator.becomes("#notice-title", /^Link/);
    const { hash } = new URL(calculator.page.url());
    expect(hash.length).toBeGreaterThan(100);

    const shown = (at: CalculatorPage) => at.page.evaluate(() => ({
      inputs: [...document.querySelectorAll<HTMLInputElement>("main input, main select")].filter(({ id }) => id !== "paste")
        .map(({ id, name, value, checked }) => [id, name, value, checked]),
      numbers: document.getElementById("numbers")?.textContent,
      common: document.getElementById("common")?.textContent,
      positions: document.getElementById("positions")?.textContent,
      table: document.getElementById("table-rows")?.textContent,
      axis: document.getElementById("axis-title")?.textContent,
    }));
    const restored = await stage.open(hash);
    expect(await shown(restored)).toEqual(await shown(calculator));
    expect(restored.problems).toEqual([]);
    // The address stays as it was shared, whatever is typed since.
    await restored.type({ entryPrice: "2900" });
    expect(new URL(restored.page.url()).hash).toBe(hash);
    await restored.page.close();
    await calculator.page.close();
  });

  test("a hostile address changes nothing but a notice", async () => {
    const encoded = (value: unknown) => `#account=${Buffer.from(JSON.stringify(value)).toString("base64url")}`;
    const valid = {
      venue: "binance-usdm", shown: "1", walletBalance: "", takerFee: "", orderMargin: "", collaterals: [], tables: [],
      positions: [], markets: [], whatIf: { common: 0, wallet: 1, moves: {}, sizes: {}, margins: {} },
    };
    const position = { id: "1", symbol: "BTCUSDT", side: "long", mode: "isolated", size: "1", entryPrice: "1", marginBy: "leverage", leverage: "1", posted: "", pendingFees: "" };
    const hostile = [
      "#account=", "#account=%%%", "#account=e30", "#account=bm90IGpzb24", `#account=${"A".repeat(70_000)}`,
      encoded(null), encoded([]), encoded(7), encoded({ ...valid, venue: "bitmex" }), encoded({ ...valid, venue: "__proto__" }),
      encoded({ ...valid, positions: {} }), encoded({ ...valid, positions: [null] }),
      encoded({ ...valid, positions: [{ ...position, side: "both" }] }), encoded({ ...valid, positions: [position, position] }),
      encoded({ ...valid, positions: Array.from({ length: 5_000 }, (_, i) => ({ ...position, id: String(i) })) }),
      encoded({ ...valid, positions: [{ ...position, size: { toString: "x" } }] }), encoded({ ...valid, walletBalance: "9".repeat(500) }),
      encoded({ ...valid, whatIf: { ...valid.whatIf, common: 1e9 } }), encoded({ ...valid, whatIf: { ...valid.whatIf, moves: { a: "1" } } }),
      encoded({ ...valid, tables: [{ symbol: "BTCUSDT", origin: "pasted", table: { brackets: "many" } }] }),
    ];
    const calculator = await stage.open();
    const before = await calculator.text("#risk-liquidation");
    for (const fragment of hostile) {
      await calculator.page.evaluate((hash) => (location.hash = hash), fragment);
      await calculator.drawn();
      expect(await calculator.text("#notice-title"), fragment.slice(0, 80)).toBe("This link could not be read");
      await calculator.page.click("#notice-close");
      expect(await calculator.text("#risk-liquidation")).toBe(before);
    }
    // Readable, and full of what cannot be used or is meant as markup: said at the fields.
    const odd = encoded({
      ...valid,
      positions: [{ ...position, symbol: "<img src=x onerror=alert(1)>", entryPrice: "__proto__" }],
      tables: [{ symbol: "__proto__", origin: "pasted", table: { brackets: [{ maintenanceMarginRate: -1, notionalFloor: "x", maxLeverage: 0 }] } }],
    });
    await calculator.page.evaluate((hash) => (location.hash = hash), odd);
    await calculator.drawn();
    expect(await calculator.page.isVisible("#notice")).toBe(false);
    expect(await calculator.page.getAttribute("#entryPrice", "aria-invalid")).toBe("true");
    expect(await calculator.page.$$("img")).toEqual([]);
    // A name of the language is a name like any other.
    const asset = { price: "2", collateralQuantity: "10", debtQuantity: "", maxLtv: "80", liquidationThreshold: "80", inEMode: "" };
    await calculator.page.evaluate((hash) => (location.hash = hash), encoded({
      venue: "aave-v3", shown: "__proto__", eModeMaxLtv: "", eModeThreshold: "",
      assets: [{ ...asset, symbol: "__proto__" }, { ...asset, symbol: "constructor", collateralQuantity: "", debtQuantity: "5" }],
      whatIf: { moves: {}, collateral: 1, debt: 1, multiple: null },
    }));
    await calculator.becomes("#loan-health", "1.600");
    await calculator.slide("mark", -0.25);
    expect(await calculator.cell("healthFactor", "then")).toBe("1.200");
    expect(calculator.problems).toEqual([]);
    expect([...calculator.hosts]).toEqual(["127.0.0.1"]);
    await calculator.page.close();
  });

  test("brackets come from an example that says so, from a paste, or from the venue when it is asked", async () => {
    const calculator = await stage.open();
    const { page } = calculator;
    await page.selectOption("#venue", "okx");
    await calculator.becomes("#table-source", /^an example of 2023-05-15, not yours$/);
    const example = await calculator.text("#risk-liquidation");

    await calculator.paste("{");
    expect(await calculator.text("#paste-error")).toBe("Not JSON.");
    await calculator.paste({ code: "51000", msg: "Parameter error", data: [] });
    expect(await page.getAttribute("#paste", "aria-invalid")).toBe("true");
    expect(await calculator.text("#paste-error")).toBe("Not what was expected: GET /api/v5/public/position-tiers.");
    const rated = (mmr: unknown) => ({ ...okxTiers, data: [{ ...okxTiers.data[0], mmr }] });
    await calculator.paste(rated("much"));
    expect(await calculator.text("#paste-error")).toBe("Its maintenanceMarginRate is no number.");
    await calculator.paste(rated("0.6"));
    expect(await calculator.text("#paste-error")).toMatch(/per cent/);
    await calculator.paste(okxTiers);
    await calculator.becomes("#table-source", /^pasted, /);
    expect(await calculator.text("#paste-error")).toBe("");
    const pasted = await calculator.text("#risk-liquidation");
    expect(pasted).not.toBe(example);
    await page.click("#drop-table");
    await calculator.becomes("#risk-liquidation", example);

    const asked: string[] = [];
    await page.route("https://www.okx.com/**", (route) => {
      asked.push(route.request().url());
      return asked.length === 1 ? route.abort() : route.fulfill({ json: okxTiers, headers: { "access-control-allow-origin": "*" } });
    });
    expect([...calculator.hosts]).toEqual(["127.0.0.1"]);
    await page.click("#fetch-table");
    await calculator.becomes("#fetch-text", /could not be reached.*CORS/);
    await page.click("#fetch-table");
    await calculator.becomes("#table-source", /^OKX, /);
    await calculator.becomes("#risk-liquidation", pasted);
    expect(new URL(asked[0]!).searchParams.get("instFamily")).toBe("ADA-USDT");
    await page.close();
  });

  test("a venue without a public endpoint has no button, and tells what to paste", async () => {
    const calculator = await stage.open();
    expect(await calculator.page.isVisible("#fetch-table")).toBe(false);
    expect(await calculator.text("#paste-payload")).toContain("leverageBracket");
    await calculator.openAll();
    await calculator.page.click("#copy-table");
    const copied = JSON.parse(await calculator.page.inputValue("#paste")) as { brackets: unknown[] };
    expect(copied.brackets.length).toBe(5);
    await calculator.page.click("#use-paste");
    await calculator.becomes("#table-source", /^pasted, /);
    await calculator.page.close();
  });

  test("the keyboard alone fills in a position, tries something and shares it", async () => {
    const calculator = await stage.open();
    const { page } = calculator;
    const { keyboard } = page;
    const at = () => page.evaluate(() => {
      const { id, name } = document.activeElement as HTMLInputElement;
      return id || name;
    });
    const tabTo = async (wanted: string) => {
      for (let i = 0; i < 60 && (await at()) !== wanted; ++i) await keyboard.press("Tab");
      expect(await at()).toBe(wanted);
    };
    await keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
    await tabTo("side");
    await keyboard.press("ArrowRight");
    await tabTo("size");
    await keyboard.press("Control+a");
    await keyboard.type("2");
    await tabTo("leverage");
    await keyboard.press("Control+a");
    await keyboard.type("5");
    await calculator.becomes("#risk-side", "Short");
    await calculator.becomes("#risk-size", "2 BTC of BTCUSDT");
    await tabTo("try-mark");
    const before = await calculator.cell("markPrice", "then");
    for (let i = 0; i < 5; ++i) await keyboard.press("ArrowRight");
    await calculator.drawn();
    expect(await calculator.cell("markPrice", "then")).not.toBe(before);
    expect(await page.getAttribute("#try-mark", "aria-valuetext")).toMatch(/^62,109\.0 \+0\.5 %$/);
    expect(await page.evaluate(() => document.querySelector("#axis-title")?.textContent)).toMatch(/short BTCUSDT.*liquidation.*What if/);
    await page.focus("#share");
    await keyboard.press("Enter");
    await calculator.becomes("#notice-title", /^Link/);
    await page.close();
  });

  test("a phone has nothing to scroll sideways, targets that a finger hits, and the price in sight", async () => {
    const calculator = await stage.open("", { viewport: phone, hasTouch: true });
    const overhang = () => calculator.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overhang()).toBe(0);
    await calculator.holdTwo();
    await calculator.page.click("#add-collaterals");
    await calculator.slide("mark", 0.2);
    expect(await overhang()).toBe(0);
    expect(await calculator.page.isVisible("#strip-below")).toBe(true);
    expect(await calculator.text("#strip-liquidation")).toBe(await calculator.text("#risk-liquidation"));
    const small = await calculator.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("main :is(button, select, input, summary), header :is(a, button)")]
        .filter((element) => element.offsetParent !== null)
        .map((element) => ({ what: element.id || element.textContent, ...element.getBoundingClientRect().toJSON() as DOMRect }))
        .filter(({ width, height }) => width > 0 && (width < 24 || height < 24))
        .map(({ what, width, height }) => `${what}: ${width} × ${height}`));
    expect(small).toEqual([]);
    await calculator.page.close();
  });

  test("an address without its last slash leads to the page, which may connect to venues alone", async () => {
    const calculator = await stage.open();
    const response = await calculator.page.goto(calculator.page.url().replace(/\/$/, ""));
    expect(new URL(calculator.page.url()).pathname).toBe("/calculator/");
    const policy = response?.headers()["content-security-policy"] ?? "";
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).toContain("https://api.bybit.com");
    expect(policy).not.toContain("unsafe-inline");
    expect(policy).not.toContain("fstream");
    await calculator.page.close();
  });

  test("a venue that was left is found again as it was", async () => {
    const calculator = await stage.open();
    await calculator.type({ size: "0.75" });
    const before = await calculator.text("#risk-liquidation");
    await calculator.page.selectOption("#venue", "hyperliquid");
    await calculator.becomes("#risk-size", "0.5 BTC of BTC");
    await calculator.page.selectOption("#venue", "binance-usdm");
    await calculator.becomes("#risk-liquidation", before);
    expect(await calculator.page.inputValue("#size")).toBe("0.75");
    await calculator.page.close();
  });
});
