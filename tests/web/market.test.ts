import { describe, expect, it, vi } from "vitest";
import { readingFields } from "plimsoll";
import { asks, bids, depth, engine, liveMarket, mark, quote, snapshot, trade } from "./plimsoll.ts";

const feedOf = async () => (await engine()).openFeed("binance-usdm");

describe("readings", () => {
  it("are those of the book", async () => {
    const market = liveMarket(await feedOf());
    expect(market.venue).toBe("binance-usdm");
    expect(market.best()).toEqual({
      bid: { price: 50_000, quantity: 2 },
      ask: { price: 50_000.1, quantity: 1 },
    });
    expect(market.midPrice()).toBe(50_000.05);
    expect(market.weightedMid()).toBeCloseTo((50_000 * 1 + 50_000.1 * 2) / 3, 9);
    expect(market.bookImbalance({ levels: 1 })).toBe(1 / 3);
    expect(market.bookImbalance({ levels: 2 })).toBe((3 - 4) / 7);
    expect(market.bookImbalance()).toBe((7.5 - 4.5) / 12);
    expect(market.bookImbalance({ withinBps: 1 })).toBe((3 - 4) / 7);
    expect(market.bookImbalance({ decayBps: 1e4 })).toBeCloseTo((7.5 - 4.5) / 12, 3);
    expect(market.depth("bid", { withinBps: 1 })).toEqual({ quantity: 3, baseQuantity: 3, notional: 149_999.9 });
    expect(market.depth("ask", { withinBps: 10_000 })!.quantity).toBe(4.5);
    const slippage = market.slippage({ side: "buy", quantity: "2" })!;
    expect(slippage.averagePrice).toBeCloseTo((50_000.1 + 50_001) / 2, 9);
    expect(slippage.worstPrice).toBe(50_001);
    expect(slippage.notional).toBeCloseTo(100_001.1, 9);
    expect(market.slippage({ side: "sell", quantity: 7.6 })).toBeNull();
  });

  it("are null where there is none", async () => {
    const market = (await feedOf()).market("BTCUSDT");
    expect(market.best()).toEqual({ bid: null, ask: null });
    expect(market.bookImbalance({ withinBps: 5 })).toBeNull();
    expect(market.depth("bid", { withinBps: 5 })).toBeNull();
    expect(market.slippage({ side: "buy", quantity: 1 })).toBeNull();
    expect(market.levels("bid", { count: 5, into: new Float64Array(15) })).toBe(0);
    expect(market.book()).toBeNull();
    const values = Object.entries(market.getSnapshot()).filter(([, value]) => value !== null);
    expect(Object.fromEntries(values)).toEqual({
      venue: "binance-usdm", symbol: "BTCUSDT", status: "waiting",
      events: 0, ignored: 0, gaps: 0, resyncs: 0,
      checksumMatches: 0, checksumFailures: 0, crossedMs: 0,
      contractSize: 1, isInverse: 0, isContractInferred: 1, // what the name tells
    });
    expect(Object.values(market.getSnapshot()).some((value) => Number.isNaN(value))).toBe(false);

    market.apply(snapshot(1, bids, []));
    expect(market.best()).toEqual({ bid: { price: 50_000, quantity: 2 }, ask: null });
    expect(market.midPrice()).toBeNull();
    expect(market.bookImbalance({ levels: 3 })).toBe(1);
  });

  it("follow trades, marks, quotes, open interest and liquidations", async () => {
    const feed = await feedOf();
    const market = liveMarket(feed);
    feed.ingest(trade(1, "50000.10", "0.500"));
    feed.ingest(trade(2, "50000.00", "0.200", true));
    feed.ingest(trade(2, "50000.00", "0.200", true));
    feed.ingest(mark("50010.00", 1_000));
    feed.ingest(quote("50000.00", "50000.10"));
    market.apply({ openInterest: "1234.5", symbol: "BTCUSDT", time: 5 });
    const order = (side: string, quantity: string) => JSON.stringify({
      e: "forceOrder", E: 9,
      o: {
        s: "BTCUSDT", S: side, o: "LIMIT", f: "IOC", q: quantity, p: "1", ap: "2", X: "FILLED",
        l: quantity, z: quantity, T: 9,
      },
    });
    feed.ingest(order("SELL", "0.014"));
    feed.ingest(`[${order("BUY", "3.000")},${order("SELL", "1.000")}]`);
    expect(market.getSnapshot()).toMatchObject({
      lastTradePrice: 50_000, lastTradeQuantity: 0.2, lastTradeTakerSide: "sell",
      markPrice: 50_010, indexPrice: 50_010, fundingRatePerInterval: 0.0001,
      nextFundingTimeMs: 1_800_000_000_000, quoteBidPrice: 50_000, quoteAskPrice: 50_000.1,
      openInterest: 1_234.5, liquidatedLongQuantity: 1.014, liquidatedShortQuantity: 3,
    });
    expect(market.getSnapshot().cumulativeVolumeDelta).toBeCloseTo(0.3, 12);
  });

  it("grow stale in silence, by the time that is given", async () => {
    const plimsoll = await engine();
    const feed = plimsoll.openFeed("binance-usdm");
    const market = liveMarket(feed, "BTCUSDT", 1_000);
    market.setStaleAfterMs(2_000);
    plimsoll.look(3_000);
    expect(market.status).toBe("live");
    feed.ingest(quote("1.0", "2.0"), 3_001);
    expect(market.status).toBe("stale");
    expect(market.bookImbalance()).not.toBeNull();
    feed.ingest(depth({ first: 101, last: 102, previous: 100 }), 3_002);
    expect(market.status).toBe("live");
    // Time that goes back is none.
    feed.ingest(quote("1.0", "2.0"), 5);
    expect(market.status).toBe("live");
  });
});

