import { WebSocket } from "ws";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type DashboardPage, patience, Stage } from "./dashboard-page.ts";

/**
 * Binance cannot be reached from a test, so its addresses lead to the simulated exchange,
 * which speaks the same protocol; brackets stay closed, as the venue keeps them.
 */
async function standIn({ page }: DashboardPage, exchangeUrl: string): Promise<void> {
  await page.routeWebSocket("wss://fstream.binance.com/**", (socket) => {
    const { pathname, search } = new URL(socket.url());
    const relay = new WebSocket(exchangeUrl.replace("http", "ws") + pathname + search);
    const open = new Promise((resolve) => relay.once("open", resolve));
    socket.onMessage((message) => void open.then(() => relay.send(message)));
    relay.on("message", (message) => socket.send(String(message)));
    socket.onClose(() => relay.close());
    onTestFinished(() => relay.close());
  });
  await page.route("https://fapi.binance.com/**", async (route) => {
    const { pathname, search } = new URL(route.request().url());
    if (pathname.endsWith("leverageBracket")) return route.fulfill({ status: 401, body: "{}" });
    const answer = await fetch(exchangeUrl + pathname + search);
    return route.fulfill({
      body: await answer.text(),
      contentType: "application/json",
      headers: { "access-control-allow-origin": "*" },
    });
  });
}

describe("the switch to Binance", () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set();
  });

  afterAll(() => stage?.strike());

  test("listens to the venue's own endpoints, and says that its margin table is an example", async () => {
    const dashboard = await stage.open();
    await standIn(dashboard, stage.exchange.url);
    await dashboard.page.reload();
    await dashboard.hears("live");
    await dashboard.typePosition({ quantity: "0.7" });
    await dashboard.becomes("#calm-text", /BTCUSDT is watched/);

    await dashboard.page.locator('#sources input[value="live"]').check();
    await dashboard.hears("live");
    await expect.poll(() => stage.exchange.clientCount, patience).toBe(2);
    // Nobody but the chosen one is called; its sockets are led here and do not count.
    expect([...dashboard.hosts].sort()).toEqual(["127.0.0.1", "fapi.binance.com"]);
    expect(await dashboard.page.isVisible("#across-empty")).toBe(true);
    expect(await dashboard.page.isVisible("#simulator")).toBe(false);
    await dashboard.becomes("#table-source", "an example of 2024-10, not yours");
    // Its positions are others.
    expect(await dashboard.page.inputValue("#quantity")).toBe("");
    await dashboard.typePosition({ quantity: "0.7" });
    await dashboard.becomes("#risk-liquidation", /^\d\d,\d{3}\.\d$/);
    expect(await dashboard.page.isVisible("#risk-beyond")).toBe(false);
    await dashboard.typePosition({ quantity: "3" });
    await expect.poll(() => dashboard.page.isVisible("#risk-beyond"), patience).toBe(true);
    await dashboard.becomes("#risk-beyond", /nearer than shown/);

    await dashboard.page.locator('#sources input[value="simulated"]').check();
    await dashboard.hears("live");
    expect(await dashboard.page.inputValue("#quantity")).toBe("0.7");
    expect(dashboard.problems).toEqual([]);
  });
});
