import { describe, expect, it, vi } from "vitest";
import type { ResyncEvent } from "plimsoll";
import { asks, bids, depth, engine, liveMarket, mark, quote, snapshot } from "./plimsoll.ts";

describe("a feed", () => {
  it("counts what goes over it", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    feed.market("BTCUSDT");
    const messages = [
      quote("50000.00", "50000.10"), quote("3000.00", "3000.10", 1, "ETHUSDT"),
      '{"result":null,"id":1}', "pong",
    ];
    expect(messages.map((message) => feed.ingest(message))).toEqual([1, 0, 0, 0]);
    const bytes = messages.join("").length;
    expect(feed.counters()).toEqual({ messages: 4, bytes, events: 1, ignored: 1, unrouted: 1, errors: 1, gaps: 0 });
  });

  it("tells of a symbol as it is written, in whatever letters", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const asked: string[] = [];
    feed.on("resync", ({ symbol }) => asked.push(symbol));
    const symbols = ["\u5e01\u5b89\u4eba\u751fUSDT", "1000\u{1f680}USDT", "BTCUSDT"];
    for (const symbol of symbols) {
      feed.market(symbol);
      feed.ingest(depth({ first: 90, last: 95, previous: 89, symbol }));
    }
    expect(asked).toEqual(symbols);
  });

  it("asks for a snapshot once, with its address", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = feed.market("BTCUSDT");
    const asked: ResyncEvent[] = [];
    feed.on("resync", (event) => asked.push(event));
    feed.ingest(depth({ first: 90, last: 95, previous: 89 }));
    feed.ingest(depth({ first: 96, last: 105, previous: 95, bids: [["50000.05", "1.000"]] }));
    expect(asked).toEqual([{
      venue: "binance-usdm", symbol: "BTCUSDT", how: "snapshot",
      url: "https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=1000",
    }]);
    expect(market.status).toBe("waiting");

    expect(market.apply(snapshot(100, bids, asks))).toBe(1);
    expect(market.status).toBe("live");
    expect(market.best().bid).toEqual({ price: 50_000.05, quantity: 1 });

    feed.ingest(depth({ first: 120, last: 130, previous: 119 }));
    expect(market.status).toBe("gap");
    expect(asked).toHaveLength(2);
    expect(market.bookImbalance()).toBeNull();
    expect(market.weightedMid()).toBeNull();
    expect(market.best()).toEqual({ bid: null, ask: null });
    expect(market.book()).toBeNull();
    expect(market.getSnapshot()).toMatchObject({ status: "gap", lastKnownBidPrice: 50_000.05, gaps: 1 });

    market.apply(snapshot(130, bids, asks));
    expect(market.status).toBe("live");
    expect(market.getSnapshot()).toMatchObject({ lastKnownBidPrice: null, bestBidPrice: 50_000 });
  });

  it("starts one book over when only its streams end, and it asks for help anew", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed);
    const other = feed.market("ETHUSDT");
    other.apply(snapshot(100, bids, asks));
    const asked: ResyncEvent[] = [];
    feed.on("resync", (event) => asked.push(event));
    feed.closed("BTCUSDT");
    expect([market.status, other.status]).toEqual(["waiting", "live"]);
    expect(market.midPrice()).toBeNull();
    feed.ingest(depth({ first: 500, last: 501, previous: 499 }));
    expect(asked.map(({ symbol }) => symbol)).toEqual(["BTCUSDT"]);
    expect(() => feed.closed("NOBODY")).not.toThrow();
  });

  it("starts its books over when its socket closes or opens", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed);
    expect(market.status).toBe("live");
    feed.closed();
    expect(market.status).toBe("waiting");
    expect(market.midPrice()).toBeNull();
    feed.opened();
    const asked: ResyncEvent[] = [];
    feed.on("resync", (event) => asked.push(event));
    feed.ingest(depth({ first: 500, last: 501, previous: 499 }));
    expect(asked).toHaveLength(1);
    market.apply(snapshot(501, bids, asks));
    expect(market.status).toBe("live");
  });

  it("keeps feeds of one venue apart", async () => {
    const plimsoll = await engine();
    const one = liveMarket(plimsoll.openFeed("binance-usdm"));
    const other = plimsoll.openFeed("binance-usdm");
    expect(other.market("BTCUSDT").status).toBe("waiting");
    other.ingest("{");
    expect(one.status).toBe("live");
  });

  it("tells a listener no more once it has unsubscribed", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    feed.market("BTCUSDT");
    const listener = vi.fn();
    const twice = vi.fn();
    const stop = feed.on("resync", listener);
    feed.on("resync", twice);
    feed.on("resync", twice);
    stop();
    stop();
    feed.ingest(depth({ first: 1, last: 2, previous: 0 }));
    expect(listener).not.toHaveBeenCalled();
    expect(twice).toHaveBeenCalledTimes(2);
  });

  it("is not disturbed by listeners that throw, and reports them", async () => {
    const report = vi.spyOn(console, "error").mockImplementation(() => {});
    try {
      const plimsoll = await engine();
      const feed = plimsoll.openFeed("binance-usdm");
      const market = liveMarket(feed);
      const fail = () => { throw new Error("a listener's own"); };
      const calm = vi.fn();
      for (const listener of [fail, calm]) {
        plimsoll.onError(listener);
        feed.on("error", listener);
        feed.on("resync", listener);
        market.subscribe(listener, { every: "message" });
      }
      expect(feed.ingest("{")).toBe(0);
      feed.ingest(depth({ first: 200, last: 201, previous: 199 }));
      expect(feed.ingest(quote("1.0", "2.0"))).toBe(1);
      expect(calm.mock.calls.length).toBe(2 + 1 + 2); // errors, a resync, changes
      expect(report).toHaveBeenCalledTimes(calm.mock.calls.length);
      expect(report.mock.calls[0]![0]).toEqual(new Error("a listener's own"));
    } finally {
      report.mockRestore();
    }
  });

  it("lets a listener feed it further", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = feed.market("BTCUSDT");
    feed.on("resync", () => market.apply(snapshot(100, bids, asks)));
    feed.ingest(depth({ first: 100, last: 101, previous: 99, bids: [["50000.09", "7.000"]] }));
    expect(market.status).toBe("live");
    expect(market.best().bid).toEqual({ price: 50_000.09, quantity: 7 });
  });
});

