// Real positions, each wrapped as its venue answers, through accountFrom and evaluate: what
// comes out is the liquidation price that the exchange itself showed.

import { describe, expect, it } from "vitest";
import { type AccountOptions, accountFrom } from "plimsoll/accounts";
import { evaluate, type MarginVenue } from "plimsoll/margin";
import { allowedError, golden, type Held, Inputs, tableAround } from "./golden-cases.ts";

interface Asked {
  readonly venue: MarginVenue;
  readonly payload: unknown;
  /** What the payload does not say. */
  readonly options?: AccountOptions;
}

const tableOf = (one: Inputs) =>
  tableAround(one.number("maintenance_margin_rate"), Number(one.number("maintenance_amount", 0)));

const isIsolated = (one: Inputs) => one.text("margin_mode").startsWith("isolated");

const oneBracket = (maintenanceMarginRate: number) =>
  ({ brackets: [{ notionalFloor: 0, maintenanceMarginRate, maxLeverage: Math.max(1, 0.5 / maintenanceMarginRate) }] });

/** What a case leaves out of the account is one long position, which needs as much and costs what it is worth. */
function hyperliquid(one: Inputs, raw: object): Asked {
  const held = { position: { coin: one.text("symbol"), ...raw } };
  if (isIsolated(one)) return { venue: "hyperliquid", payload: { assetPositions: [held] } };
  const account = one.in("account");
  const summary = account.in("crossMarginSummary");
  const rate = one.number("maintenance_margin_rate");
  const value = Number(one.in("raw").text("positionValue"));
  const othersValue = summary.number("totalNtlPos") - value;
  const maintenance = account.number("crossMaintenanceMarginUsed", rate * summary.number("totalNtlPos"));
  const others = { position: {
    coin: "OTHERS", szi: "1", entryPx: othersValue, positionValue: othersValue, leverage: { type: "cross", value: 1 },
  } };
  const isAlone = othersValue < 1e-6;
  const totalRawUsd = summary.number("accountValue") - one.sign * value - (isAlone ? 0 : othersValue);
  return {
    venue: account.has("crossMaintenanceMarginUsed") ? "hyperliquid" : "hyperliquid-2023",
    payload: { assetPositions: isAlone ? [held] : [held, others], crossMarginSummary: { totalRawUsd } },
    options: { tables: {
      OTHERS: oneBracket((maintenance - rate * value) / othersValue),
      // The oldest answers have no maxLeverage, by which a table would be known.
      ...(one.in("raw").has("maxLeverage") ? {} : { [one.text("symbol")]: oneBracket(rate) }),
    } },
  };
}

function binance(one: Inputs, raw: object): Asked {
  const venue = one.text("contract_type") === "inverse" ? "binance-coinm" : "binance-usdm";
  if (!one.in("raw").isList("positions")) {
    const wallet = one.number("isolated_or_wallet_margin");
    const asset = one.text("symbol").split("USD")[0];
    const balance = venue === "binance-coinm" ? { asset, crossWalletBalance: wallet } : { totalCrossWalletBalance: wallet };
    const account = isIsolated(one) ? [] : { ...balance, ...(one.in("account").whole as object) };
    return {
      venue,
      payload: { account, positions: [{ positionSide: "BOTH", ...raw }] },
      options: { tables: { [one.text("symbol")]: tableOf(one) } },
    };
  }
  // The example of a page, by the names of the API.
  const positions = one.in("raw").list("positions");
  const symbol = (of: Inputs) => of.text("symbol");
  return {
    venue,
    payload: [
      { totalCrossWalletBalance: one.in("raw").number("wallet_balance"), assets: [], positions: [] },
      positions.map((of) => ({
        symbol: symbol(of), positionSide: "BOTH", marginType: "cross", positionAmt: of.number("size"),
        entryPrice: of.number("entry"), markPrice: of.number("mark"),
        liquidationPrice: symbol(of) === one.text("symbol") ? one.number("exchange_liquidation_price") : "",
      })),
    ],
    options: { tables: Object.fromEntries(positions.map((of) => [symbol(of), tableAround(of.number("mmr"), of.number("maint_amount"))])) },
  };
}

function bybit(one: Inputs, raw: object): Asked {
  const wallet = one.in("account").whole;
  return {
    venue: one.text("contract_type") === "inverse" ? "bybit-inverse" : "bybit-linear",
    payload: [
      { retCode: 0, result: { list: [raw] } },
      { retCode: 0, result: isIsolated(one) ? { marginMode: "ISOLATED_MARGIN" } : { list: [wallet] } },
    ],
    options: { tables: { [one.text("symbol")]: tableOf(one) } },
  };
}

/** Ticks of instruments whose positions' payloads do not hold them. */
const ticks: Readonly<Record<string, number>> = { "BTC-USDT-SWAP": 0.1, "ETH-USD-210430": 0.01, "ETH-USDT-SWAP": 0.01 };

function okx(one: Inputs, raw: object): Asked {
  const symbol = one.text("symbol");
  const cash = one.number("isolated_or_wallet_margin") - one.in("raw").number("upl", 0);
  const [base, quote] = symbol.split("-");
  const ccy = one.in("raw").text("ccy") || (quote === "USD" ? base : quote);
  const tick = ticks[symbol];
  const rate = one.number("maintenance_margin_rate");
  const tier = { contractsFloor: 0, maintenanceMarginRate: rate, maxLeverage: 0.5 / rate };
  return {
    venue: "okx",
    payload: {
      positions: { code: "0", data: [{ mgnMode: one.text("margin_mode"), posId: "1", ...raw }] },
      balance: { code: "0", data: [{ totalEq: "", adjEq: "", details: [{ ccy, cashBal: cash }] }] },
    },
    options: {
      takerFeeRate: 0.0005,
      tables: { [symbol]: { brackets: [tier] } },
      instruments: { [symbol]: { contractSize: one.number("contract_size"), ...(tick && { tickSize: tick }) } },
    },
  };
}

type Mapping = (one: Inputs, raw: object) => Asked;
const mappings: Readonly<Record<string, Mapping>> = { hyperliquid, binance, bybit, okx };

const venueOf = ({ exchange }: Held) => exchange.split(" ")[0]!;
const held = golden<Held>("positions").filter((one) => one.complete && venueOf(one) in mappings);

describe.skipIf(held.length === 0)("golden positions through accountFrom", () => {
  it.each(held)("$id", (one) => {
    const inputs = new Inputs(one);
    const { venue, payload, options } = mappings[venueOf(one)]!(inputs, inputs.in("raw").whole as object);
    const symbol = inputs.text("symbol");
    const { account, marks, stated } = accountFrom(venue, payload, options);
    const risk = evaluate(account, { [symbol]: inputs.has("mark") ? inputs.number("mark") : inputs.number("entry"), ...marks });
    const { id, liquidation } = risk.positions.find((position) => position.symbol === symbol)!;
    const expected = one.exchange_liquidation_price;
    if (expected === null || expected <= 0) {
      expect(liquidation).toMatchObject({ value: null, reason: "fullyCollateralized" });
      expect(stated[id]).toBeNull();
      return;
    }
    expect(Math.abs(liquidation.value! - expected)).toBeLessThanOrEqual(allowedError(one.tolerance, expected));
    expect(stated[id]).toBeCloseTo(expected, 6);
  });

  it("says how many there were", () => console.log(`  golden positions: ${held.length} asked through accountFrom`));
});
