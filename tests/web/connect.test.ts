// Connections against scripted sockets: what is sent, when, and what is done about every loss.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FeedVenue, InputError, type Market, type Plimsoll } from "plimsoll";
import { connect, type Connection, type ConnectionError, type ConnectOptions } from "plimsoll/connect";
import { engine as startPlimsoll } from "./plimsoll.ts";
import { ScriptedSocket, stopTime } from "./scripted-socket.ts";

let plimsoll: Plimsoll;
let answers: Map<string, string | Error>;
let asked: string[];

beforeEach(async () => {
  plimsoll = await startPlimsoll();
  answers = new Map();
  asked = [];
  stopTime();
});

afterEach(() => {
  vi.useRealTimers();
});

const fetched = (async (input: string, init?: RequestInit) => {
  const { pathname, search } = new URL(input);
  asked.push(input);
  const answer = answers.get(pathname + search) ?? answers.get(pathname) ?? new Error("no such page");
  if (answer instanceof Error) throw answer;
  init?.signal?.throwIfAborted();
  return new Response(answer);
}) as typeof fetch;

function connected(venue: FeedVenue, symbol: string, options: Partial<ConnectOptions> = {}) {
  const connection = connect(plimsoll, {
    venue, symbols: [symbol], streams: ["book"], instruments: false, WebSocket: ScriptedSocket, fetch: fetched, ...options,
  });
  const errors: ConnectionError[] = [];
  connection.on("error", (error) => errors.push(error));
  return { connection, market: connection.market(symbol), errors };
}

const first = () => ScriptedSocket.all[0]!;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

const bybitBook = (type: "snapshot" | "delta", u: number, price = "100.0") => ({
  topic: "orderbook.200.BTCUSDT", type, ts: 1_795_000_000_000 + u,
  data: { s: "BTCUSDT", b: [[price, "1"]], a: type === "snapshot" ? [["200.0", "1"]] : [], u, seq: u },
});

const binanceDepth = (pu: number, U: number, u: number) => ({
  stream: "btcusdt@depth@100ms",
  data: { e: "depthUpdate", E: u, T: u, s: "BTCUSDT", U, u, pu, b: [["100.00", String(u)]], a: [] },
});

const binanceSnapshot = (lastUpdateId: number) =>
  JSON.stringify({ lastUpdateId, E: 1, T: 1, bids: [["100.00", "1"]], asks: [["200.00", "1"]] });

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

