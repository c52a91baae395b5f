import { describe, expect, test } from "vitest";
import { bitcoin, ether } from "../../examples/exchange/instrument.ts";
import { bankruptcyPrice, bracketOf, liquidationPrice, type Position } from "../../examples/exchange/position.ts";
import { Random } from "../../examples/exchange/random.ts";

function position(side: "long" | "short", quantity: number, entryPrice: number, leverage: number): Position {
  return { side, lots: Math.round(quantity * 1_000), quantity, entryPrice, leverage, margin: (quantity * entryPrice) / leverage, liquidationPrice: null };
}

describe("a simulated trader's position", () => {
  test.each([
    ["long, ten times", position("long", 0.5, 50_000, 10), (0.5 * 50_000 - 2_500) / (0.5 * (1 - 0.004))],
    ["short, ten times", position("short", 0.5, 50_000, 10), (0.5 * 50_000 + 2_500) / (0.5 * (1 + 0.004))],
    ["long, second bracket", position("long", 2, 50_000, 10), (2 * 50_000 - 10_000 - 50) / (2 * (1 - 0.005))],
  ])("is liquidated by hand's price: %s", (_name, held, expected) => {
    expect(liquidationPrice(held, bitcoin.brackets)).toBeCloseTo(expected, 8);
  });

  test("a long whose margin covers its whole cost is never liquidated", () => {
    expect(liquidationPrice(position("long", 1, 50_000, 0.9), bitcoin.brackets)).toBeNull();
  });

  test("its equity at that price is its maintenance margin", () => {
    const seed = 5;
    const random = new Random(seed, "positions");
    for (let n = 0; n < 2_000; ++n) {
      const side = random.chance(0.5) ? "long" : "short";
      const held = position(side, 0.001 + 400 * random.uniform() ** 4, 20_000 + 50_000 * random.uniform(), 2 + random.below(60));
      const price = liquidationPrice(held, bitcoin.brackets);
      if (price === null) continue;
      const sign = side === "long" ? 1 : -1;
      const equity = held.margin + sign * held.quantity * (price - held.entryPrice);
      const { maintenanceMarginRate, maintenanceAmount } = bracketOf(bitcoin.brackets, price * held.quantity);
      const maintenance = maintenanceMarginRate * price * held.quantity - maintenanceAmount;
      expect(Math.abs(equity - maintenance), `seed ${seed}, position ${n}`).toBeLessThan(1e-6 * held.quantity * price);
      expect(sign * (price - bankruptcyPrice(held))).toBeGreaterThanOrEqual(0);
    }
  });

  test("margin tables have no jump at a floor", () => {
    for (const { brackets } of [bitcoin, ether]) {
      for (const [step, upper] of brackets.entries()) {
        const lower = brackets[step - 1];
        if (lower === undefined) continue;
        expect(upper.notionalFloor).toBe(lower.notionalCap);
        const below = lower.maintenanceMarginRate * upper.notionalFloor - lower.maintenanceAmount;
        const above = upper.maintenanceMarginRate * upper.notionalFloor - upper.maintenanceAmount;
        expect(above).toBeCloseTo(below, 6);
      }
    }
  });
});
