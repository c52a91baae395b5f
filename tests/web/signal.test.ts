import { describe, expect, it } from "vitest";
import type { Feed, SignalEvent } from "plimsoll";
import { depth, engine, liveMarket } from "./plimsoll.ts";

/** A book whose best bid holds `bid` lots, ten times a second for a while; time goes on from `fromMs`. */
function lean(feed: Feed, quantity: (i: number) => number, fromMs: number, durationMs: number): void {
  for (let i = 0; i < durationMs / 100; ++i) {
    const last = 101 + fromMs / 100 + i;
    feed.ingest(depth({
      first: last, last, previous: last - 1, bids: [["50000.0", quantity(i).toFixed(1)]],
    }), fromMs + i * 100);
  }
}

/** Quiet, and a little uneven. */
const quiet = (i: number) => 2 + ((i * 7919) % 11) / 10;
const heavy = () => 200;

describe("signals", () => {
  it("come on for a book that leans for long, and go off again", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed, "BTCUSDT", 0);
    const events: SignalEvent[] = [];
    market.on("signal", (event) => events.push(event));
    lean(feed, quiet, 0, 180_000);
    expect(events).toEqual([]);
    lean(feed, heavy, 180_000, 4_000);
    expect(events).toEqual([]);
    lean(feed, heavy, 184_000, 4_000);
    expect(events).toEqual([{
      symbol: "BTCUSDT", name: "bookImbalance", side: "buy", isOn: true,
      value: market.bookImbalance({ levels: 10 }), z: expect.any(Number) as number, falseAlarmsPerDay: null,
    }]);
    expect(events[0]!.z).toBeGreaterThan(2.5);
    lean(feed, quiet, 188_000, 120_000);
    expect(events.map(({ isOn }) => isOn)).toEqual([true, false]);
  });

  it("are off until somebody listens, and when nobody does any more", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed, "BTCUSDT", 0);
    const events: SignalEvent[] = [];
    lean(feed, quiet, 0, 180_000);
    // Nothing was remembered while nobody listened, so nothing is unusual yet.
    const stop = market.on("signal", (event) => events.push(event));
    lean(feed, heavy, 180_000, 10_000);
    expect(events).toEqual([]);
    lean(feed, quiet, 190_000, 180_000);
    stop();
    lean(feed, heavy, 370_000, 20_000);
    expect(events).toEqual([]);
  });

  it("stay with those who still listen", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed, "BTCUSDT", 0);
    const events: SignalEvent[] = [];
    market.on("signal", (event) => events.push(event));
    lean(feed, quiet, 0, 100_000);
    market.on("signal", () => {})();
    market.on("signal", () => {});
    lean(feed, quiet, 100_000, 80_000);
    lean(feed, heavy, 180_000, 10_000);
    expect(events).toHaveLength(1);
  });
});
