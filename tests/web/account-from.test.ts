// Account payloads of every venue that accountFrom reads, in the shapes in which they come.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { type AccountOptions, accountFrom } from "plimsoll/accounts";
import { evaluate, type ErrorCode, InputError, marginTables, type MarginTable, type MarginVenue } from "plimsoll/margin";

const oneBracket = (rate: number, maxLeverage = 100): MarginTable =>
  ({ brackets: [{ notionalFloor: 0, maintenanceMarginRate: rate, maxLeverage }] });

/** Liquidation prices by position id, at the payload's marks. */
function prices({ account, marks }: ReturnType<typeof accountFrom>): Record<string, number | null> {
  return Object.fromEntries(evaluate(account, marks).positions.map(({ id, liquidationPrice }) => [id, liquidationPrice.value]));
}

function refusal(ask: () => unknown): InputError {
  try {
    ask();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("the example of accountFrom runs, and says what it gives", async () => {
  const source = readFileSync(join(import.meta.dirname, "../../web/src/accounts/payload.ts"), "utf8");
  const example = /@example\n(.*?)\n \*\//s.exec(source)![1]!.replaceAll(/^ \* /gm, "");
  const [code, price, stated] = example.split(/\n(?=evaluate|stated)/) as [string, string, string];
  const body = `${code}; return [${[price, stated].map((line) => line.split(";")[0]).join()}]`;
  const found = new Function("accountFrom", "evaluate", body)(accountFrom, evaluate);
  expect(found.map((value: number) => value.toFixed(2))).toEqual([/45226\.13/.exec(price)![0], "45226.13"]);
});

// --- Hyperliquid -----------------------------------------------------------------------------

const hyperliquidLong = {
  coin: "BTC", szi: "2.0", leverage: { type: "cross", value: 20 }, entryPx: "50000.0", positionValue: "104000.0",
  unrealizedPnl: "4000.4", liquidationPx: "49578.31325301", marginUsed: "5200.0", maxLeverage: 40,
};
const hyperliquidShort = {
  coin: "HYPE", szi: "-100.0", leverage: { type: "isolated", value: 5, rawUsd: "5000.0" }, entryPx: "41.0", positionValue: "4000.0",
  unrealizedPnl: "100.0", liquidationPx: null, marginUsed: "1000.0", maxLeverage: 10,
};
const clearinghouseState = {
  assetPositions: [hyperliquidLong, hyperliquidShort].map((position) => ({ type: "oneWay", position })),
  crossMarginSummary: { accountValue: "6000.0", totalNtlPos: "104000.0", totalRawUsd: "-98000.0", totalMarginUsed: "5200.0" },
  crossMaintenanceMarginUsed: "1300.0", marginSummary: {}, withdrawable: "800.0", time: 1_790_000_000_000,
};
const meta = {
  universe: [
    { name: "BTC", szDecimals: 5, maxLeverage: 40, marginTableId: 56 },
    { name: "HYPE", szDecimals: 2, maxLeverage: 10, marginTableId: 10 },
    { name: "PURR", szDecimals: 0, maxLeverage: 3, marginTableId: 3 },
  ],
  marginTables: [[56, { description: "", marginTiers: [{ lowerBound: "0.0", maxLeverage: 40 }, { lowerBound: "150000000.0", maxLeverage: 20 }] }]],
};

describe("hyperliquid", () => {
  it("has the venue's equity at its marks, whatever was rounded in entry prices", () => {
    const { account, marks } = accountFrom("hyperliquid", clearinghouseState);
    expect(marks).toEqual({ BTC: 52_000, HYPE: 40 });
    expect(evaluate(account, marks)).toMatchObject({ equity: { value: 6_000 }, maintenanceMargin: { value: 1_300 } });
  });

  it("has cross positions on the account and isolated ones by their equity at the mark", () => {
    const found = accountFrom("hyperliquid", clearinghouseState);
    const priced = prices(found);
    expect(priced["BTC:long"]).toBeCloseTo(98_000 / (2 * (1 - 0.0125)), 6);
    expect(priced["HYPE:short"]).toBeCloseTo(5_000 / (100 * 1.05), 9);
    expect(found.stated).toEqual({ "BTC:long": 49_578.31325301, "HYPE:short": null });
    expect(found.account.positions[0]).toMatchObject({ mode: "cross", leverageSetting: 20 });
  });

  it("takes the largest leverage for one bracket, and says so, unless the tables are there", () => {
    expect(accountFrom("hyperliquid", clearinghouseState).assumed).toEqual(["one bracket of BTC up to its maxLeverage", "one bracket of HYPE up to its maxLeverage"]);
    const tables = marginTables("hyperliquid", meta);
    for (const { account, assumed } of [
      accountFrom("hyperliquid", clearinghouseState, { tables }),
      accountFrom("hyperliquid", [meta, clearinghouseState]),
      accountFrom("hyperliquid", { state: clearinghouseState, meta: [meta, []] }),
    ]) {
      expect(assumed).toEqual([]);
      expect(account.tables!["BTC"]!.brackets).toHaveLength(2);
    }
    expect(accountFrom("hyperliquid-2023", { assetPositions: [] }).account.venue).toBe("hyperliquid-2023");
  });

  it("names the table that is not there", () => {
    const { maxLeverage: _, ...position } = hyperliquidShort;
    const found = accountFrom("hyperliquid", { assetPositions: [{ position }] });
    expect(found.missing).toEqual(["tables.HYPE"]);
    expect(evaluate(found.account, found.marks).positions[0]!.liquidation.reason).toBe("noTable");
  });
});

// --- dYdX ------------------------------------------------------------------------------------

const dydxPosition = (market: string, side: string, size: string, entryPrice: string) => ({
  market, side, size, entryPrice, status: "OPEN", maxSize: size, sumOpen: size, sumClose: "0", netFunding: "0", realizedPnl: "0",
  unrealizedPnl: "0", subaccountNumber: 0,
});
const dydxAnswer = (positions: Record<string, unknown>, usdc: string, side = "SHORT") => ({
  subaccount: {
    address: "dydx1", subaccountNumber: 0, equity: "10000", freeCollateral: "1000", marginEnabled: true,
    openPerpetualPositions: positions, assetPositions: { USDC: { symbol: "USDC", side, size: usdc, assetId: "0", subaccountNumber: 0 } },
  },
});
const perpetualMarkets = {
  markets: {
    "BTC-USD": { ticker: "BTC-USD", oraclePrice: "50000", initialMarginFraction: "0.05", maintenanceMarginFraction: "0.03", openInterest: "9" },
    "ETH-USD": { ticker: "ETH-USD", oraclePrice: "2000", initialMarginFraction: "0.1", maintenanceMarginFraction: "0.05", openInterest: "9" },
  },
};
const dydxSubaccount = dydxAnswer({ "BTC-USD": dydxPosition("BTC-USD", "LONG", "1", "48000") }, "40000");

describe("dydx", () => {
  it("has the quote balance and what the positions cost behind them", () => {
    const found = accountFrom("dydx", [dydxSubaccount, perpetualMarkets]);
    expect(evaluate(found.account, found.marks).equity.value).toBe(10_000);
    expect(prices(found)["BTC-USD:long"]).toBeCloseTo(40_000 / 0.97, 9);
    expect(found).toMatchObject({ stated: {}, marks: { "BTC-USD": 50_000 }, missing: [] });
  });

  it.each(["-2", "2"])("a short of size %s", (size) => {
    const answer = dydxAnswer({ "ETH-USD": dydxPosition("ETH-USD", "SHORT", size, "2100") }, "5000", "LONG");
    const found = accountFrom("dydx", { answer, perpetualMarkets });
    expect(found.account.walletBalance).toBe(800);
    expect(prices(found)["ETH-USD:short"]).toBeCloseTo(5_000 / (2 * 1.05), 9);
  });

  it("without markets names the marks and tables that are missing", () => {
    expect(accountFrom("dydx", dydxSubaccount)).toMatchObject({ marks: {}, missing: ["tables.BTC-USD", "marks.BTC-USD"] });
  });

  it("reads its tables with marginTables as well", () => {
    expect(marginTables("dydx", perpetualMarkets)["ETH-USD"]!.brackets).toEqual([{ notionalFloor: 0, maintenanceMarginRate: "0.05", maxLeverage: 10 }]);
  });
});

// --- Binance ---------------------------------------------------------------------------------

const risk = (fields: Record<string, unknown>) => ({
  symbol: "BTCUSDT", positionSide: "BOTH", positionAmt: "1.000", entryPrice: "50000.0", markPrice: "51000.00000000",
  unRealizedProfit: "1000.0", liquidationPrice: "45226.13", leverage: "10", marginType: "cross", isolatedMargin: "0",
  isolatedWallet: "0", notional: "51000", updateTime: 1, ...fields,
});
/** JSON has no undefined: what an answer does not hold is not there. */
const without = (record: object, ...names: string[]) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
const closed = risk({ symbol: "ETHUSDT", positionAmt: "0.000", entryPrice: "0.0", markPrice: "0", liquidationPrice: "0" });
const balance = (asset: string, crossWalletBalance: string) => ({ asset, walletBalance: crossWalletBalance, crossWalletBalance, crossUnPnl: "0", availableBalance: "1" });
const usdmAccount = {
  feeTier: 0, multiAssetsMargin: false, totalWalletBalance: "5000.0", totalCrossWalletBalance: "5000.0", totalCrossUnPnl: "1000.0",
  assets: [balance("USDT", "5000.0"), balance("USDC", "700.0"), balance("BNB", "0")],
  positions: [{
    symbol: "BTCUSDT", positionSide: "BOTH", positionAmt: "1.000", entryPrice: "50000.0", leverage: "10", isolated: false,
    isolatedWallet: "0", unrealizedProfit: "1000.0", initialMargin: "5100", maintMargin: "255", notional: "51000",
  }, { symbol: "ETHUSDT", positionSide: "BOTH", positionAmt: "0", entryPrice: "0.0", leverage: "20", isolated: true }],
};
const usdmTables: AccountOptions = { tables: { BTCUSDT: oneBracket(0.005), BTCUSDC: oneBracket(0.005) } };
const at = (margin: number) => (50_000 - margin) / 0.995;

describe("binance-usdm", () => {
  it.each<[string, unknown]>([
    ["in a list", [usdmAccount, [risk({}), closed]]],
    ["under names", { risks: [closed, risk({})], account: usdmAccount }],
    ["with version 3, which knows no leverage", [
      without(usdmAccount, "multiAssetsMargin"),
      [without(risk({ marginAsset: "USDT" }), "leverage", "marginType")],
    ]],
  ])("account and positionRisk %s are one account", (_, payload) => {
    const found = accountFrom("binance-usdm", payload, usdmTables);
    expect(found.account.positions).toEqual([{
      symbol: "BTCUSDT", side: "long", quantity: 1, entryPrice: 50_000, mode: "cross", leverageSetting: 10,
    }]);
    expect(prices(found)["BTCUSDT:long"]).toBeCloseTo(at(5_000), 9);
    expect(found).toMatchObject({ marks: { BTCUSDT: 51_000 }, stated: { "BTCUSDT:long": 45_226.13 }, assumed: [], missing: [] });
  });

  it("the account alone has no marks and states no price", () => {
    expect(accountFrom("binance-usdm", usdmAccount, usdmTables)).toMatchObject({ marks: {}, stated: {}, missing: ["marks.BTCUSDT"] });
  });

  it("isolatedWallet was posted, isolatedMargin is what it has become", () => {
    const isolated = { marginType: "isolated", isolatedWallet: "5000", isolatedMargin: "6000" };
    const both = accountFrom("binance-usdm", [risk(isolated)], usdmTables);
    const onlyMargin = accountFrom("binance-usdm", [without(risk(isolated), "isolatedWallet")], usdmTables);
    expect(both.account.positions[0]).toMatchObject({ posted: 5_000 });
    expect(onlyMargin.account.positions[0]).toMatchObject({ equityAtMark: 6_000, markPrice: 51_000 });
    for (const found of [both, onlyMargin]) expect(prices(found)["BTCUSDT:long"]).toBeCloseTo(at(5_000), 9);
  });

  it("from version 3 on a position is isolated that has margin of its own", () => {
    const { account } = accountFrom("binance-usdm", [without(risk({ isolatedWallet: "5000", isolatedMargin: "6000" }), "marginType")], usdmTables);
    expect(account.positions[0]).toMatchObject({ mode: "isolated", posted: 5_000 });
  });

  it("an isolated position of unknown entry counts from its mark, and says so", () => {
    const found = accountFrom("binance-usdm", [risk({ marginType: "isolated", entryPrice: "0.00000", isolatedWallet: "5000", isolatedMargin: "6000" })], usdmTables);
    expect(found.assumed).toEqual(["entryPrice of BTCUSDT as its mark"]);
    expect(prices(found)["BTCUSDT:long"]).toBeCloseTo(at(5_000), 9);
  });

  it("the legs of a hedge are two positions", () => {
    const legs = [risk({ positionSide: "LONG" }), risk({ positionSide: "SHORT", positionAmt: "-0.400", entryPrice: "52000" })];
    const found = accountFrom("binance-usdm", [{ ...usdmAccount, positions: [] }, legs], usdmTables);
    expect(found.account.positions.map(({ side, quantity }) => [side, quantity])).toEqual([["long", 1], ["short", 0.4]]);
    // E = 5 000 + (p - 50 000) + 0.4 (52 000 - p) is 0.005 of 1.4 p: legs share one price.
    const { "BTCUSDT:long": long, "BTCUSDT:short": short } = prices(found);
    expect([long, short]).toEqual([expect.closeTo(24_200 / (0.6 - 0.007), 6), expect.closeTo(24_200 / (0.6 - 0.007), 6)]);
  });

  it("each settlement asset is an account of its own", () => {
    const payload = [usdmAccount, [risk({}), risk({ symbol: "BTCUSDC", positionAmt: "-0.1" })]];
    expect(refusal(() => accountFrom("binance-usdm", payload))).toMatchObject({ code: "missingField", field: "asset", value: ["USDT", "USDC"] });
    const { account } = accountFrom("binance-usdm", payload, { asset: "USDC", ...usdmTables });
    expect(account).toMatchObject({ walletBalance: 700, positions: [{ symbol: "BTCUSDC", side: "short" }] });
  });

  it.each([true, undefined])("with several assets for all contracts the total in dollars stands behind them: %s", (multiAssetsMargin) => {
    const account = { ...usdmAccount, multiAssetsMargin, totalCrossWalletBalance: "5690.0" };
    const found = accountFrom("binance-usdm", [account, [risk({}), risk({ symbol: "BTCUSDC" })]], usdmTables);
    expect(found).toMatchObject({ account: { walletBalance: 5_690 }, assumed: ["USDT at a dollar, other collateral standing still"] });
  });

  it("0 is no liquidation price", () => {
    expect(accountFrom("binance-usdm", [usdmAccount, [risk({ liquidationPrice: "0" })]]).stated).toEqual({ "BTCUSDT:long": null });
  });
});

const coinRisk = (fields: Record<string, unknown>) => risk({
  symbol: "BTCUSD_PERP", positionAmt: "-100", entryPrice: "40000", markPrice: "50000", notionalValue: "-0.2", ...fields,
});
const coinmAccount = { assets: [balance("BTC", "0.1"), balance("ETH", "3")], positions: [], canTrade: true };

describe("binance-coinm", () => {
  const options: AccountOptions = { tables: { BTCUSD_PERP: oneBracket(0.004), ETHUSD_PERP: oneBracket(0.01) } };

  it("counts contracts of the size that is known of the venue, and says so", () => {
    const found = accountFrom("binance-coinm", [coinmAccount, [coinRisk({})]], options);
    // 10 000 dollars sold at 40 000, with 0.1 BTC behind them.
    expect(prices(found)["BTCUSD_PERP:short"]).toBeCloseTo((10_000 * 0.996) / (0.25 - 0.1), 6);
    expect(found).toMatchObject({ account: { walletBalance: 0.1 }, assumed: ["contractSize of BTCUSD_PERP"] });
    const stated = accountFrom("binance-coinm", [coinmAccount, [coinRisk({})]], { ...options, instruments: { BTCUSD_PERP: { contractSize: 100 } } });
    expect(stated.assumed).toEqual([]);
  });

  it("each coin is an account of its own", () => {
    const payload = { account: coinmAccount, risks: [coinRisk({}), coinRisk({ symbol: "ETHUSD_PERP", entryPrice: "2000", markPrice: "2000" })] };
    const { value } = refusal(() => accountFrom("binance-coinm", payload));
    const each = (value as string[]).map((asset) => accountFrom("binance-coinm", payload, { asset, ...options }));
    expect(each.map(({ account, assumed }) => [account.walletBalance, ...assumed])).toEqual([[0.1, "contractSize of BTCUSD_PERP"], [3, "contractSize of ETHUSD_PERP"]]);
  });
});

// --- Bybit -----------------------------------------------------------------------------------

const bybitPosition = (fields: Record<string, unknown>) => ({
  positionIdx: 0, riskId: 1, symbol: "BTCUSDT", side: "Buy", size: "0.5", avgPrice: "50000", positionValue: "25000", tradeMode: 0,
  leverage: "10", markPrice: "51000", liqPrice: "40225.5", bustPrice: "", positionIM: "2550", positionMM: "127.5", positionBalance: "0",
  unrealisedPnl: "500", positionStatus: "Normal", ...fields,
});
const bybitList = (...list: unknown[]) => ({ retCode: 0, retMsg: "OK", result: { list, nextPageCursor: "", category: "linear" }, retExtInfo: {}, time: 1 });
const bybitWallet = (fields: Record<string, unknown> = {}) => bybitList({
  accountType: "UNIFIED", totalEquity: "6000", totalWalletBalance: "5500", totalMarginBalance: "6000", totalPerpUPL: "500",
  totalInitialMargin: "2600", totalMaintenanceMargin: "150", accountMMRate: "0.025",
  coin: [{ coin: "USDT", equity: "6000", usdValue: "6000", walletBalance: "5500", totalPositionMM: "127.5", unrealisedPnl: "500" },
    { coin: "BTC", equity: "0.09", walletBalance: "0.1", totalPositionMM: "0.001", unrealisedPnl: "-0.01" }],
  ...fields,
});
const bybitTables: AccountOptions = { tables: { BTCUSDT: oneBracket(0.005), BTCUSD: oneBracket(0.005) } };

describe("bybit-linear", () => {
  it("has a unified account's equity, and what else its maintenance is for held back", () => {
    const found = accountFrom("bybit-linear", [bybitList(bybitPosition({})), bybitWallet()], bybitTables);
    expect(found.account).toMatchObject({ walletBalance: 5_500, orderMargin: 22.5, positions: [{ mode: "cross", maintenanceMargin: 127.5 }] });
    // The account's maintenance stands still: 51 000 - (6 000 - 150) / 0.5
    expect(prices(found)["BTCUSDT:long"]).toBeCloseTo(39_300, 9);
    expect(found).toMatchObject({ stated: { "BTCUSDT:long": 40_225.5 }, assumed: ["USDT at a dollar, other collateral standing still"] });
  });

  it("pages belong together, and closed ones of a symbol are no positions", () => {
    const empty = bybitPosition({ side: "", size: "0", avgPrice: "", liqPrice: "", leverage: "10" });
    const short = bybitPosition({ positionIdx: 2, side: "Sell", size: "0.1", unrealisedPnl: "-100", liqPrice: "" });
    const found = accountFrom("bybit-linear", { pages: [bybitList(bybitPosition({ positionIdx: 1 }), empty), bybitList(short)], wallet: bybitWallet() });
    expect(found.stated).toEqual({ "BTCUSDT:long": 40_225.5, "BTCUSDT:short": null });
  });

  it.each<[string, unknown[], string]>([
    ["its wallet has no sums", [bybitWallet({ totalMarginBalance: "", totalMaintenanceMargin: "" })], "0"],
    ["its settings say so", [{ retCode: 0, result: { marginMode: "ISOLATED_MARGIN", unifiedMarginStatus: 5 } }], "0"],
    ["the position says so", [], "1"],
  ])("margin is isolated where %s", (_, others, tradeMode) => {
    const position = bybitPosition({ tradeMode: Number(tradeMode), positionBalance: "2500" });
    const { account } = accountFrom("bybit-linear", [bybitList(position), ...others], bybitTables);
    expect(account.positions[0]).toMatchObject({ mode: "isolated", posted: 2_500 });
  });

  it("the fee of closing is in margin and maintenance, and cancels where both are taken as stated", () => {
    // 2 500 and 125 of 25 000, and 12.375 for closing at 45 000 in both.
    const position = bybitPosition({ tradeMode: 1, positionBalance: "2512.375", positionMM: "137.375" });
    const older = accountFrom("bybit-linear-2024", bybitList(position), bybitTables);
    expect(prices(older)["BTCUSDT:long"]).toBeCloseTo(50_000 - (2_500 - 125) / 0.5, 9);
    expect(older.assumed).toEqual([]);
    // The newer rule counts maintenance at the mark: 127.5 of 25 500.
    const atMark = bybitPosition({ tradeMode: 1, positionBalance: "2512.375", positionMM: "139.875" });
    const newer = accountFrom("bybit-linear", bybitList(atMark), bybitTables);
    expect(prices(newer)["BTCUSDT:long"]).toBeCloseTo(22_500 / 0.4975, 9);
    expect(newer.assumed).toEqual([]);
  });

  it("what the socket calls entryPrice", () => {
    const { avgPrice: entryPrice, ...position } = bybitPosition({});
    const { account } = accountFrom("bybit-linear", { topic: "position", data: [{ ...position, entryPrice }], wallet: bybitWallet() });
    expect(account.positions[0]!.entryPrice).toBe(50_000);
  });

  it("options and inverse contracts are left out by name", () => {
    const others = ["BTC-25DEC26-60000-C", "BTC-25DEC26-60000-P-USDT", "BTCUSD", "BTCUSDZ26"];
    const payload = [bybitList(...["BTCUSDT", "BTC-25DEC26", "BTCPERP", ...others].map((symbol) => bybitPosition({ symbol }))), bybitWallet()];
    const { account, missing } = accountFrom("bybit-linear", payload, { tables: { BTCUSDT: oneBracket(0.005), BTCPERP: oneBracket(0.01), "BTC-25DEC26": oneBracket(0.01) } });
    expect(account.positions.map(({ symbol }) => symbol)).toEqual(["BTCUSDT", "BTC-25DEC26", "BTCPERP"]);
    expect(missing).toEqual(others.map((symbol) => `positions.${symbol}`));
  });
});

describe("bybit-inverse", () => {
  it("has the coin's equity behind it, and says that no other is counted", () => {
    const position = bybitPosition({ symbol: "BTCUSD", side: "Sell", size: "5000", avgPrice: "50000", markPrice: "55555.55", unrealisedPnl: "-0.01", positionMM: "0.001" });
    const found = accountFrom("bybit-inverse", [bybitList(position), bybitWallet()], bybitTables);
    expect(found).toMatchObject({ account: { walletBalance: expect.closeTo(0.1, 12), orderMargin: 0 }, assumed: ["no other coin behind BTC"] });
    expect(evaluate(found.account, { BTCUSD: 55_555.55 }).equity.value).toBeCloseTo(0.09, 6);
  });
});

// --- OKX -------------------------------------------------------------------------------------

const okxPosition = (fields: Record<string, unknown>) => ({
  instId: "BTC-USDT-SWAP", instType: "SWAP", mgnMode: "cross", posId: "1", posSide: "net", pos: "100", avgPx: "50000", markPx: "51000", upl: "1000",
  lever: "10", liqPx: "", margin: "", mmr: "204", mgnRatio: "20", ccy: "USDT", imr: "5100", notionalUsd: "51000", ...fields,
});
const okxAnswer = (...data: unknown[]) => ({ code: "0", msg: "", data });
const okxBalance = (fields: Record<string, unknown> = {}) => okxAnswer({
  totalEq: "9000", adjEq: "", mmr: "", upl: "",
  details: [{ ccy: "USDT", cashBal: "5000", eq: "6000", upl: "1000", ordFrozen: "0" }, { ccy: "BTC", cashBal: "0.1", eq: "0.1", ordFrozen: "0.01" }],
  ...fields,
});
const okxInstruments = okxAnswer(
  { instId: "BTC-USDT-SWAP", instType: "SWAP", ctVal: "0.01", ctMult: "1", ctType: "linear", tickSz: "0.1", lotSz: "1", settleCcy: "USDT" },
  { instId: "BTC-USD-261225", instType: "FUTURES", ctVal: "100", ctMult: "1", ctType: "inverse", tickSz: "0.1", lotSz: "1", settleCcy: "BTC" },
);
const okxTable = { brackets: [{ contractsFloor: 0, maintenanceMarginRate: 0.004, maxLeverage: 100 }] };
/** By the venue's families, as marginTables has them. */
const okxOptions: AccountOptions = { takerFeeRate: 0.0005, tables: { "BTC-USDT": okxTable, "BTC-USD": okxTable } };

describe("okx", () => {
  it("counts contracts of the size that instruments state, on the currency's cash", () => {
    const found = accountFrom("okx", [okxAnswer(okxPosition({})), okxBalance(), okxInstruments], okxOptions);
    expect(found.account).toMatchObject({ walletBalance: 5_000, positions: [{ id: "1", contracts: 100, side: "long", leverageSetting: 10 }] });
    expect(prices(found)["1"]).toBeCloseTo(45_000 / (1 - 0.0045), 9);
    expect(found).toMatchObject({ stated: { 1: null }, assumed: [], missing: [] });
  });

  it("net positions are short below zero, others by their side", () => {
    const rows = [okxPosition({ pos: "-100" }), okxPosition({ posId: "2", posSide: "short" }), okxPosition({ posId: "3", posSide: "long" }), okxPosition({ posId: "4", pos: "0" })];
    const { account } = accountFrom("okx", [okxAnswer(...rows), okxBalance(), okxInstruments], okxOptions);
    expect(account.positions.map(({ id, side }) => `${id} ${side}`)).toEqual(["1 short", "2 short", "3 long"]);
  });

  it("an isolated inverse one has its margin, in coin", () => {
    const position = okxPosition({ instId: "BTC-USD-261225", instType: "FUTURES", mgnMode: "isolated", margin: "0.02", pos: "100", ccy: "BTC", liqPx: "45678.9", upl: "0.004" });
    const found = accountFrom("okx", [okxAnswer(position), okxInstruments], okxOptions);
    expect(prices(found)["1"]).toBeCloseTo((10_000 * 1.0045) / (0.2 + 0.02), 6);
    expect(found).toMatchObject({ account: { instruments: { "BTC-USD-261225": { kind: "inverse" } } }, stated: { 1: 45_678.9 } });
  });

  it("each currency is an account of its own, unless equity is adjusted over all", () => {
    const positions = okxAnswer(okxPosition({}), okxPosition({ posId: "2", instId: "BTC-USD-261225", instType: "FUTURES", ccy: "BTC" }));
    const payload = [positions, okxBalance(), okxInstruments];
    expect(refusal(() => accountFrom("okx", payload, okxOptions))).toMatchObject({ field: "asset", value: ["USDT", "BTC"] });
    const inCoin = accountFrom("okx", payload, { asset: "BTC", ...okxOptions });
    expect(inCoin).toMatchObject({ account: { walletBalance: 0.1, positions: [{ id: "2" }] }, assumed: ["no maintenance for open orders"] });
    const adjusted = accountFrom("okx", [positions, okxBalance({ adjEq: "8900" }), okxInstruments], { asset: "USD", ...okxOptions });
    expect(adjusted).toMatchObject({ account: { walletBalance: 7_900, positions: [{ id: "1" }] }, assumed: ["USDT at a dollar, other collateral standing still"] });
  });

  it("names what is missing and what is not read", () => {
    const rows = [okxPosition({}), okxPosition({ posId: "2", instId: "BTC-USD-261225-60000-C", instType: "OPTION" }), okxPosition({ posId: "3", instId: "BTC-USDT", instType: "MARGIN" })];
    const instruments = { "BTC-USDT-SWAP": { contractSize: "0.01" } };
    expect(accountFrom("okx", [okxAnswer(...rows), okxBalance()], { instruments }).missing).toEqual([
      "tables.BTC-USDT-SWAP", "takerFeeRate", "positions.BTC-USD-261225-60000-C", "positions.BTC-USDT",
    ]);
  });
});

// --- Aave ------------------------------------------------------------------------------------

const reserve = (symbol: string, fields: Record<string, unknown> = {}) => ({
  underlyingAsset: `0x${symbol}`, symbol, name: symbol, decimals: 18, baseLTVasCollateral: "8000", reserveLiquidationThreshold: "8250",
  liquidityIndex: "1100000000000000000000000000", variableBorrowIndex: "1200000000000000000000000000", priceInMarketReferenceCurrency: "250000000000",
  eModeCategoryId: 0, eModeLtv: 0, eModeLiquidationThreshold: 0, ...fields,
});
const dollars = { decimals: 6, priceInMarketReferenceCurrency: "99990000", baseLTVasCollateral: "7500", reserveLiquidationThreshold: "7800" };
const userReserve = (symbol: string, supplied: string, borrowed: string, usageAsCollateralEnabledOnUser = true) => ({
  underlyingAsset: `0x${symbol}`, scaledATokenBalance: supplied, scaledVariableDebt: borrowed, usageAsCollateralEnabledOnUser,
});
const reserves = [reserve("WETH"), reserve("USDC", dollars), reserve("DAI")];
const userReserves = [
  userReserve("WETH", "10000000000000000000", "0"), userReserve("USDC", "0", "10000000000"), userReserve("DAI", "5000000000000000000", "0", false),
];

describe("aave-v3", () => {
  it("has what the contract scales, in units, and only what serves as collateral", () => {
    const found = accountFrom("aave-v3", { reserves, user: { userReserves, userEmodeCategoryId: 0 } });
    expect(found.account).toEqual({ venue: "aave-v3", assets: [
      { symbol: "WETH", collateralQuantity: 11, maxLtv: 0.8, liquidationThreshold: 0.825 },
      { symbol: "USDC", debtQuantity: 12_000, maxLtv: 0.75, liquidationThreshold: 0.78 },
    ] });
    expect(found.marks).toEqual({ WETH: 2_500, USDC: 0.9999 });
    expect(found.assumed).toEqual(["no interest since the reserves were last updated"]);
    const { healthFactor, assets } = evaluate(found.account, found.marks);
    expect(healthFactor.value).toBeCloseTo((11 * 2_500 * 0.825) / (12_000 * 0.9999), 12);
    expect(assets[0]!.liquidationPrice.value).toBeCloseTo((12_000 * 0.9999) / (11 * 0.825), 9);
  });

  it("reads the contract's own answers, as bigints", () => {
    const wide = (record: object) => Object.fromEntries(Object.entries(record).map(([name, value]) =>
      [name, name !== "symbol" && typeof value === "string" && /^\d+$/.test(value) ? BigInt(value) : value]));
    const found = accountFrom("aave-v3", [[userReserves.map(wide), 0], [reserves.map(wide), {}]]);
    expect(found.account.assets[0]).toMatchObject({ collateralQuantity: 11, liquidationThreshold: 0.825 });
    expect(found.assumed).toContain("no efficiency mode");
  });

  it("prefers what aave-utilities has added interest to", () => {
    const formatted = (row: ReturnType<typeof userReserve>, i: number, underlyingBalance: string, totalBorrows: string) =>
      ({ ...row, underlyingBalance, variableBorrows: totalBorrows, totalBorrows, reserve: { ...reserves[i], priceInUSD: ["2501.5", "1.0001"][i] } });
    const summary = {
      userReservesData: [formatted(userReserves[0]!, 0, "11.002", "0"), formatted(userReserves[1]!, 1, "0", "12003.5")],
      userEmodeCategoryId: 0, healthFactor: "1.8904", totalCollateralUSD: "27000",
    };
    const found = accountFrom("aave-v3", summary);
    expect(found.account.assets.map(({ collateralQuantity, debtQuantity }) => [collateralQuantity, debtQuantity])).toEqual([[11.002, undefined], [undefined, 12_003.5]]);
    expect(found).toMatchObject({ marks: { WETH: 2_501.5, USDC: 1.0001 }, stated: { healthFactor: 1.8904 }, assumed: [], missing: [] });
    expect(accountFrom("aave-v3", { ...summary, healthFactor: "-1" }).stated).toEqual({ healthFactor: null });
  });

  const mode = { maxLtv: 0.93, liquidationThreshold: 0.95 };
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["one", { eModeCategoryId: 1, eModeLtv: 9300, eModeLiquidationThreshold: 9500 }, { eModeCategoryId: 2 }],
    ["several", { eModes: [{ id: 2, collateralEnabled: true }, { id: 1, collateralEnabled: true, eMode: { ltv: "9300", liquidationThreshold: "9500" } }] },
      { eModes: [{ id: 1, collateralEnabled: false, borrowingEnabled: true }] }],
  ])("has the limits of the account's mode where a reserve is in %s", (_, inIt, outside) => {
    const found = accountFrom("aave-v3", { reserves: [reserve("WETH", inIt), reserve("USDC", { ...dollars, ...outside })], userReserves: userReserves.slice(0, 2), userEmodeCategoryId: 1 });
    expect(found.account).toMatchObject({ eMode: mode, assets: [{ symbol: "WETH", inEMode: true }, { symbol: "USDC" }] });
    expect(found.account.assets[1]).not.toHaveProperty("inEMode");
  });

  const fraction = (value: string) => ({ raw: "", decimals: 4, value, formatted: String(Number(value) * 100) });
  const currency = (symbol: string) => ({ symbol, name: symbol, address: `0x${symbol}`, decimals: 18 });
  const amount = (value: string, usdPerToken: string) => ({ usdPerToken, usd: "0", amount: { raw: "1", decimals: 18, value } });
  const apiReserve = (symbol: string, emode: unknown = null) => ({
    underlyingToken: currency(symbol), supplyInfo: { maxLTV: fraction("0.8"), liquidationThreshold: fraction("0.825"), canBeCollateral: true }, userState: { emode },
  });
  const api = (emode?: unknown) => ({ data: {
    userSupplies: [
      { market: {}, currency: currency("WETH"), balance: amount("10", "2500"), apy: fraction("0.01"), isCollateral: true, canBeCollateral: true },
      { market: {}, currency: currency("DAI"), balance: amount("5", "1"), apy: fraction("0.01"), isCollateral: false, canBeCollateral: true },
    ],
    userBorrows: [
      { market: {}, currency: currency("USDC"), debt: amount("20000", "1.0"), apy: fraction("0.05") },
      { market: {}, currency: currency("WETH"), debt: amount("0.5", "2500"), apy: fraction("0.05") },
    ],
    userMarketState: { healthFactor: "0.97", eModeEnabled: emode !== undefined },
    market: { supplyReserves: [apiReserve("WETH", emode), apiReserve("DAI")] },
  } });

  it("reads the API's supplies and borrows, whose fractions are whole", () => {
    const found = accountFrom("aave-v3", api());
    expect(found.account.assets).toEqual([
      { symbol: "WETH", collateralQuantity: 10, debtQuantity: 0.5, maxLtv: 0.8, liquidationThreshold: 0.825 },
      { symbol: "USDC", debtQuantity: 20_000 },
    ]);
    expect(found).toMatchObject({ marks: { WETH: 2_500, USDC: 1 }, stated: { healthFactor: 0.97 }, assumed: [], missing: [] });
    const inMode = accountFrom("aave-v3", api({ categoryId: 1, canBeCollateral: true, maxLTV: fraction("0.93"), liquidationThreshold: fraction("0.95") }));
    expect(inMode.account).toMatchObject({ eMode: mode, assets: [{ inEMode: true }, {}] });
  });

  it("calls the second asset of a symbol by its address", () => {
    const bridged = { underlyingAsset: "0xbridged" };
    const found = accountFrom("aave-v3", {
      reserves: [...reserves, reserve("USDC", { ...dollars, ...bridged })], userReserves: [...userReserves, { ...userReserve("USDC", "1000000", "0"), ...bridged }], userEmodeCategoryId: 0,
    });
    expect(found.account.assets.map(({ symbol }) => symbol)).toEqual(["WETH", "USDC", "0xbridged"]);
  });
});

