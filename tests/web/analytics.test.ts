import { describe, expect, it } from "vitest";
import { analyzedFields, type AnalyticsSettings, type AnalyzedMarket, type Feed, type MetricName, readingFields } from "plimsoll/full";
import { selfExcitation } from "plimsoll/formulas";
import { Random } from "../../examples/exchange/random.ts";
import { depth, fullEngine, liveMarket, mark, trade } from "./plimsoll.ts";

const startMs = 1_790_000_000_000;

/** Trades and updates, one of each ten times a second, in which takers push the price. */
function trading(feed: Feed, seconds: number, seed = 5): void {
  const random = new Random(seed, "who trades");
  let price = 50_000;
  for (let i = 0; i < seconds * 10; ++i) {
    const sells = random.below(2) === 0;
    const quantity = 1 + random.below(5);
    const timeMs = startMs + i * 100;
    feed.ingest(JSON.stringify({
      stream: "btcusdt@trade",
      data: {
        e: "trade", E: timeMs, T: timeMs, s: "BTCUSDT", t: i + 1, p: price.toFixed(1), q: `${quantity}.0`,
        X: "MARKET", m: sells,
      },
    }), i * 100);
    const before = price;
    price += (sells ? -1 : 1) * quantity;
    feed.ingest(JSON.stringify({
      stream: "btcusdt@depth@100ms",
      data: {
        e: "depthUpdate", E: timeMs + 1, T: timeMs + 1, s: "BTCUSDT", U: 101 + i, u: 101 + i, pu: 100 + i,
        b: [[before.toFixed(1), "0"], [price.toFixed(1), "2.0"]],
        a: [[(before + 0.1).toFixed(1), "0"], [(price + 0.1).toFixed(1), `${1 + random.below(3)}.0`]],
      },
    }), i * 100 + 1);
  }
}

/** A book of one level a side that `trading` moves about. */
async function tradedMarket(settings: AnalyticsSettings | null, seconds = 300): Promise<{ feed: Feed; market: AnalyzedMarket }> {
  const feed = (await fullEngine()).openFeed("binance-usdm");
  const market = feed.market("BTCUSDT");
  market.apply(JSON.stringify({
    lastUpdateId: 100, E: 1, T: 1, bids: [["50000.0", "2.0"]], asks: [["50000.1", "1.0"]],
  }), 0);
  market.analyze(settings);
  trading(feed, seconds);
  return { feed, market };
}

