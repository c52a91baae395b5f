// Books that are lost, and what is asked beside the sockets.

import { describe, expect, it } from "vitest";
import { answers, asked, binanceDepth, binanceSnapshot, bybitBook, connected, first, pass } from "./connected.ts";
import { ScriptedSocket } from "./scripted-socket.ts";

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
    await pass(15_000);
    expect(asked.filter((url) => url.includes("openInterest"))).toHaveLength(2);
  });
});
