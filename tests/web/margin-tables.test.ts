// Tier payloads of every venue, and ccxt's, as plimsoll/margin reads them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Account, evaluate, InputError, type MarginTable, marginTables, type MarginVenue, type Position, type TableOrigin } from "plimsoll/margin";
import { recordedFolder } from "./recorded.ts";

type Rows = readonly (readonly [floor: number, cap: number | undefined, rate: number, amount: number | undefined, leverage: number])[];

/** A table's brackets as numbers, whatever they are counted in. */
function rowsOf(table: MarginTable | undefined): Rows {
  return table!.brackets.map((bracket) => {
    const numbers = [
      bracket.contractsFloor ?? bracket.notionalFloor, bracket.contractsCap ?? bracket.notionalCap,
      bracket.maintenanceMarginRate, bracket.maintenanceAmount, bracket.maxLeverage,
    ].map((value) => (value === undefined ? undefined : Number(value)));
    return numbers as unknown as Rows[number];
  });
}

interface Held {
  readonly quantity?: number;
  readonly contracts?: number;
  readonly instrument?: NonNullable<Account["instruments"]>[string];
  readonly leverageSetting?: number;
}

/** What a position of 50 000 at mark must keep. */
function maintenance(venue: MarginVenue, table: MarginTable, held: Held): number | null {
  const { instrument, ...size } = held;
  const position = { symbol: "X", side: "long", entryPrice: 50_000, mode: "isolated", posted: 1e9, ...size } as Position;
  return evaluate({
    venue, positions: [position], tables: { X: table }, takerFeeRate: 0, ...(instrument && { instruments: { X: instrument } }),
  }, { X: 50_000 }).positions[0]!.maintenanceMargin.value;
}

interface Stated {
  readonly page: string;
  readonly venue: MarginVenue;
  readonly payload: unknown;
  readonly origin?: TableOrigin;
  readonly tables: Readonly<Record<string, Rows>>;
  readonly held: Held;
  /** Of the first table: by hand, rate times notional less the amount. */
  readonly maintenance: number;
}

const bybitRow = (id: number, riskLimitValue: string, maintenanceMargin: unknown, initialMargin: unknown, maxLeverage: string, mmDeduction: string, symbol = "BTCUSDT") =>
  ({ id, symbol, riskLimitValue, maintenanceMargin, initialMargin, isLowestRisk: Number(id === 1), maxLeverage, mmDeduction });
const bybitRows = [
  bybitRow(2, "2600000", "0.0056", "0.0111", "90.00", "1200"),
  bybitRow(1, "2000000", "0.005", "0.01", "100.00", ""),
];
const okxRow = (tier: string, minSz: string, maxSz: string, mmr: string, maxLever: string) => ({
  baseMaxLoan: "", imr: String(1 / Number(maxLever)), instFamily: "BTC-USDT", instId: "", maxLever, maxSz, minSz, mmr,
  optMgnFactor: "0", quoteMaxLoan: "", tier, uly: "BTC-USDT",
});
const okxRows = [okxRow("1", "0", "500", "0.004", "100"), okxRow("2", "501", "1000", "0.005", "75"), okxRow("3", "1000.01", "3000", "0.01", "50")];
const bitgetRow = (level: string, startUnit: string, endUnit: string, leverage: string, keepMarginRate: string) =>
  ({ symbol: "BTCUSDT", level, startUnit, endUnit, leverage, keepMarginRate });
const bitgetRows = [bitgetRow("2", "150000", "900000", "100", "0.005"), bitgetRow("1", "0", "150000", "125", "0.004")];
const gateRow = (tier: number, risk_limit: string, initial_rate: string, maintenance_rate: string, leverage_max: string, deduction: string) =>
  ({ tier, risk_limit, initial_rate, maintenance_rate, leverage_max, contract: "ZTX_USDT", deduction });
const gateRows = [gateRow(1, "500000", "0.01", "0.005", "100", "0"), gateRow(2, "1000000", "0.02", "0.01", "50", "2500")];
const kucoinRow = (level: number, minRiskLimit: number, maxRiskLimit: number, maxLeverage: number, maintainMargin: number) =>
  ({ symbol: "ETHUSDTM", level, maxRiskLimit, minRiskLimit, maxLeverage, initialMargin: 1 / maxLeverage, maintainMargin });
