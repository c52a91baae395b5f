// plimsoll/connect on the other side of each protocol of the simulated exchange.

import { afterEach, describe, expect, it } from "vitest";
import type { Market } from "plimsoll";
import { connect, type ConnectionError } from "plimsoll/connect";
import { type Venue, venues } from "../../examples/exchange/protocol.ts";
import { engine } from "../web/plimsoll.ts";
import { names, startMarket } from "./market-clock.ts";

let end: (() => void) | null = null;
afterEach(() => end?.());

const numbers = (levels: readonly (readonly [string, string])[]) =>
  levels.map(([price, quantity]) => [Number(price), Number(quantity)]);

describe.each(venues)("%s", (venue: Venue) => {
  const { symbol, channel } = names[venue];

  it("is connected to: books, trades and marks are the exchange's own, and nothing is left behind", async () => {
    const market = startMarket({ seed: 3, activity: 1 });
    end = () => market.clock.end();
    const errors: ConnectionError[] = [];
    const connection = connect(await engine({ strict: true }), {
      venue, symbols: [symbol("BTC"), symbol("ETH")], WebSocket: market.WebSocket, fetch: market.fetch,
      streams: ["book", "trades", "mark", "openInterest", "liquidations", "quote"],
    });
    connection.on("error", (error) => errors.push(error));
    const btc: Market = connection.market(symbol("BTC"));
    const eth: Market = connection.market(symbol("ETH"));
    await market.clock.pass(40_000);
    expect(errors).toEqual([]);
    for (const [coin, of] of [["BTC", btc], ["ETH", eth]] as const) {
      expect(of.status).toBe("live");
      const expected = market.exchange.expectedBook(venue, `${coin}USDT`, channel);
      const book = of.book()!;
      expect(numbers(book.bids.slice(0, expected.bids.length))).toEqual(numbers(expected.bids));
      expect(numbers(book.asks.slice(0, expected.asks.length))).toEqual(numbers(expected.asks));
      const truth = market.exchange.truth(`${coin}USDT`);
      const readings = of.getSnapshot();
      expect(readings.markPrice).toBeCloseTo(Number(truth.markPrice), 1);
      // Binance streams none, and was asked some seconds ago.
      if (venue === "binance-usdm") expect(readings.openInterestBase).toBeGreaterThan(0);
      else expect(readings.openInterestBase).toBeCloseTo(Number(truth.openInterest), 6);
      expect(readings.indexPrice).toBeCloseTo(Number(truth.indexPrice), 1);
      expect(readings.fundingRatePerInterval).not.toBeNull();
      expect(readings.gaps).toBe(0);
      expect(readings.isContractInferred).toBe(0);
      expect(readings.lastTradePrice).toBe(Number(truth.lastTrade!.price));
    }
    expect(market.sockets.size).toBe(connection.status.sockets.length);
    connection.close();
    expect(market.sockets.size).toBe(0);
    expect(market.clock.waiting).toBe(0);
  });

  it("stays connected for an hour in which nobody trades, by its heartbeats", async () => {
    const market = startMarket({ seed: 4, activity: 0.01 });
    end = () => market.clock.end();
    const connection = connect(await engine(), {
      venue, symbols: [symbol("BTC")], streams: ["liquidations"], WebSocket: market.WebSocket, fetch: market.fetch,
      instruments: false,
    });
    const phases: string[] = [];
    connection.on("status", ({ phase }) => phases.push(phase));
    await market.clock.pass(3_600_000, 1_000);
    expect(phases).not.toContain("resting");
    expect(connection.status.phase).toBe("open");
    connection.close();
  });
});
