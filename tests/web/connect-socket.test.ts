// Sockets that are lost, silent or asleep, and what is done about it.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FeedVenue, InputError } from "plimsoll";
import { connect, type ConnectOptions } from "plimsoll/connect";
import { bybitBook, connected, pass, plimsoll } from "./connected.ts";
import { ScriptedSocket } from "./scripted-socket.ts";

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
