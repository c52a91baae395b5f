import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { startExchange } from "../../examples/exchange/exchange.ts";
import { type DashboardPage, patience, Stage } from "./dashboard-page.ts";

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

  /** A page that is closed when its test is over, however that ends. */
  const openAnother = async () => {
    const another = await stage.open();
    onTestFinished(() => another.page.close());
    return { page: another.page, dashboard: another };
  };

  test("silence makes the data old and the watch blind", async () => {
    stage.exchange.pause();
    await dashboard.hears("stale");
    await dashboard.becomes("#connection-title", "Silent");
    await dashboard.becomes("#standing li", /No mark price/);
    expect(await dashboard.page.getAttribute("#standing li", "data-code")).toBe("blind");
    const age = () => dashboard.text("#connection-age").then(Number.parseFloat);
    const before = await age();
    await expect.poll(age, patience).toBeGreaterThan(before + 1);
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
    const agrees = async () =>
      (await dashboard.number("#best-bid")) === Number(stage.exchange.truth("BTCUSDT").bids[0]?.[0]);
    await expect.poll(agrees, { ...patience, interval: 30 }).toBe(true);
  });

  test("a lost message is a gap that heals", async () => {
    const { page, dashboard: other } = await openAnother();
    let isLosing = false;
    let delivered = 0;
    await page.routeWebSocket(/\/public\/stream/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const isDepth = String(message).startsWith('{"stream":"btcusdt@depth');
        if (!isLosing || !isDepth) socket.send(message);
        if (isDepth) delivered += isLosing ? 0 : 1;
        if (isDepth) isLosing = false;
      });
    });
    const gate = new Gate();
    await page.route("**/fapi/v1/depth?symbol=BTCUSDT*", async (route) => {
      await gate.passed();
      await route.continue();
    });
    await page.reload();
    await other.hears("waiting");
    gate.open();
    await other.hears("live");
    gate.close();
    // A snapshot is live by itself: what is lost has to stand behind one that joined it.
    const joining = delivered + 2;
    await vi.waitFor(() => expect(delivered).toBeGreaterThanOrEqual(joining), 10_000);
    isLosing = true;
    await other.hears("gap");
    await other.becomes("#veil-title", "Catching up");
    expect(await other.text("#heel-words")).toBe("No book");
    gate.open();
    await other.hears("live");
  });

  test("a snapshot that the browser may not read is said to be missing, and the marks go on", async () => {
    const { page, dashboard: other } = await openAnother();
    await page.route("**/fapi/v1/depth*", (route) => route.abort());
    await page.reload();
    await other.becomes("#notice-title", "The book’s snapshot could not be fetched");
    await other.becomes("#notice-text", /CORS/);
    await other.becomes("#strip-mark", /^\d/);
    await expect(page.locator("#notice-retry").isEnabled()).resolves.toBe(true);
    await page.unroute("**/fapi/v1/depth*");
    // By event: the page tries by itself too, and then there is nothing left to click at.
    await page.locator("#notice-retry").dispatchEvent("click");
    await other.hears("live");
  });

  test("an exchange that was never there is not reachable", async () => {
    await stage.exchange.close();
    const { dashboard: other } = await openAnother();
    await other.hears("unreachable");
    await other.becomes("#notice-text", /does not answer/);
  });
});

/** Holds up whoever comes until it is opened. */
class Gate {
  #open: () => void = () => {};
  #passed: Promise<void> = Promise.resolve();

  constructor() {
    this.close();
  }

  passed(): Promise<void> {
    return this.#passed;
  }

  open(): void {
    this.#open();
  }

  close(): void {
    this.#passed = new Promise((resolve) => {
      this.#open = resolve;
    });
  }
}
