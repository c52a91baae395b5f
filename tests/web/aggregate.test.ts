// Several venues together, through the door and with messages as the venues send them.

import { describe, expect, it } from "vitest";
import { type Aggregate, type AggregateOptions, type Market, type Plimsoll } from "plimsoll";
import { depth, engine as startPlimsoll, mark, snapshot, trade } from "./plimsoll.ts";

const usdmBids = [["50000", "2"], ["49980", "1"]] as const;
const usdmAsks = [["50010", "1"], ["50040", "3"]] as const;

/** A linear perpetual: 1,000 coins open, longs pay a basis point each 8 hours. */
function binance(plimsoll: Plimsoll): Market {
  const feed = plimsoll.openFeed("binance-usdm");
  const market = feed.market("BTCUSDT");
  market.apply([{ symbol: "BTCUSDT", fundingIntervalHours: 8 }]);
  market.apply(snapshot(100, usdmBids, usdmAsks), 0);
  feed.ingest(mark("50000", 1), 0);
  market.apply({ symbol: "BTCUSDT", openInterest: "1000", time: 1 }, 0);
  feed.ingest(trade(1, "50000", "3"), 0);
  feed.ingest(trade(2, "49000", "1", true), 0);
  return market;
}

/** An inverse perpetual of 1 dollar: 30 million open, shorts pay 2 bps each 8 hours. */
function bybit(plimsoll: Plimsoll): Market {
  const feed = plimsoll.openFeed("bybit-inverse");
  const market = feed.market("BTCUSD");
  feed.ingest(JSON.stringify({
    topic: "orderbook.50.BTCUSD", type: "snapshot", ts: 1,
    data: { s: "BTCUSD", b: [["50190", "40000"]], a: [["50210", "60000"]], u: 1, seq: 1 },
  }), 0);
  feed.ingest(JSON.stringify({
    topic: "tickers.BTCUSD", type: "snapshot", cs: 1, ts: 1,
    data: {
      symbol: "BTCUSD", markPrice: "50200", indexPrice: "50000", openInterest: "30000000", singleOpenInterest: "30000000",
      fundingRate: "-0.0002", fundingIntervalHour: "8", nextFundingTime: "1800000000000",
    },
  }), 0);
  feed.ingest(JSON.stringify({
    topic: "publicTrade.BTCUSD", type: "snapshot", ts: 1,
    data: [{ T: 1, s: "BTCUSD", S: "Sell", v: "20000", p: "50190", L: "MinusTick", i: "7", BT: false, seq: 1 }],
  }), 0);
  return market;
}

/** Spot, where takers sell a coin. */
function spot(plimsoll: Plimsoll): Market {
  const feed = plimsoll.openFeed("binance-spot");
  const market = feed.market("BTCUSDT");
  market.apply({ lastUpdateId: 1, bids: [["49900", "1"]], asks: [["49910", "2"]] }, 0);
  feed.ingest(JSON.stringify({
    stream: "btcusdt@trade",
    data: { e: "trade", E: 1, s: "BTCUSDT", t: 1, p: "49900", q: "1", T: 1, m: true, M: true },
  }), 0);
  return market;
}

async function venues() {
  const plimsoll = await startPlimsoll();
  return { plimsoll, all: [binance(plimsoll), bybit(plimsoll), spot(plimsoll)] as const };
}

const code = (code: string) => expect.objectContaining({ name: "InputError", code });

