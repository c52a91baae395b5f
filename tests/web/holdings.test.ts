// Positions in typed arrays: what the engine says of each is what `evaluate` says of it.

import { describe, expect, it } from "vitest";
import {
  type HoldingsTerms,
  InputError,
  liquidationPrices,
  type MarginTable,
  type MarginVenue,
  openHoldings,
  type PositionColumns,
  ready,
} from "plimsoll/holdings";
import { type Account, evaluate } from "plimsoll/margin";

/** Numbers that are the same for a seed: a linear congruence, which is enough for positions. */
function random(seed: number): (low: number, high: number) => number {
  let state = seed >>> 0;
  return (low, high) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  };
}

const wholeVenues = /^(okx|kraken-futures|htx|deribit|drift)$/;

function tableOf(venue: MarginVenue, between: (low: number, high: number) => number): MarginTable {
  const isWhole = wholeVenues.test(venue);
  let floor = 0;
  let rate = between(0.002, 0.01);
  const brackets = Array.from({ length: Math.floor(between(1, 9)) }, () => {
    const cap = floor === 0 ? between(1e4, 1e5) : floor * between(1.5, 4);
    const row = isWhole
      ? { contractsFloor: floor, contractsCap: cap, maintenanceMarginRate: rate, maxLeverage: 0.4 / rate }
      : { notionalFloor: floor, notionalCap: cap, maintenanceMarginRate: rate, maxLeverage: 0.4 / rate };
    floor = cap;
    rate = Math.min(0.3, rate * between(1.2, 2));
    return row;
  });
  return venue === "deribit" || venue === "drift"
    ? { brackets: brackets.slice(0, 1), ...(venue === "drift" ? { imfFactor: 200 } : { rateGrowthPerUnit: 1e-6 }) }
    : { brackets };
}

interface Sheet {
  readonly terms: HoldingsTerms;
  readonly columns: PositionColumns;
  readonly marks: Float64Array;
}

function sheetOf(venue: MarginVenue, positions: number, symbols: number, seed = 7): Sheet {
  const between = random(seed);
  const inverse = /inverse|coinm|bitmex/.test(venue);
  const marks = Float64Array.from({ length: symbols }, () => 10 ** between(-2, 4.5));
  const symbol = Uint16Array.from({ length: positions }, () => between(0, symbols));
  const entryPrice = Float64Array.from(symbol, (i) => marks[i]! * between(0.9, 1.1));
  const value = Float64Array.from(symbol, () => 10 ** between(2, 6)); // settlement units
  return {
    terms: {
      venue,
      tables: Array.from(marks, () => tableOf(venue, between)),
      instruments: Array.from(marks, () => ({ contractSize: 0.01 })),
      takerFeeRate: 0.0005,
    },
    columns: {
      symbol,
      signedQuantity: value.map((one, i) => (between(0, 1) < 0.5 ? -1 : 1) * (inverse ? one * entryPrice[i]! : one / entryPrice[i]!)),
      entryPrice,
      posted: value.map((one) => one / between(1.5, 12)),
    },
    marks,
  };
}

/** The same positions as an account. */
function accountOf({ terms, columns }: Sheet): Account {
  const named = <Value>(values: readonly Value[]) => Object.fromEntries(values.map((value, i) => [`S${i}`, value]));
  return {
    venue: terms.venue,
    tables: named(terms.tables),
    instruments: named(terms.instruments as object[]),
    takerFeeRate: terms.takerFeeRate!,
    positions: Array.from(columns.symbol, (symbol, i) => ({
      id: String(i), symbol: `S${symbol}`, mode: "isolated", side: columns.signedQuantity[i]! > 0 ? "long" : "short",
      quantity: Math.abs(columns.signedQuantity[i]!), entryPrice: columns.entryPrice[i]!, posted: columns.posted[i]!,
    })),
  };
}

const venues: readonly MarginVenue[] = [
  "binance-usdm", "binance-coinm", "bybit-linear", "bybit-inverse", "bybit-linear-2024", "okx", "deribit",
  "kraken-futures", "bitget", "gate", "kucoin", "htx", "phemex", "hyperliquid", "hyperliquid-2023", "bitmex", "gmx-v2", "drift",
];