describe("what is followed", () => {
  it("is nothing until somebody asks, and null until enough has come", async () => {
    const { market } = await tradedMarket(null, 1);
    expect(market.getSnapshot().kyleLambda).toBeNull();
    expect(market.orderFlowByLevel()).toEqual([]);
    expect(market.tradesBySize()).toEqual([]);
    expect(market.tradeTimes()).toEqual([]);
    expect(market.footprint()).toBeNull();
    expect(market.deleveraging()).toEqual({ current: null, last: null });
    expect(market.metric("kyleLambda")).toEqual({ value: null, count: 0, localTimeMs: null, quality: 0, flags: ["notReady"] });
    market.analyze();
    expect(market.getSnapshot().kyleLambda).toBeNull();
    expect(market.orderFlowByLevel()).toHaveLength(10);
    expect(market.tradesBySize()).toHaveLength(5);
  });

  it("says what it was made with: a price that goes a unit for each unit bought", async () => {
    const { market } = await tradedMarket({ vpinBucketQuantity: 10, footprintBinSize: 10 });
    const snapshot = market.getSnapshot();
    // Each trade moves the mid by its own quantity.
    expect(snapshot.kyleLambda).toBeCloseTo(1, 1);
    expect(snapshot.kyleLambdaRSquared).toBeGreaterThan(0.99);
    expect(snapshot.vpin).toBeGreaterThan(0);
    expect(snapshot.vpin).toBeLessThanOrEqual(1);
    const { value, count, quality, flags } = market.metric("vpin");
    expect(value).toBe(snapshot.vpin);
    expect(count).toBe(50);
    expect(quality).toBeGreaterThan(0.99);
    expect(flags).toEqual(["contested"]);
    expect(market.metric("bookImbalance10").value).toBe(snapshot.bookImbalance10);
  });

  it("by size and by price sums to all that was traded", async () => {
    const { market } = await tradedMarket({ footprintBinSize: 10 }, 100);
    const sizes = market.tradesBySize();
    const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
    const { cumulativeVolumeDelta } = market.getSnapshot();
    expect(sum(sizes.map(({ bought, sold }) => bought - sold))).toBeCloseTo(cumulativeVolumeDelta!, 9);
    const { rows, below, above } = market.footprint()!;
    const bought = sum(rows.map((row) => row.bought)) + below.bought + above.bought;
    expect(bought).toBeCloseTo(sum(sizes.map((size) => size.bought)), 9);
    expect(rows[1]!.price - rows[0]!.price).toBeCloseTo(10, 9);
    expect(sizes.map(({ fromNotional }) => fromNotional)).toEqual([0, 1e3, 1e4, 1e5, 1e6]);
  });

  it("fills an array as far as it goes, as any market does", async () => {
    const { market } = await tradedMarket({ vpinBucketQuantity: 10 });
    const whole = new Float64Array(analyzedFields.length + 1).fill(-1);
    expect(market.readInto(whole)).toBe(analyzedFields.length);
    expect(whole[analyzedFields.indexOf("vpin")]).toBe(market.getSnapshot().vpin);
    expect(whole.at(-1)).toBe(-1);
    const readings = new Float64Array(readingFields.length);
    expect(market.readInto(readings)).toBe(readingFields.length);
    expect(readings).toEqual(whole.slice(0, readingFields.length));
    expect(() => market.readInto(readings.slice(1))).toThrow("lengthsDiffer: into");
  });

  it("gets worse with age, and ends when asked to", async () => {
    const { feed, market } = await tradedMarket({});
    const fresh = market.metric("kyleLambda").quality;
    feed.ingest(mark("50000", startMs + 400_000), 400_000);
    const old = market.metric("kyleLambda");
    expect(old.quality).toBeLessThan(fresh / 2);
    expect(old.value).not.toBeNull();
    market.analyze(null);
    expect(market.metric("kyleLambda").value).toBeNull();
  });

  it("gives the times of trades, of which a fit can be made", async () => {
    const { market } = await tradedMarket({}, 200);
    const events = market.tradeTimes();
    expect(events).toHaveLength(2_000);
    expect(events[0]).toEqual({ venueTimeMs: startMs, takerSide: expect.stringMatching(/^(buy|sell)$/) as string });
    const found = selfExcitation({ events })!;
    expect(found.buys + found.sells).toBe(1_999);
    expect(found.baseShare + found.selfShare + found.crossShare).toBeCloseTo(1, 9);
  });

  it("stays as it is where a setting is refused", async () => {
    const { market } = await tradedMarket({});
    const before = market.getSnapshot().kyleLambda;
    const refused = (settings: object) => {
      try {
        market.analyze(settings as AnalyticsSettings);
      } catch (error) {
        const { name, code, field, value } = error as Record<string, unknown>;
        return { name, code, field, value };
      }
      return null;
    };
    expect(refused({ restingWindowMs: 50 })).toEqual({ name: "InputError", code: "windowOutOfRange", field: "restingWindowMs", value: 50 });
    expect(refused({ vpinBucketQuantity: -1 })).toMatchObject({ code: "quantityNotPositive", field: "vpinBucketQuantity" });
    expect(refused({ fundingWeight: 18 })).toMatchObject({ code: "rateOutOfRange", field: "fundingWeight" });
    expect(refused({ loopBinMs: NaN })).toMatchObject({ code: "notFinite", field: "loopBinMs" });
    expect(refused({ vpinBuckets: 50 })).toMatchObject({ code: "wrongType", value: "vpinBuckets" });
    expect(market.getSnapshot().kyleLambda).toBe(before);
    expect(() => market.metric("lambda" as MetricName)).toThrow(/wrongType/);
  });

  it("takes its memory once, and gives it back", async () => {
    const plimsoll = await fullEngine();
    const feed = plimsoll.openFeed("binance-usdm");
    const bytes: number[] = [];
    for (let i = 0; i < 6; ++i) {
      const market = liveMarket(feed);
      market.analyze({ vpinBucketQuantity: 1, footprintBinSize: 1 });
      market.dispose();
      bytes.push(plimsoll.memory().bytesInUse);
    }
    // Only its number stays taken.
    expect(bytes[5]! - bytes[1]!).toBeLessThan(100);
  });
});

