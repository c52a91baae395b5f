// The references that captures are held against, on inputs small enough to follow by hand.

import { describe, expect, it } from "vitest";
import { BinanceMarket } from "./references/binance.ts";
import * as books from "./references/book.ts";
import { erf } from "./references/erf.ts";
import { covariance, eigen, firstComponent, IntegratedFlow } from "./references/integrated-flow.ts";
import { orderFlow, OrderFlow, type Touch } from "./references/order-flow.ts";
import { Bins, line, OrderFlowImpact, ray, TradeImpact } from "./references/price-impact.ts";
import { median, medianAbsoluteDeviation, robustZ, Usual } from "./references/robust-z.ts";
import { relativeDifference, Tally } from "./references/tally.ts";
import { type Trade, TradeFlow, TradeSizes } from "./references/trade-flow.ts";
import { standardDeviation, Vpin } from "./references/vpin.ts";

function bookOf(bids: books.Texts, asks: books.Texts): books.Book {
  const book = new books.Book();
  book.set(bids, asks);
  return book;
}

const touch = (bid: number, bidQuantity: number, ask: number, askQuantity: number): Touch => ({
  bid: { price: bid, hundredths: bid * 100, quantity: bidQuantity },
  ask: { price: ask, hundredths: ask * 100, quantity: askQuantity },
});
const trade = (side: 1 | -1, quantity: number, price = 100, venueTimeMs = 0): Trade => ({ side, quantity, price, venueTimeMs });

describe("a tally", () => {
  it("counts what was compared, what was absent on both sides, and what differs", () => {
    const tally = new Tally("some");
    tally.compare("same", 2, 2, 0);
    tally.compare("neither", null, null, 1);
    tally.compare("near", 1 + 1e-13, 1, 2);
    expect([tally.compared, tally.absent, tally.failed]).toEqual([2, 1, 0]);
    tally.compare("off", 1.1, 1, 3);
    tally.compare("one only", null, 1, 4);
    tally.compare("not a number", Number.NaN, 1, 5);
    expect(tally.failed).toBe(3);
    expect(relativeDifference(1e-16, 0, 1)).toBe(1e-16);
  });
});

describe("a book", () => {
  // Of hftbacktest's example in depth_price.h.
  const book = bookOf([["99", "1"], ["100", "2"]], [["103", "4"], ["101", "1"]]);

  it("has the best first, and replaces and deletes levels", () => {
    const changed = bookOf([["100", "2"], ["99", "1"], ["98", "7"]], [["101", "1"]]);
    changed.set([["99", "0"], ["98.5", "3"], ["100", "5"]], [["100.5", "2"], ["107", "0"]]);
    expect(changed.bids.map(({ price, quantity }) => [price, quantity])).toEqual([[100, 5], [98.5, 3], [98, 7]]);
    expect(changed.asks.map(({ price }) => price)).toEqual([100.5, 101]);
  });

  it("has the imbalance that one counts by hand", () => {
    expect(books.imbalance(book, 1)).toBe(1 / 3);
    expect(books.imbalance(book, 2)).toBe(-2 / 8);
    expect(books.imbalance(bookOf([], []), 2)).toBeNull();
  });

  it("counts a level that is exactly at a distance, and none behind it", () => {
    const near = bookOf([["100", "1"], ["99.9", "2"], ["99.89", "8"]], [["100", "1"], ["100.1", "4"], ["100.11", "8"]]);
    expect(books.imbalanceWithin(near, 10)).toBe((3 - 5) / 8);
    expect(books.notionalWithin(near, 10, ({ quantity }) => quantity)).toEqual({ bid: 3, ask: 5 });
  });

  it("weighs levels by their distance", () => {
    const [near, far] = [Math.exp(-49.75124378109453), Math.exp(-149.25373134328358)];
    const expected = (2 * near + far - (near + 4 * Math.exp(-248.75621890547265))) / (3 * near + far + 4 * Math.exp(-248.75621890547265));
    expect(books.weightedImbalance(book, 1)).toBeCloseTo(expected, 12);
    expect(books.weightedImbalance(book, 1e12)).toBeCloseTo(-2 / 8, 9);
  });

  it("has mids between the sides", () => {
    expect(books.midPrice(book)).toBe(100.5);
    expect(books.weightedMid(book)).toBeCloseTo((100 * 1 + 101 * 2) / 3, 12);
    expect(books.volumeAdjustedMid(book, 2)).toBe(100.125);
    expect(books.weightedDepthPrice(book)).toBe(101.5);
    expect(books.effectiveMid(book)).toBeCloseTo(((299 / 3) * 5 + 102.6 * 3) / 8, 12);
    expect(books.volumeAdjustedMid(books.best(book, 1), 9)).toBe(books.weightedMid(book));
  });
});