describe("a connection", () => {
  it("follows a book from its snapshot on", () => {
    const { connection, market } = connected("bybit-linear", "BTCUSDT");
    expect(connection.status.phase).toBe("connecting");
    ScriptedSocket.last.opens();
    expect(connection.status).toMatchObject({ phase: "open", failures: 0, retryAtMs: null });
    ScriptedSocket.last.says(bybitBook("snapshot", 1));
    ScriptedSocket.last.says(bybitBook("delta", 2, "101.0"));
    expect(market.status).toBe("live");
    expect(market.best().bid).toEqual({ price: 101, quantity: 1 });
  });

  it("adds and removes symbols while it is open", () => {
    const { connection } = connected("bybit-linear", "BTCUSDT");
    const socket = ScriptedSocket.last.opens();
    socket.takeSent();
    connection.add("ETHUSDT");
    connection.remove("BTCUSDT");
    expect(socket.sent.map((text) => JSON.parse(text))).toMatchObject([
      { op: "subscribe", args: ["orderbook.200.ETHUSDT"] },
      { op: "unsubscribe", args: ["orderbook.200.BTCUSDT"] },
    ]);
    expect(connection.symbols).toEqual(["ETHUSDT"]);
    expect(() => connection.market("BTCUSDT")).toThrow(InputError);
  });

  it("is told where the venue is, and what to subscribe to", () => {
    connected("binance-usdm", "BTCUSDT", {
      endpoints: { origin: "http://127.0.0.1:8787", sockets: { market: "wss://elsewhere.example/x" } },
      subscriptions: (symbol, topics) => [...topics, { kind: "quote", name: `${symbol}@rpiDepth`, socket: "market" }],
    });
    expect(ScriptedSocket.all.map(({ url }) => url)).toEqual([
      "ws://127.0.0.1:8787/public/stream", "wss://elsewhere.example/x",
    ]);
    ScriptedSocket.last.opens();
    expect(ScriptedSocket.last.sent[0]).toContain('"BTCUSDT@rpiDepth"');
  });

  it("goes to the venue's testnet", () => {
    connected("binance-usdm", "BTCUSDT", { network: "testnet", streams: ["book", "mark"] });
    expect(ScriptedSocket.all.map(({ url }) => url)).toEqual(["wss://fstream.binancefuture.com/stream"]);
    ScriptedSocket.last.opens();
    expect(ScriptedSocket.last.sent[0]).toContain("btcusdt@markPrice@1s");
  });

  it.each<[string, Partial<ConnectOptions>, string]>([
    ["an unknown venue", { venue: "nowhere" as FeedVenue }, "unknownVenue"],
    ["a venue of another kind", { venue: "toString" as FeedVenue }, "unknownVenue"],
    ["a network that the venue has not", { venue: "coinbase-intl", network: "testnet" }, "unknownVenue"],
    ["no symbol", { symbols: [] }, "unknownSymbol"],
    ["an empty symbol", { symbols: ["BTCUSDT", ""] }, "unknownSymbol"],
    ["an origin that is no address", { endpoints: { origin: "nowhere" } }, "wrongType"],
  ])("refuses %s, and leaves nothing behind", (_, options, code) => {
    const all = { venue: "okx" as const, symbols: ["BTC-USDT-SWAP"], WebSocket: ScriptedSocket, ...options };
    expect(() => connect(plimsoll, all)).toThrow(expect.objectContaining({ name: "InputError", code }));
    expect(ScriptedSocket.open).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("without any WebSocket says so", () => {
    vi.stubGlobal("WebSocket", undefined);
    expect(() => connect(plimsoll, { venue: "okx", symbols: ["BTC-USDT-SWAP"] })).toThrow("missingField: WebSocket");
    vi.unstubAllGlobals();
  });

  it("that is refused by the venue says so and goes on", () => {
    const { errors } = connected("okx", "BTC-USDT-SWAP");
    ScriptedSocket.last.opens().says({ event: "error", code: "60018", msg: "no such channel", connId: "a" });
    expect(errors).toMatchObject([{ venue: "okx", kind: "refused", symbol: null }]);
  });

  it("answers a venue that asks whether it is there", () => {
    connected("deribit", "BTC-PERPETUAL");
    const socket = ScriptedSocket.last.opens();
    socket.takeSent();
    socket.says({ jsonrpc: "2.0", method: "heartbeat", params: { type: "test_request" } });
    expect(socket.sent.map((text) => JSON.parse(text).method)).toEqual(["public/test"]);
  });
});

describe("a lost socket", () => {
  it("comes back after rests that double up to half a minute, each up to half shorter by chance", async () => {
    const { connection, errors } = connected("okx", "BTC-USDT-SWAP");
    const rests: number[] = [];
    for (let n = 0; n < 9; ++n) {
      const lostMs = Date.now();
      ScriptedSocket.last.breaks();
      expect(connection.status).toMatchObject({ phase: "resting", failures: n + 1 });
      const count = ScriptedSocket.all.length;
      while (ScriptedSocket.all.length === count) await pass(10);
      rests.push(Date.now() - lostMs);
    }
    const expected = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000];
    rests.forEach((rest, n) => {
      expect(rest).toBeGreaterThanOrEqual(expected[n]! / 2);
      expect(rest).toBeLessThanOrEqual(expected[n]! + 10);
    });
    expect(new Set(rests).size).toBeGreaterThan(5);
    expect(errors).toHaveLength(9);
  });

  it("that was well for a while begins with short rests again; one that opens only to close does not", async () => {
    const { connection } = connected("okx", "BTC-USDT-SWAP");
    for (let n = 1; n <= 3; ++n) {
      ScriptedSocket.last.opens().breaks();
      expect(connection.status.failures).toBe(n);
      connection.retryNow();
    }
    ScriptedSocket.last.opens();
    for (let n = 0; n < 11; ++n) {
      await pass(1_000);
      ScriptedSocket.last.says("pong");
    }
    ScriptedSocket.last.breaks();
    expect(connection.status.failures).toBe(1);
  });

  it("has no book, and its market starts over with the new one", async () => {
    const { market } = connected("bybit-linear", "BTCUSDT");
    ScriptedSocket.last.opens().says(bybitBook("snapshot", 1));
    ScriptedSocket.last.breaks();
    expect(market.status).toBe("waiting");
    expect(market.midPrice()).toBeNull();
    await pass(1_000);
    ScriptedSocket.last.opens();
    expect(ScriptedSocket.last.sent).toHaveLength(1);
    ScriptedSocket.last.says(bybitBook("snapshot", 7));
    expect(market.status).toBe("live");
  });

  it("does not wait when it is asked not to", async () => {
    const { connection } = connected("okx", "BTC-USDT-SWAP");
    ScriptedSocket.last.breaks();
    connection.retryNow();
    expect(ScriptedSocket.all).toHaveLength(2);
    await pass(10_000 - 1);
    expect(ScriptedSocket.all).toHaveLength(2);
  });

  it("that never opens is given up after ten seconds", async () => {
    const { connection, errors } = connected("okx", "BTC-USDT-SWAP");
    await pass(10_000);
    expect(connection.status.phase).toBe("resting");
    expect(ScriptedSocket.all[0]!.isClosed).toBe(true);
    expect(errors[0]!.message).toBe("wss://ws.okx.com:8443/ws/v5/public does not answer");
  });

  it("that cannot even be made is an error and tried again", async () => {
    let attempts = 0;
    class Refusing extends ScriptedSocket {
      constructor(url: string) {
        if (++attempts === 1) throw new SyntaxError("insecure");
        super(url);
      }
    }
    const { connection } = connected("okx", "BTC-USDT-SWAP", { WebSocket: Refusing });
    expect(connection.status.phase).toBe("resting");
    await pass(1_000);
    expect(connection.status.phase).toBe("connecting");
  });
});

describe("silence", () => {
  it("is broken by heartbeats, as the venue wants them", async () => {
    connected("bybit-linear", "BTCUSDT", { streams: ["trades"] });
    const socket = ScriptedSocket.last.opens();
    socket.takeSent();
    for (let n = 0; n < 3; ++n) {
      await pass(20_000);
      expect(socket.takeSent().map((text) => JSON.parse(text).op)).toEqual(["ping"]);
      socket.says({ success: true, ret_msg: "pong", op: "ping", conn_id: "a" });
    }
  });

  it("after a heartbeat is a dead connection, though nobody closed it", async () => {
    const { errors } = connected("okx", "BTC-USDT-SWAP");
    const socket = ScriptedSocket.last.opens();
    await pass(29_999);
    expect(socket.isClosed).toBe(false);
    await pass(2);
    expect(socket.isClosed).toBe(true);
    expect(errors.at(-1)!.message).toMatch(/has gone silent/);
    await pass(1_000);
    expect(ScriptedSocket.all).toHaveLength(2);
  });

  it("of a minute ends a connection whose venue answers no message", async () => {
    connected("dydx", "BTC-USD");
    const socket = ScriptedSocket.last.opens();
    await pass(59_000);
    expect(socket.isClosed).toBe(false);
    await pass(30_000);
    expect(socket.isClosed).toBe(true);
  });

  it("of a machine that slept is noticed at once, and the socket has seconds to prove that it lives", async () => {
    const { connection } = connected("okx", "BTC-USDT-SWAP");
    const socket = ScriptedSocket.last.opens();
    await pass(1_000);
    vi.setSystemTime(Date.now() + 3_600_000); // no timer ran
    await pass(1_000);
    expect(connection.status.phase).toBe("open");
    expect(socket.sent.at(-1)).toBe("ping");
    await pass(10_001);
    expect(socket.isClosed).toBe(true);
  });

  it("of timers in a hidden tab does no harm: messages do what is due", () => {
    connected("bybit-linear", "BTCUSDT");
    const socket = ScriptedSocket.last.opens();
    socket.takeSent();
    vi.setSystemTime(Date.now() + 25_000);
    socket.says(bybitBook("snapshot", 1));
    expect(socket.sent.map((text) => JSON.parse(text).op)).toEqual(["ping"]);
  });

  it("of one book among others is a stale book, and subscribed to anew", async () => {
    const { market } = connected("bybit-linear", "BTCUSDT");
    const socket = ScriptedSocket.last.opens();
    socket.says(bybitBook("snapshot", 1));
    socket.takeSent();
    const told: string[] = [];
    market.subscribe(() => told.push(market.status), { every: "message" });
    for (let n = 0; n < 12; ++n) {
      await pass(1_000);
      socket.says({ success: true, ret_msg: "pong", op: "ping" });
    }
    expect(told).toContain("stale");
    expect(socket.sent.map((text) => JSON.parse(text).op)).toEqual(["unsubscribe", "subscribe"]);
  });
});

describe("a page", () => {
  let page: EventTarget & { visibilityState: string };

  beforeEach(() => {
    page = Object.assign(new EventTarget(), { visibilityState: "visible" });
    const world = new EventTarget();
    vi.stubGlobal("document", page);
    for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"] as const) {
      vi.stubGlobal(name, world[name].bind(world));
    }
  });

  afterEach(() => vi.unstubAllGlobals());

  it("that is seen again asks at once for a sign of life", async () => {
    const { connection } = connected("okx", "BTC-USDT-SWAP");
    const socket = ScriptedSocket.last.opens();
    socket.takeSent();
    page.dispatchEvent(new Event("visibilitychange"));
    expect(socket.takeSent()).toEqual(["ping"]);
    await pass(5_001);
    expect(connection.status.phase).toBe("resting");
  });

  it("whose network is back does not rest any longer", () => {
    connected("okx", "BTC-USDT-SWAP");
    ScriptedSocket.last.breaks();
    dispatchEvent(new Event("online"));
    expect(ScriptedSocket.all).toHaveLength(2);
  });

  it("is left alone after the connection's end", () => {
    const { connection } = connected("okx", "BTC-USDT-SWAP");
    connection.close();
    dispatchEvent(new Event("online"));
    page.dispatchEvent(new Event("resume"));
    expect(ScriptedSocket.all).toHaveLength(1);
  });
});