describe("prices deeper than the touch", () => {
  it("are the weighted mid of one level, and null without a book", async () => {
    const feed = (await fullEngine()).openFeed("binance-usdm");
    const market = liveMarket(feed);
    const one = market.depthPrices({ levels: 1 });
    expect(one.volumeAdjustedMid).toBeCloseTo(market.weightedMid()!, 9);
    expect(one.effectiveMid).toBeCloseTo(market.weightedMid()!, 9);
    expect(market.depthPrices({ withinBps: 100 }).weightedDepthPrice).not.toBeNull();
    expect(() => market.depthPrices({ levels: 0 })).toThrow(/levelsOutOfRange/);
    expect(() => market.depthPrices({ withinBps: -1 })).toThrow();
    feed.closed();
    expect(market.depthPrices({ levels: 1 }).effectiveMid).toBeNull();
  });

  it("of an order larger than the book follow the square-root law", async () => {
    const market = liveMarket((await fullEngine()).openFeed("binance-usdm"));
    const scale = { dailyVolatility: 0.03, dailyQuantity: 10_000 };
    const small = market.expectedSlippage({ side: "buy", quantity: 2 }, scale)!;
    expect(small.averagePrice).toBe(market.slippage({ side: "buy", quantity: 2 })!.averagePrice);
    expect(small.quantityBeyond).toBe(0);
    const large = market.expectedSlippage({ side: "buy", quantity: 104.5 }, scale)!;
    expect(large.quantityFromBook).toBe(4.5);
    // 100 of 10,000 at 3 % a day move the price by 0.3 % of the mid from the worst level on.
    expect(large.lastPrice).toBeCloseTo(50_020 + 50_000.05 * 0.003, 6);
    expect(() => market.expectedSlippage({ side: "buy", quantity: 1 }, { dailyVolatility: 0.03, dailyQuantity: 0 }))
      .toThrow(/quantityNotPositive|sizeNotPositive/);
  });
});

it("crowding says what each component adds, and the parts add up", async () => {
  const feed = (await fullEngine()).openFeed("binance-usdm");
  const market = liveMarket(feed);
  expect(market.crowding()).toBeNull();
  market.analyze({ crowdingHistoryMs: 1_000 });
  for (let i = 0; i < 40; ++i) {
    feed.ingest(depth({ first: 101 + i, last: 101 + i, previous: 100 + i }), i * 1_000);
    feed.ingest(mark("49990", startMs + i * 1_000), i * 1_000);
  }
  const { long, short, coverage, parts } = market.crowding()!;
  const sum = (of: (part: (typeof parts)[number]) => number) => parts.reduce((all, part) => all + of(part), 0);
  expect(parts.map(({ component }) => component)).toEqual(["funding", "premium"]);
  expect(parts[0]).toMatchObject({ value: 0.0001, percentile: 50 }); // what it always was
  expect(parts[1]!.value).toBe(market.getSnapshot().premiumIndex);
  expect(sum(({ weight }) => weight)).toBeCloseTo(1, 12);
  expect(long).toBeCloseTo(sum(({ longPoints }) => longPoints), 12);
  expect(short).toBe(sum(({ shortPoints }) => shortPoints));
  expect(long).toBe(market.getSnapshot().longCrowding);
  expect(coverage).toBeCloseTo(0.28 / 0.51, 12);
  market.analyze(null);
  expect(market.crowding()).toBeNull();
});