describe("getSnapshot", () => {
  it("is the same object until something changed", async () => {
    const plimsoll = await engine();
    const feed = plimsoll.openFeed("binance-usdm");
    const market = liveMarket(feed, "BTCUSDT", 0);
    const first = market.getSnapshot();
    expect(market.getSnapshot()).toBe(first);
    feed.ingest('{"result":null,"id":1}', 1);
    feed.ingest("nonsense", 2);
    feed.ingest(quote("1.0", "2.0", 1, "ETHUSDT"), 3);
    plimsoll.look(4);
    expect(market.getSnapshot()).toBe(first);
    feed.ingest(quote("50000.0", "50000.1"), 5);
    const second = market.getSnapshot();
    expect(second).not.toBe(first);
    expect(first.quoteBidPrice).toBeNull();
    expect(second.quoteBidPrice).toBe(50_000);
    plimsoll.look(60_000);
    expect(market.getSnapshot()).not.toBe(second);
    expect(market.getSnapshot().status).toBe("stale");
  });

  it("can be torn from its market, as useSyncExternalStore does", async () => {
    const market = liveMarket(await feedOf());
    const { getSnapshot, subscribe } = market;
    const stop = subscribe(() => {});
    expect(getSnapshot()).toBe(market.getSnapshot());
    stop();
  });
});