describe.each(venues)("holdings on %s", (venue) => {
  it("say bit for bit what evaluate says", () => {
    const sheet = sheetOf(venue, 300, 12);
    const size = sheet.columns.symbol.length;
    using holdings = openHoldings(sheet.terms);
    holdings.fill(sheet.columns);
    const distanceRate = new Float64Array(size);
    const marginRatio = new Float64Array(size);
    const liquidatable = holdings.mark(sheet.marks, { distanceRate, marginRatio });
    const prices = holdings.liquidationPrices();
    const { positions } = evaluate(accountOf(sheet), Object.fromEntries(Array.from(sheet.marks, (mark, i) => [`S${i}`, mark])));
    expect(holdings.size).toBe(size);
    expect(Array.from(prices)).toEqual(positions.map((risk) => risk.liquidationPrice.value ?? Number.NaN));
    expect(Array.from(distanceRate)).toEqual(positions.map((risk) => risk.distanceRate.value ?? Number.NaN));
    expect(Array.from(marginRatio)).toEqual(positions.map((risk) => risk.marginRatio.value ?? Number.NaN));
    expect(liquidatable).toBe(positions.filter((risk) => risk.liquidatable).length);
    expect(positions.map((risk) => risk.liquidatable)).toEqual(Array.from(marginRatio, (ratio) => !(ratio < 1)));
    if (venue !== "hyperliquid-2023") expect(liquidationPrices({ ...sheet.terms, ...sheet.columns })).toEqual(prices);
  });
});

describe("holdings", () => {
  it("may be compiled beforehand", async () => {
    await ready();
  });

  const sheet = sheetOf("binance-usdm", 100, 5);

  it("runs the example of its docstring", () => {
    const terms: HoldingsTerms = {
      venue: "binance-usdm",
      tables: [{ brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 100 }] }],
    };
    const columns: PositionColumns = {
      symbol: Uint8Array.of(0, 0),
      signedQuantity: Float64Array.of(1, -1),
      entryPrice: Float64Array.of(50_000, 50_000),
      posted: Float64Array.of(5_000, 5_000),
    };
    const into = new Float64Array(2);
    expect(liquidationPrices({ ...terms, ...columns }, into)).toBe(into);
    expect(into[0]).toBe(45_000 / 0.995);
    expect(into[1]).toBe(55_000 / 1.005);
  });

  it("are filled again, shorter or longer", () => {
    using holdings = openHoldings(sheet.terms);
    for (const positions of [100, 3, 0, 5_000, 1]) {
      const other = sheetOf("binance-usdm", positions, 5, positions);
      holdings.fill(other.columns);
      expect(holdings.size).toBe(positions);
      expect(holdings.liquidationPrices()).toEqual(liquidationPrices({ ...sheet.terms, ...other.columns }));
    }
  });

  it("leave what has no mark without one", () => {
    using holdings = openHoldings(sheet.terms);
    holdings.fill(sheet.columns);
    const marginRatio = new Float64Array(100);
    holdings.mark(sheet.marks.map((mark, i) => (i === 2 ? Number.NaN : mark)), { marginRatio });
    sheet.columns.symbol.forEach((symbol, i) => {
      if (symbol === 2) expect(marginRatio[i]).toBeNaN();
    });
    expect(marginRatio.some((ratio) => ratio > 0)).toBe(true);
  });

  it("outlive growth of the engine's memory, and others", () => {
    using holdings = openHoldings(sheet.terms);
    holdings.fill(sheet.columns);
    const before = holdings.liquidationPrices();
    using many = openHoldings(sheet.terms);
    const large = sheetOf("binance-usdm", 200_000, 5);
    many.fill(large.columns);
    evaluate(accountOf(sheetOf("binance-usdm", 3_000, 5)), {});
    expect(holdings.liquidationPrices()).toEqual(before);
    const marginRatio = new Float64Array(200_000);
    many.mark(large.marks, { marginRatio });
    expect(marginRatio.every((ratio) => ratio !== 0)).toBe(true);
  });

  it("take 100,000 positions, each with its own price", () => {
    const large = sheetOf("binance-usdm", 100_000, 300);
    const prices = liquidationPrices({ ...large.terms, ...large.columns });
    const account = accountOf(large);
    for (let i = 0; i < 100_000; i += 997) {
      const one = evaluate({ ...account, positions: [account.positions[i]!] }, {}).positions[0]!;
      expect(prices[i]).toBe(one.liquidationPrice.value ?? Number.NaN);
    }
  });

  it("give their memory back", () => {
    const large = sheetOf("binance-usdm", 200_000, 5);
    // Kept, these would be a gigabyte.
    for (let i = 0; i < 60; ++i) liquidationPrices({ ...large.terms, ...large.columns });
  });

  it("say when memory is at its end, and go on", () => {
    using holdings = openHoldings(sheet.terms);
    holdings.fill(sheet.columns);
    const before = holdings.liquidationPrices();
    // The first fit the room but not beside it.
    for (const count of [900_000, 3_000_000]) {
      const enormous = {
        symbol: new Uint8Array(count),
        signedQuantity: new Float64Array(count).fill(1),
        entryPrice: new Float64Array(count).fill(1),
        posted: new Float64Array(count).fill(1),
      };
      expect(() => holdings.fill(enormous)).toThrow(
        expect.objectContaining({ code: "outOfMemory", field: "columns.symbol.length", value: count }),
      );
      expect(holdings.liquidationPrices()).toEqual(before);
    }
  });

  it("say plainly that they were disposed of", () => {
    const holdings = openHoldings(sheet.terms);
    holdings.dispose();
    holdings.dispose();
    expect(() => holdings.fill(sheet.columns)).toThrow("disposed of");
    expect(() => holdings.liquidationPrices()).toThrow("disposed of");
    expect(() => holdings.mark(sheet.marks)).toThrow("disposed of");
  });
});

