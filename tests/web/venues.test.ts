// Every venue through the public door: it opens, it reads its own messages, and says of a
// market what only that venue tells.

import { describe, expect, it } from "vitest";
import { type FeedVenue, InputError, type Plimsoll } from "plimsoll";
import { engine as startPlimsoll } from "./plimsoll.ts";

const venues: readonly FeedVenue[] = [
  "binance-usdm", "binance-coinm", "binance-spot", "bybit-linear", "bybit-inverse", "bybit-option", "bybit-spot",
  "okx", "deribit", "coinbase-intl", "hyperliquid", "dydx", "kraken-futures", "kraken-spot", "bitget", "gate-usdt",
  "gate-btc",
];

const okxBook = (id: number, before: number, asks: readonly string[][], bids: readonly string[][]) =>
  JSON.stringify({
    arg: { channel: "books", instId: "BTC-USDT-SWAP" },
    action: before < 0 ? "snapshot" : "update",
    data: [{ asks, bids, ts: "1795026383085", checksum: 0, prevSeqId: before, seqId: id }],
  });

const instruments = {
  code: "0",
  data: [{
    instType: "SWAP", instId: "BTC-USDT-SWAP", ctVal: "0.01", ctMult: "1", ctType: "linear", tickSz: "0.1", lotSz: "0.01",
  }],
};

function okxMarket(plimsoll: Plimsoll) {
  const feed = plimsoll.openFeed("okx");
  const market = feed.market("BTC-USDT-SWAP");
  feed.ingest(okxBook(7, -1, [["50010", "300"]], [["50000", "200"], ["49999", "100"]]));
  return { feed, market };
}

describe("venues", () => {
  it("all open, and another is refused", async () => {
    const plimsoll = await startPlimsoll();
    for (const venue of venues) expect(plimsoll.openFeed(venue).venue).toBe(venue);
    for (const venue of ["binance", "", "OKX", null, undefined, 7]) {
      expect(() => plimsoll.openFeed(venue as FeedVenue)).toThrow(InputError);
    }
  });

  it("a lost book of OKX asks for a new subscription, and names no address", async () => {
    const { feed, market } = okxMarket(await startPlimsoll());
    expect(market.best().bid).toEqual({ price: 50_000, quantity: 200 });
    const asked: unknown[] = [];
    feed.on("resync", (event) => asked.push(event));
    feed.ingest(okxBook(20, 11, [], []));
    expect(market.status).toBe("gap");
    expect(market.midPrice()).toBeNull();
    expect(asked).toEqual([{ venue: "okx", symbol: "BTC-USDT-SWAP", how: "resubscribe", url: null }]);
    feed.ingest(okxBook(30, -1, [["50020", "1"]], [["50000", "1"]]));
    expect(market.status).toBe("live");
  });

  it("says when the venue wants an answer, or refused a subscription", async () => {
    const plimsoll = await startPlimsoll();
    const feed = plimsoll.openFeed("deribit");
    const told: unknown[] = [];
    feed.on("control", (event) => told.push(event.kind));
    feed.ingest('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}');
    feed.ingest('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}');
    feed.ingest('{"jsonrpc":"2.0","id":1,"error":{"message":"Invalid params","code":-32602}}');
    expect(told).toEqual(["answerWanted", "refused"]);
  });
});

describe("instruments", () => {
  it("until they are known, what needs a contract's size is null", async () => {
    const { market } = okxMarket(await startPlimsoll());
    expect(market.depth("bid", { withinBps: 10 })).toEqual({ quantity: 300, baseQuantity: null, notional: null });
    expect(market.getSnapshot()).toMatchObject({ contractSize: null, isContractInferred: 1, isInverse: 0 });
    expect(market.slippage({ side: "buy", quantity: 1 })!.notional).toBeNull();
  });

  it.each([
    ["text", JSON.stringify(instruments)],
    ["an object", instruments],
    ["bytes", new TextEncoder().encode(JSON.stringify(instruments))],
    ["a market of ccxt's", {
      id: "BTC-USDT-SWAP", symbol: "BTC/USDT:USDT", linear: true, inverse: false, contractSize: 0.01,
      precision: { price: 0.1, amount: 0.01 },
    }],
    ["all markets of ccxt's", {
      "BTC/USDT:USDT": { id: "BTC-USDT-SWAP", linear: true, contractSize: 0.01, precision: { price: 0.1, amount: 0.01 } },
    }],
  ])("as %s they make coins and money of contracts, in a market that is open", async (_, payload) => {
    const plimsoll = await startPlimsoll();
    const { market } = okxMarket(plimsoll);
    expect(plimsoll.addInstruments("okx", payload)).toBe(1);
    const depth = market.depth("bid", { withinBps: 10 })!;
    expect(depth.quantity).toBe(300);
    expect(depth.baseQuantity).toBeCloseTo(3, 12);
    expect(depth.notional).toBeCloseTo(0.01 * (200 * 50_000 + 100 * 49_999), 6);
    expect(market.getSnapshot()).toMatchObject({ contractSize: 0.01, isContractInferred: 0 });
  });

  it("of an inverse contract a quantity is money", async () => {
    const plimsoll = await startPlimsoll();
    const market = plimsoll.openFeed("binance-coinm").market("BTCUSD_PERP");
    market.apply({ lastUpdateId: 1, symbol: "BTCUSD_PERP", bids: [["50000", "10"]], asks: [["50010", "20"]] });
    expect(market.depth("bid", { withinBps: 10 })).toEqual({ quantity: 10, baseQuantity: 0.02, notional: 1_000 });
  });

  it.each([
    ["an unknown venue", "nowhere", instruments, "unknownVenue"],
    ["another payload", "okx", { code: "0", data: [] }, "missingField"],
    ["no JSON", "okx", "<html>", "notJson"],
  ])("%s is refused", async (_, venue, payload, code) => {
    const plimsoll = await startPlimsoll();
    expect(() => plimsoll.addInstruments(venue as FeedVenue, payload)).toThrow(
      expect.objectContaining({ name: "InputError", code }),
    );
  });
});