describe("a market's life", () => {
  it("is one object for one symbol, given back as often as it was asked for", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed);
    expect(feed.market("BTCUSDT")).toBe(market);
    expect(feed.market("ETHUSDT")).not.toBe(market);
    market.dispose();
    expect(market.status).toBe("live");
    market.dispose();
    expect(() => market.getSnapshot()).toThrow("the market BTCUSDT was disposed of");
    market.dispose();

    const again = feed.market("BTCUSDT");
    expect(again).not.toBe(market);
    expect(again.status).toBe("waiting");
  });

  it("ends with every call throwing", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed);
    market.dispose();
    const calls: Record<string, () => unknown> = {
      apply: () => market.apply("{}"),
      best: () => market.best(),
      midPrice: () => market.midPrice(),
      weightedMid: () => market.weightedMid(),
      bookImbalance: () => market.bookImbalance(),
      depth: () => market.depth("bid", { withinBps: 10 }),
      slippage: () => market.slippage({ side: "buy", quantity: 1 }),
      levels: () => market.levels("bid", { count: 1, into: new Float64Array(3) }),
      book: () => market.book(),
      status: () => market.status,
      getSnapshot: () => market.getSnapshot(),
      subscribe: () => market.subscribe(() => {}),
      on: () => market.on("signal", () => {}),
      setStaleAfterMs: () => market.setStaleAfterMs(1),
    };
    for (const [name, call] of Object.entries(calls)) {
      expect(call, name).toThrow("the market BTCUSDT was disposed of");
    }
  });

  it("ends with its feed", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed);
    feed.dispose();
    feed.dispose();
    expect(() => market.weightedMid()).toThrow("the market BTCUSDT was disposed of");
    for (const call of [
      () => feed.ingest("{}"), () => feed.market("BTCUSDT"), () => feed.counters(),
      () => feed.opened(), () => feed.closed(), () => feed.on("error", () => {}),
    ]) {
      expect(call).toThrow("the binance-usdm feed was disposed of");
    }
  });

  it("can be that of a block", async () => {
    const plimsoll = await engine();
    let kept;
    {
      using feed = plimsoll.openFeed("binance-usdm");
      using market = liveMarket(feed);
      expect(market.midPrice()).toBe(50_000.05);
      kept = { feed, market };
    }
    expect(() => kept.feed.counters()).toThrow("disposed");
    expect(() => kept.market.getSnapshot()).toThrow("disposed");
  });

  it("leaves no timer behind", async () => {
    vi.useFakeTimers();
    try {
      const plimsoll = await engine();
      const feed = plimsoll.openFeed("binance-usdm");
      const one = feed.market("BTCUSDT");
      const other = feed.market("ETHUSDT");
      const stop = one.subscribe(() => {});
      one.subscribe(() => {});
      other.subscribe(() => {});
      const watch = plimsoll.watch({ venue: "binance-usdm", positions: [], tables: {} });
      expect(vi.getTimerCount()).toBe(1);
      watch.dispose();
      stop();
      stop();
      one.dispose();
      expect(vi.getTimerCount()).toBe(1);
      feed.dispose();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("gives its memory back", async () => {
    const plimsoll = await engine();
    const feed = plimsoll.openFeed("binance-usdm");
    liveMarket(feed).dispose();
    const before = plimsoll.memory().bytesInUse;
    for (let i = 0; i < 500; ++i) {
      const market = liveMarket(feed);
      market.subscribe(() => {})();
      feed.ingest(mark("50000.0", i));
      market.dispose();
    }
    // A slot in a list for each, no more.
    expect(plimsoll.memory().bytesInUse - before).toBeLessThan(500 * 64);
  });
});
