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

/** Quiet, as an autoregression of 0.8 between 1 and 3 lots or so, the same in every run. */
function wandering(): () => number {
  let state = 12_345;
  let x = 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    x = 0.8 * x + (state / 2 ** 32 - 0.5);
    return Math.max(2 + x, 0.1);
  };
}

/** So many samples does a rate rest on. */
const calibrationMs = 16_384 * 100;

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
      value: market.bookImbalance({ levels: 10 }), z: expect.any(Number) as number, falseAlarmsPerDay: null, halfLifeMs: null,
      isConfirmedByTrades: null,
    }]);
    expect(events[0]!.z).toBeGreaterThan(2.5);
    lean(feed, quiet, 188_000, 120_000);
    expect(events.map(({ isOn }) => isOn)).toEqual([true, false]);
  });

  it("can be looked at before they come on", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed, "BTCUSDT", 0);
    expect(market.signals()).toEqual([]);
    const events: SignalEvent[] = [];
    const stop = market.on("signal", (event) => events.push(event));
    const none = {
      onSide: null, z: null, falseAlarmsPerDay: null, halfLifeMs: null, shareAbove: null, shareBelow: null,
      learnedShare: 0, runLength: 0,
    };
    expect(market.signals()).toEqual([{ name: "bookImbalance", ...none }, { name: "tradeFlowImbalance", ...none }]);
    lean(feed, quiet, 0, 180_000);
    lean(feed, heavy, 180_000, 8_000);
    const [book, trades] = market.signals();
    expect(book).toMatchObject({ name: "bookImbalance", onSide: "buy" });
    expect(book!.runLength).toBeGreaterThanOrEqual(80);
    expect(book!.z).toBeGreaterThan(2.5);
    expect(book!.learnedShare).toBeCloseTo(1_880 / 16_384, 3);
    expect(book!.shareAbove! + book!.shareBelow!).toBeLessThanOrEqual(1);
    expect(book!.shareAbove).toBeGreaterThanOrEqual(80 / 600);
    expect(trades).toMatchObject({ z: null, runLength: 0, learnedShare: 0 });
    stop();
    expect(market.signals()).toEqual([]);
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

  it("state a rate once it was measured on the market's own stream", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed, "BTCUSDT", 0);
    const events: SignalEvent[] = [];
    market.on("signal", (event) => events.push(event), { falseAlarmsPerDay: 4 });
    expect(market.signals()[0]).toMatchObject({ learnedShare: 0, falseAlarmsPerDay: null });
    // Who comes later has the first one's choice.
    market.on("signal", () => {}, { falseAlarmsPerDay: 1_000 });
    const quantity = wandering();
    lean(feed, quantity, 0, calibrationMs + 1_000);
    for (const { falseAlarmsPerDay } of events) expect(falseAlarmsPerDay).toBeNull();
    events.length = 0;
    lean(feed, () => quantity() + 4, calibrationMs + 1_000, 20_000);
    expect(events).toHaveLength(1);
    const [event] = events as [SignalEvent];
    expect(event).toMatchObject({ name: "bookImbalance", side: "buy", isOn: true });
    expect(event.falseAlarmsPerDay).toBeLessThanOrEqual(4);
    expect(event.falseAlarmsPerDay).toBeGreaterThan(3.99);
    expect(event.halfLifeMs).toBeGreaterThan(150);
    expect(event.halfLifeMs).toBeLessThan(600);
    expect(market.signals()[0]).toMatchObject({
      onSide: "buy", learnedShare: 1, falseAlarmsPerDay: event.falseAlarmsPerDay, halfLifeMs: expect.closeTo(event.halfLifeMs!, 3),
    });
  });

  it("refuse a rate that is none, and go on for those who listen", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed, "BTCUSDT", 0);
    const refused = (falseAlarmsPerDay: number, code: string) => {
      expect(() => market.on("signal", () => {}, { falseAlarmsPerDay })).toThrow(
        expect.objectContaining({ name: "InputError", code, field: "falseAlarmsPerDay", value: falseAlarmsPerDay }),
      );
    };
    const events: SignalEvent[] = [];
    const hostile = () => {
      for (const bad of [0, -1, 1_000.5]) refused(bad, "rateOutOfRange");
      for (const bad of [NaN, Infinity]) refused(bad, "notFinite");
    };
    hostile();
    const stop = market.on("signal", (event) => events.push(event), { falseAlarmsPerDay: 1_000 });
    lean(feed, quiet, 0, 180_000);
    hostile();
    lean(feed, heavy, 180_000, 8_000);
    expect(events).toHaveLength(1);
    stop();
  });

  it("give their memory back with the last listener", async () => {
    const plimsoll = await engine();
    const market = liveMarket(plimsoll.openFeed("binance-usdm"));
    const before = plimsoll.memory().bytesInUse;
    const stop = market.on("signal", () => {});
    const listening = plimsoll.memory().bytesInUse - before;
    expect(listening).toBeGreaterThan(500_000);
    expect(listening).toBeLessThan(600_000);
    stop();
    expect(plimsoll.memory().bytesInUse).toBe(before);
  });
});