describe("a lost book", () => {
  it("is subscribed to anew at once, where the stream brings its snapshot", () => {
    const { market } = connected("bybit-linear", "BTCUSDT");
    const socket = ScriptedSocket.last.opens();
    socket.says(bybitBook("snapshot", 1));
    socket.takeSent();
    socket.says(bybitBook("delta", 3));
    expect(market.status).toBe("gap");
    expect(socket.sent.map((text) => JSON.parse(text))).toMatchObject([
      { op: "unsubscribe", args: ["orderbook.200.BTCUSDT"] }, { op: "subscribe", args: ["orderbook.200.BTCUSDT"] },
    ]);
    socket.says(bybitBook("snapshot", 9));
    expect(market.status).toBe("live");
  });

  it("is asked for again when no snapshot comes, less and less often", async () => {
    connected("bybit-linear", "BTCUSDT");
    const socket = ScriptedSocket.last.opens();
    const times: number[] = [];
    const began = Date.now();
    for (let n = 0; n < 240; ++n) {
      socket.takeSent();
      await pass(1_000);
      if (socket.sent.some((text) => text.includes('"subscribe"'))) times.push((Date.now() - began) / 1_000);
      socket.says({ success: true, ret_msg: "pong", op: "ping" });
    }
    expect(times).toEqual([10, 20, 40, 80, 140, 200]);
  });

  it("is fetched, where the stream has none, and joined to what came in the meantime", async () => {
    answers.set("/fapi/v1/depth?symbol=BTCUSDT&limit=1000", binanceSnapshot(12));
    const { market } = connected("binance-usdm", "BTCUSDT");
    const [socket] = ScriptedSocket.all;
    socket!.opens().says(binanceDepth(9, 10, 11));
    socket!.says(binanceDepth(11, 12, 14));
    await pass(0);
    expect(asked).toEqual(["https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=1000"]);
    expect(market.status).toBe("live");
    expect(market.best().bid).toEqual({ price: 100, quantity: 14 });
  });

  it("is fetched again when the snapshot is too old, or none comes", async () => {
    const path = "/fapi/v1/depth?symbol=BTCUSDT&limit=1000";
    answers.set(path, binanceSnapshot(5));
    const { market, errors } = connected("binance-usdm", "BTCUSDT");
    const [socket] = ScriptedSocket.all;
    socket!.opens().says(binanceDepth(9, 10, 11));
    await pass(0);
    expect(market.status).toBe("waiting");
    answers.set(path, new Error("closed to pages"));
    await pass(500);
    expect(errors).toMatchObject([{ kind: "snapshot", symbol: "BTCUSDT", message: "closed to pages" }]);
    answers.set(path, binanceSnapshot(10));
    await pass(1_000);
    expect(market.status).toBe("live");
    expect(asked).toHaveLength(3);
    await pass(60_000 - 1);
    expect(asked).toHaveLength(3);
  });

  it("comes from the caller, who may have REST where a page has not", async () => {
    const requests: string[] = [];
    const { market } = connected("binance-usdm", "BTCUSDT", {
      snapshot: async ({ venue, symbol, url }) => {
        requests.push(`${venue} ${symbol} ${url}`);
        return JSON.parse(binanceSnapshot(10)) as object;
      },
    });
    const [socket] = ScriptedSocket.all;
    socket!.opens().says(binanceDepth(9, 10, 11));
    await pass(0);
    expect(market.status).toBe("live");
    expect(asked).toEqual([]);
    expect(requests).toEqual([
      "binance-usdm BTCUSDT https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=1000",
    ]);
  });

  it("comes from the caller by the address of the network that is listened to", async () => {
    const urls: string[] = [];
    connected("binance-usdm", "BTCUSDT", {
      network: "testnet",
      snapshot: async ({ url }) => {
        urls.push(url);
        return JSON.parse(binanceSnapshot(10)) as object;
      },
    });
    first().opens().says(binanceDepth(9, 10, 11));
    await pass(0);
    expect(urls).toEqual(["https://testnet.binancefuture.com/fapi/v1/depth?symbol=BTCUSDT&limit=1000"]);
  });

  it("is fetched for a symbol that was given back and comes again, while somebody else holds its market", async () => {
    const path = "/fapi/v1/depth?symbol=BTCUSDT&limit=1000";
    answers.set(path, new Error("not now"));
    const { connection, market } = connected("binance-usdm", "BTCUSDT", { symbols: ["BTCUSDT", "ETHUSDT"] });
    first().opens().says(binanceDepth(9, 10, 11));
    await pass(100);
    connection.remove("BTCUSDT");
    answers.set(path, binanceSnapshot(12));
    connection.add("BTCUSDT");
    first().says(binanceDepth(11, 12, 14));
    await pass(10);
    expect(market.status).toBe("live");
    // And a book that nothing is told of any more is none.
    connection.remove("BTCUSDT");
    expect(market.status).toBe("waiting");
    expect(market.midPrice()).toBeNull();
  });

  it("does not take a snapshot of the time before the socket was lost", async () => {
    let give!: (snapshot: object) => void;
    const { market } = connected("binance-usdm", "BTCUSDT", {
      snapshot: () => new Promise<object>((resolve) => { give = resolve; }),
    });
    const [socket] = ScriptedSocket.all;
    socket!.opens().says(binanceDepth(9, 10, 11));
    const giveLate = give;
    socket!.breaks();
    giveLate(JSON.parse(binanceSnapshot(11)) as object);
    await pass(0);
    expect(market.status).toBe("waiting");
    expect(market.getSnapshot().resyncs).toBe(0);
  });
});

