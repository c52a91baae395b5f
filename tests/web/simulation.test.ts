// The engine on one side of the messages, the exchange that made them on the other: it
// knows its own book.

import { describe, expect, it } from "vitest";
import { depthSnapshot, openInterest } from "../../examples/exchange/binance/rest.ts";
import { BinanceStreams } from "../../examples/exchange/binance/streams.ts";
import { topLevels } from "../../examples/exchange/binance/depth.ts";
import { priceText, quantityText } from "../../examples/exchange/instrument.ts";
import type { Market as SimulatedMarket } from "../../examples/exchange/market.ts";
import { Random } from "../../examples/exchange/random.ts";
import { MarketSimulation } from "../../examples/exchange/simulation.ts";
import { truth, type Truth } from "../../examples/exchange/truth.ts";
import type { Market, ResyncEvent } from "plimsoll";
import { engine } from "./plimsoll.ts";

type Levels = [[number, number], ...[number, number][]];

const numbers = (levels: readonly (readonly [string, string])[]) =>
  levels.map(([price, quantity]) => [Number(price), Number(quantity)]);

/** @param levels  a snapshot holds a thousand, and what lies beyond it shows only when it moves */
function expectSameBook(market: Market, known: Truth, levels = Infinity): void {
  const book = market.book()!;
  // A snapshot's own id lies a little beyond that of the last update in it.
  if (levels === Infinity) expect(book.lastUpdateId).toBe(String(known.lastUpdateId));
  expect(numbers(book.bids.slice(0, levels))).toEqual(numbers(known.bids.slice(0, levels)));
  expect(numbers(book.asks.slice(0, levels))).toEqual(numbers(known.asks.slice(0, levels)));
}

function expectSameTop(market: Market, simulated: SimulatedMarket): void {
  const { instrument } = simulated;
  const { bid, ask } = market.best();
  const [bids, asks] = (["bid", "ask"] as const).map((side) => topLevels(simulated, side, 20)) as [Levels, Levels];
  const first = ([[ticks, lots]]: Levels) => ({
    price: Number(priceText(instrument, ticks)), quantity: Number(quantityText(instrument, lots)),
  });
  expect({ bid, ask }).toEqual({ bid: first(bids), ask: first(asks) });
  const sum = (levels: Levels) => levels.reduce((lots, [, more]) => lots + more, 0);
  expect(market.bookImbalance({ levels: 20 })).toBe((sum(bids) - sum(asks)) / (sum(bids) + sum(asks)));
}

interface Watched {
  readonly simulated: SimulatedMarket;
  readonly market: Market;
  /** What our own ears heard on the same streams. */
  delta: number;
  long: number;
  short: number;
  events: number;
  joined: boolean;
}

async function start(seed: number, lose: (stream: string) => boolean = () => false) {
  const simulation = new MarketSimulation({ seed, activity: 2 });
  const streams = new BinanceStreams(simulation);
  const feed = (await engine({ strict: true })).openFeed("binance-usdm");
  const resyncs: ResyncEvent[] = [];
  const bySymbol = new Map<string, Watched>();
  feed.on("resync", (event) => {
    resyncs.push(event);
    const { simulated, market } = bySymbol.get(event.symbol)!;
    market.apply(depthSnapshot(simulated, 1_000, simulation.timeMs), simulation.timeMs);
  });
  for (const simulated of simulation.markets) {
    const { symbol } = simulated.instrument;
    const watched: Watched = {
      simulated, market: feed.market(symbol), delta: 0, long: 0, short: 0, events: 0, joined: false,
    };
    bySymbol.set(symbol, watched);
    for (const kind of ["depth@100ms", "bookTicker", "trade", "markPrice@1s", "forceOrder"]) {
      streams.subscribe(`${symbol.toLowerCase()}@${kind}`, ({ stream, combined, data }) => {
        const event = JSON.parse(data);
        if (event.e === "trade" && event.X === "MARKET") watched.delta += event.m ? -Number(event.q) : Number(event.q);
        if (event.e === "forceOrder") {
          if (event.o.S === "SELL") watched.long += Number(event.o.z);
          else watched.short += Number(event.o.z);
        }
        if (lose(stream)) return;
        feed.ingest(combined, simulation.timeMs);
        if (event.e === "depthUpdate") check(watched);
      });
    }
  }
  function check(watched: Watched): void {
    const { market, simulated } = watched;
    if (market.status !== "live") return;
    expectSameTop(market, simulated);
    if (++watched.events % 100 === 0) expectSameBook(market, truth(simulated), 600);
  }
  return { simulation, feed, resyncs, watched: [...bySymbol.values()] };
}