describe("Binance's rule", () => {
  const update = (U: number, u: number, pu: number, bid: string) =>
    JSON.stringify({ stream: "x@depth", data: { e: "depthUpdate", E: u, U, u, pu, b: [[bid, "1"]], a: [] } });
  const snapshot = JSON.stringify({ lastUpdateId: 20, bids: [["10", "5"]], asks: [["11", "5"]] });

  function heard(raws: readonly string[], isSpot = false): string[] {
    const heard: string[] = [];
    const market = new BinanceMarket(isSpot, {
      onSnapshot: () => heard.push("snapshot"),
      onUpdate: (sides, timeMs) => heard.push(`${timeMs}: ${sides.bids[0]!.price}`),
      onTrade: ({ side, quantity }) => heard.push(`${side * quantity}`),
      onJoined: () => heard.push("joined"),
    });
    raws.forEach((raw) => market.take(raw));
    return heard;
  }

  it("leaves out what the snapshot holds already, and joins the rest", () => {
    expect(heard([update(1, 15, 0, "10.1"), update(16, 22, 15, "10.2"), snapshot, update(30, 35, 22, "10.3")]))
      .toEqual(["snapshot", "22: 10.2", "joined", "35: 10.3"]);
  });

  it("of spot counts on by one", () => {
    expect(heard([update(10, 20, 0, "10.1"), snapshot, update(21, 22, 0, "10.2"), update(23, 23, 0, "10.3")], true))
      .toEqual(["snapshot", "joined", "22: 10.2", "23: 10.3"]);
  });

  it("does not go on over a gap", () => {
    expect(() => heard([snapshot, update(16, 22, 15, "10.2"), update(30, 35, 25, "10.3")])).toThrow("gap");
    expect(() => heard([snapshot, update(23, 24, 22, "10.3")], true)).toThrow("gap");
  });

  it("tells who took: the maker bought where m is true", () => {
    const raw = (m: boolean, X: string) => JSON.stringify({ data: { e: "trade", T: 1, p: "10", q: "2", m, X } });
    expect(heard([raw(true, "MARKET"), raw(false, "MARKET"), raw(false, "INSURANCE_FUND")])).toEqual(["-2", "2"]);
  });
});

describe("order flow", () => {
  it.each([
    ["at the same prices, the change of the bid less that of the ask", touch(100, 5, 101, 7), touch(100, 8, 101, 6), 3 - -1],
    ["of a bid that rose, what came", touch(100, 5, 101, 7), touch(100.5, 2, 101, 7), 2],
    ["of a bid that fell, what went", touch(100, 5, 101, 7), touch(99, 9, 101, 7), -5],
    ["of an ask that rose, what went", touch(100, 5, 101, 7), touch(100, 5, 102, 9), 7],
    ["of an ask that fell, what came", touch(100, 5, 101, 7), touch(100, 5, 100.5, 4), -4],
  ])("is, %s", (_, before, now, expected) => expect(orderFlow(before, now)).toBe(expected));

  it("is summed over ten seconds, the newest still filling", () => {
    const flow = new OrderFlow();
    const bid = (quantity: string) => bookOf([["100", quantity]], [["101", "5"]]);
    flow.add(bid("1"), 1_000);
    expect(flow.of(1).imbalance).toBeNull();
    flow.add(bid("4"), 2_999);
    flow.add(bid("5"), 3_000);
    expect([flow.of(1).imbalance, flow.of(1).normalized]).toEqual([4, 4 / 4.75]);
    flow.add(bid("7"), 11_999);
    expect(flow.of(1).imbalance).toBe(6);
    flow.add(bid("7"), 12_000);
    expect(flow.of(1).imbalance).toBe(3);
    flow.breakChain();
    flow.add(bid("1"), 12_000);
    expect(flow.of(1).imbalance).toBe(3);
  });

  it("of a level that one side does not have is from nothing, and is not whole", () => {
    const flow = new OrderFlow(2);
    flow.add(bookOf([["100", "5"], ["99", "2"]], [["101", "7"], ["102", "1"]]), 1_000);
    flow.add(bookOf([["100", "5"], ["99", "5"]], [["101", "7"], ["102", "1"]]), 1_100);
    expect([flow.of(1).imbalance, flow.of(2).imbalance, flow.of(2).isWhole]).toEqual([0, 3, true]);
    expect(flow.scaledImbalances()).toEqual([0, 3 / ((6 + 3) / 2)]);
    flow.add(bookOf([["100", "5"], ["99", "5"]], [["101", "7"]]), 1_200);
    expect([flow.of(2).imbalance, flow.of(1).isWhole, flow.of(2).isWhole]).toEqual([4, true, false]);
  });
});

