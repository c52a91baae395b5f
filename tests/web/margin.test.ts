// plimsoll/margin: the small engine, asked at once and without a load.

import { describe, expect, it } from "vitest";
import { type Account, type ErrorCode, evaluate, InputError, marginTables, type Position, ready } from "plimsoll/margin";
import { engine, halfPercent } from "./plimsoll.ts";

const table = (maintenanceMarginRate: number, maintenanceAmount = 0) => ({
  // One row of a table that begins lower: what is below it does not matter here.
  brackets: maintenanceAmount === 0
    ? [{ notionalFloor: 0, maintenanceMarginRate, maxLeverage: 0.5 / maintenanceMarginRate }]
    : [
        { notionalFloor: 0, notionalCap: (2 * maintenanceAmount) / maintenanceMarginRate, maintenanceMarginRate: maintenanceMarginRate / 2, maxLeverage: 0.5 / maintenanceMarginRate },
        { notionalFloor: (2 * maintenanceAmount) / maintenanceMarginRate, maintenanceMarginRate, maxLeverage: 0.5 / maintenanceMarginRate },
      ],
});

const isolated = (venue: Account["venue"], position: Partial<Position>, more: Partial<Account> = {}): Account => ({
  venue,
  positions: [{ symbol: "X", side: "long", quantity: 1, entryPrice: 50_000, mode: "isolated", posted: 5_000, ...position } as Position],
  tables: { X: halfPercent },
  ...more,
});

const priceOf = (account: Account, marks = { X: 50_000 }) => evaluate(account, marks).positions[0]!.liquidationPrice.value;

