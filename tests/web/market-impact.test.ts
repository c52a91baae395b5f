// What an order moves by the square-root law, through plimsoll/formulas.

import { expect, it } from "vitest";
import { squareRootImpact } from "plimsoll/formulas";
import { refuses } from "./formula-laws.ts";

it("four times the order moves the price twice as far", () => {
  const day = { dailyVolatility: 0.03, dailyQuantity: 10_000 };
  expect(squareRootImpact({ ...day, quantity: 100 }).impactRate).toBeCloseTo(0.003, 15); // the header's example
  expect(squareRootImpact({ ...day, quantity: 400 }).impactRate).toBeCloseTo(0.006, 15);
  expect(squareRootImpact({ ...day, quantity: 400, factor: 0.5 }).impactRate).toBeCloseTo(0.003, 15);
  expect(squareRootImpact({ ...day, quantity: 0 }).impactRate).toBe(0);
  expect(squareRootImpact({ ...day, dailyQuantity: 20_000, quantity: 200 })).toEqual(squareRootImpact({ ...day, quantity: 100 }));
});

const asked = { dailyVolatility: 0.03, dailyQuantity: 10_000, quantity: 100 } as const;

refuses("squareRootImpact", (change) => squareRootImpact({ ...asked, ...change }), [
  ["dailyVolatility", -0.1, "varianceNegative"], ["dailyQuantity", 0, "quantityNotPositive"], ["quantity", -1, "quantityNegative"], ["quantity", undefined, "missingField"],
  ["factor", 0.4, "rateOutOfRange"], ["factor", 1.6, "rateOutOfRange"],
]);