describe("columns that cannot be used", () => {
  const sheet = sheetOf("binance-usdm", 100, 5);
  const spoilt = (name: keyof PositionColumns, value: number): PositionColumns => {
    const column = Array.from((sheet.columns[name] ?? new Float64Array(100).fill(Number.NaN)) as Float64Array);
    column[17] = value;
    return { ...sheet.columns, [name]: name === "symbol" ? Uint16Array.from(column) : Float64Array.from(column) };
  };

  it.each([
    ["symbol", 5, "unknownSymbol"],
    ["signedQuantity", 0, "quantityNotPositive"],
    ["signedQuantity", Number.NaN, "notFinite"],
    ["entryPrice", 0, "priceNotPositive"],
    ["entryPrice", -3, "priceNotPositive"],
    ["entryPrice", Infinity, "notFinite"],
    ["posted", 0, "marginNotPositive"],
    ["posted", Number.NaN, "notFinite"],
    ["leverageSetting", -1, "leverageOutOfRange"],
    ["leverageSetting", 1e6, "leverageOutOfRange"],
  ] as const)("%s of %d", (name, value, code) => {
    using holdings = openHoldings(sheet.terms);
    holdings.fill(sheet.columns);
    const before = holdings.liquidationPrices();
    expect(() => holdings.fill(spoilt(name, value))).toThrow(
      expect.objectContaining({ name: "InputError", code, field: `columns.${name}[17]`, value }),
    );
    expect(holdings.liquidationPrices()).toEqual(before);
  });

  it.each([
    ["entryPrice", new Float64Array(99), "lengthsDiffer", "columns.entryPrice.length"],
    ["posted", new Float32Array(100), "wrongType", "columns.posted"],
    ["posted", Array(100).fill(1), "wrongType", "columns.posted"],
    ["signedQuantity", undefined, "wrongType", "columns.signedQuantity"],
    ["symbol", undefined, "wrongType", "columns.symbol"],
    ["symbol", new Float64Array(100), "wrongType", "columns.symbol"],
    ["leverageSetting", new Float64Array(101), "lengthsDiffer", "columns.leverageSetting.length"],
  ] as const)("%s is %o", (name, column, code, field) => {
    using holdings = openHoldings(sheet.terms);
    const columns = { ...sheet.columns, [name]: column } as never;
    expect(() => holdings.fill(columns)).toThrow(expect.objectContaining({ name: "InputError", code, field }));
  });

  it.each([
    [{ tables: [] }, "tableEmpty", "tables"],
    [{ tables: undefined }, "wrongType", "tables"],
    [{ tables: [{ brackets: [] }] }, "tableEmpty", "brackets"],
    [{ tables: [sheet.terms.tables[0], { brackets: [{ notionalFloor: 5, maintenanceMarginRate: 0.01, maxLeverage: 10 }] }] },
      "tableNotFromZero", "tables[1].brackets[0].notionalFloor"],
    [{ venue: "gate", takerFeeRate: undefined }, "missingField", "takerFeeRate"],
    [{ takerFeeRate: 1 }, "rateOutOfRange", "takerFeeRate"],
    [{ venue: "okx", instruments: [] }, "sizeNotPositive", "tables[0].contractSize"],
    [{ venue: "nowhere" }, "unknownVenue", "venue"],
  ])("terms with %o", (change, code, field) => {
    const terms = { ...sheet.terms, ...change } as HoldingsTerms;
    expect(() => openHoldings(terms)).toThrow(expect.objectContaining({ name: "InputError", code, field }));
  });

  it.each([
    [Float64Array.of(1, 2, 0, 4, 5), "priceNotPositive", "marks[2]"],
    [Float64Array.of(1, 2, 3, 4, -5), "priceNotPositive", "marks[4]"],
    [Float64Array.of(Infinity, 2, 3, 4, 5), "notFinite", "marks[0]"],
    [Float64Array.of(1), "lengthsDiffer", "marks.length"],
    [[1, 2, 3, 4, 5], "wrongType", "marks"],
  ])("marks of %o", (marks, code, field) => {
    using holdings = openHoldings(sheet.terms);
    holdings.fill(sheet.columns);
    const marginRatio = new Float64Array(100).fill(8);
    expect(() => holdings.mark(marks as Float64Array, { marginRatio })).toThrow(expect.objectContaining({ code, field }));
    expect(marginRatio.every((ratio) => ratio === 8)).toBe(true);
  });

  it("what has no fields is refused by its name", () => {
    using holdings = openHoldings(sheet.terms);
    expect(() => openHoldings(null as never)).toThrow(expect.objectContaining({ code: "wrongType", field: "terms" }));
    expect(() => liquidationPrices(undefined as never)).toThrow(expect.objectContaining({ field: "terms" }));
    expect(() => openHoldings({ ...sheet.terms, instruments: {} as never })).toThrow(expect.objectContaining({ field: "instruments" }));
    expect(() => openHoldings({ ...sheet.terms, tables: [null] as never })).toThrow(expect.objectContaining({ code: "wrongType", field: "brackets" }));
    expect(() => holdings.fill(null as never)).toThrow(expect.objectContaining({ field: "columns" }));
    expect(() => holdings.mark(sheet.marks, null as never)).toThrow(expect.objectContaining({ field: "into" }));
  });

  it("arrays without room are refused", () => {
    using holdings = openHoldings(sheet.terms);
    holdings.fill(sheet.columns);
    expect(() => holdings.liquidationPrices(new Float64Array(99))).toThrow(InputError);
    expect(() => holdings.mark(sheet.marks, { distanceRate: new Float64Array(101) })).toThrow(InputError);
  });
});

it("a list of tables with holes is refused, and the engine stays whole", () => {
  const table = { brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 100 }] };
  const columns = { symbol: Uint8Array.of(0), signedQuantity: Float64Array.of(1), entryPrice: Float64Array.of(50_000), posted: Float64Array.of(5_000) };
  for (let i = 0; i < 400; i++) {
    const tables: object[] = new Array(1 + (i % 5));
    expect(() => liquidationPrices({ venue: "binance-usdm", tables, ...columns } as never)).toThrow(expect.objectContaining({ code: "wrongType" }));
  }
  expect(liquidationPrices({ venue: "binance-usdm", tables: [table], ...columns })[0]).toBeCloseTo(45_226.13, 2);
});