describe("evaluate", () => {
  it("gives a liquidation price at once", () => {
    expect(priceOf(isolated("binance-usdm", {}))).toBeCloseTo(45_000 / 0.995, 9);
  });

  it("knows two cross positions, as Binance's example has them", () => {
    const account: Account = {
      venue: "binance-usdm",
      walletBalance: 1_535_443.01,
      positions: [
        { symbol: "BTCUSDT", side: "long", quantity: 109.488, entryPrice: 32_481.98, mode: "cross" },
        { symbol: "ETHUSDT", side: "long", quantity: 3_683.979, entryPrice: 1_456.84, mode: "cross" },
      ],
      tables: { BTCUSDT: table(0.025, 16_300), ETHUSDT: table(0.1, 135_365) },
    };
    const risk = evaluate(account, { BTCUSDT: "31967.27", ETHUSDT: "1335.18" });
    expect(risk.positions[0]!.liquidationPrice.value).toBeCloseTo(26_316.89, 1);
    expect(risk.positions[1]!.liquidationPrice.value).toBeCloseTo(1_153.26, 2);
    expect(risk.commonMoveToLiquidation.value).toBeLessThan(0);
    // Nearer than either price by itself.
    expect(-risk.commonMoveToLiquidation.value!).toBeLessThan(1 - 1_153.26 / 1_335.18);
    expect(risk.marginRatio.value).toBeLessThan(1);
    expect(risk.positions[0]!.lossIfLiquidated).toMatchObject({ value: null, reason: "wholeAccount" });
  });

  it("counts an inverse contract in coins, and never liquidates a short at 1x", () => {
    const short: Partial<Position> = { side: "short", quantity: 10_000, posted: 0.2 };
    expect(priceOf(isolated("binance-coinm", short))).toBeNull();
    expect(evaluate(isolated("binance-coinm", short), { X: 50_000 }).positions[0]!.liquidation.reason).toBe("fullyCollateralized");
    // Kraken's example: 1000 USD long from 8000 with 0.01 BTC at one per cent.
    const kraken = isolated("kraken-futures", { contracts: 1_000, quantity: undefined, entryPrice: 8_000, posted: 0.01 } as never, {
      instruments: { X: { kind: "inverse", contractSize: 1 } },
      tables: { X: { brackets: [{ contractsFloor: 0, maintenanceMarginRate: 0.01, maxLeverage: 50 }] } },
    });
    expect(priceOf(kraken, { X: 8_000 })).toBeCloseTo(7_481.48, 2);
  });

  it("takes contracts or units alike", () => {
    const instruments = { X: { contractSize: "0.001" } };
    const inContracts = isolated("binance-usdm", { contracts: 1_000, quantity: undefined } as never, { instruments });
    expect(priceOf(inContracts)).toBe(priceOf(isolated("binance-usdm", {}, { instruments })));
  });

  it("asks for a fee that the venue counts, and invents none", () => {
    const risk = evaluate(isolated("gate", {}), { X: 50_000 }).positions[0]!;
    expect(risk.liquidation).toMatchObject({ value: null, reason: "noTakerFee", missing: ["takerFeeRate"] });
    expect(risk.equity.value).toBe(5_000);
    expect(priceOf(isolated("gate", {}, { takerFeeRate: 0.0005 }))).toBeCloseTo(45_000 / 0.9945, 9);
  });

  it("names the leverage that it has to assume", () => {
    const htx = (more: Partial<Position>) => evaluate(isolated("htx", more, {
      instruments: { X: { contractSize: 0.001 } },
      tables: { X: { brackets: [{ contractsFloor: 0, maintenanceMarginRate: 0.015, maxLeverage: 20 }] } },
    }), { X: 50_000 }).positions[0]!.liquidationPrice;
    expect(htx({}).assumed).toEqual(["leverageSetting as at entry"]);
    expect(htx({ leverageSetting: 10 })).toMatchObject({ assumed: [], value: htx({}).value });
    expect(htx({ leverageSetting: 10 }).value).toBeCloseTo(45_000 / (1 - 0.0015), 9);
  });

  it("shows OKX's price a tick nearer to the mark", () => {
    const account = isolated("okx", {}, {
      takerFeeRate: 0.0005,
      instruments: { X: { contractSize: 0.01, tickSize: 0.1 } },
      tables: { X: { brackets: [{ contractsFloor: 0, maintenanceMarginRate: 0.004, maxLeverage: 100 }] } },
    });
    const { liquidationPrice, liquidation } = evaluate(account, { X: 50_000 }).positions[0]!;
    expect(liquidation.value).toBeCloseTo(liquidationPrice.value! + 0.1, 9);
  });

  it("counts collateral in the index asset as falling with it", () => {
    const account: Account = {
      venue: "binance-usdm",
      positions: [{ symbol: "X", side: "long", quantity: 1, entryPrice: 50_000, mode: "cross" }],
      tables: { X: halfPercent },
      collaterals: [{ asset: "BTC", quantity: 0.2, price: 50_000, weight: 0.95, follows: "X" }],
    };
    expect(priceOf(account)).toBeCloseTo(50_000 / 1.185, 6);
  });

  it("says where a number comes from, and which formula it is", () => {
    const { formula, tableDate } = evaluate(isolated("bybit-linear-2024", {}), { X: 50_000 }).positions[0]!.liquidation;
    expect({ formula, tableDate }).toEqual({ formula: "Bybit help 2024-09-10", tableDate: null });
  });

  it("answers an account of nothing, and one of two thousand", () => {
    expect(evaluate({ venue: "binance-usdm", positions: [] }, {}).positions).toEqual([]);
    const one = isolated("binance-usdm", {}).positions[0]!;
    const many = evaluate({
      venue: "binance-usdm",
      positions: Array.from({ length: 2_000 }, (_, i) => ({ ...one, id: String(i) })),
      tables: { X: halfPercent },
    }, { X: 50_000 });
    expect(new Set(many.positions.map(({ liquidation }) => liquidation.value)).size).toBe(1);
  });

  it("is the same as the large engine's", async () => {
    const plimsoll = await engine();
    for (const venue of ["binance-usdm", "hyperliquid", "bybit-linear", "coinex"] as const) {
      const account = isolated(venue, { leverageSetting: 10 });
      expect(evaluate(account, { X: 49_000 })).toEqual(plimsoll.evaluate(account, { X: 49_000 }));
    }
  });
});

describe("marginTables", () => {
  it("reads Binance's payload, and ready() is not needed for it", async () => {
    const payload = [{ symbol: "X", brackets: [{ bracket: 1, initialLeverage: 100, notionalCap: 1e9, notionalFloor: 0, maintMarginRatio: 0.005, cum: 0 }] }];
    const tables = marginTables("binance-usdm", payload);
    expect(priceOf(isolated("binance-usdm", {}, { tables }))).toBeCloseTo(45_000 / 0.995, 9);
    await ready();
    expect(priceOf(isolated("binance-usdm", {}, { tables }))).toBeCloseTo(45_000 / 0.995, 9);
  });
});

