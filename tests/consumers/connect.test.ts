// plimsoll/connect as it is packed: in a page and a worker under a strict policy, and in Node with
// the WebSocket that it has.

import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Exchange, startExchange } from "../../examples/exchange/exchange.ts";
import { venues } from "../../examples/exchange/protocol.ts";
import { launchChromium } from "../browser/chromium.ts";
import { serve, Tarball } from "./project.ts";

let tarball: Tarball;
let exchange: Exchange;
let browser: Browser;

beforeAll(async () => {
  tarball = new Tarball();
  exchange = await startExchange({ seed: 8 });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await exchange?.close();
  tarball?.remove();
});

/** Listens to six venues until all books are live, and says so; nothing is to keep it from ending. */
const listening = (plimsoll: string, origin: string) => `
import { load } from "${plimsoll}";
import { connect } from "${plimsoll === "plimsoll" ? "plimsoll/connect" : "/plimsoll/connect.js"}";
const symbols = {
  "binance-usdm": "BTCUSDT", "bybit-linear": "BTCUSDT", okx: "BTC-USDT-SWAP", deribit: "BTC_USDC-PERPETUAL",
  hyperliquid: "BTC", "gate-usdt": "BTC_USDT",
};
const loaded = await load();
const connections = Object.entries(symbols).map(([venue, symbol]) =>
  connect(loaded, { venue, symbols: [symbol], endpoints: { origin: "${origin}" } }));
const markets = connections.map((connection) => connection.market(connection.symbols[0]));
const isLive = () => markets.every(({ status }) => status === "live") &&
  loaded.aggregateDepth(markets, { withinBps: 10 }).markets.every(({ bidNotional }) => bidNotional > 0);
while (!isLive()) await new Promise((resolve) => setTimeout(resolve, 50));
for (const connection of connections) connection.close();
export const said = connections.map(({ venue, status }) => venue + " " + status.phase).join(", ");
`;

const expected = venues.map((venue) => `${venue} closed`).join(", ");

it.each([
  ["a page", 'import { said } from "/listening.js"; document.title = said;', {}],
  ["a worker", 'new Worker("/worker.js", { type: "module" }).onmessage = ({ data }) => { document.title = data; };', {
    "worker.js": 'import { said } from "/listening.js"; self.postMessage(said);',
  }],
])("%s listens to six venues", async (name, main, more) => {
  const project = tarball.project(name.replace(" ", "-"), {
    "index.html": '<!doctype html><title>waiting</title><script type="module" src="/main.js"></script>',
    "main.js": main, "listening.js": listening("/plimsoll/index.js", exchange.url), ...more,
  });
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; " +
    `connect-src 'self' ${exchange.url} ${exchange.url.replace("http", "ws")}`;
  const site = await serve({ "/": project.folder, "/plimsoll/": join(project.installed, "dist") }, policy);
  const page = await browser.newPage();
  await page.goto(`${site.address}/`);
  await page.waitForFunction(() => document.title !== "waiting");
  expect(await page.title()).toBe(expected);
  await page.close();
  site.close();
});

it("Node listens to six venues, and ends when they are closed", async () => {
  const project = tarball.project("node-connect", {
    "main.js": `${listening("plimsoll", exchange.url)}console.log(said);`,
  });
  expect(await project.node("--experimental-websocket", "--no-warnings", "main.js")).toBe(expected);
});