describe("a venue's patience", () => {
  it("is not tried by books that are only quiet", async () => {
    connected("okx", "BTC-USDT-SWAP");
    const socket = ScriptedSocket.last.opens();
    const book = (action: string, prevSeqId: number, seqId: number) => ({
      arg: { channel: "books", instId: "BTC-USDT-SWAP" }, action,
      data: [{ asks: [["101", "1", "0", "1"]], bids: [["100", "1", "0", "1"]], ts: "1795000000000", checksum: 0, prevSeqId, seqId }],
    });
    let subscriptions = 0;
    for (let minute = 0; minute < 120; ++minute) {
      socket.says(book("snapshot", -1, 10 * minute));
      for (let second = 0; second < 60; second += 5) {
        await pass(5_000);
        socket.says("pong");
      }
      subscriptions += socket.takeSent().filter((text) => text.includes('"subscribe"')).length;
    }
    // Two hours, each minute of them with half a minute of silence.
    expect(subscriptions).toBeGreaterThan(8);
    expect(subscriptions).toBeLessThan(22);
  });

  it("is asked for so many things at once, and none while it says that there were too many", async () => {
    const symbols = Array.from({ length: 12 }, (_, i) => `A${i}USDT`);
    let underWay = 0;
    let most = 0;
    let status = 200;
    const { errors } = connected("binance-usdm", "A0USDT", {
      symbols,
      fetch: (async (input: string) => {
        asked.push(input);
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setTimeout(resolve, 100));
        --underWay;
        return new Response("{}", { status, headers: { "retry-after": "30" } });
      }) as typeof fetch,
    });
    first().opens();
    const depth = (symbol: string) => ({ ...binanceDepth(9, 10, 11).data, s: symbol });
    for (const symbol of symbols) first().says(depth(symbol));
    await pass(400);
    expect(new Set(asked).size).toBe(12);
    expect(most).toBe(4);
    status = 429;
    await pass(5_000);
    const count = asked.length;
    await pass(20_000);
    expect(asked).toHaveLength(count);
    expect(errors.some(({ message }) => message.startsWith("the venue wants no questions for"))).toBe(true);
  });

  it("that is at its end is heard of by those who wait for their turn too", async () => {
    const symbols = Array.from({ length: 12 }, (_, i) => `A${i}USDT`);
    const { errors } = connected("binance-usdm", "A0USDT", {
      symbols, fetch: (async () => new Response("{}", { status: 429 })) as typeof fetch,
    });
    first().opens();
    for (const symbol of symbols) first().says({ ...binanceDepth(9, 10, 11).data, s: symbol });
    await pass(100);
    expect(new Set(errors.map(({ symbol }) => symbol)).size).toBe(12);
  });
});

