// Subscribing, unsubscribing, refusals and heartbeats, as each venue has them.

import { describe, expect, test } from "vitest";
import { inProcess } from "../../examples/exchange/in-process.ts";
import { SimulatedExchange } from "../../examples/exchange/simulated-exchange.ts";
import type { Venue } from "../../examples/exchange/protocol.ts";
import { Ear } from "./in-process-client.ts";
import { client } from "./venues.ts";

function connect(venue: Venue, ...says: string[]) {
  const exchange = new SimulatedExchange({ seed: 5 });
  const { WebSocket, fetch, run } = inProcess(exchange);
  return { exchange, fetch, run, ear: new Ear(WebSocket, client(venue).url, says) };
}

/** Of each venue: what is said, what must be answered to it, and of which messages there are none from then on. */
const unsubscriptions: readonly [Venue, subscribed: string, unsubscribe: string, unsubscribed: string, push: string][] = [
  ["bybit-linear", '"success":true,"ret_msg":""', '{"op":"unsubscribe","args":["orderbook.50.BTCUSDT"]}', '"op":"unsubscribe"', '"type":"delta"'],
  ["okx", '"event":"subscribe"', '{"op":"unsubscribe","args":[{"channel":"books","instId":"BTC-USDT-SWAP"}]}', '"event":"unsubscribe"', '"action":"update"'],
  ["deribit", '"result":["book.BTC_USDC-PERPETUAL.100ms"]',
    '{"jsonrpc":"2.0","id":2,"method":"public/unsubscribe","params":{"channels":["book.BTC_USDC-PERPETUAL.100ms"]}}',
    '"id":2,"result":["book.BTC_USDC-PERPETUAL.100ms"]', '"type":"change"'],
  ["hyperliquid", '"method":"subscribe"', '{"method":"unsubscribe","subscription":{"type":"l2Book","coin":"BTC"}}', '"method":"unsubscribe"', '"levels"'],
  ["gate-usdt", '"event":"subscribe"', '{"time":2,"channel":"futures.obu","event":"unsubscribe","payload":["ob.BTC_USDT.50"]}', '"event":"unsubscribe"', '"U":'],
  ["binance-usdm", '{"result":null,"id":1}', '{"method":"UNSUBSCRIBE","params":["btcusdt@depth@100ms"],"id":2}', '{"result":null,"id":2}', "depthUpdate"],
];

describe("a subscription", () => {
  test.each(unsubscriptions)("%s: is acknowledged, heard, and ends", async (venue, subscribed, unsubscribe, unsubscribed, push) => {
    const { ear, run } = connect(venue, client(venue).books[0]!.subscribe);
    await run(6_000);
    expect(ear.texts[0]).toContain(subscribed);
    expect(ear.heard(push)).toBeGreaterThan(1);
    ear.socket.send(unsubscribe);
    expect(ear.texts.at(-1)).toContain(unsubscribed);
    const heard = ear.texts.length;
    await run(6_000);
    expect(ear.texts).toHaveLength(heard);
  });

  test.each<[Venue, string, string]>([
    ["bybit-linear", '{"op":"subscribe","args":["orderbook.50.NOPEUSDT"]}', "error:handler not found,topic:orderbook.50.NOPEUSDT"],
    ["bybit-linear", '{"op":"subscribe","args":["orderbook.7.BTCUSDT"]}', '"success":false'],
    ["bybit-linear", '{"op":"dance"}', '"success":false'],
    ["bybit-linear", "{", '"success":false'],
    ["okx", '{"op":"subscribe","args":[{"channel":"books","instId":"NOPE-USDT-SWAP"}]}', '"code":"60018"'],
    ["okx", '{"op":"subscribe"}', '"code":"60012"'],
    ["okx", '{"op":"subscribe","args":[null]}', '"code":"60018"'],
    ["okx", "{", '"code":"60012"'],
    ["deribit", '{"jsonrpc":"2.0","id":1,"method":"public/subscribe","params":{"channels":["book.NOPE-PERPETUAL.100ms"]}}', '"id":1,"result":[]'],
    ["deribit", '{"jsonrpc":"2.0","id":1,"method":"public/subscribe","params":{"channels":["book.BTC_USDC-PERPETUAL.raw"]}}', "raw_subscriptions_not_available_for_unauthorized"],
    ["deribit", '{"jsonrpc":"2.0","id":1,"method":"public/dance"}', "-32601"],
    ["deribit", '{"jsonrpc":"2.0","id":1,"method":"public/set_heartbeat","params":{"interval":3}}', "-32602"],
    ["deribit", "{", "-32700"],
    ["hyperliquid", '{"method":"subscribe","subscription":{"type":"l2Book","coin":"NOPE"}}', '"channel":"error","data":"Invalid subscription'],
    ["hyperliquid", '{"method":"unsubscribe","subscription":{"type":"l2Book","coin":"BTC"}}', "Already unsubscribed"],
    ["hyperliquid", "{", '"channel":"error"'],
    ["gate-usdt", '{"time":1,"channel":"futures.obu","event":"subscribe","payload":["ob.NOPE_USDT.50"]}', '"status":"fail"'],
    ["gate-usdt", '{"time":1,"channel":"futures.dance","event":"subscribe","payload":["BTC_USDT"]}', '"status":"fail"'],
    ["gate-usdt", "{", '"status":"fail"'],
  ])("%s refuses %s", async (venue, asks, answer) => {
    const { ear, run } = connect(venue, asks);
    await run(50);
    expect(ear.texts).toHaveLength(1);
    expect(ear.texts[0]).toContain(answer);
  });

  test("a second one of the same is refused by Bybit, Hyperliquid and Gate, as by the venues", async () => {
    for (const [venue, refusal] of [["bybit-linear", "already subscribed"], ["hyperliquid", "Already subscribed"], ["gate-usdt", "already subscribed"]] as const) {
      const { subscribe } = client(venue).books[0]!;
      const { ear, run } = connect(venue, subscribe, subscribe);
      await run(50);
      expect(ear.heard(refusal)).toBe(1);
    }
  });

  test("/ws without a name is Hyperliquid's, and with one Binance's", async () => {
    const exchange = new SimulatedExchange({ seed: 5 });
    const { WebSocket, run } = inProcess(exchange);
    const bare = new Ear(WebSocket, "ws://localhost/ws", ['{"method":"ping"}']);
    const named = new Ear(WebSocket, "ws://localhost/ws/btcusdt@bookTicker", []);
    const nowhere = new Ear(WebSocket, "ws://localhost/nowhere", []);
    await run(1_000);
    expect(bare.texts).toEqual(['{"channel":"pong"}']);
    expect(named.texts[0]).toContain("bookTicker");
    expect(nowhere.closedCode).toBe(1006);
  });
});