const kucoinRows = [kucoinRow(1, 0, 300_000, 100, 0.005), kucoinRow(2, 300_000, 500_000, 50, 0.01)];
const krakenRows = [
  { symbol: "PI_XBTUSD", type: "futures_inverse", contractSize: 1, marginLevels: [
    { contracts: 500_000, initialMargin: 0.04, maintenanceMargin: 0.02 },
    { contracts: 0, initialMargin: 0.02, maintenanceMargin: 0.01 },
  ] },
  { symbol: "PF_NEWUSD", type: "flexible_futures", contractSize: 1, marginLevels: [{ numNonContractUnits: 0, initialMargin: 0.1, maintenanceMargin: 0.05 }] },
  // In quote units, by which the engine cannot find a level.
  { symbol: "PF_XBTUSD", type: "flexible_futures", contractSize: 1, marginLevels: [
    { numNonContractUnits: 0, initialMargin: 0.02, maintenanceMargin: 0.01 },
    { numNonContractUnits: 500_000, initialMargin: 0.04, maintenanceMargin: 0.02 },
  ] },
  { symbol: "in_xbtusd", type: "spot index", tradeable: false },
];
const htxRows = [{ symbol: "BTC", contract_code: "BTC-USDT", margin_mode: "isolated", trade_partition: "USDT", list: [
  { lever_rate: 10, ladders: [
    { ladder: 0, min_size: 0, max_size: 100, adjust_factor: 0.1 },
    { ladder: 1, min_size: 101, max_size: null, adjust_factor: 0.2 },
  ] },
  { lever_rate: 125, ladders: [{ ladder: 0, min_size: 0, max_size: null, adjust_factor: 0.65 }] },
] }];
const meta = {
  universe: [
    { szDecimals: 5, name: "BTC", maxLeverage: 40, marginTableId: 56 },
    { szDecimals: 2, name: "ATOM", maxLeverage: 5, marginTableId: 5 },
    { szDecimals: 0, name: "OLD", maxLeverage: 20 },
  ],
  marginTables: [[56, { description: "tiered 40x", marginTiers: [{ lowerBound: "0.0", maxLeverage: 40 }, { lowerBound: "150000000.0", maxLeverage: 20 }] }]],
};
const coin = { symbol: "BTCUSD_PERP", notionalCoef: 1.5, brackets: [
  { bracket: 2, initialLeverage: 100, qtyCap: 10, qtyFloor: 5, maintMarginRatio: 0.005, cum: 0.005 },
  { bracket: 1, initialLeverage: 125, qtyCap: 5, qtylFloor: 0, maintMarginRatio: 0.004, cum: 0 },
] };
const tier = (number: number, minNotional: number, maxNotional: number | undefined, maintenanceMarginRate: number, maxLeverage: number, symbol?: string) =>
  ({ tier: number, ...(symbol && { symbol }), currency: "USDT", minNotional, maxNotional, maintenanceMarginRate, maxLeverage, info: {} });
const linear = { contractSize: 0.01 };