describe("trade flow", () => {
  it("is what takers bought less what they sold", () => {
    const flow = new TradeFlow(1_000);
    expect([flow.cumulativeVolumeDelta(), flow.imbalance()]).toEqual([null, null]);
    flow.add(trade(1, 3, 100, 1_000));
    expect(flow.imbalance()).toBe(1);
    flow.add(trade(-1, 1, 100, 61_000));
    expect(flow.cumulativeVolumeDelta()).toBe(2);
    expect(flow.imbalance()).toBeCloseTo((3 / Math.E - 1) / (3 / Math.E + 1), 14);
    expect(() => flow.add(trade(1, 0.0001))).toThrow("lots");
  });

  it("is told by the size of a trade, one at an edge being of the larger", () => {
    const sizes = new TradeSizes(1_000, ({ price, quantity }) => price * quantity);
    for (const one of [trade(1, 5), trade(-1, 200), trade(1, 10), trade(1, 100_000)]) sizes.add(one);
    expect(sizes.bySize.map((size) => [size.bought(), size.sold()])).toEqual([[5, 0], [10, 0], [0, 200], [0, 0], [100_000, 0]]);
    expect(sizes.bySize[3]!.imbalance()).toBeNull();
  });
});

describe("VPIN", () => {
  it("is the mean of the last fifty buckets, whole", () => {
    const vpin = new Vpin(10, "takerSide", 1_000);
    for (let i = 0; i < 50; ++i) {
      expect(vpin.value()).toBeNull();
      vpin.add(trade(1, 7));
      vpin.add(trade(-1, 3));
    }
    expect(vpin.value()).toBeCloseTo(0.4, 14);
    vpin.add(trade(1, 25));
    expect(vpin.value()).toBeCloseTo((48 * 0.4 + 2) / 50, 14);
    vpin.add(trade(-1, 5));
    expect(vpin.value()).toBeCloseTo((47 * 0.4 + 2) / 50, 14);
    expect(vpin.filledBuckets).toBe(53);
  });

  it("by bulk volume looks at prices only, and waits for two buckets more", () => {
    const vpin = new Vpin(10, "bulkVolume", 1_000);
    for (let i = 0; i < 51; ++i) vpin.add(trade(1, 10, i % 2 === 0 ? 100 : 101));
    expect(vpin.value()).toBeNull();
    vpin.add(trade(1, 10, 101));
    const value = vpin.value()!;
    expect(value).toBeGreaterThan(0.6);
    expect(value).toBeLessThan(0.7);
  });

  it("measures changes by a deviation that is the plain one up to fifty", () => {
    expect(standardDeviation([1, 3])).toBe(1);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(2, 14);
  });

  // Abramowitz and Stegun, table 7.1.
  it.each([[0.1, 0.1124629160], [0.5, 0.5204998778], [1, 0.8427007929], [2, 0.9953222650], [-1, -0.8427007929], [7, 1]])(
    "uses erf %f = %f", (x, expected) => expect(erf(x)).toBeCloseTo(expected, 10));
});

