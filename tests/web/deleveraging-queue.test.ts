import { describe, expect, it } from "vitest";
import { deleveragingQueue, htxNetPosition, InputError } from "plimsoll/formulas";

const longs = [{ quantity: 30, rank: 4 }, { quantity: "20", rank: 5 }, { quantity: 10, rank: 6 }];

describe("the deleveraging queue", () => {
  it("closes the highest rank first, and of the next what is left", () => {
    expect(deleveragingQueue(longs, 20)).toEqual({
      places: [
        { position: 2, percentile: 20, closed: 10 },
        { position: 1, percentile: 60, closed: 10 },
        { position: 0, percentile: 100, closed: 0 },
      ],
      quantityLeft: 0,
    });
  });

  it("says what nobody is left to take", () => {
    expect(deleveragingQueue(longs, 100).quantityLeft).toBe(40);
    expect(deleveragingQueue([], 5)).toEqual({ places: [], quantityLeft: 5 });
  });

  it("names what cannot be used", () => {
    expect(() => deleveragingQueue([{ quantity: 0, rank: 1 }], 5)).toThrow(InputError);
    expect(() => deleveragingQueue(longs, -1)).toThrow(expect.objectContaining({ code: "quantityNotPositive", field: "quantity", value: -1 }));
    expect(() => deleveragingQueue([{ quantity: 1, rank: Number.NaN }], 5)).toThrow(expect.objectContaining({ code: "notFinite", field: "rank" }));
  });
});

describe("a hedge on HTX", () => {
  const table = {
    brackets: [
      { contractsFloor: 0, contractsCap: 1_000, maintenanceMarginRate: 0.05, maxLeverage: 10 },
      { contractsFloor: 1_000, maintenanceMarginRate: 0.1, maxLeverage: 9 },
    ],
  };

  it("has the factor of its net position, and none without a ladder", () => {
    const hedge = { longContracts: 1_200, shortContracts: 3_000 };
    expect(htxNetPosition({ ...hedge, table })).toEqual({ netContracts: 1_800, adjustmentFactor: 0.1 });
    expect(htxNetPosition(hedge)).toEqual({ netContracts: 1_800, adjustmentFactor: null });
  });

  it("names what cannot be used", () => {
    expect(() => htxNetPosition({ longContracts: -1, shortContracts: 0 }))
      .toThrow(expect.objectContaining({ code: "quantityNotPositive", field: "longContracts", value: -1 }));
  });
});
