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

/** Positions of the account that a case leaves out, as one that needs as much and stands as it did. */
function others(one: Inputs, rawUsd: number, value: number, maintenance: number): Asked["options"] & { payload: object } {
  const rest = { coin: "REST", szi: "1", entryPx: value, positionValue: value, leverage: { type: "cross", value: 1 }, marginUsed: "0" };
  const brackets = [{ notionalFloor: 0, maintenanceMarginRate: maintenance / value, maxLeverage: 1 }];
  return {
    tables: { REST: { brackets }, ...(one.in("raw").has("maxLeverage") ? {} : { [one.text("symbol")]: tableAround(one.number("maintenance_margin_rate")) }) },
    payload: { rest, totalRawUsd: rawUsd - value },
  };
}

function hyperliquid(one: Inputs, raw: object): Asked {
  const position = { coin: one.text("symbol"), ...raw };
  const account = one.in("account");
  if (!one.has("account")) return { venue: "hyperliquid", payload: { assetPositions: [{ type: "oneWay", position }] } };
  const isLegacy = !account.has("crossMaintenanceMarginUsed");
  const summary = account.in("crossMarginSummary");
  const rate = one.number("maintenance_margin_rate");
  const value = Number((raw as Record<string, string>)["positionValue"]);
  const total = summary.number("totalNtlPos");
  const maintenance = (isLegacy ? rate * total : account.number("crossMaintenanceMarginUsed")) - rate * value;
  const { tables, payload } = others(one, summary.number("accountValue") - one.sign * value, total - value, maintenance);
  const { rest, totalRawUsd } = payload as { rest: object; totalRawUsd: number };
  return {
    venue: isLegacy ? "hyperliquid-2023" : "hyperliquid",
    payload: {
      assetPositions: [{ type: "oneWay", position }, { type: "oneWay", position: rest }],
      crossMarginSummary: { totalRawUsd },
    },
    options: { ...(tables && { tables }) },
  };
}

function binance(one: Inputs, raw: object): Asked {
  const venue = one.text("contract_type") === "inverse" ? "binance-coinm" : "binance-usdm";
  if (!one.in("raw").isList("positions")) {
    const payload = one.has("account") ? { account: one.in("account").whole, positions: [raw] } : [raw];
    return { venue, payload, options: { tables: { [one.text("symbol")]: tableOf(one) } } };
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
    payload: [{ retCode: 0, result: { list: [raw] } }, { retCode: 0, result: { list: [wallet] } }],
    options: { tables: { [one.text("symbol")]: tableOf(one) } },
  };
}

const ticks: Readonly<Record<string, number>> = { "BTC-USDT-SWAP": 0.1 };

function okx(one: Inputs, raw: object): Asked {
  const symbol = one.text("symbol");
  const cash = one.number("isolated_or_wallet_margin") - one.in("raw").number("upl", 0);
  const tiers = { contractsFloor: 0, maintenanceMarginRate: one.number("maintenance_margin_rate"), maxLeverage: 100 };
  return {
    venue: "okx",
    payload: {
      positions: { code: "0", data: [{ mgnMode: one.text("margin_mode"), ...raw }] },
      balance: { code: "0", data: [{ totalEq: "", adjEq: "", details: [{ ccy: "USDT", cashBal: cash }] }] },
    },
    options: {
      takerFeeRate: 0.0005,
      tables: { [symbol]: { brackets: [tiers] } },
      instruments: { [symbol]: { contractSize: one.number("contract_size"), tickSize: ticks[symbol] ?? 0.01 } },
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