describe("beside the sockets", () => {
  it("instruments are learned of once, and an answer that is none is an error", async () => {
    answers.set("/info", JSON.stringify({ universe: [{ name: "BTC", szDecimals: 5, maxLeverage: 40 }] }));
    const { market, errors } = connected("hyperliquid", "BTC", { instruments: true, symbols: ["BTC", "ETH"] });
    await pass(0);
    expect(asked).toEqual(["https://api.hyperliquid.xyz/info"]);
    expect(market.getSnapshot().isContractInferred).toBe(0);
    expect(errors).toEqual([]);
    const other = connected("gate-usdt", "BTC_USDT", { instruments: true });
    answers.set("/api/v4/futures/usdt/contracts/BTC_USDT", "<html>");
    await pass(0);
    expect(other.errors).toMatchObject([{ kind: "instruments", symbol: "BTC_USDT" }]);
  });

  it("open interest and ratios are asked for where the venue streams none", async () => {
    answers.set("/fapi/v1/openInterest", '{"symbol":"BTCUSDT","openInterest":"26286.181","time":1795000000000}');
    answers.set("/futures/data/topLongShortPositionRatio", JSON.stringify([
      { symbol: "BTCUSDT", longAccount: "0.62", shortAccount: "0.38", longShortRatio: "1.63", timestamp: 1_795_000_000_000 },
    ]));
    const { market, errors } = connected("binance-usdm", "BTCUSDT", { streams: ["openInterest", "ratios"] });
    await pass(2_100);
    expect(market.getSnapshot()).toMatchObject({ openInterest: 26286.181, topLongPositionShare: 0.62 });
    expect(errors.map(({ kind }) => kind)).toEqual(["poll", "poll", "poll"]);
    await pass(30_000);
    expect(asked.filter((url) => url.includes("openInterest"))).toHaveLength(2);
  });
});