describe("a heartbeat", () => {
  test.each<[Venue, seconds: number]>([["bybit-linear", 60], ["okx", 30], ["hyperliquid", 60]])(
    "%s closes a silent socket after %i s, and keeps one that pings", async (venue, seconds) => {
      const { heartbeat } = client(venue);
      const silent = connect(venue);
      await silent.run((seconds - 2) * 1_000, 1_000);
      expect(silent.ear.closedCode).toBeNull();
      await silent.run(5_000, 1_000);
      expect(silent.ear.closedCode).not.toBeNull();

      const heard = connect(venue, heartbeat!.ping);
      for (let n = 0; n < 10; ++n) {
        await heard.run(15_000, 1_000);
        heard.ear.socket.send(heartbeat!.ping);
      }
      expect(heard.ear.closedCode).toBeNull();
      expect(heard.ear.heard(heartbeat!.pong)).toBe(11);
    },
  );

  test("is waited for longer where the market is faster than the clock on the wall", async () => {
    const { WebSocket, run } = inProcess(new SimulatedExchange({ seed: 5, patience: 4 }));
    const silent = new Ear(WebSocket, client("okx").url, []);
    await run(118_000, 1_000);
    expect(silent.closedCode).toBeNull();
    await run(4_000, 1_000);
    expect(silent.closedCode).not.toBeNull();
  });

  test("a socket that is told something needs none at OKX and Hyperliquid, but at Bybit", async () => {
    for (const [venue, closes] of [["okx", false], ["hyperliquid", false], ["bybit-linear", true]] as const) {
      const { ear, run } = connect(venue, client(venue).books[0]!.subscribe);
      await run(100_000, 1_000);
      expect(ear.closedCode !== null, venue).toBe(closes);
    }
  });

  test("Deribit asks for an answer, and closes the socket of who gives none", async () => {
    const asks = '{"jsonrpc":"2.0","id":1,"method":"public/set_heartbeat","params":{"interval":10}}';
    const answering = connect("deribit", asks);
    for (let n = 0; n < 30; ++n) {
      await answering.run(2_000);
      if (answering.ear.texts.at(-1)!.includes("test_request")) answering.ear.socket.send(client("deribit").heartbeat!.ping);
    }
    expect(answering.ear.heard("test_request")).toBeGreaterThan(4);
    expect(answering.ear.heard('"version"')).toBeGreaterThan(4);
    expect(answering.ear.closedCode).toBeNull();

    const silent = connect("deribit", asks);
    await silent.run(19_000);
    expect(silent.ear.closedCode).toBeNull();
    await silent.run(2_000);
    expect(silent.ear.closedCode).toBe(1006);
  });

  test("Gate answers a ping and closes nobody", async () => {
    const { ear, run } = connect("gate-usdt", '{"time":1,"channel":"futures.ping"}');
    await run(200_000, 1_000);
    expect(ear.heard("futures.pong")).toBe(1);
    expect(ear.closedCode).toBeNull();
  });
});

