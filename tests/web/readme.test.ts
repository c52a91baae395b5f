// The README's examples run as they stand there, on the simulated exchange.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { load } from "plimsoll";
import { connect } from "plimsoll/connect";
import { profit } from "plimsoll/formulas";
import { load as loadFull } from "plimsoll/full";
import { evaluate, preview } from "plimsoll/margin";
import { expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { startExchange } from "../../examples/exchange/exchange.ts";
import { liveMarket } from "./plimsoll.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const examples = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code ?? "");

/** An example as a function of what it takes from outside; it returns what it has made. */
async function run(code: string, returned: string, outside: Record<string, unknown>) {
  const { code: plain } = await transform(code, { loader: "ts" });
  const body = plain.replace(/^import .* from "plimsoll(\/connect|\/full|\/margin|\/formulas)?";/gm, "");
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const example = new AsyncFunction(...Object.keys(outside), `${body}; return ${returned};`);
  return example(...Object.values(outside));
}

test("the README has six examples", () => expect(examples).toHaveLength(6));

test("the first example listens to a venue", async () => {
  const exchange = await startExchange({ port: 0, seed: 5, speed: 1 });
  const log = vi.fn();
  const code = (examples[0] ?? "").replace("symbols: [", "WebSocket, endpoints: { origin: url }, symbols: [");
  const outside = { load, connect, WebSocket, url: exchange.url, console: { log } };
  const { connection } = await run(code, "{ connection }", outside);
  try {
    await vi.waitFor(() => expect(log).toHaveBeenCalledWith("live", expect.any(Number)), 10_000);
  } finally {
    connection.close();
    await exchange.close();
  }
});

test("the second example reads a market's imbalance from a socket", async () => {
  const exchange = await startExchange({ port: 0, seed: 5, speed: 1 });
  const log = vi.fn();
  const code = (examples[1] ?? "")
    .replace("wss://fstream.binance.com", exchange.url.replace("http", "ws"))
    .replace("fetch(url)", `fetch(url.replace("https://fapi.binance.com", "${exchange.url}"))`);
  const { socket, feed } = await run(code, "{ socket, feed }", { load, WebSocket, console: { log } });
  try {
    await vi.waitFor(() => expect(log).toHaveBeenCalledWith("live", expect.any(Number)), 10_000);
    const [, imbalance] = log.mock.lastCall as [string, number];
    expect(Math.abs(imbalance)).toBeLessThanOrEqual(1);
  } finally {
    socket.onclose = null;
    socket.terminate();
    feed.dispose();
    await exchange.close();
  }
});

test("the third example follows a market", async () => {
  const exchange = await startExchange({ port: 0, seed: 5, speed: 1 });
  const log = vi.fn();
  const code = (examples[2] ?? "")
    .replace("symbols: [", "WebSocket, endpoints: { origin: url }, symbols: [")
    .replace("market.metric", "const metric = market.metric")
    .replace("plimsoll.aggregate", "const all = () => plimsoll.aggregate");
  const outside = { load: loadFull, connect, WebSocket, url: exchange.url, console: { log } };
  const { connection, market, metric, all } = await run(code, "{ connection, market, metric, all }", outside);
  try {
    expect(metric).toEqual({ value: null, count: 0, localTimeMs: null, quality: 0, flags: ["notReady"] });
    await vi.waitFor(() => expect(log).toHaveBeenCalledWith(null, null, expect.any(Number), null), 10_000);
    expect(all()).toBeCloseTo(market.bookImbalance({ withinBps: 10 })!, 3); // of money, and of coins
  } finally {
    connection.close();
    await exchange.close();
  }
});

test("the fourth example has the liquidation price it says, and a watch", async () => {
  const code = (examples[3] ?? "").replace("plimsoll.evaluate", "const price = plimsoll.evaluate");
  const { price, watch } = await run(code, "{ price, watch }", { plimsoll: await load() });
  const stated = /; \/\/ (45226\.13)/.exec(examples[3] ?? "")?.[1];
  expect(price.toFixed(2)).toBe(stated);
  watch.dispose();
});

test("the fifth example asks plimsoll/margin for a cross account", async () => {
  const risk = await run(examples[4] ?? "", "risk", { evaluate });
  // 0.5 + 20 000 / 60 000 - 20 000 x = 20 000 / 58 000 * 0.005, Bybit's maintenance standing still
  const counted = (0.5 + 20_000 / 60_000 - (20_000 / 58_000) * 0.005) / 20_000;
  expect(risk.positions[0].liquidation.value).toBeCloseTo(1 / counted, 6);
  expect(risk.commonMoveToLiquidation.value).toBeCloseTo(1 / counted / 58_000 - 1, 9);
});

test("the sixth example previews an order, and asks for a profit", async () => {
  const outside = { preview, profit };
  const { after, problems, returnOnEquity } = await run(examples[5] ?? "", "{ after, problems, returnOnEquity }", outside);
  expect(after.positions[0].liquidation.value.toFixed(2)).toBe("45226.13");
  expect(problems).toEqual([
    { code: "stopBeyondLiquidation", values: { stopLoss: 45_100, liquidationPrice: expect.closeTo(45_226.13, 2) } },
  ]);
  expect(returnOnEquity).toBeCloseTo(0.4, 12);
});
