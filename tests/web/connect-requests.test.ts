// What goes out when a socket opens, at every venue.

import { describe, expect, it, vi } from "vitest";
import type { FeedVenue } from "plimsoll";
import { connected, first } from "./connected.ts";
import { ScriptedSocket } from "./scripted-socket.ts";

describe("every venue", () => {
  const everything = [
    "book", "quote", "trades", "mark", "liquidations", "openInterest", "ratios", "options", "deleveraging",
  ] as const;

  // What goes out on the first socket when it opens, and on the others.
  it.each<[FeedVenue, string, string, unknown[]]>([
    ["binance-usdm", "BTCUSDT", "wss://fstream.binance.com/public/stream", [
      { method: "SUBSCRIBE", params: ["btcusdt@depth@100ms", "btcusdt@bookTicker"], id: 1 },
    ]],
    ["binance-coinm", "BTCUSD_PERP", "wss://dstream.binance.com/stream", [
      { method: "SUBSCRIBE", id: 1, params: [
        "btcusd_perp@depth@100ms", "btcusd_perp@bookTicker", "btcusd_perp@aggTrade", "btcusd_perp@markPrice@1s",
        "btcusd_perp@forceOrder",
      ] },
    ]],
    ["binance-spot", "BTCUSDT", "wss://stream.binance.com:9443/stream", [
      { method: "SUBSCRIBE", params: ["btcusdt@depth@100ms", "btcusdt@bookTicker", "btcusdt@aggTrade"], id: 1 },
    ]],
    ["bybit-linear", "BTCUSDT", "wss://stream.bybit.com/v5/public/linear", [
      { req_id: "1", op: "subscribe", args: [
        "orderbook.200.BTCUSDT", "tickers.BTCUSDT", "publicTrade.BTCUSDT", "allLiquidation.BTCUSDT", "adlAlert.USDT",
      ] },
    ]],
    ["bybit-inverse", "BTCUSD", "wss://stream.bybit.com/v5/public/inverse", [
      { req_id: "1", op: "subscribe", args: [
        "orderbook.200.BTCUSD", "tickers.BTCUSD", "publicTrade.BTCUSD", "allLiquidation.BTCUSD", "adlAlert.inverse",
      ] },
    ]],
    ["bybit-option", "BTC-25DEC26-60000-C", "wss://stream.bybit.com/v5/public/option", [
      { req_id: "1", op: "subscribe", args: [
        "orderbook.100.BTC-25DEC26-60000-C", "tickers.BTC-25DEC26-60000-C", "publicTrade.BTC",
      ] },
    ]],
    ["bybit-spot", "BTCUSDT", "wss://stream.bybit.com/v5/public/spot", [
      { req_id: "1", op: "subscribe", args: ["orderbook.200.BTCUSDT", "publicTrade.BTCUSDT", "tickers.BTCUSDT"] },
    ]],
    ["okx", "BTC-USDT-SWAP", "wss://ws.okx.com:8443/ws/v5/public", [
      { id: "1", op: "subscribe", args: [
        { channel: "books", instId: "BTC-USDT-SWAP" },
        { channel: "bbo-tbt", instId: "BTC-USDT-SWAP" },
        { channel: "trades", instId: "BTC-USDT-SWAP" },
        { channel: "mark-price", instId: "BTC-USDT-SWAP" },
        { channel: "index-tickers", instId: "BTC-USDT" },
        { channel: "open-interest", instId: "BTC-USDT-SWAP" },
        { channel: "liquidation-orders", instType: "SWAP" },
        { channel: "funding-rate", instId: "BTC-USDT-SWAP" },
        { channel: "adl-warning", instType: "SWAP", instFamily: "BTC-USDT" },
      ] },
    ]],
    ["okx", "BTC-USD-261225-60000-C", "wss://ws.okx.com:8443/ws/v5/public", [
      { id: "1", op: "subscribe", args: [
        { channel: "books", instId: "BTC-USD-261225-60000-C" },
        { channel: "bbo-tbt", instId: "BTC-USD-261225-60000-C" },
        { channel: "trades", instId: "BTC-USD-261225-60000-C" },
        { channel: "mark-price", instId: "BTC-USD-261225-60000-C" },
        { channel: "index-tickers", instId: "BTC-USD" },
        { channel: "open-interest", instId: "BTC-USD-261225-60000-C" },
        { channel: "liquidation-orders", instType: "OPTION" },
        { channel: "opt-summary", instFamily: "BTC-USD" },
      ] },
    ]],
    ["deribit", "BTC-PERPETUAL", "wss://www.deribit.com/ws/api/v2", [
      { jsonrpc: "2.0", id: 0, method: "public/set_heartbeat", params: { interval: 30 } },
      { jsonrpc: "2.0", id: 1, method: "public/subscribe", params: { channels: [
        "book.BTC-PERPETUAL.100ms", "quote.BTC-PERPETUAL", "trades.BTC-PERPETUAL.100ms", "ticker.BTC-PERPETUAL.100ms",
      ] } },
    ]],
    ["coinbase-intl", "BTC-PERPETUAL", "wss://streams.drb.coinbase.com/ws/api/v2", [
      { jsonrpc: "2.0", id: 0, method: "public/set_heartbeat", params: { interval: 30 } },
      { jsonrpc: "2.0", id: 1, method: "public/subscribe", params: { channels: [
        "book.BTC-PERPETUAL.100ms", "quote.BTC-PERPETUAL", "trades.BTC-PERPETUAL.100ms", "ticker.BTC-PERPETUAL.100ms",
      ] } },
    ]],
    ["hyperliquid", "BTC", "wss://api.hyperliquid.xyz/ws",
      [{ type: "l2Book", fast: true }, { type: "bbo" }, { type: "trades" }, { type: "activeAssetCtx" }].map((of) =>
        ({ method: "subscribe", subscription: { ...of, coin: "BTC" } }))],
    ["dydx", "BTC-USD", "wss://indexer.dydx.trade/v4/ws", [
      { type: "subscribe", channel: "v4_orderbook", id: "BTC-USD", batched: true },
      { type: "subscribe", channel: "v4_trades", id: "BTC-USD", batched: true },
      { type: "subscribe", channel: "v4_markets", batched: true },
    ]],
    ["kraken-futures", "PF_XBTUSD", "wss://futures.kraken.com/ws/v1", [
      { event: "subscribe", feed: "heartbeat" },
      ...["book", "trade", "ticker"].map((feed) => ({ event: "subscribe", feed, product_ids: ["PF_XBTUSD"] })),
    ]],
    ["kraken-spot", "XBT/USD", "wss://ws.kraken.com", [
      { event: "subscribe", pair: ["XBT/USD"], subscription: { name: "book", depth: 100 } },
      { event: "subscribe", pair: ["XBT/USD"], subscription: { name: "spread" } },
      { event: "subscribe", pair: ["XBT/USD"], subscription: { name: "trade" } },
    ]],
    ["bitget", "BTCUSDT", "wss://ws.bitget.com/v3/ws/public", [
      { op: "subscribe", args: [
        ...["books", "books1", "publicTrade", "ticker"].map((topic) =>
          ({ instType: "usdt-futures", topic, symbol: "BTCUSDT" })),
        { instType: "usdt-futures", topic: "liquidation" },
      ] },
    ]],
    ["gate-usdt", "BTC_USDT", "wss://fx-ws.gateio.ws/v4/ws/usdt", [
      ["obu", "ob.BTC_USDT.400"], ["book_ticker", "BTC_USDT"], ["trades", "BTC_USDT"], ["tickers", "BTC_USDT"],
      ["public_liquidates", "BTC_USDT"], ["contract_stats", "BTC_USDT", "1m"],
    ].map(([name, ...payload]) =>
      ({ time: 1_795_000_000, channel: `futures.${name}`, event: "subscribe", payload }))],
    ["gate-btc", "BTC_USD", "wss://fx-ws.gateio.ws/v4/ws/btc", [
      ["obu", "ob.BTC_USD.400"], ["book_ticker", "BTC_USD"], ["trades", "BTC_USD"], ["tickers", "BTC_USD"],
      ["public_liquidates", "BTC_USD"], ["contract_stats", "BTC_USD", "1m"],
    ].map(([name, ...payload]) =>
      ({ time: 1_795_000_000, channel: `futures.${name}`, event: "subscribe", payload }))],
  ])("%s: %s is subscribed to at %s", (venue, symbol, url, expected) => {
    vi.setSystemTime(1_795_000_000_500);
    connected(venue, symbol, { streams: everything });
    const [socket] = ScriptedSocket.all;
    expect(socket!.url).toBe(url);
    expect(socket!.sent).toEqual([]);
    socket!.opens();
    const sent = socket!.sent.map((text) => JSON.parse(text));
    // Messages are in the order of their topics, which the venue does not mind.
    expect(sent).toEqual(expected);
  });

  it("Binance's marks, trades and liquidations come by a second socket", () => {
    connected("binance-usdm", "BTCUSDT", { streams: everything });
    const [, market] = ScriptedSocket.all;
    expect(market!.url).toBe("wss://fstream.binance.com/market/stream");
    market!.opens();
    expect(market!.sent.map((text) => JSON.parse(text).params)).toEqual([
      ["btcusdt@aggTrade", "btcusdt@markPrice@1s", "btcusdt@forceOrder"],
    ]);
  });

  it("what two symbols share is asked for once, in messages no longer than the venue takes", () => {
    connected("bybit-linear", "BTCUSDT", {
      streams: everything, symbols: ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"],
    });
    ScriptedSocket.last.opens();
    const args = ScriptedSocket.last.sent.map((text) => JSON.parse(text).args as string[]);
    expect(args.map(({ length }) => length)).toEqual([10, 7]);
    expect(args.flat().filter((topic) => topic === "adlAlert.USDT")).toHaveLength(1);
  });
});