const cross = (more: Partial<Account>): Account => ({ ...isolated("binance-usdm", { mode: "cross" }), ...more });
const refused: readonly [ErrorCode, string, unknown, Account][] = [
  ["unknownVenue", "venue", "mtgox", isolated("mtgox" as never, {})],
  ["wrongType", "mode", "portfolio", isolated("binance-usdm", { mode: "portfolio" } as never)],
  ["missingField", "contracts", 5, isolated("binance-usdm", { contracts: 5 })],
  ["missingField", "contractSize", undefined, isolated("binance-usdm", { contracts: 5, quantity: undefined } as never)],
  ["leverageOutOfRange", "leverageSetting", 1_000, isolated("binance-usdm", { leverageSetting: 1_000 })],
  ["leverageOutOfRange", "leverageSetting", 0, isolated("binance-usdm", { leverageSetting: 0 })],
  ["badNumber", "leverageSetting", "1,000", isolated("binance-usdm", { leverageSetting: "1,000" })],
  ["notFinite", "walletBalance", Infinity, cross({ walletBalance: Infinity })],
  ["rateOutOfRange", "takerFeeRate", 5, cross({ takerFeeRate: 5 })],
  ["rateOutOfRange", "weight", 1.5, cross({ collaterals: [{ asset: "BTC", quantity: 1, price: 1, weight: 1.5 }] })],
  ["priceNotPositive", "price", 0, cross({ collaterals: [{ asset: "BTC", quantity: 1, price: 0 }] })],
  ["wrongType", "kind", "quanto", cross({ instruments: { X: { kind: "quanto" as never } } })],
  ["quantityNotPositive", "contracts", undefined, isolated("okx", {}, { takerFeeRate: 0.0005 })],
  ["tablePercent", "maintenanceMarginRate", 0.5, cross({ tables: { X: { brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.5, maxLeverage: 125 }] } } })],
];

const shapes: readonly [string, unknown][] = [
  ["account", null], ["account", 5], ["account", []],
  ["positions", { positions: undefined }], ["positions", { positions: {} }], ["positions", { positions: [null] }],
  ["positions", { positions: ["long"] }], ["tables", { tables: 5 }], ["tables", { tables: { X: null } }],
  ["brackets", { tables: { X: {} } }], ["brackets", { tables: { X: { brackets: [null] } } }],
  ["instruments", { instruments: null }], ["collaterals", { collaterals: {} }], ["collaterals", { collaterals: [7] }],
];

it.each(shapes)("wrongType: %s in %j", (field, change) => {
  const whole = change === null || typeof change !== "object" || Array.isArray(change);
  const account = (whole ? change : { ...isolated("binance-usdm", {}), ...change }) as Account;
  try {
    evaluate(account, { X: 50_000 });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: "wrongType", field });
  }
});

it("refuses marks that are none", () => {
  expect(() => evaluate(isolated("binance-usdm", {}), null as never)).toThrow(InputError);
  for (const mark of ["", "1,000", Number.NaN, Infinity, 0, -1]) {
    expect(() => evaluate(isolated("binance-usdm", {}), { X: mark })).toThrow(InputError);
  }
});

it.each(refused)("%s: %s is %j", (code, field, value, account) => {
  try {
    evaluate(account, { X: 50_000 });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code, field, value });
  }
});

it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("knows no table and no mark of %s", (symbol) => {
  const { positions } = isolated("binance-usdm", {});
  const account = { venue: "binance-usdm", positions: [{ ...positions[0]!, symbol }], tables: {}, instruments: {} } as Account;
  const [risk] = evaluate(account, {}).positions;
  expect(risk!.liquidation).toMatchObject({ value: null, reason: "noTable" });
  expect(risk!.notional).toMatchObject({ value: null, reason: "noMark" });
});

it("wants symbols that are words", () => {
  const { positions } = isolated("binance-usdm", {});
  for (const symbol of [undefined, null, 5, {}]) {
    const account = { venue: "binance-usdm", positions: [{ ...positions[0]!, symbol }] } as unknown as Account;
    expect(() => evaluate(account, {})).toThrow(expect.objectContaining({ code: "wrongType", field: "symbol" }));
  }
});