describe("requests", () => {
  test("Deribit answers over the socket what it answers over HTTP", async () => {
    const { ear, fetch, run } = connect("deribit",
      '{"jsonrpc":"2.0","id":7,"method":"public/get_order_book","params":{"instrument_name":"BTC_USDC-PERPETUAL","depth":3}}');
    const asked = fetch("https://www.deribit.com/api/v2/public/get_order_book?instrument_name=BTC_USDC-PERPETUAL&depth=3");
    await run(10);
    const answer = JSON.parse(ear.texts[0]!) as { id: number; result: { bids: object; asks: object } };
    const { result } = (await (await asked).json()) as typeof answer;
    expect(answer.id).toBe(7);
    expect([answer.result.bids, answer.result.asks]).toEqual([result.bids, result.asks]);
    expect(Object.keys(answer.result)).toEqual(Object.keys(result));
  });

  test.each<[string, string | undefined, string]>([
    ["https://api.bybit.com/v5/market/orderbook?category=linear&symbol=BTCUSDT&limit=3", undefined, '"retCode":0'],
    ["https://api.bybit.com/v5/market/open-interest?category=linear&symbol=BTCUSDT", undefined, '"singleOpenInterest"'],
    ["https://api.bybit.com/v5/market/account-ratio?category=linear&symbol=BTCUSDT", undefined, '"buyRatio":"0.'],
    ["https://api.bybit.com/v5/market/orderbook?category=linear&symbol=NOPE", undefined, '"retCode":10001'],
    ["https://www.okx.com/api/v5/market/books?instId=BTC-USDT-SWAP&sz=3", undefined, '"code":"0"'],
    ["https://www.okx.com/api/v5/public/open-interest?instType=SWAP&instId=BTC-USDT-SWAP", undefined, '"oiCcy"'],
    ["https://www.okx.com/api/v5/rubik/stat/contracts/long-short-account-ratio?ccy=BTC", undefined, '"data":[["'],
    ["https://www.okx.com/api/v5/market/books?instId=NOPE", undefined, '"code":"51001"'],
    ["https://www.deribit.com/api/v2/public/get_order_book?instrument_name=BTC_USDC-PERPETUAL&depth=3", undefined, '"change_id":9'],
    ["https://www.deribit.com/api/v2/public/ticker?instrument_name=BTC_USDC-PERPETUAL", undefined, '"funding_8h"'],
    ["https://www.deribit.com/api/v2/public/ticker?instrument_name=NOPE", undefined, '"code":-32602'],
    ["https://api.hyperliquid.xyz/info", '{"type":"l2Book","coin":"BTC"}', '"levels":[[{"px":"'],
    ["https://api.hyperliquid.xyz/info", '{"type":"metaAndAssetCtxs"}', '"oraclePx"'],
    ["https://api.hyperliquid.xyz/info", '{"type":"dance"}', "Failed to deserialize"],
    ["https://api.gateio.ws/api/v4/futures/usdt/order_book?contract=BTC_USDT&limit=3&with_id=true", undefined, '"id":'],
    ["https://api.gateio.ws/api/v4/futures/usdt/contract_stats?contract=BTC_USDT", undefined, '"open_interest":'],
    ["https://api.gateio.ws/api/v4/futures/usdt/order_book?contract=NOPE", undefined, "CONTRACT_NOT_FOUND"],
    ["https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=5", undefined, '"lastUpdateId":'],
    ["https://fapi.binance.com/futures/data/topLongShortPositionRatio?symbol=BTCUSDT&period=5m&limit=1", undefined, '"longAccount":"0.'],
    ["https://fapi.binance.com/futures/data/takerlongshortRatio?symbol=BTCUSDT&period=5m&limit=1", undefined, '"buySellRatio"'],
    ["https://anywhere/truth?symbol=BTCUSDT", undefined, '"cumulativeDelta"'],
    ["https://anywhere/nothing", undefined, "There is no such path."],
  ])("%s %s", async (url, body, part) => {
    const exchange = new SimulatedExchange({ seed: 5 });
    const { fetch, run } = inProcess(exchange);
    const asked = fetch(url, body === undefined ? {} : { method: "POST", body });
    await run(1_000);
    expect(await (await asked).text()).toContain(part);
  });
});