it("a venue whose books tell no time goes by its trades' and what has passed since", async () => {
  const feed = (await fullEngine()).openFeed("dydx");
  const market = feed.market("BTC-USD");
  market.analyze();
  let message = 0;
  const say = (fields: object, localTimeMs: number) =>
    feed.ingest(JSON.stringify({ type: "channel_data", connection_id: "a", message_id: message++, ...fields }), localTimeMs);
  const bid = (size: string, localTimeMs: number) =>
    say({ channel: "v4_orderbook", id: "BTC-USD", version: "1.0.0", contents: { bids: [["60000", size]] } }, localTimeMs);
  say({ type: "connected" }, 0);
  say({
    type: "subscribed", channel: "v4_orderbook", id: "BTC-USD",
    contents: { bids: [{ price: "60000", size: "1" }], asks: [{ price: "60001", size: "1" }] },
  }, 0);
  bid("2", 100);
  expect(market.getSnapshot().orderFlowImbalance).toBeNull(); // it may be any time
  const trades = [{ id: "01", size: "0.1", price: "60001", side: "BUY", createdAt: "2026-09-23T00:00:01.000Z", type: "LIMIT" }];
  say({ channel: "v4_trades", id: "BTC-USD", version: "2.1.0", contents: { trades } }, 200);
  bid("3", 300);
  bid("7", 400);
  expect(market.getSnapshot().orderFlowImbalance).toBe(4);
  expect(market.orderFlowByLevel()[0]!.imbalance).toBe(4);
  bid("8", 30_000); // all before is more than ten seconds ago
  expect(market.getSnapshot().orderFlowImbalance).toBe(1);
});

it("a mark that tells no time is of the time of the book beside it", async () => {
  const feed = (await fullEngine()).openFeed("hyperliquid");
  const market = feed.market("BTC");
  market.analyze();
  const level = (px: string) => ({ px, sz: "9", n: 1 });
  for (let i = 0; i < 5; ++i) {
    feed.ingest(JSON.stringify({
      channel: "l2Book",
      data: { coin: "BTC", time: startMs + i * 5_000, levels: [[level("60000")], [level("60001")]] },
    }), i * 5_000);
    feed.ingest(JSON.stringify({
      channel: "activeAssetCtx",
      data: { coin: "BTC", ctx: { funding: "0.0000125", openInterest: "688.11", oraclePx: "60000.5", markPx: "60000.5" } },
    }), i * 5_000 + 1);
  }
  // Both impact prices are about the index: nobody pays but the interest, an eighth of it an hour.
  expect(market.getSnapshot().runningFundingRate).toBeCloseTo(0.0001 / 8, 12);
});

it("a venue that only pushes whole books has no order flow between them", async () => {
  const feed = (await fullEngine()).openFeed("hyperliquid");
  const market = feed.market("BTC");
  market.analyze();
  for (let i = 0; i < 50; ++i) {
    const level = (px: string, sz: string) => ({ px, sz, n: 1 });
    feed.ingest(JSON.stringify({
      channel: "l2Book",
      data: {
        coin: "BTC", time: startMs + i * 500,
        levels: [[level("60000", `${1 + (i % 3)}`), level("59999", "2")], [level("60001", "1"), level("60002", "2")]],
      },
    }), i * 500);
  }
  const snapshot = market.getSnapshot();
  expect(snapshot.status).toBe("live");
  expect(snapshot.volumeAdjustedMid10).not.toBeNull();
  expect(snapshot.restingImbalance10).toBeNull();
  expect(market.orderFlowByLevel().every(({ imbalance }) => imbalance === null)).toBe(true);
});

it("trades and updates of the touch alone tell of the first level", async () => {
  const feed = (await fullEngine()).openFeed("binance-usdm");
  const market = liveMarket(feed);
  market.analyze();
  feed.ingest(depth({ first: 101, last: 101, previous: 100, bids: [["50000.0", "5.0"]] }), 1);
  feed.ingest(depth({ first: 102, last: 102, previous: 101, bids: [["50000.0", "9.0"]] }), 2);
  feed.ingest(trade(1, "50000.1", "0.5"), 3);
  const [first, second] = market.orderFlowByLevel();
  expect(first).toMatchObject({ imbalance: 4, isWhole: true });
  expect(second).toMatchObject({ imbalance: 0 });
});