describe("subscribe", () => {
  it("tells after every message that changed something, and of nothing before", async () => {
    const feed = await feedOf();
    const market = liveMarket(feed);
    const told = vi.fn();
    const stop = market.subscribe(told, { every: "message" });
    feed.ingest('{"result":null,"id":1}');
    feed.ingest(quote("1.0", "2.0", 1, "ETHUSDT"));
    expect(told).not.toHaveBeenCalled();
    feed.ingest(quote("50000.0", "50000.1"));
    expect(told).toHaveBeenCalledTimes(1);
    market.apply({ openInterest: "1", symbol: "BTCUSDT", time: 5 });
    expect(told).toHaveBeenCalledTimes(2);
    feed.closed();
    expect(told).toHaveBeenCalledTimes(3);
    stop();
    feed.ingest(quote("50000.0", "50000.1"));
    expect(told).toHaveBeenCalledTimes(3);
  });

  it("tells once a frame at most", async () => {
    vi.useFakeTimers();
    try {
      const feed = await feedOf();
      const market = liveMarket(feed);
      const told = vi.fn();
      market.subscribe(told);
      for (let i = 0; i < 10; ++i) feed.ingest(quote("50000.0", "50000.1", i));
      expect(told).not.toHaveBeenCalled();
      vi.advanceTimersByTime(20);
      expect(told).toHaveBeenCalledTimes(1);
      vi.advanceTimersByTime(500);
      expect(told).toHaveBeenCalledTimes(1);
      feed.ingest(quote("50000.0", "50000.1"));
      market.dispose();
      vi.advanceTimersByTime(100);
      expect(told).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it("tells of silence", async () => {
    vi.useFakeTimers();
    try {
      const market = liveMarket(await feedOf());
      const told = vi.fn();
      market.subscribe(told, { every: "message" });
      vi.advanceTimersByTime(2_000);
      expect(market.status).toBe("live");
      vi.advanceTimersByTime(60_000);
      expect(market.status).toBe("stale");
      expect(told).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("apply", () => {
  it.each([
    ["text", (text: string) => text],
    ["bytes", (text: string) => new TextEncoder().encode(text)],
    ["an object", (text: string) => JSON.parse(text) as object],
  ])("takes %s", async (_, as) => {
    const market = (await feedOf()).market("BTCUSDT");
    expect(market.apply(as(snapshot(100, bids, asks)))).toBe(1);
    expect(market.book()).toEqual({ lastUpdateId: "100", bids, asks });
  });

  it("gives what names no symbol to its market, and to no other", async () => {
    const feed = await feedOf();
    const one = liveMarket(feed);
    const other = feed.market("ETHUSDT");
    other.apply(snapshot(7, [["3000.5", "1"]], [["3001.0", "2"]]));
    expect(one.book()!.bids).toEqual(bids);
    expect(other.book()!.bids).toEqual([["3000.5", "1"]]);
    // What names another symbol is not about this market.
    expect(one.apply({ openInterest: "5", symbol: "ETHUSDT", time: 1 })).toBe(0);
    expect(one.getSnapshot().openInterest).toBeNull();
    // And over the socket nobody could tell whose it is.
    const errors = vi.fn();
    feed.on("error", errors);
    expect(feed.ingest(snapshot(8, [], []))).toBe(0);
    expect(errors).toHaveBeenCalledWith(expect.objectContaining({ code: "missingField" }));
  });

  it("leaves a live book alone where the snapshot is older", async () => {
    const market = liveMarket(await feedOf());
    expect(market.apply(snapshot(99, [["1.0", "1"]], []))).toBe(0);
    expect(market.book()!.bids).toEqual(bids);
  });
});

describe("book", () => {
  it("brings another engine to the same place", async () => {
    const one = await feedOf();
    const market = liveMarket(one);
    one.ingest(depth({
      first: 101, last: 2 ** 52 + 1, previous: 100,
      bids: [["49999.99", "0.001"], ["50000.00", "0"], ["0.00000001", "12345678.12345678"]],
      asks: [["50000.10", "1.25"]],
    }));
    const book = market.book()!;
    const second = await feedOf();
    const other = second.market("BTCUSDT");
    expect(other.apply(book)).toBe(1);
    expect(other.book()).toEqual(book);
    expect(other.best()).toEqual(market.best());
    expect(other.bookImbalance({ decayBps: 20 })).toBe(market.bookImbalance({ decayBps: 20 }));
    const next = depth({
      first: 2 ** 52 + 2, last: 2 ** 52 + 3, previous: 2 ** 52 + 1, asks: [["50000.05", "3"]],
    });
    for (const feed of [one, second]) feed.ingest(next);
    expect(other.book()).toEqual(market.book());
    expect(other.book()!.lastUpdateId).toBe("4503599627370499");
  });

  it("has ids that no double holds", async () => {
    const market = (await feedOf()).market("BTCUSDT");
    market.apply('{"lastUpdateId":9007199254740993,"bids":[["1.0","1.0"]],"asks":[]}');
    expect(market.book()!.lastUpdateId).toBe("9007199254740993");
  });

  it("is exact text", async () => {
    const feed = await feedOf();
    const market = liveMarket(feed);
    feed.ingest(depth({ first: 101, last: 102, previous: 100, bids: [["0.00000001", "12345678.12345678"]] }));
    expect(market.book()!.bids.at(-1)).toEqual(["0.00000001", "12345678.12345678"]);
    expect(market.book()!.bids[0]).toEqual(["50000.00000000", "2.00000000"]);
  });
});

describe("readInto", () => {
  it("fills the numbers of the snapshot, NaN where there is none", async () => {
    const feed = await feedOf();
    const market = feed.market("BTCUSDT");
    const numbers = new Float64Array(readingFields.length + 1).fill(-1);
    const agrees = () => {
      expect(market.readInto(numbers)).toBe(readingFields.length);
      const { venue, symbol, status, lastTradeTakerSide, ...fields } = market.getSnapshot();
      for (const [name, value] of Object.entries(fields)) {
        expect(numbers[readingFields.indexOf(name as keyof typeof fields)], name).toBe(value ?? Number.NaN);
      }
      expect(numbers.at(-1)).toBe(-1);
    };
    agrees();
    liveMarket(feed);
    agrees();
    feed.ingest(trade(7, "50000.1", "0.5"));
    feed.ingest(depth({ first: 101, last: 102, previous: 100, bids: [["50000.0", "9.0"]] }));
    agrees();
  });

  it("goes on when the engine's memory has grown", async () => {
    const feed = await feedOf();
    const market = liveMarket(feed);
    const numbers = new Float64Array(readingFields.length);
    market.readInto(numbers);
    feed.ingest(" ".repeat(3_900_000)); // takes room for itself
    numbers.fill(-1);
    expect(market.readInto(numbers)).toBe(readingFields.length);
    expect(numbers[readingFields.indexOf("bestBidPrice")]).toBe(50_000);
  });

  it("refuses an array without room", async () => {
    const market = liveMarket(await feedOf());
    for (const into of [new Float64Array(3), new Float32Array(200), [] as unknown as Float64Array, undefined]) {
      expect(() => market.readInto(into as Float64Array)).toThrow("lengthsDiffer: into");
    }
  });
});

describe("levels", () => {
  it("fills rows of price, quantity and cumulative quantity, the best first", async () => {
    const market = liveMarket(await feedOf());
    const into = new Float64Array(9).fill(-1);
    expect(market.levels("bid", { count: 2, into })).toBe(2);
    expect([...into]).toEqual([50_000, 2, 2, 49_999.9, 1, 3, -1, -1, -1]);
    expect(market.levels("ask", { count: 3, into })).toBe(3);
    expect([...into]).toEqual([50_000.1, 1, 1, 50_001, 3, 4, 50_020, 0.5, 4.5]);
  });

  it("groups toward the worse price", async () => {
    const market = liveMarket(await feedOf());
    const into = new Float64Array(30);
    expect(market.levels("bid", { count: 10, grouping: 10, into })).toBe(2);
    expect([...into.subarray(0, 6)]).toEqual([50_000, 2, 2, 49_990, 5.5, 7.5]);
    expect(market.levels("ask", { count: 10, grouping: 10, into })).toBe(2);
    expect([...into.subarray(0, 6)]).toEqual([50_010, 4, 4, 50_020, 0.5, 4.5]);
  });
});
