import { expect, it } from "vitest";
import { type Account, type ErrorCode, InputError, type Market, type Plimsoll, type Position } from "plimsoll";
import { engine, halfPercent, liveMarket } from "./plimsoll.ts";

const position: Position = {
  symbol: "BTCUSDT", side: "long", quantity: 1, entryPrice: 50_000, mode: "isolated", posted: 5_000,
};
const account: Account = {
  venue: "binance-usdm", positions: [position], tables: { BTCUSDT: halfPercent },
};

const having = (change: Record<string, unknown>): Account => ({
  ...account, positions: [{ ...position, ...change } as Position],
});
const withTable = (brackets: unknown[]): Account => ({
  ...account, tables: { BTCUSDT: { brackets: brackets as never } },
});
const bracket = { notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 100 };

type Call = (of: { plimsoll: Plimsoll; market: Market }) => unknown;

const questions: readonly [ErrorCode, string, unknown, Call][] = [
  ["levelsOutOfRange", "levels", 0, ({ market }) => market.bookImbalance({ levels: 0 })],
  ["levelsOutOfRange", "levels", -1, ({ market }) => market.bookImbalance({ levels: -1 })],
  ["levelsOutOfRange", "levels", 1.5, ({ market }) => market.bookImbalance({ levels: 1.5 })],
  ["levelsOutOfRange", "levels", NaN, ({ market }) => market.bookImbalance({ levels: NaN })],
  ["levelsOutOfRange", "levels", 100_001, ({ market }) => market.bookImbalance({ levels: 100_001 })],
  ["levelsOutOfRange", "levels", 2 ** 32 + 5, ({ market }) => market.bookImbalance({ levels: 2 ** 32 + 5 })],
  ["windowOutOfRange", "withinBps", 0, ({ market }) => market.bookImbalance({ withinBps: 0 })],
  ["windowOutOfRange", "withinBps", 10_001, ({ market }) => market.bookImbalance({ withinBps: 10_001 })],
  ["notFinite", "decayBps", Infinity, ({ market }) => market.bookImbalance({ decayBps: Infinity })],
  ["notFinite", "withinBps", NaN, ({ market }) => market.depth("bid", { withinBps: NaN })],
  ["windowOutOfRange", "withinBps", -3, ({ market }) => market.depth("ask", { withinBps: -3 })],
  ["quantityNotPositive", "quantity", 0, ({ market }) => market.slippage({ side: "buy", quantity: 0 })],
  ["quantityNotPositive", "quantity", "-1.5", ({ market }) => market.slippage({ side: "buy", quantity: "-1.5" })],
  ["badNumber", "quantity", "", ({ market }) => market.slippage({ side: "sell", quantity: "" })],
  ["levelsOutOfRange", "count", 4, ({ market }) => market.levels("bid", { count: 4, into: new Float64Array(11) })],
  ["levelsOutOfRange", "count", 1.5, ({ market }) => market.levels("bid", { count: 1.5, into: new Float64Array(9) })],
  ["levelsOutOfRange", "count", 0, ({ market }) => market.levels("bid", { count: 0, into: new Float64Array(0) })],
  ["sizeNotPositive", "grouping", -1, ({ market }) => market.levels("bid", { count: 1, grouping: -1, into: new Float64Array(3) })],
  ["windowOutOfRange", "limitMs", 0, ({ market }) => market.setStaleAfterMs(0)],
  ["windowOutOfRange", "limitMs", NaN, ({ market }) => market.setStaleAfterMs(NaN)],
  ["wrongType", "side", "middle", ({ market }) => market.depth("middle" as never, { withinBps: 1 })],
  ["wrongType", "side", "middle", ({ market }) => market.levels("middle" as never, { count: 1, into: new Float64Array(3) })],
  ["unknownVenue", "venue", "binance", ({ plimsoll }) => plimsoll.openFeed("binance" as never)],
  ["unknownVenue", "venue", undefined, ({ plimsoll }) => plimsoll.openFeed(undefined as never)],
  ["unknownSymbol", "symbol", "", ({ plimsoll }) => plimsoll.openFeed("binance-usdm").market("")],
  ["unknownSymbol", "symbol", 5, ({ plimsoll }) => plimsoll.openFeed("binance-usdm").market(5 as never)],
];

