import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DashboardPage, patience, Stage } from "./dashboard-page.ts";

const phone = { width: 390, height: 844 };

describe("the dashboard as a page", () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set();
  });

  afterAll(() => stage?.strike());

  /** With a position, and a warning that stands. */
  const openBusy = async (options: Parameters<Stage["open"]>[1] = {}) => {
    const dashboard = await stage.open("", options);
    await dashboard.hears("live");
    await dashboard.typePosition({ leverage: "60" });
    await dashboard.alarm("danger");
    return dashboard;
  };

  test("axe finds nothing, in light and dark, wide and narrow, empty and busy", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const empty = await stage.open("", { colorScheme });
      await empty.hears("live");
      expect(await empty.violations()).toEqual([]);
      await empty.page.close();
      const busy = await openBusy({ colorScheme, viewport: phone });
      expect(await busy.violations()).toEqual([]);
      await busy.page.close();
    }
  });

  test("nothing is said on the console, and no other host is asked", async () => {
    const dashboard = await openBusy();
    await dashboard.page.waitForTimeout(1_000);
    expect(dashboard.problems).toEqual([]);
    expect([...dashboard.hosts]).toEqual(["127.0.0.1"]);
    await dashboard.page.close();
  });

  test("a phone has nothing to scroll sideways", async () => {
    const dashboard = await stage.open("", { viewport: phone });
    await dashboard.hears("live");
    const overhang = () => dashboard.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overhang()).toBe(0);
    await dashboard.typePosition({ leverage: "60" });
    await dashboard.alarm("danger");
    for (const summary of await dashboard.page.$$("summary")) await summary.click();
    expect(await overhang()).toBe(0);
    await dashboard.page.close();
  });

  test("the form can be filled in from the keyboard alone", async () => {
    const dashboard = await stage.open();
    await dashboard.hears("live");
    const { keyboard } = dashboard.page;
    await keyboard.press("Tab");
    await keyboard.press("Enter"); // skip to the position
    await keyboard.press("Tab"); // symbol
    await keyboard.press("Tab"); // side
    await keyboard.press("ArrowRight"); // short
    await keyboard.press("Tab");
    await keyboard.type("2");
    await keyboard.press("Tab"); // use mark
    await keyboard.press("Enter");
    await keyboard.press("Tab"); // entry price
    await keyboard.press("Tab"); // margin given by
    await keyboard.press("Tab");
    await keyboard.press("Control+a");
    await keyboard.type("10");
    await keyboard.press("Enter");
    await dashboard.becomes("#risk-side", "Short");
    await dashboard.becomes("#risk-size", "2 BTC");
    expect(await dashboard.number("#risk-liquidation")).toBeGreaterThan(await dashboard.number("#risk-mark"));
    await dashboard.page.close();
  });

  test("what cannot be used is said at its field, and nothing is watched", async () => {
    const dashboard = await stage.open();
    await dashboard.hears("live");
    await dashboard.typePosition({ quantity: "1,5", entryPrice: "60000" });
    await dashboard.becomes("#quantity-error", /^Not a number/);
    expect(await dashboard.page.getAttribute("#quantity", "aria-invalid")).toBe("true");
    expect(await dashboard.page.getAttribute("#quantity-error", "data-code")).toBe("badNumber");
    expect(await dashboard.page.isVisible("#risk")).toBe(false);
    await dashboard.page.fill("#quantity", "0");
    await dashboard.becomes("#quantity-error", "Has to be above zero.");
    await dashboard.page.fill("#quantity", "20");
    await dashboard.page.fill("#leverage", "100");
    await dashboard.becomes("#leverage-error", "At this size the margin table allows 75× at most.");
    await dashboard.page.fill("#leverage", "50");
    await dashboard.becomes("#leverage-error", "");
    expect(await dashboard.page.isVisible("#risk")).toBe(true);
    await dashboard.page.close();
  });

  test("pasted brackets are used, and refused in words", async () => {
    const dashboard = await openBusy();
    await dashboard.page.click("#table summary");
    const brackets = (maintMarginRatio: number) => JSON.stringify([{
      symbol: "BTCUSDT",
      brackets: [{ initialLeverage: 100, notionalCap: 1e6, notionalFloor: 0, maintMarginRatio, cum: 0 }],
    }]);
    await dashboard.page.fill("#brackets", brackets(0.4));
    await dashboard.page.click("#use-brackets");
    await dashboard.becomes("#brackets-error", /per cent/);
    await dashboard.page.fill("#brackets", brackets(0.008));
    const before = await dashboard.number("#risk-liquidation");
    await dashboard.page.click("#use-brackets");
    await dashboard.becomes("#table-source", /^pasted/);
    await expect.poll(() => dashboard.number("#risk-liquidation"), patience).toBeGreaterThan(before);
    await dashboard.page.close();
  });

  test("a position is still there when the page is opened again", async () => {
    const dashboard = await openBusy();
    const before = await dashboard.text("#risk-liquidation");
    await dashboard.page.reload();
    await dashboard.becomes("#risk-liquidation", before);
    await dashboard.page.close();
  });
});
