import { describe, expect, test } from "vitest";
import { OrderBook, type Side } from "../../examples/exchange/order-book.ts";
import { Random } from "../../examples/exchange/random.ts";

describe("the exchange's book", () => {
  test("meets the best price first and then who came first", () => {
    const book = new OrderBook(() => {});
    book.add("ask", 101, 5);
    const early = book.add("ask", 100, 3);
    const late = book.add("ask", 100, 4);
    expect(book.take("buy", 8, Infinity)).toEqual([
      { priceTicks: 100, lots: 3 }, { priceTicks: 100, lots: 4 }, { priceTicks: 101, lots: 1 },
    ]);
    expect([early.lots, late.lots]).toEqual([0, 0]);
    expect(book.best("ask")).toMatchObject({ priceTicks: 101, lots: 4 });
  });

  test("an order stops at its limit", () => {
    const book = new OrderBook(() => {});
    book.add("bid", 99, 2);
    book.add("bid", 97, 2);
    expect(book.take("sell", 10, 98)).toEqual([{ priceTicks: 99, lots: 2 }]);
    expect(book.lots("bid")).toBe(2);
  });

  test("says what a market order would cost", () => {
    const book = new OrderBook(() => {});
    expect(book.meanTicks("ask", 1)).toBeNull();
    book.add("ask", 100, 1);
    book.add("ask", 104, 9);
    expect([book.meanTicks("ask", 1), book.meanTicks("ask", 4), book.meanTicks("ask", 99)]).toEqual([100, 103, 103.6]);
  });

  test("what it tells of its levels is what it holds, whatever happens to it", () => {
    const seed = 11;
    const random = new Random(seed, "order book");
    const told: Record<Side, Map<number, number>> = { bid: new Map(), ask: new Map() };
    const book = new OrderBook((side, priceTicks, lots) => {
      if (lots === 0) told[side].delete(priceTicks);
      else told[side].set(priceTicks, lots);
    });
    for (let step = 0; step < 20_000; ++step) {
      const side: Side = random.chance(0.5) ? "bid" : "ask";
      const orders = book.orders(side);
      const kind = random.uniform();
      if (kind < 0.5) book.add(side, side === "bid" ? 1_000 - random.below(60) : 1_001 + random.below(60), 1 + random.below(9));
      else if (kind < 0.8 && orders.length > 0) book.cancel(orders[random.below(orders.length)]!);
      else book.take(side === "ask" ? "buy" : "sell", 1 + random.below(30), side === "ask" ? 1_030 : 970);
    }
    for (const side of ["bid", "ask"] as const) {
      const levels = [...book.levels(side)];
      const prices = levels.map(({ priceTicks }) => priceTicks);
      expect(prices, `seed ${seed}`).toEqual([...prices].sort((a, b) => (side === "bid" ? b - a : a - b)));
      expect(new Map(levels.map(({ priceTicks, lots }) => [priceTicks, lots]))).toEqual(told[side]);
      for (const level of levels) expect(level.orders.reduce((sum, { lots }) => sum + lots, 0)).toBe(level.lots);
      expect(levels.reduce((sum, { lots }) => sum + lots, 0)).toBe(book.lots(side));
      expect(levels.reduce((sum, { orders }) => sum + orders.length, 0)).toBe(book.orders(side).length);
    }
  });
});