const positions: readonly [ErrorCode, string, unknown, Account][] = [
  ["wrongType", "mode", "portfolio", having({ mode: "portfolio" })],
  ["wrongType", "side", "buy", having({ side: "buy" })],
  ["quantityNotPositive", "quantity", 0, having({ quantity: 0 })],
  ["quantityNotPositive", "quantity", "-2", having({ quantity: "-2" })],
  ["notFinite", "quantity", NaN, having({ quantity: NaN })],
  ["notFinite", "quantity", undefined, having({ quantity: undefined })],
  ["badNumber", "quantity", "", having({ quantity: "" })],
  ["badNumber", "quantity", "1,000", having({ quantity: "1,000" })],
  ["badNumber", "quantity", " 1", having({ quantity: " 1" })],
  ["badNumber", "quantity", "0x10", having({ quantity: "0x10" })],
  ["badNumber", "entryPrice", "Infinity", having({ entryPrice: "Infinity" })],
  ["badNumber", "entryPrice", "1e999", having({ entryPrice: "1e999" })],
  ["priceNotPositive", "entryPrice", 0, having({ entryPrice: 0 })],
  ["priceNotPositive", "entryPrice", -3, having({ entryPrice: -3 })],
  ["marginNotPositive", "posted", 0, having({ posted: 0 })],
  ["marginNotPositive", "posted", "-5", having({ posted: "-5" })],
  ["missingField", "posted", undefined, having({ posted: undefined })],
  ["missingField", "posted", 5_000, having({ equityAtMark: 5_000 })],
  ["notFinite", "markPrice", undefined, having({ posted: undefined, equityAtMark: 5_000 })],
  ["priceNotPositive", "markPrice", -1, having({ posted: undefined, equityAtMark: 5_000, markPrice: -1 })],
  ["sizeNotPositive", "tickSize", 0, { ...account, instruments: { BTCUSDT: { tickSize: 0 } } }],
  ["sizeNotPositive", "lotSize", "-1", { ...account, instruments: { BTCUSDT: { lotSize: "-1" } } }],
  ["rateOutOfRange", "liquidationFeeRate", 2, { ...account, instruments: { BTCUSDT: { liquidationFeeRate: 2 } } }],
  ["tableNotFromZero", "notionalFloor", 5, withTable([{ ...bracket, notionalFloor: 5 }])],
  ["tablePercent", "maintenanceMarginRate", 0.5, withTable([{ ...bracket, maintenanceMarginRate: 0.5, maxLeverage: 100 }])],
  ["tableEmpty", "brackets", [], withTable([])],
  ["badNumber", "maxLeverage", "125x", withTable([{ ...bracket, maxLeverage: "125x" }])],
];

function refused(call: () => unknown): InputError {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error("nothing was thrown");
}

it.each(questions)("%s: %s is %o", async (code, field, value, call) => {
  const plimsoll = await engine();
  const market = liveMarket(plimsoll.openFeed("binance-usdm"));
  const error = refused(() => call({ plimsoll, market }));
  expect({ code: error.code, field: error.field, value: error.value }).toEqual({ code, field, value });
  expect(error.message).toBe(`${code}: ${field} is ${typeof value === "string" ? JSON.stringify(value) : String(value)}`);
});

it.each(positions)("%s: %s is %o in an account", async (code, field, value, account) => {
  const plimsoll = await engine();
  for (const call of [
    () => plimsoll.evaluate(account, { BTCUSDT: 50_000 }),
    () => plimsoll.watch(account),
  ]) {
    const error = refused(call);
    expect({ code: error.code, field: error.field, value: error.value }).toEqual({ code, field, value });
  }
});

it.each<[ErrorCode, string, unknown, (plimsoll: Plimsoll) => unknown]>([
  ["priceNotPositive", "marks.BTCUSDT", 0, (of) => of.evaluate(account, { BTCUSDT: 0 })],
  ["badNumber", "marks.BTCUSDT", "50.000,0", (of) => of.evaluate(account, { BTCUSDT: "50.000,0" })],
  ["notFinite", "wantedMarginRatio", NaN, (of) => of.evaluate(account, {}, { wantedMarginRatio: NaN })],
  ["rateOutOfRange", "wantedMarginRatio", 0, (of) => of.evaluate(account, {}, { wantedMarginRatio: 0 })],
  ["rateOutOfRange", "wantedMarginRatio", 1.5, (of) => of.evaluate(account, {}, { wantedMarginRatio: 1.5 })],
  ["rateOutOfRange", "exitCostRate", -0.1, (of) => of.evaluate(account, {}, { exitCostRate: -0.1 })],
  ["missingField", "cautionDays", 1, (of) => of.watch(account, { thresholds: { cautionDays: 1 } as never })],
  ["badNumber", "cautionRate", "5%", (of) => of.watch(account, { thresholds: { cautionRate: "5%" as never } })],
  ["thresholdsNotOrdered", "dangerRate", 0.1, (of) => of.watch(account, { thresholds: { dangerRate: 0.1 } })],
  ["rateOutOfRange", "criticalMarginRatio", 1.5, (of) => of.watch(account, { thresholds: { criticalMarginRatio: 1.5 } })],
  ["windowOutOfRange", "markStaleMs", 0, (of) => of.watch(account, { thresholds: { markStaleMs: 0 } })],
  ["unknownVenue", "venue", "ftx", (of) => of.watch({ ...account, venue: "ftx" as never })],
])("%s: %s is %o", async (code, field, value, call) => {
  const plimsoll = await engine();
  const error = refused(() => call(plimsoll));
  expect({ code: error.code, field: error.field, value: error.value }).toEqual({ code, field, value });
});

it("positions of one id are refused, with the id", async () => {
  const plimsoll = await engine();
  const twice = { ...account, positions: [position, { ...position, quantity: 2 }] };
  expect(refused(() => plimsoll.watch(twice))).toMatchObject({ code: "duplicatePosition", field: "id" });
});

it("numbers may be decimal strings", async () => {
  const plimsoll = await engine();
  const text = having({ quantity: "1.0", entryPrice: "50000.00", posted: "5e3" });
  const found = (of: Account, mark: string | number) => plimsoll.evaluate(of, { BTCUSDT: mark }).positions[0];
  expect(found(text, "46000.00")).toEqual(found(account, 46_000));
});

it("what was refused changes nothing", async () => {
  const plimsoll = await engine();
  const before = plimsoll.memory().bytesInUse;
  for (let i = 0; i < 200; ++i) {
    for (const [, , , bad] of positions) refused(() => plimsoll.watch(bad));
  }
  expect(plimsoll.memory().bytesInUse - before).toBeLessThan(100_000);
});