describe("the end", () => {
  it.each([
    ["close", (end: () => void) => end()],
    ["the signal", (_: () => void, controller: AbortController) => controller.abort()],
  ])("by %s leaves no socket, no timer and no market", async (_, end) => {
    const controller = new AbortController();
    const { connection, market } = connected("binance-usdm", "BTCUSDT", {
      signal: controller.signal, streams: ["book", "mark", "openInterest", "ratios"], instruments: true,
    });
    ScriptedSocket.all[0]!.opens().says(binanceDepth(9, 10, 11));
    await pass(1_500);
    const phases: string[] = [];
    connection.on("status", ({ phase }) => phases.push(phase));
    end(() => connection.close(), controller);
    expect(vi.getTimerCount()).toBe(0);
    expect(ScriptedSocket.open).toEqual([]);
    expect(phases).toEqual(["closed"]);
    expect(() => market.midPrice()).toThrow("disposed");
    const count = asked.length;
    await pass(600_000);
    expect(asked).toHaveLength(count);
    expect(() => connection.close()).not.toThrow();
  });

  const snapshotPath = "/fapi/v1/depth?symbol=BTCUSDT&limit=1000";

  it.each<[string, (connection: Connection, market: Market) => void, () => void | Promise<void>]>([
    ["a status, resting", (of) => of.on("status", ({ phase }) => phase === "resting" && of.close()), () => first().breaks()],
    ["a status, open", (of) => of.on("status", ({ phase }) => phase === "open" && of.close()), () => {}],
    ["an error", (of) => of.on("error", () => of.close()), () => first().breaks()],
    ["what was received", (of) => of.on("received", () => of.close()), () => first().says(binanceDepth(9, 10, 11))],
    ["a book that is live", (of, market) => {
      answers.set(snapshotPath, binanceSnapshot(10));
      market.subscribe(() => market.status === "live" && of.close(), { every: "message" });
    }, async () => {
      first().says(binanceDepth(9, 10, 11));
      await pass(10);
    }],
    ["a book that is stale", (of, market) => {
      answers.set(snapshotPath, binanceSnapshot(10));
      market.subscribe(() => market.status === "stale" && of.close(), { every: "message" });
    }, async () => {
      first().says(binanceDepth(9, 10, 11));
      await pass(12_000);
    }],
    ["a refusal", (of) => of.on("error", ({ kind }) => kind === "refused" && of.close()),
      () => first().says('{"error":{"code":2,"msg":"Invalid request"},"id":1}')],
    ["a status, and tries again", (of) => of.on("status", () => {
      of.close();
      of.retryNow();
      of.add("ETHUSDT");
    }), () => first().breaks()],
  ])("may come within %s", async (_, listen, happens) => {
    const failures: unknown[] = [];
    const failed = (error: unknown) => failures.push(error);
    vi.stubGlobal("reportError", failed);
    process.on("unhandledRejection", failed);
    const { connection, market } = connected("binance-usdm", "BTCUSDT", { streams: ["book", "mark"] });
    listen(connection, market);
    for (const socket of [...ScriptedSocket.all]) socket.opens();
    await happens();
    await pass(0);
    expect(connection.status.phase).toBe("closed");
    expect(vi.getTimerCount()).toBe(0);
    expect(ScriptedSocket.open).toEqual([]);
    await pass(60_000);
    expect(ScriptedSocket.open).toEqual([]);
    expect(failures).toEqual([]);
    process.off("unhandledRejection", failed);
    vi.unstubAllGlobals();
  });

  it("before the beginning is the signal's reason", () => {
    const options = { venue: "okx" as const, symbols: ["BTC-USDT-SWAP"], signal: AbortSignal.abort("enough") };
    expect(() => connect(plimsoll, options)).toThrow("enough");
  });
});