describe("aggregate depth", () => {
  async function two() {
    const plimsoll = await startPlimsoll();
    plimsoll.addInstruments("okx", instruments);
    const { market: okx } = okxMarket(plimsoll);
    const coinm = plimsoll.openFeed("binance-coinm").market("BTCUSD_PERP");
    coinm.apply({ lastUpdateId: 1, symbol: "BTCUSD_PERP", bids: [["50000", "10"]], asks: [["50010", "20"]] });
    return { plimsoll, okx, coinm };
  }

  it("adds what rests by what it is worth, whatever the venues count in", async () => {
    const { plimsoll, okx, coinm } = await two();
    const bid = 0.01 * (200 * 50_000 + 100 * 49_999) + 1_000;
    const ask = 0.01 * 300 * 50_010 + 2_000;
    const depth = plimsoll.aggregateDepth([okx, coinm], { withinBps: 10 });
    expect(depth.bidNotional).toBeCloseTo(bid, 6);
    expect(depth.askNotional).toBeCloseTo(ask, 6);
    expect(depth.imbalance).toBeCloseTo((bid - ask) / (bid + ask), 12);
    expect(depth.markets[1]).toEqual({ venue: "binance-coinm", symbol: "BTCUSD_PERP", bidNotional: 1_000, askNotional: 2_000 });
  });

  it("leaves out a book that has gone silent", async () => {
    const { plimsoll, okx, coinm } = await two();
    plimsoll.look(plimsoll.localTimeMs() + 20_000);
    expect([okx.status, coinm.status]).toEqual(["live", "stale"]);
    const depth = plimsoll.aggregateDepth([okx, coinm], { withinBps: 10 });
    expect(depth.markets.map(({ askNotional }) => askNotional === null)).toEqual([false, true]);
    expect(depth.askNotional).toBe(depth.markets[0]!.askNotional);
  });

  it("leaves out what cannot be trusted or converted, and says so", async () => {
    const { plimsoll, okx, coinm } = await two();
    const unknown = plimsoll.openFeed("okx").market("ETH-USDT-SWAP");
    const depth = plimsoll.aggregateDepth([unknown, coinm], { withinBps: 10 });
    expect(depth).toMatchObject({ bidNotional: 1_000, askNotional: 2_000, markets: [{ bidNotional: null }, { bidNotional: 1_000 }] });
    expect(plimsoll.aggregateDepth([], { withinBps: 10 })).toEqual({
      bidNotional: null, askNotional: null, imbalance: null, markets: [],
    });
    expect(() => plimsoll.aggregateDepth([okx], { withinBps: 0 })).toThrow(InputError);
    const other = okxMarket(await startPlimsoll()).market;
    expect(() => plimsoll.aggregateDepth([okx, other], { withinBps: 10 })).toThrow(InputError);
    expect(() => plimsoll.aggregateDepth([{ ...okx }], { withinBps: 10 })).toThrow(InputError);
  });
});

describe("verify", () => {
  const answer = (bids: readonly string[][], seqId = 7) => ({
    code: "0", data: [{ asks: [["50010", "300", "0", "1"]], bids, ts: "1795026383085", seqId }],
  });

  it("finds nothing where the book is the venue's", async () => {
    const { market } = okxMarket(await startPlimsoll());
    expect(market.verify(answer([["50000", "200"], ["49999", "100"]]))).toEqual({
      compared: true, sameUpdate: true, levels: 3, missing: 0, surplus: 0, different: 0,
    });
  });

  it("counts what is missing, too much, and different, and leaves the book alone", async () => {
    const { market } = okxMarket(await startPlimsoll());
    const before = market.book();
    expect(market.verify(answer([["50001", "5"], ["50000", "201"], ["49998", "1"]], 8))).toEqual({
      compared: true, sameUpdate: false, levels: 4, missing: 2, surplus: 1, different: 1,
    });
    expect(market.book()).toEqual(before);
  });

  it("compares nothing with a book that cannot be trusted, and refuses what it cannot read", async () => {
    const plimsoll = await startPlimsoll();
    const market = plimsoll.openFeed("okx").market("BTC-USDT-SWAP");
    expect(market.verify(answer([])).compared).toBe(false);
    expect(() => market.verify("<html>")).toThrow(InputError);
  });
});
