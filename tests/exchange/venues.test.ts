// Every protocol of the simulated exchange against our engine: the exchange knows its own book.

import { describe, expect, test } from "vitest";
import { SimulatedExchange } from "../../examples/exchange/simulated-exchange.ts";
import { allInstruments } from "../../examples/exchange/instrument.ts";
import { listen, plain } from "./in-process-client.ts";
import { client, clients } from "./venues.ts";

const seed = 31;
const books = clients.flatMap(({ venue, books: all }) => all.map(({ channel }) => ({ venue, channel })));

describe("each book channel", { timeout: 120_000 }, () => {
  test.each(books)("$venue $channel is the exchange's own book at every period", async ({ venue, channel }) => {
    const exchange = new SimulatedExchange({ seed, activity: 2 });
    const { periodMs, subscribe } = client(venue).books.find((book) => book.channel === channel)!;
    const { market, run, texts, resyncs, feed, socket } = await listen(exchange, client(venue), [subscribe]);
    const { heartbeat } = client(venue);
    const stepMs = Math.max(periodMs, 1_000);
    await run(2 * stepMs - exchange.simulation.timeMs % stepMs);
    let compared = 0;
    for (let n = 0; n < 60; ++n) {
      if (n === 20) exchange.market("BTCUSDT").shock(-0.01);
      if (heartbeat !== undefined) socket.send(heartbeat.ping);
      await run(stepMs);
      const expected = plain(exchange.expectedBook(venue, "BTCUSDT", channel));
      const book = plain(market.book()!);
      // What lies beyond a fetched snapshot of a thousand levels shows only when it moves.
      const levels = venue === "binance-usdm" ? 600 : Infinity;
      expect(book.bids.slice(0, levels)).toEqual(expected.bids.slice(0, levels));
      expect(book.asks.slice(0, levels)).toEqual(expected.asks.slice(0, levels));
      ++compared;
    }
    console.log(`exchange: ${venue} ${channel}, ${texts.length} messages, ${compared} books compared`);
    expect(feed.counters().errors).toBe(0);
    // Where the venue sends no snapshot one is fetched, once.
    expect(resyncs).toHaveLength(resyncs[0]?.how === "snapshot" ? 1 : 0);
    expect(market.getSnapshot().gaps ?? 0).toBe(0);
  });
});

describe("Gate's updates and the snapshot that is fetched for them", () => {
  test.each([7, 21, 43, 64, 88])("join at any moment, %i ms behind an update", async (latencyMs) => {
    const gate = client("gate-usdt");
    const updates = gate.books.find(({ channel }) => channel === "order_book_update.100")!;
    for (let n = 0; n < 4; ++n) {
      const exchange = new SimulatedExchange({ seed: seed + n, activity: 10 });
      const { market, run } = await listen(exchange, gate, [updates.subscribe], { latencyMs });
      await run(2_000 - exchange.simulation.timeMs % 100);
      const expected = plain(exchange.expectedBook("gate-usdt", "BTCUSDT", updates.channel));
      await run(latencyMs);
      expect(plain(market.book()!)).toEqual(expected);
    }
  });
});

const others = clients.filter(({ venue }) => venue !== "binance-usdm");

describe("what else a venue says", () => {
  test.each(others)("$venue: trades, mark, funding and open interest are the market's", async (venue) => {
    const exchange = new SimulatedExchange({ seed, activity: 2 });
    const { market, run, feed, texts } = await listen(exchange, venue, venue.rest);
    let signedLots = 0;
    exchange.market("BTCUSDT").listen({
      traded: (trades) => {
        if (trades[0]!.counterparty !== "book") return;
        for (const { lots, aggressor } of trades) signedLots += aggressor === "buy" ? lots : -lots;
      },
    });
    exchange.market("BTCUSDT").shock(-0.02);
    await run(60_000 - exchange.simulation.timeMs % 1_000);
    // Each stream is granted.
    expect(texts.filter((text) => /"success":false|"event":"error"|"error":\{|"channel":"error"|"status":"fail"/.test(text))).toEqual([]);
    const known = exchange.truth("BTCUSDT");
    const said = market.getSnapshot();
    const cents = (text: string) => Number(Number(text).toFixed(2));
    expect(feed.counters().errors).toBe(0);
    expect(said.lastTradePrice).toBe(Number(known.lastTrade!.price));
    expect(said.lastTradeTakerSide).toBe(known.lastTrade!.aggressor);
    expect(said.cumulativeVolumeDelta).toBeCloseTo((signedLots / 1_000) * venue.contractsPerBase, 6);
    expect(said.markPrice).toBeCloseTo(cents(known.markPrice), 1);
    expect(said.fundingRatePerInterval! * (8 / said.fundingIntervalHours!)).toBeCloseTo(Number(known.fundingRate), 8);
    expect(said.openInterest).toBeCloseTo(Number(known.openInterest) * venue.contractsPerBase, 6);
    if (venue.venue === "hyperliquid") expect(said.liquidatedLongQuantity ?? 0).toBe(0);
    else expect(said.liquidatedLongQuantity).toBeGreaterThan(0);
  });

  test("Bybit tells every liquidation, and Deribit flags what the book gave for it", async () => {
    for (const venue of ["bybit-linear", "deribit"] as const) {
      const exchange = new SimulatedExchange({ seed });
      const { market, run } = await listen(exchange, client(venue), client(venue).rest);
      let lots = 0;
      let met = 0;
      exchange.market("BTCUSDT").listen({
        liquidated: (liquidation) => {
          if (liquidation.side !== "long") return;
          lots += liquidation.lots;
          met += liquidation.fills.reduce((sum, fill) => sum + fill.lots, 0);
        },
      });
      exchange.market("BTCUSDT").shock(-0.02);
      await run(30_000 - exchange.simulation.timeMs % 1_000);
      expect(lots).toBeGreaterThan(0);
      expect(market.getSnapshot().liquidatedLongQuantity).toBeCloseTo((venue === "deribit" ? met : lots) / 1_000, 6);
    }
  });

  test.each(clients)("$venue lists all instruments in the shape that the engine reads", async (venue) => {
    const exchange = new SimulatedExchange({ seed, instruments: allInstruments });
    const { listed } = await listen(exchange, venue, []);
    expect(listed).toBe(4);
  });
});

describe("markets with other ticks and lots", () => {
  test.each(["SOLUSDT", "XRPUSDT"])("%s is a market as the others are", (symbol) => {
    const exchange = new SimulatedExchange({ seed, instruments: allInstruments.filter((each) => each.symbol === symbol) });
    exchange.advance(60_000);
    const { bids, asks, markPrice, lastTrade } = exchange.truth(symbol);
    expect(bids.length).toBeGreaterThan(100);
    expect(asks.length).toBeGreaterThan(100);
    expect(Number(bids[0]![0])).toBeLessThan(Number(asks[0]![0]));
    expect(Math.abs(Number(markPrice) / Number(lastTrade!.price) - 1)).toBeLessThan(0.01);
    for (const { venue } of clients) {
      const channel = client(venue).books[0]!.channel;
      for (const [price, quantity] of exchange.expectedBook(venue, symbol, channel).bids) {
        expect(Number(price)).toBeGreaterThan(0);
        if (venue === "gate-usdt") expect(quantity).toMatch(/^[1-9]\d*$/);
      }
    }
  });
});