describe("an aggregate of venues", () => {
  it("adds books by what they are worth, each from its own mid", async () => {
    const { plimsoll, all } = await venues();
    const seen = plimsoll.aggregate(all);
    const bid = 2 * 50_000 + 49_980 + 40_000 + 49_900;
    const ask = 50_010 + 3 * 50_040 + 60_000 + 2 * 49_910;
    expect(seen.coverage).toBe(1);
    expect(seen.bidNotional).toBeCloseTo(bid, 6);
    expect(seen.askNotional).toBeCloseTo(ask, 6);
    expect(seen.imbalance).toBeCloseTo((bid - ask) / (bid + ask), 12);
    const own = seen.markets.map(({ imbalance }) => imbalance!);
    const mean = own.reduce((sum, each) => sum + each, 0) / 3;
    expect(seen.imbalanceDispersion).toBeCloseTo(Math.sqrt(own.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 3), 12);
    // Within 2 bps lie all but the second levels of Binance, 5 and 7 bps from its mid.
    expect(seen.byBps.map(({ bps }) => bps)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(seen.byBps[1]!.bidNotional).toBeCloseTo(bid - 49_980, 6);
    expect(seen.byBps[1]!.askNotional).toBeCloseTo(ask - 3 * 50_040, 6);
    expect(seen.byBps[9]).toEqual({ bps: 10, bidNotional: seen.bidNotional, askNotional: seen.askNotional });
    expect(seen.weightedImbalance).toBeGreaterThan(seen.imbalance!);
    expect(plimsoll.aggregate(all, { withinBps: 2 }).bidNotional).toBe(seen.byBps[1]!.bidNotional);
  });

  it("weighs funding by open interest, and says where that stands", async () => {
    const { plimsoll, all } = await venues();
    const seen = plimsoll.aggregate(all);
    expect(seen.openInterestNotional).toBeCloseTo(80e6, 3);
    expect(seen.fundingRatePer8Hours).toBeCloseTo((0.0001 * 50 - 0.0002 * 30) / 80, 15);
    expect(seen).toMatchObject({ lowestFundingRatePer8Hours: -0.0002, highestFundingRatePer8Hours: 0.0001, fundingVenues: 2 });
    expect(seen.fundingDispersionPer8Hours).toBeCloseTo(0.0003, 15);
    const concentration = (5 / 8) ** 2 + (3 / 8) ** 2;
    expect(seen.openInterestConcentration).toBeCloseTo(concentration, 12);
    expect(seen.effectiveVenues).toBeCloseTo(1 / concentration, 12);
    expect(seen.normalizedConcentration).toBeCloseTo(2 * concentration - 1, 12);
    expect(seen.coinMarginedShare).toBeCloseTo(3 / 8, 12);
    expect(seen.markets[2]).toMatchObject({ fundingRatePer8Hours: null, openInterestNotional: null, premiumIndex: null });
  });

  it("holds every contract's premium against its own index at one notional", async () => {
    const { plimsoll, all } = await venues();
    const premiums = (premiumNotional?: number) =>
      plimsoll.aggregate(all, premiumNotional === undefined ? {} : { premiumNotional }).markets.map((m) => m.premiumIndex);
    const [linear, inverse, none] = premiums();
    expect(linear).toBe(0);
    expect(inverse).toBeCloseTo(190 / 50_000, 12);
    expect(none).toBeNull();
    expect(premiums(50_000)).toEqual([0, null, null]);
  });

  it("shows perpetuals bought while spot is sold", async () => {
    const { plimsoll, all } = await venues();
    const seen = plimsoll.aggregate(all);
    const perpetual = 3 * 50_000 - 49_000 - 20_000;
    expect(seen.perpetualVolumeDeltaNotional).toBeCloseTo(perpetual, 6);
    expect(seen.spotVolumeDeltaNotional).toBeCloseTo(-49_900, 6);
    expect(seen.cumulativeVolumeDeltaNotional).toBeCloseTo(perpetual - 49_900, 6);
    // What is recent, at the marks and at the mid of spot; Binance's first trade is a millisecond old.
    const first = 3 * Math.exp(-1 / 60_000);
    const delta = (first - 1) * 50_000 - 20_000 - 49_905;
    expect(seen.tradeFlowImbalance).toBeCloseTo(delta / ((first + 1) * 50_000 + 20_000 + 49_905), 12);
    const [linear, inverse, spot] = seen.markets.map(({ tradeFlowImbalance }) => tradeFlowImbalance);
    expect(linear).toBeCloseTo((first - 1) / (first + 1), 12);
    expect([inverse, spot]).toEqual([-1, -1]);
  });

  it("of one market is what that market says itself", async () => {
    const { plimsoll, all: [market] } = await venues();
    const seen = plimsoll.aggregate([market]);
    const { bidNotional, askNotional } = plimsoll.aggregateDepth([market], { withinBps: 10 });
    const own = market.getSnapshot();
    expect(seen.bidNotional).toBeCloseTo(bidNotional!, 6);
    expect(seen.askNotional).toBeCloseTo(askNotional!, 6);
    expect(seen).toMatchObject({
      imbalanceDispersion: 0, fundingRatePer8Hours: own.fundingRatePer8Hours, fundingDispersionPer8Hours: 0,
      openInterestNotional: own.openInterestNotional, openInterestConcentration: 1, effectiveVenues: 1,
      normalizedConcentration: null, coinMarginedShare: 0, spotVolumeDeltaNotional: null,
    });
    expect(seen.tradeFlowImbalance).toBeCloseTo(own.tradeFlowImbalance!, 14);
    expect(seen.markets).toEqual([{
      venue: "binance-usdm", symbol: "BTCUSDT", bidNotional: seen.bidNotional, askNotional: seen.askNotional,
      imbalance: seen.imbalance, premiumIndex: 0, fundingRatePer8Hours: own.fundingRatePer8Hours,
      openInterestNotional: own.openInterestNotional, tradeFlowImbalance: own.tradeFlowImbalance,
      cumulativeVolumeDeltaNotional: seen.cumulativeVolumeDeltaNotional,
    }]);
  });

  it("of one that was lost keeps what it told besides its book", async () => {
    const { plimsoll, all } = await venues();
    plimsoll.look(12_000);
    expect(all.map(({ status }) => status)).toEqual(["stale", "stale", "live"]);
    const seen = plimsoll.aggregate(all);
    expect(seen.coverage).toBeCloseTo(1 / 3, 12);
    expect(seen.bidNotional).toBeCloseTo(49_900, 6);
    expect(seen.markets[0]).toMatchObject({ bidNotional: null, askNotional: null, imbalance: null, premiumIndex: null });
    expect(seen.openInterestNotional).toBeCloseTo(80e6, 3);
    expect(seen.fundingVenues).toBe(2);
  });

  it("of options, and of markets that have said nothing, is null", async () => {
    const { plimsoll, all } = await venues();
    const feed = plimsoll.openFeed("bybit-option");
    const option = feed.market("BTC-27MAR26-50000-C");
    feed.ingest(JSON.stringify({
      topic: "orderbook.25.BTC-27MAR26-50000-C", type: "snapshot", ts: 1,
      data: { s: "BTC-27MAR26-50000-C", b: [["100", "1"]], a: [["101", "1"]], u: 1, seq: 1 },
    }), 0);
    const silent = plimsoll.openFeed("okx").market("BTC-USDT-SWAP");
    const { coverage, fundingVenues, byBps, markets, ...numbers } = plimsoll.aggregate([option, silent]);
    expect([coverage, fundingVenues, byBps]).toEqual([0.5, 0, []]);
    for (const number of Object.values(numbers)) expect(number).toBeNull();
    for (const { venue, symbol, ...own } of markets) expect(new Set(Object.values(own))).toEqual(new Set([null]));

    const { coverage: less, markets: rows, ...with_ } = plimsoll.aggregate([...all, option, silent]);
    const { coverage: full, markets: few, ...without } = plimsoll.aggregate(all);
    expect(with_).toEqual(without);
    expect([less, full]).toEqual([0.8, 1]);
  });

  it("of nothing is null", async () => {
    const plimsoll = await startPlimsoll();
    const { coverage, fundingVenues, byBps, markets, ...numbers } = plimsoll.aggregate([]);
    expect([coverage, fundingVenues, byBps, markets]).toEqual([0, 0, [], []]);
    expect(new Set(Object.values(numbers))).toEqual(new Set([null]));
    expect(Object.keys(numbers)).toHaveLength(19);
  });
});

describe("the composition shift", () => {
  it("is how much of the open interest has changed its venue", async () => {
    const { plimsoll, all } = await venues();
    const before = plimsoll.aggregate(all);
    expect(before.compositionShift).toBeNull();
    expect(plimsoll.aggregate(all, { before }).compositionShift).toBe(0);
    all[0].apply({ symbol: "BTCUSDT", openInterest: "200", time: 2 });
    // From 50 and 30 million to 10 and 30.
    expect(plimsoll.aggregate(all, { before }).compositionShift).toBeCloseTo(5 / 8 - 1 / 4, 12);
  });

  it("is null where the markets differ", async () => {
    const { plimsoll, all } = await venues();
    const before = plimsoll.aggregate(all);
    expect(plimsoll.aggregate([all[0], all[1]], { before }).compositionShift).toBeNull();
    expect(plimsoll.aggregate([all[1], all[0], all[2]], { before }).compositionShift).toBeNull();
    expect(plimsoll.aggregate([all[2]], { before: plimsoll.aggregate([all[2]]) }).compositionShift).toBeNull();
  });

  it("refuses an open interest that cannot be", async () => {
    const { plimsoll, all: [market] } = await venues();
    const before = (openInterestNotional: number) =>
      ({ markets: [{ venue: "binance-usdm", symbol: "BTCUSDT", openInterestNotional }] }) as unknown as Aggregate;
    expect(plimsoll.aggregate([market], { before: before(5) }).compositionShift).toBe(0);
    expect(() => plimsoll.aggregate([market], { before: before(-1) })).toThrow(code("notionalNegative"));
    expect(() => plimsoll.aggregate([market], { before: before(1 / 0) })).toThrow(code("notFinite"));
  });
});

describe("an aggregate refuses", () => {
  it.each<[string, AggregateOptions, string, unknown]>([
    ["withinBps", { withinBps: 0 }, "levelsOutOfRange", 0],
    ["withinBps", { withinBps: 101 }, "levelsOutOfRange", 101],
    ["withinBps", { withinBps: 2.5 }, "levelsOutOfRange", 2.5],
    ["withinBps", { withinBps: Number.NaN }, "levelsOutOfRange", Number.NaN],
    ["decayBps", { decayBps: 0 }, "windowOutOfRange", 0],
    ["decayBps", { decayBps: 1 / 0 }, "notFinite", 1 / 0],
    ["premiumNotional", { premiumNotional: 0 }, "sizeNotPositive", 0],
    ["premiumNotional", { premiumNotional: Number.NaN }, "notFinite", Number.NaN],
  ])("%s of %o", async (field, options, code, value) => {
    const { plimsoll, all } = await venues();
    expect(() => plimsoll.aggregate(all, options)).toThrow(
      expect.objectContaining({ name: "InputError", code, field, value }),
    );
    expect(() => plimsoll.aggregate([], options)).toThrow(expect.objectContaining({ code }));
  });

  it("a market of another engine, or none at all", async () => {
    const { plimsoll, all } = await venues();
    const other = binance(await startPlimsoll());
    expect(() => plimsoll.aggregate([all[0], other])).toThrow(code("unknownSymbol"));
    expect(() => plimsoll.aggregate([{ ...all[0] }])).toThrow(code("unknownSymbol"));
    all[0].dispose();
    expect(() => plimsoll.aggregate(all)).toThrow("disposed");
  });
});

it("a book that is updated is seen at once", async () => {
  const plimsoll = await startPlimsoll();
  const feed = plimsoll.openFeed("binance-usdm");
  const market = feed.market("BTCUSDT");
  market.apply(snapshot(100, usdmBids, usdmAsks), 0);
  const before = plimsoll.aggregate([market]).bidNotional!;
  feed.ingest(depth({ first: 100, last: 101, previous: 99, bids: [["50000", "3"]] }), 0);
  expect(plimsoll.aggregate([market]).bidNotional).toBeCloseTo(before + 50_000, 6);
});