const all: Readonly<Record<string, Stated>> = {
  "Binance USDⓈ-M": {
    page: "developers.binance.com, Notional and Leverage Brackets", venue: "binance-usdm",
    payload: [{ symbol: "ETHUSDT", notionalCoef: 1.5, brackets: [
      { bracket: 1, initialLeverage: 75, notionalCap: 10_000, notionalFloor: 0, maintMarginRatio: 0.0065, cum: 0 },
      { bracket: 2, initialLeverage: 50, notionalCap: 100_000, notionalFloor: 10_000, maintMarginRatio: 0.01, cum: 35 },
    ] }],
    tables: { ETHUSDT: [[0, 15_000, 0.0065, 0, 75], [15_000, 150_000, 0.01, 52.5, 50]] },
    held: { quantity: 1 }, maintenance: 500 - 52.5,
  },
  "Binance COIN-M": {
    page: "developers.binance.com, Notional Bracket for Symbol", venue: "binance-coinm", payload: coin,
    tables: { BTCUSD_PERP: [[0, 7.5, 0.004, 0, 125], [7.5, 15, 0.005, 0.0075, 100]] },
    held: { quantity: 500_000 }, maintenance: 10 * 0.005 - 0.0075,
  },
  "Bybit linear": {
    page: "bybit-exchange.github.io, Get Risk Limit", venue: "bybit-linear",
    payload: { retCode: 0, retMsg: "OK", result: { category: "linear", list: bybitRows, nextPageCursor: "" }, retExtInfo: {}, time: 1_672_054_488_010 },
    tables: { BTCUSDT: [[0, 2e6, 0.005, 0, 100], [2e6, 2.6e6, 0.0056, 1_200, 90]] },
    held: { quantity: 50 }, maintenance: 2.5e6 * 0.0056 - 1_200,
  },
  "Bybit inverse, in per cent as the page's own example": {
    page: "bybit-exchange.github.io, Get Risk Limit", venue: "bybit-inverse",
    payload: { category: "inverse", list: [bybitRow(1, "150", 0.5, 1, "100.00", "", "BTCUSD"), bybitRow(2, "300", "1", "2", "50.00", "", "BTCUSD")] },
    tables: { BTCUSD: [[0, 150, 0.005, 0, 100], [150, 300, 0.01, undefined, 50]] },
    held: { quantity: 1e7 }, maintenance: 200 * 0.01 - 150 * 0.005,
  },
  OKX: {
    page: "OKX API guide, Get position tiers", venue: "okx", payload: { code: "0", msg: "", data: okxRows },
    tables: { "BTC-USDT": [[0, 501, 0.004, undefined, 100], [501, 1000.01, 0.005, undefined, 75], [1000.01, 3000, 0.01, undefined, 50]] },
    held: { contracts: 600, instrument: linear }, maintenance: 300_000 * 0.005,
  },
  Bitget: {
    page: "Bitget API documentation, Get Position Tier", venue: "bitget",
    payload: { code: "00000", data: bitgetRows, msg: "success", requestTime: 1_627_292_076_687 },
    tables: { BTCUSDT: [[0, 150_000, 0.004, undefined, 125], [150_000, 900_000, 0.005, undefined, 100]] },
    held: { quantity: 10 }, maintenance: 500_000 * 0.005 - 150,
  },
  Gate: {
    page: "Gate API v4, List risk limit tiers", venue: "gate", payload: gateRows,
    tables: { ZTX_USDT: [[0, 500_000, 0.005, 0, 100], [500_000, 1e6, 0.01, 2_500, 50]] },
    held: { quantity: 15 }, maintenance: 750_000 * 0.01 - 2_500,
  },
  KuCoin: {
    page: "KuCoin futures API, Obtain Futures Risk Limit Level", venue: "kucoin", payload: { code: "200000", data: kucoinRows },
    tables: { ETHUSDTM: [[0, 300_000, 0.005, undefined, 100], [300_000, 500_000, 0.01, undefined, 50]] },
    held: { quantity: 8 }, maintenance: 400_000 * 0.01 - 1_500,
  },
  Kraken: {
    page: "Kraken API, Get instruments", venue: "kraken-futures", payload: { result: "success", instruments: krakenRows, serverTime: "2026-11-22T00:00:00.000Z" },
    tables: { PI_XBTUSD: [[0, 500_000, 0.01, undefined, 50], [500_000, undefined, 0.02, undefined, 25]], PF_NEWUSD: [[0, undefined, 0.05, undefined, 10]] },
    held: { contracts: 600_000, instrument: { kind: "inverse", contractSize: 1 } }, maintenance: 12 * 0.02,
  },
  HTX: {
    page: "HTX futures API, Query Information on Tiered Adjustment Factor", venue: "htx", payload: { status: "ok", data: htxRows, ts: 1_603_699_417_294 },
    tables: { "BTC-USDT@10": [[0, 101, 0.1, undefined, 10], [101, undefined, 0.2, undefined, 10]], "BTC-USDT@125": [[0, undefined, 0.65, undefined, 125]] },
    held: { contracts: 200, instrument: linear, leverageSetting: 10 }, maintenance: 100_000 * 0.2 / 10,
  },
  Hyperliquid: {
    page: "hyperliquid.gitbook.io, Margin tiers", venue: "hyperliquid", payload: meta,
    tables: { BTC: [[0, 150e6, 0.0125, undefined, 40], [150e6, undefined, 0.025, undefined, 20]], ATOM: [[0, undefined, 0.1, undefined, 5]], OLD: [[0, undefined, 0.025, undefined, 20]] },
    held: { quantity: 4_000 }, maintenance: 200e6 * 0.025 - 150e6 * 0.0125,
  },
  "ccxt's list": {
    page: "ccxt manual, Leverage Tiers", venue: "mexc",
    payload: [tier(2, 50_000, undefined, 0.01, 50, "BTC/USDT:USDT"), tier(1, 0, 50_000, 0.005, 100, "BTC/USDT:USDT")],
    tables: { "BTC/USDT:USDT": [[0, 50_000, 0.005, undefined, 100], [50_000, undefined, 0.01, undefined, 50]] },
    held: { quantity: 2 }, maintenance: 1_000 - 250,
  },
  "ccxt's list that names no symbol": {
    page: "ccxt manual, Leverage Tiers", venue: "bybit-linear-2024", payload: [tier(1, 0, 50_000, 0.005, 100)], origin: { symbol: "X" },
    tables: { X: [[0, 50_000, 0.005, undefined, 100]] },
    held: { quantity: 1 }, maintenance: 250,
  },
  "ccxt's lists by symbol, in contracts at OKX": {
    page: "ccxt manual, Leverage Tiers", venue: "okx", payload: { "BTC/USDT:USDT": [tier(1, 0, 2_000, 0.01, 75), tier(2, 2_001, 4_000, 0.015, 50)] },
    tables: { "BTC/USDT:USDT": [[0, 2_001, 0.01, undefined, 75], [2_001, 4_000, 0.015, undefined, 50]] },
    held: { contracts: 2_000, instrument: linear }, maintenance: 1e6 * 0.01,
  },
};