it("measures distances in what the market usually does, where that is told", () => {
  const account = isolated("binance-usdm", {});
  const known = { ...account, instruments: { X: { volatilityPerDay: 0.04 } } };
  const [untold] = evaluate(account, { X: 50_000 }).positions;
  expect(untold!.distanceDays).toMatchObject({ value: null, reason: "noVolatility", missing: ["volatility"] });
  const [risk] = evaluate(known, { X: 50_000 }).positions;
  const away = Math.log(50_000 / risk!.liquidationPrice.value!);
  expect(risk!.distanceDays.value).toBeCloseTo(away / 0.04, 9);
  expect(risk!.distanceHours.value).toBeCloseTo(away / (0.04 / Math.sqrt(24)), 9);
  for (const volatilityPerDay of [-0.04, Number.NaN, "4 %"]) {
    const wrong = { ...account, instruments: { X: { volatilityPerDay } } };
    expect(() => evaluate(wrong, { X: 50_000 })).toThrow(expect.objectContaining({ field: "volatilityPerDay" }));
  }
});

// --- What looks safe and is not -------------------------------------------------------------------

const half = { brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 100 }] };
const crossOf = (positions: object[], more: object = {}) => ({
  venue: "binance-usdm", walletBalance: 5_000, tables: { X: half }, ...more,
  positions: positions.map((position, i) => ({ id: `${i}`, symbol: "X", mode: "cross", entryPrice: 50_000, ...position })),
}) as unknown as Account;

it("says that a wallet nobody stated is taken for empty", () => {
  const untold = evaluate(crossOf([{ side: "long", quantity: 0.01 }], { walletBalance: undefined }), { X: 50_000 });
  expect(untold.positions[0]!.liquidation.assumed).toEqual(["walletBalance as 0"]);
  expect(untold.marginRatio.assumed).toEqual(["walletBalance as 0"]);
  expect(evaluate(crossOf([{ side: "long", quantity: 0.01 }]), { X: 50_000 }).marginRatio.assumed).toEqual([]);
});

it("knows no free margin where a leverage setting is not known", () => {
  const risk = evaluate(crossOf([{ side: "long", quantity: 0.1 }]), { X: 50_000 });
  expect(risk.freeMargin).toMatchObject({ value: null, reason: "noLeverage", missing: ["leverageSetting"] });
  const set = evaluate(crossOf([{ side: "long", quantity: 0.1, leverageSetting: 10 }]), { X: 50_000 });
  expect(set.freeMargin.value).toBe(4_500);
});

it("moves collateral with the market though nothing is held in what it follows", () => {
  const collaterals = [{ asset: "ETH", quantity: 2, price: 2_500, follows: "ETHUSDT" }];
  const account = crossOf([{ side: "long", quantity: 0.2 }], { walletBalance: 0, collaterals });
  // 5 000 (1 + r) + 10 000 r = 50 (1 + r)
  expect(evaluate(account, { X: 50_000 }).commonFallToLiquidation.value).toBeCloseTo(-4_950 / 14_950, 9);
});

it("finds the price of a hedge on the side that hurts later", () => {
  const tiers = { brackets: [
    { notionalFloor: 0, notionalCap: 50_000, maintenanceMarginRate: 0.005, maxLeverage: 100 },
    { notionalFloor: 50_000, maintenanceMarginRate: 0.02, maxLeverage: 20 },
  ] };
  const account = crossOf([{ side: "long", quantity: 1.02 }, { side: "short", quantity: 1 }], { walletBalance: 1_500, tables: { X: tiers } });
  const { positions, commonRiseToLiquidation } = evaluate(account, { X: 48_000 });
  const [long, short] = positions;
  expect(long!.liquidation.value).toBeCloseTo(48_000 * (1 + commonRiseToLiquidation.value!), 4);
  expect(short!.liquidation.value).toBe(long!.liquidation.value);
  expect(evaluate(account, { X: long!.liquidation.value! * 1.0001 }).liquidatable).toBe(true);
});

it("counts the distance of a leg that wins toward where its account is liquidated", () => {
  const { positions } = evaluate(crossOf([{ side: "long", quantity: 2 }, { side: "short", quantity: 1 }], { instruments: { X: { tickSize: 0.1 } } }), { X: 48_000 });
  const [long, short] = positions;
  expect(short!.liquidatable).toBe(false);
  expect(short!.distanceRate.value).toBeGreaterThan(0);
  expect(short!.distanceRate.value).toBeCloseTo(long!.distanceRate.value!, 12);
  expect(short!.liquidation.value).toBe(long!.liquidation.value);
});