describe("price impact", () => {
  it("fits a ray and a line by weight", () => {
    const samples = [1, 2, 3].map((x) => ({ x, y: 0.5 + 0.25 * x, weight: x }));
    const fit = line(samples);
    expect([fit.slope, fit.intercept, fit.rSquared].map((number) => number!.toFixed(12))).toEqual(
      ["0.250000000000", "0.500000000000", "1.000000000000"]);
    expect(ray([{ x: 1, y: 2, weight: 3 }, { x: 2, y: 1, weight: 1 }])).toMatchObject({ slope: 8 / 7, rSquared: 64 / (7 * 13) });
    expect(ray([{ x: 0, y: 2, weight: 3 }])).toMatchObject({ slope: null, rSquared: null });
  });

  it("cuts the mid into bins, and passes over those where nothing happened", () => {
    const bins = new Bins(1_000);
    bins.setTouch(touch(99, 1, 101, 1), 10_200);
    bins.setTouch(touch(101, 1, 103, 1), 11_000);
    bins.at(12_000);
    bins.at(15_000).flow = 3;
    bins.at(14_900).flow += 1;
    bins.at(16_000);
    expect(bins.past().map(({ before, after, endMs, flow }) => [before, after, endMs, flow])).toEqual(
      [[100, 102, 12_000, 0], [102, 102, 13_000, 0], [102, 102, 16_000, 4]]);
  });

  it("does not count a bin in which the chain broke", () => {
    const bins = new Bins(1_000);
    for (const bin of [0, 1, 2, 3]) {
      bins.setTouch(touch(99 + bin, 1, 101 + bin, 1), bin * 1_000);
      if (bin === 1) bins.breakChain();
    }
    bins.at(4_000);
    expect(bins.past().map(({ before, after }) => [before, after])).toEqual([[102, 103]]);
  });

  it("has Kyle's lambda and Amihud's illiquidity after fifteen bins", () => {
    const impact = new TradeImpact(1_000, ({ price, quantity }) => price * quantity);
    let mid = 100;
    impact.addTouch(touch(99, 1, 101, 1), 0);
    for (let bin = 1; bin <= 20; ++bin) {
      const quantity = 1 + (bin % 3);
      impact.addTrade(trade(1, quantity, 100, bin * 1_000));
      mid += 0.25 * quantity;
      impact.addTouch(touch(mid - 1, 1, mid + 1, 1), bin * 1_000 + 10);
      if (bin === 15) expect(impact.fits().quantity.slope).toBeNull();
    }
    const { quantity, notional, illiquidity } = impact.fits();
    expect(quantity.slope).toBeCloseTo(0.25, 12);
    expect(quantity.rSquared).toBeCloseTo(1, 12);
    expect(notional.slope).toBeGreaterThan(0.25 * 0.97 * 10_000);
    expect(illiquidity).toBeGreaterThan(0.0025 / 100 * 0.9);
  });

  it("has the impact of order flow after fifteen bins of ten seconds", () => {
    const impact = new OrderFlowImpact();
    let mid = 100;
    impact.add(touch(99, 1, 101, 1), null, 0);
    for (let bin = 1; bin <= 20; ++bin) {
      mid += 0.5 + 0.25 * (bin % 4);
      impact.add(touch(mid - 1, 1, mid + 1, 1), bin % 4, bin * 10_000);
    }
    const { slope, intercept, rSquared } = impact.fit();
    expect([slope, intercept, rSquared].map((number) => number!.toFixed(9))).toEqual(["0.250000000", "0.500000000", "1.000000000"]);
  });
});

describe("a robust z", () => {
  it("is measured in medians", () => {
    const past = [100, 1, 3, 2, 4];
    expect([median(past), medianAbsoluteDeviation(past)]).toEqual([3, 1]);
    expect(robustZ(100, past)).toBeCloseTo(97 / 1.4826, 12);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(robustZ(1, [1])).toBeNull();
    expect(median([])).toBeNull();
  });
});

describe("what is usual", () => {
  it("is sampled every 3.5 s on a look, ten of which are in a second, and judges from thirty samples on", () => {
    const usual = new Usual();
    for (let i = 0; i < 30; ++i) {
      expect(usual.z(0)).toBeNull();
      usual.look(i % 5, i * 3_500);
      usual.look(99, i * 3_500 + 3_399);
    }
    usual.look(99, 30 * 3_500 - 60);
    usual.look(99, 30 * 3_500 - 1);
    expect(usual.z(2 + 1.4826)).toBeCloseTo(1, 14);
  });
});

describe("integrated flow", () => {
  it("finds eigenvectors", () => {
    const { values, vectors } = eigen([[2, 1, 0], [1, 3, 1], [0, 1, 4]]);
    for (const [j, value] of values.entries()) {
      const vector = vectors.map((row) => row[j]!);
      [[2, 1, 0], [1, 3, 1], [0, 1, 4]].forEach((row, i) =>
        expect(row.reduce((sum, one, k) => sum + one * vector[k]!, 0)).toBeCloseTo(value * vector[i]!, 12));
    }
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(9, 12);
  });

  it("weighs levels by the direction in which they vary most", () => {
    const component = firstComponent([[1, 2], [2, 4]])!;
    expect(component.weights[0]).toBeCloseTo(1 / 3, 14);
    expect(component.share).toBeCloseTo(1, 14);
    expect(covariance([[1, 2], [3, 6]], [1, 1])).toEqual([[1, 2], [2, 4]]);
    expect(firstComponent([[0, 0], [0, 0]])).toBeNull();
  });

  it("learns every ten seconds, and tells after fifteen samples", () => {
    const flow = new IntegratedFlow();
    for (let i = 0; i < 17; ++i) {
      expect(flow.imbalance([3, 6])).toBeNull();
      const x = i % 5;
      flow.add([x, 2 * x], i * 10_000);
      flow.add([1e6, -1e6], i * 10_000 + 9_999);
      if (i === 15) break;
    }
    expect(flow.imbalance([3, 6])).toBeCloseTo(5, 12);
  });
});