// --- What cannot be used ---------------------------------------------------------------------

const hedged = [usdmAccount, [risk({}), closed]];
const unified = [bybitList(bybitPosition({})), bybitWallet()];
const swap = [okxAnswer(okxPosition({})), okxBalance(), okxInstruments];

/** Everything that is read, of each venue. */
const payloads: readonly (readonly [MarginVenue | "aave-v3", unknown])[] = [
  ["hyperliquid", [clearinghouseState, meta]],
  ["dydx", [dydxSubaccount, perpetualMarkets]],
  ["binance-usdm", hedged],
  ["binance-coinm", [coinmAccount, [coinRisk({})]]],
  ["bybit-linear", unified],
  ["bybit-inverse", [bybitList(bybitPosition({ symbol: "BTCUSD" })), bybitWallet()]],
  ["okx", swap],
  ["aave-v3", { reserves, userReserves, userEmodeCategoryId: 0, healthFactor: "1.5" }],
];
/** What is asked of all venues alike is typed as of one. */
const read = (venue: MarginVenue | "aave-v3", payload: unknown, options?: AccountOptions) => accountFrom(venue as MarginVenue, payload, options);

describe("what cannot be used", () => {
  it.each<[ErrorCode, string, unknown, MarginVenue | "aave-v3", unknown, AccountOptions?]>([
    ["unknownVenue", "venue", "binance-spot", "binance-spot" as MarginVenue, {}],
    ["unknownVenue", "venue", "kraken-futures", "kraken-futures", {}],
    ["wrongType", "options", null, "okx", swap, null as never],
    ["wrongType", "code", -2015, "binance-usdm", { code: -2015, msg: "Invalid API-key, IP, or permissions for action." }],
    ["wrongType", "code", -2015, "binance-usdm", [usdmAccount, { code: -2015, msg: "" }]],
    ["wrongType", "retCode", 10003, "bybit-linear", { retCode: 10003, retMsg: "API key is invalid.", result: {}, time: 1 }],
    ["wrongType", "code", "50111", "okx", { code: "50111", msg: "Invalid OK-ACCESS-KEY", data: [] }],
    ["wrongType", "payload", null, "hyperliquid", null],
    ["wrongType", "payload", "<html>", "binance-usdm", "<html>"],
    ["wrongType", "payload", usdmAccount, "okx", usdmAccount],
    ["wrongType", "payload", clearinghouseState, "dydx", { ...clearinghouseState }],
    ["wrongType", "payload", undefined, "bybit-linear", undefined],
    ["duplicateField", "assetPositions", [], "hyperliquid", [clearinghouseState, { ...clearinghouseState, assetPositions: [] }]],
    ["duplicateField", "symbol", "BTCUSDT", "binance-usdm", [usdmAccount, [risk({}), risk({})]]],
    ["duplicateField", "id", "BTCUSDT:long", "bybit-linear", [bybitList(bybitPosition({}), bybitPosition({})), bybitWallet()]],
    ["duplicateField", "address", "0xUSDC", "aave-v3", { reserves, userReserves: [...userReserves, { ...userReserves[1] }] }],
    ["missingField", "crossMarginSummary", undefined, "hyperliquid", { assetPositions: clearinghouseState.assetPositions }],
    ["missingField", "assetPositions", undefined, "dydx", { openPerpetualPositions: dydxSubaccount.subaccount.openPerpetualPositions }],
    ["missingField", "crossWalletBalance", undefined, "binance-usdm", [risk({})]],
    ["missingField", "crossWalletBalance", undefined, "binance-coinm", [coinRisk({})]],
    ["missingField", "totalMarginBalance", undefined, "bybit-linear", bybitList(bybitPosition({}))],
    ["missingField", "equity", undefined, "bybit-inverse", bybitList(bybitPosition({ symbol: "BTCUSD" }))],
    ["missingField", "positionMM", "", "bybit-linear", [bybitList(bybitPosition({ positionMM: "" })), bybitWallet()]],
    ["missingField", "cashBal", undefined, "okx", [okxAnswer(okxPosition({})), okxInstruments]],
    ["missingField", "instruments.BTC-USDT-SWAP.contractSize", undefined, "okx", [okxAnswer(okxPosition({})), okxBalance()]],
    ["missingField", "entryPrice", NaN, "binance-usdm", [[without(risk({}), "entryPrice")], { totalCrossWalletBalance: "1" }]],
    ["missingField", "markPrice", undefined, "binance-usdm", [without(risk({ marginType: "isolated", isolatedMargin: "100" }), "markPrice")]],
    ["missingField", "reserve", "0xWETH", "aave-v3", { userReserves }],
    ["missingField", "eModeCategoryId", undefined, "aave-v3", { reserves: reserves.map((one) => without(one, "eModeCategoryId")), userReserves, userEmodeCategoryId: 1 }],
    ["priceNotPositive", "entryPrice", 0, "binance-usdm", [{ ...usdmAccount, positions: [] }, [risk({ entryPrice: "0.0" })]]],
    ["badNumber", "positionAmt", "1,000", "binance-usdm", [risk({ positionAmt: "1,000" })]],
    ["badNumber", "leverage.value", "20x", "hyperliquid", { assetPositions: [{ position: { ...hyperliquidLong, leverage: { type: "cross", value: "20x" } } }] }],
    ["notFinite", "szi", true, "hyperliquid", { assetPositions: [{ position: { ...hyperliquidLong, szi: true } }] }],
    ["notFinite", "szi", NaN, "hyperliquid", { assetPositions: [{ position: { ...hyperliquidLong, szi: NaN } }] }],
    ["wrongType", "leverage.type", "portfolio", "hyperliquid", { assetPositions: [{ position: { ...hyperliquidLong, leverage: { type: "portfolio" } } }] }],
    ["wrongType", "side", "Long", "bybit-linear", bybitList(bybitPosition({ side: "Long" }))],
    ["wrongType", "usageAsCollateralEnabledOnUser", "true", "aave-v3", { reserves, userReserves: [{ ...userReserves[0], usageAsCollateralEnabledOnUser: "true" }] }],
  ])("%s: %s is %s, of %s", (code, field, value, venue, payload, options) => {
    expect(refusal(() => read(venue, payload, options))).toMatchObject({ code, field, value });
  });

  it("nothing is held where a list is empty", () => {
    for (const [venue, payload] of [["binance-usdm", []], ["bybit-linear", bybitList()], ["okx", okxAnswer()]] as const) {
      expect(read(venue, payload).account).toMatchObject({ venue, positions: [] });
    }
  });

  it("whatever stands in a field, it is read or refused", () => {
    const worst = [
      undefined, null, "", " ", "1,000", "NaN", "-1", "1e999", NaN, Infinity, -1, 0, true, "__proto__", [], {}, [null], { toString: 1, valueOf: 1 }, 2n ** 70n,
      JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    ];
    let asked = 0;
    let refused = 0;
    const ask = (venue: MarginVenue | "aave-v3", payload: unknown) => {
      asked += 1;
      try {
        const { account, marks } = read(venue, payload, { takerFeeRate: 0.0005 });
        evaluate(account, marks);
      } catch (error) {
        refused += 1;
        if (!(error instanceof InputError)) throw error;
      }
    };
    /** Each value within, replaced by each of the worst in turn. */
    const walk = (one: unknown, put: (other: unknown) => unknown, use: (payload: unknown) => void): void => {
      for (const bad of worst) use(put(bad));
      if (typeof one !== "object" || one === null) return;
      for (const [name, value] of Object.entries(one)) {
        walk(value, (other) => put(Array.isArray(one) ? one.map((old, i) => (String(i) === name ? other : old)) : { ...one, [name]: other }), use);
      }
    };
    for (const [venue, payload] of payloads) walk(payload, (other) => other, (changed) => ask(venue, changed));
    console.log(`  account payloads: ${asked.toLocaleString("en")} changed ones, ${refused.toLocaleString("en")} refused`);
    expect(asked).toBeGreaterThan(5_000);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("names of JavaScript's own are symbols like any other", () => {
    for (const symbol of ["__proto__", "constructor", "toString"]) {
      const found = accountFrom("binance-usdm", [[risk({ symbol })], { totalCrossWalletBalance: "5000" }]);
      expect(Object.entries(found.marks)).toEqual([[symbol, 51_000]]);
      expect(found.missing).toEqual([`tables.${symbol}`]);
    }
  });

  it("what is deep, in circles or in thousands", () => {
    const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    expect(refusal(() => accountFrom("okx", { deep: [deep, { code: "1" }] })).field).toBe("code");
    const circle: Record<string, unknown> = { risks: [risk({ marginType: "isolated", isolatedWallet: "5000" })] };
    circle["self"] = circle;
    expect(accountFrom("binance-usdm", circle).account.positions).toHaveLength(1);
    const rows = Array.from({ length: 20_000 }, (_, i) => risk({ symbol: `C${i}USDT` }));
    const started = performance.now();
    expect(accountFrom("binance-usdm", [{ ...usdmAccount, positions: [] }, rows]).account.positions).toHaveLength(20_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