describe.each(Object.entries(all))("%s", (_, { venue, payload, origin, tables, held, maintenance: expected }) => {
  const asked = () => marginTables(venue, payload, { ...origin, date: "2026-11-22", source: "by hand" });

  it("becomes tables in their order, with date and source", () => {
    const read = asked();
    const rows = Object.fromEntries(Object.entries(read).map(([symbol, table]) => [symbol, rowsOf(table)]));
    expect(Object.keys(rows)).toEqual(Object.keys(tables));
    for (const [symbol, expectedRows] of Object.entries(tables)) {
      expect(rows[symbol]!.length).toBe(expectedRows.length);
      expectedRows.forEach((row, i) => row.forEach((value, j) => {
        if (value === undefined) expect(rows[symbol]![i]![j]).toBeUndefined();
        else expect(rows[symbol]![i]![j]).toBeCloseTo(value, 12);
      }));
      expect(read[symbol]).toMatchObject({ date: "2026-11-22", source: "by hand" });
      expect(read[symbol]).not.toHaveProperty("symbol");
    }
  });

  it("is what evaluate goes by", () => {
    expect(maintenance(venue, Object.values(asked())[0]!, held)).toBeCloseTo(expected, 6);
  });
});

describe("wrapped and bare", () => {
  it.each([
    ["bybit-linear", bybitRows, { result: { list: bybitRows } }], ["okx", okxRows, { data: okxRows }],
    ["bitget", bitgetRows, { data: bitgetRows }], ["kucoin", kucoinRows, { data: kucoinRows }],
    ["kraken-futures", krakenRows, { instruments: krakenRows }], ["htx", htxRows, { data: htxRows }],
    ["hyperliquid", meta, [meta, [{}, {}, {}]]], ["binance-coinm", coin, [coin]],
  ] as const)("%s is read alike", (venue, bare, wrapped) => {
    expect(marginTables(venue, bare)).toEqual(marginTables(venue, wrapped));
  });
});

