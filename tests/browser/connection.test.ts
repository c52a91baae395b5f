import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startExchange } from "../../examples/exchange/exchange.ts";
import { type DashboardPage, Stage } from "./dashboard-page.ts";

describe("the dashboard when the exchange fails it", () => {
  let stage: Stage;
  let dashboard: DashboardPage;

  beforeAll(async () => {
    stage = await Stage.set();
    dashboard = await stage.open("?markStaleMs=2000");
    await dashboard.hears("live");
    await dashboard.typePosition({ leverage: "3" });
  });

  afterAll(() => stage?.strike());

  test("silence makes the data old and the watch blind", async () => {
    stage.exchange.pause();
    await dashboard.hears("stale");
    await dashboard.becomes("#connection-title", "Silent");
    await dashboard.becomes("#standing li", /No mark price/);
    expect(await dashboard.page.getAttribute("#standing li", "data-code")).toBe("blind");
    const age = () => dashboard.text("#connection-age").then(Number.parseFloat);
    const before = await age();
    await expect.poll(age).toBeGreaterThan(before + 1);
    expect(await dashboard.page.isVisible("#ladder-veil")).toBe(true);
  });

  test("it recovers when the exchange speaks again", async () => {
    stage.exchange.resume();
    await dashboard.hears("live");
    await dashboard.alarm("none");
    await dashboard.becomes("#connection-age", /^[01]\.\d s$/);
    expect(await dashboard.page.isVisible("#ladder-veil")).toBe(false);
  });

  test("it says that the connection is lost, and comes back by itself", async () => {
    const { port } = stage.exchange;
    await stage.exchange.close();
    await dashboard.hears("disconnected");
    await dashboard.becomes("#notice-text", /was lost\. Trying/);
    stage.exchange = await startExchange({ seed: 12, port });
    await dashboard.hears("live");
    expect(await dashboard.page.isVisible("#notice")).toBe(false);
    await expect.poll(async () => (await dashboard.number("#best-bid")) === Number(stage.exchange.truth("BTCUSDT").bids[0]?.[0]), { timeout: 15_000, interval: 30 }).toBe(true);
  });

  test("a lost message is a gap that heals", async () => {
    const page = await stage.open();
    await page.hears("live");
    let lose = 0;
    await page.page.routeWebSocket(/\/public\/stream/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const isDepth = String(message).includes('"depthUpdate"') && String(message).includes("BTCUSDT");
        if (isDepth && lose > 0) --lose;
        else socket.send(message);
      });
    });
    let held: (() => void) | null = null;
    await page.page.route("**/fapi/v1/depth*", async (route) => {
      if (held === null) await new Promise<void>((resolve) => (held = resolve));
      await route.continue();
    });
    await page.page.reload();
    await page.hears("waiting");
    (held as (() => void) | null)?.();
    await page.hears("live");
    held = null;
    lose = 1;
    await page.hears("gap");
    await page.becomes("#veil-title", "Catching up");
    expect(await page.text("#heel-words")).toBe("No book");
    await expect.poll(() => held !== null).toBe(true);
    (held as (() => void) | null)?.();
    await page.hears("live");
    await page.page.close();
  });

  test("a snapshot that the browser may not read is said to be missing, and the marks go on", async () => {
    const page = await stage.open();
    await page.page.route("**/fapi/v1/depth*", (route) => route.abort());
    await page.page.reload();
    await page.becomes("#notice-title", "The book’s snapshot could not be fetched");
    await page.becomes("#notice-text", /CORS/);
    await page.becomes("#strip-mark", /^\d/);
    await page.page.unroute("**/fapi/v1/depth*");
    await page.page.click("#notice-retry");
    await page.hears("live");
    await page.page.close();
  });

  test("an exchange that was never there is not reachable", async () => {
    await stage.exchange.close();
    const page = await stage.open();
    await page.hears("unreachable");
    await page.becomes("#notice-text", /does not answer/);
    await page.page.close();
  });
});