it("does not call a position covered that is under water", () => {
  const [risk] = evaluate({ ...isolated("binance-usdm", { pendingFees: 6_000 }), tables: { X: half } } as Account, { X: 50_000 }).positions;
  expect(risk!.liquidatable).toBe(true);
  const small = evaluate(crossOf([{ side: "short", quantity: 1 }, { symbol: "Y", side: "long", quantity: 1 }], { tables: { X: half, Y: half } }), { X: 50_000, Y: 1 });
  for (const { liquidation } of small.positions) expect(liquidation.reason).not.toBe("fullyCollateralized");
});

it("gives a reason wherever there is no number", () => {
  const account = crossOf([{ symbol: "Y", side: "long", quantity: 1 }, { side: "long", quantity: 1 }]);
  for (const position of evaluate(account, { Y: 50_000 }).positions) {
    for (const value of Object.values(position)) {
      if (typeof value === "object") expect(value.value === null).toBe(value.reason !== null);
    }
  }
});

it("lets a bracket's cap belong to it", () => {
  const tiers = { brackets: [
    { notionalFloor: 0, notionalCap: 50_000, maintenanceMarginRate: 0.004, maxLeverage: 125 },
    { notionalFloor: 50_000, maintenanceMarginRate: 0.005, maxLeverage: 100 },
  ] };
  const risk = evaluate(crossOf([{ side: "long", quantity: 1, leverageSetting: 125 }], { tables: { X: tiers } }), { X: 50_000 });
  expect(risk.positions[0]!.maxLeverage.value).toBe(125);
});

it("refuses rows in another unit than the venue's", () => {
  const rows = (floor: string, cap: string) => ({ brackets: [
    { [floor]: 0, [cap]: 1_000, maintenanceMarginRate: 0.005, maxLeverage: 100 },
    { [floor]: 1_000, maintenanceMarginRate: 0.02, maxLeverage: 20 },
  ] });
  const ask = (venue: string, table: object) => () =>
    evaluate({ ...isolated("binance-usdm", {}), venue, takerFeeRate: 0, instruments: { X: { contractSize: 1 } }, tables: { X: table } } as Account, { X: 50_000 });
  expect(ask("okx", rows("notionalFloor", "notionalCap"))).toThrow(expect.objectContaining({ code: "wrongType", field: "notionalFloor" }));
  expect(ask("binance-usdm", rows("contractsFloor", "contractsCap"))).toThrow(expect.objectContaining({ code: "wrongType", field: "contractsFloor" }));
  expect(ask("okx", rows("contractsFloor", "contractsCap"))).not.toThrow();
});

it("comes to an end with numbers that no market has", () => {
  const account = { ...isolated("deribit", {}), tables: { X: { ...half, rateGrowthPerUnit: 0.005 } } };
  for (const entryPrice of [1e100, 1e300, 1e-300]) {
    const [position] = account.positions;
    expect(() => evaluate({ ...account, positions: [{ ...position!, entryPrice }] } as Account, { X: 1 })).not.toThrow(RangeError);
  }
});

it("refuses lists with holes, and takes undefined for what is left out", () => {
  const positions: object[] = [];
  positions[1] = isolated("binance-usdm", {}).positions[0]!;
  expect(() => evaluate({ ...isolated("binance-usdm", {}), positions } as Account, { X: 1 })).toThrow(expect.objectContaining({ code: "wrongType", field: "positions" }));
  const left = { walletBalance: 5_000, orderMargin: undefined };
  expect(evaluate(crossOf([{ side: "long", quantity: 0.1 }], left), { X: 50_000 }, { wantedMarginRatio: undefined } as never).equity.value).toBe(5_000);
});

it("does not mix answers when a getter asks in between", () => {
  const other = crossOf(Array.from({ length: 50 }, () => ({ side: "short", quantity: 0.01 })));
  const [position] = isolated("binance-usdm", {}).positions;
  const asking = { ...position!, get id() { evaluate(other, { X: 1 }); return "x"; } };
  const account = { ...isolated("binance-usdm", {}), positions: [asking, { ...position!, id: "y" }] } as Account;
  const [x, y] = evaluate(account, { X: 50_000 }).positions;
  expect(x!.liquidation.value).toBe(y!.liquidation.value);
});