function refused(venue: MarginVenue, payload: unknown, origin?: TableOrigin): InputError {
  try {
    marginTables(venue, payload, origin);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error("nothing was thrown");
}

const errorAnswers: Partial<Record<MarginVenue, unknown>> = {
  "binance-usdm": { code: -2015, msg: "Invalid API-key, IP, or permissions for action." },
  "binance-coinm": { code: -2015, msg: "Invalid API-key, IP, or permissions for action." },
  "bybit-linear": { retCode: 10_001, retMsg: "params error: symbol invalid", result: {}, retExtInfo: {}, time: 1 },
  "bybit-inverse": { retCode: 10_001, retMsg: "params error", result: { category: "", list: [] } },
  okx: { code: "51000", msg: "Parameter instFamily error", data: [] },
  bitget: { code: "40034", msg: "Parameter does not exist", requestTime: 1, data: null },
  gate: { label: "CONTRACT_NOT_FOUND", message: "" },
  kucoin: { code: "400100", msg: "Unsupported symbol" },
  "kraken-futures": { result: "error", error: "apiLimitExceeded", serverTime: "2026-11-22T00:00:00.000Z" },
  htx: { status: "error", err_code: 1_332, err_msg: "The contract doesn't exist.", ts: 1 },
  hyperliquid: { error: "Failed to deserialize the JSON body" },
  deribit: { jsonrpc: "2.0", error: { code: -32_602, message: "Invalid params" } },
  phemex: { code: 10_000, msg: "error", data: null },
};

describe.each(Object.entries(errorAnswers) as [MarginVenue, unknown][])("%s", (venue, errorAnswer) => {
  it.each([[errorAnswer], [null], [undefined], [5], ["[]"], [{}], [[]], [[null]], [[5]], [[[]]], [{ data: [null] }], [{ result: { list: "x" } }]])(
    "refuses another payload: %j", (payload) => {
      expect(refused(venue, payload)).toMatchObject({ code: "wrongType", field: "payload", value: payload });
    });
});

const altered = <Row extends object>(rows: readonly Row[], at: number, change: object): Row[] =>
  rows.map((row, i) => (i === at ? { ...row, ...change } : row));
const ladder = (change: object) => [{ ...htxRows[0], list: [{ lever_rate: 10, ladders: altered(htxRows[0]!.list[0]!.ladders, 1, change) }] }];
const levels = (change: object) => [{ symbol: "PI_X", marginLevels: altered<object>(krakenRows[0]!.marginLevels!, 0, change) }];
const tiers = (change: object) => ({ ...meta, marginTables: [[56, { marginTiers: altered((meta.marginTables[0]![1] as { marginTiers: object[] }).marginTiers, 1, change) }]] });
const brackets = (change: object) => ({ symbol: "X", brackets: altered(coin.brackets, 0, change) });

it.each<[what: string, venue: MarginVenue, payload: unknown, code: string, field: string, value: unknown]>([
  ["a hole", "binance-coinm", brackets({ qtyFloor: 6 }), "tableHole", "notionalFloor", 6],
  ["an overlap", "binance-coinm", brackets({ qtyFloor: 4 }), "tableOverlap", "notionalFloor", 4],
  ["per cent", "binance-coinm", brackets({ maintMarginRatio: 0.5 }), "tablePercent", "maintenanceMarginRate", 0.5],
  ["no factor", "binance-usdm", { ...coin, notionalCoef: "x" }, "badNumber", "notionalCoef", "x"],
  ["a bracket without an edge", "binance-usdm", brackets({ qtyFloor: undefined }), "notFinite", "notionalFloor", undefined],
  ["another deduction", "bybit-linear", altered(bybitRows, 0, { mmDeduction: "1300" }), "tableDiscontinuous", "maintenanceAmount", "1300"],
  ["per cent that nothing proves", "bybit-linear", altered(bybitRows, 1, { maintenanceMargin: "0.5" }), "tablePercent", "maintenanceMarginRate", "0.5"],
  ["no limit", "bybit-linear", altered(bybitRows, 0, { riskLimitValue: undefined }), "notFinite", "notionalCap", undefined],
  ["a number with a comma", "bybit-linear", altered(bybitRows, 0, { riskLimitValue: "2,600,000" }), "badNumber", "notionalCap", "2,600,000"],
  ["no symbol", "bybit-linear", altered(bybitRows, 0, { symbol: undefined }), "missingField", "symbol", undefined],
  ["a hole of two contracts", "okx", altered(okxRows, 1, { minSz: "502" }), "tableHole", "contractsFloor", "502"],
  ["an overlap", "okx", altered(okxRows, 1, { minSz: "400" }), "tableOverlap", "contractsFloor", "400"],
  ["per cent", "okx", altered(okxRows, 2, { mmr: "1" }), "tablePercent", "maintenanceMarginRate", "1"],
  ["no size", "okx", altered(okxRows, 2, { minSz: "" }), "badNumber", "contractsFloor", ""],
  ["a hole", "bitget", altered(bitgetRows, 0, { startUnit: "150001" }), "tableHole", "notionalFloor", "150001"],
  ["no rate", "bitget", altered(bitgetRows, 0, { keepMarginRate: undefined }), "notFinite", "maintenanceMarginRate", undefined],
  ["no beginning", "bitget", [bitgetRows[0]], "tableNotFromZero", "notionalFloor", "150000"],
  ["per cent", "gate", altered(gateRows, 0, { maintenance_rate: "0.5" }), "tablePercent", "maintenanceMarginRate", "0.5"],
  ["a tier left out, seen by its deduction", "gate", [gateRows[0], gateRow(3, "2000000", "0.04", "0.02", "25", "12500")], "tableDiscontinuous", "maintenanceAmount", "12500"],
  ["no contract", "gate", altered(gateRows, 0, { contract: undefined }), "missingField", "symbol", undefined],
  ["an overlap", "kucoin", altered(kucoinRows, 1, { minRiskLimit: 200_000 }), "tableOverlap", "notionalFloor", 200_000],
  ["no leverage", "kucoin", altered(kucoinRows, 1, { maxLeverage: undefined }), "notFinite", "maxLeverage", undefined],
  ["no initial margin", "kraken-futures", levels({ initialMargin: "" }), "badNumber", "initialMargin", ""],
  ["per cent", "kraken-futures", levels({ maintenanceMargin: 2 }), "tablePercent", "maintenanceMarginRate", 2],
  ["levels by notional alone", "kraken-futures", [krakenRows[2]], "wrongType", "payload", [krakenRows[2]]],
  ["a hole", "htx", ladder({ min_size: 200 }), "tableHole", "contractsFloor", 200],
  ["a factor of all the initial margin", "htx", ladder({ adjust_factor: 1 }), "tablePercent", "maintenanceMarginRate", 1],
  ["a bound that is none", "hyperliquid", tiers({ lowerBound: "x" }), "badNumber", "notionalFloor", "x"],
  ["leverage that rises", "hyperliquid", tiers({ maxLeverage: 50 }), "tableNotIncreasing", "maintenanceMarginRate", 0.01],
  ["a table that is not there", "hyperliquid", { ...meta, marginTables: [] }, "missingField", "marginTables", 56],
  ["tables that are no list", "hyperliquid", { ...meta, marginTables: 7 }, "missingField", "marginTables", 56],
  ["a table that is no pair", "hyperliquid", { ...meta, marginTables: [null] }, "missingField", "marginTables", 56],
  ["a table without tiers", "hyperliquid", { ...meta, marginTables: [[56, { marginTiers: {} }]] }, "missingField", "marginTables", 56],
  ["spot", "hyperliquid", { universe: [{ tokens: [1, 0], name: "PURR/USDC", index: 0 }], tokens: [] }, "wrongType", "payload", { universe: [{ tokens: [1, 0], name: "PURR/USDC", index: 0 }], tokens: [] }],
  ["instruments without margin parameters", "deribit", { result: [{ instrument_name: "BTC-PERPETUAL", max_leverage: 50, tick_size: 0.5 }] }, "missingField", "maintenanceMarginRate", undefined],
  ["a hole", "binance-usdm", { X: [tier(1, 0, 50_000, 0.005, 100), tier(2, 60_000, 70_000, 0.01, 50)] }, "tableHole", "notionalFloor", 60_000],
  ["per cent", "mexc", { X: [tier(1, 0, 50_000, 0.5, 100)] }, "tablePercent", "maintenanceMarginRate", 0.5],
  ["tiers of nobody", "mexc", [tier(1, 0, 50_000, 0.005, 100)], "missingField", "symbol", undefined],
  ["another venue", "mtgox" as MarginVenue, gateRows, "unknownVenue", "venue", "mtgox"],
  ["a name of JavaScript's", "constructor" as MarginVenue, gateRows, "unknownVenue", "venue", "constructor"],
])("%s is refused: %s", (_, venue, payload, code, field, value) => {
  expect(refused(venue, payload)).toMatchObject({ code, field });
  expect(refused(venue, payload).value).toEqual(value);
});

it.each(["kraken-futures", "htx"] as const)("ccxt's tiers of %s, whose units are mixed, are another payload", (venue) => {
  expect(refused(venue, { X: [tier(1, 0, 50_000, 0.005, 100)] })).toMatchObject({ code: "wrongType", field: "payload" });
});

it("a symbol that is a name of JavaScript's is a symbol", () => {
  const tables = marginTables("gate", altered(gateRows, 0, {}).map((row) => ({ ...row, contract: "__proto__" })));
  expect(Object.keys(tables)).toEqual(["__proto__"]);
});

const folder = recordedFolder("tiers");

describe.skipIf(folder === null)("recorded", () => {
  const recorded = (name: string): unknown => JSON.parse(readFileSync(join(folder!, name), "utf8"));

  it("every table of ccxt's Binance tiers", () => {
    const payload = recorded("binance-usdm-202410.json") as Record<string, { info: Record<string, string> }[]>;
    const tables = marginTables("binance-usdm", payload, { date: "2024-10" });
    expect(Object.keys(tables)).toEqual(Object.keys(payload));
    expect(Object.keys(tables).length).toBe(349);
    // The same as Binance's own rows inside, whose amounts are stated.
    const own = Object.entries(payload).map(([symbol, list]) => ({ symbol, brackets: list.map(({ info }) => info) }));
    for (const [symbol, table] of Object.entries(marginTables("binance-usdm", own))) {
      expect(rowsOf(table).map(([floor, cap, rate, , leverage]) => [floor, cap, rate, leverage]))
        .toEqual(rowsOf(tables[symbol]).map(([floor, cap, rate, , leverage]) => [floor, cap, rate, leverage]));
    }
  });

  it("Gate's tiers of one contract, which they do not name", () => {
    const [{ data }] = recorded("gate-usdt-2026.json") as [{ data: unknown }];
    expect(refused("gate", data)).toMatchObject({ code: "missingField", field: "symbol" });
    const { BTC_USDT } = marginTables("gate", data, { symbol: "BTC_USDT", date: "2026-08-09" });
    expect(rowsOf(BTC_USDT)[1]).toEqual([200_000, 500_000, 0.0035, 100, 150.01]);
    expect(maintenance("gate", BTC_USDT!, { quantity: 8 })).toBeCloseTo(400_000 * 0.0035 - 100, 6);
  });

  it("every table of Hyperliquid's metas, and none of its spot's", () => {
    const answers = recorded("hyperliquid-meta-2025.json") as { request: string; response: { universe: { name: string }[] } }[];
    const counts = answers.map(({ request, response }) => {
      if (request.includes("spotMeta")) return refused("hyperliquid", response).code;
      const { universe } = [response].flat()[0] as { universe: { name: string }[] };
      const tables = marginTables("hyperliquid", response);
      expect(Object.keys(tables).sort()).toEqual([...new Set(universe.map(({ name }) => name))].sort());
      return Object.keys(tables).length;
    });
    expect(counts).toEqual([203, "wrongType", 203, 228, 43]);
  });
});

it("thousands of rows of one symbol take no time worth speaking of, and no origin is refused by name", () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => ({
    symbol: "X", minRiskLimit: i, maxRiskLimit: i + 1, maintainMargin: 0.004 + i * 1e-8, maxLeverage: 100,
  }));
  expect(marginTables("kucoin", rows)["X"]!.brackets).toHaveLength(20_000);
  expect(() => marginTables("kucoin", rows, null as never)).toThrow(expect.objectContaining({ code: "wrongType", field: "stated" }));
});