describe("the engine and the simulated exchange", { timeout: 300_000 }, () => {
  it.each([1, 2, 3])("agree for two minutes, seed %i", async (seed) => {
    const { simulation, resyncs, watched, feed } = await start(seed);
    for (let minute = 0; minute < 2; ++minute) {
      simulation.advance(60_000);
      for (const { market, simulated, delta, long, short } of watched) {
        expect(market.status).toBe("live");
        expectSameBook(market, truth(simulated));
        market.apply(openInterest(simulated, simulation.timeMs), simulation.timeMs);
        const known = truth(simulated);
        const snapshot = market.getSnapshot();
        expect(snapshot.openInterest).toBe(Number(known.openInterest));
        expect(snapshot.markPrice).toBe(Number(known.markPrice));
        expect(snapshot.fundingRatePerInterval).toBe(Number(known.fundingRate));
        expect(snapshot.nextFundingTimeMs).toBe(known.nextFundingTimeMs);
        expect(snapshot.lastTradePrice).toBe(Number(known.lastTrade!.price));
        expect(snapshot.lastTradeTakerSide).toBe(known.lastTrade!.aggressor);
        expect(snapshot.cumulativeVolumeDelta).toBeCloseTo(delta, 6);
        expect(snapshot.liquidatedLongQuantity ?? 0).toBeCloseTo(long, 9);
        expect(snapshot.liquidatedShortQuantity ?? 0).toBeCloseTo(short, 9);
      }
    }
    expect(resyncs).toHaveLength(2);
    expect(feed.counters().errors).toBe(0);
    console.log(
      `  seed ${seed}: ${feed.counters().messages.toLocaleString("en")} messages, ` +
        watched.map(({ simulated, events, long, short }) =>
          `${simulated.instrument.symbol} ${events} books, liquidated ${long.toFixed(3)} long ${short.toFixed(3)} short`).join("; "));
  });

  it("agree through a crash, with liquidations of the side that lost", async () => {
    const { simulation, watched } = await start(7);
    simulation.advance(20_000);
    simulation.market("BTCUSDT").shock(-0.04);
    simulation.advance(40_000);
    const [bitcoin] = watched as [Watched];
    expect(bitcoin.simulated.traders.liquidationCount).toBeGreaterThan(0);
    const { liquidatedLongQuantity, liquidatedShortQuantity } = bitcoin.market.getSnapshot();
    expect(liquidatedLongQuantity).toBeCloseTo(bitcoin.long, 9);
    expect(liquidatedLongQuantity!).toBeGreaterThan(liquidatedShortQuantity ?? 0);
    expectSameBook(bitcoin.market, truth(bitcoin.simulated));
  });

  it("agree again after every message that was lost", async () => {
    const random = new Random(11, "lost messages");
    const { simulation, resyncs, watched } = await start(11, (stream) => stream.includes("depth") && random.chance(0.02));
    simulation.advance(120_000);
    const gaps = watched.reduce((sum, { market }) => sum + market.getSnapshot().gaps!, 0);
    console.log(`  ${gaps} gaps, ${resyncs.length} snapshots fetched`);
    expect(gaps).toBeGreaterThan(10);
    for (const { market, events } of watched) {
      expect(events).toBeGreaterThan(500);
      expect(market.getSnapshot().resyncs).toBeGreaterThan(5);
    }
  });
});
