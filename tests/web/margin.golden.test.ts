// Numbers that Binance states, asked of the package as a user would: isolated positions and
// margin tables. Cross accounts and orders have no door yet; the core's own test asks them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { MarginTable, PositionRisk } from "plimsoll";
import { expressionValue } from "./golden-expression.ts";
import { engine } from "./plimsoll.ts";
import { recordedFolder } from "./recorded.ts";
import { vectors } from "./vectors.ts";

interface Case {
  readonly id: string;
  readonly venue: string;
  readonly mode: string;
  readonly kind: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, number | null>>;
  readonly tolerance: { readonly abs?: number; readonly rel?: number; readonly ticks?: number; readonly tick?: number };
}

/** A real position, with the liquidation price that the exchange showed for it. */
interface Held {
  readonly id: string;
  readonly exchange: string;
  readonly margin_mode: string;
  readonly contract_type: string;
  readonly complete: boolean;
  readonly side: "long" | "short";
  /** Some exchanges write a short below zero. */
  readonly size: number;
  readonly entry: number;
  readonly isolated_or_wallet_margin: number;
  readonly maintenance_margin_rate: number;
  readonly maintenance_amount: number;
  readonly exchange_liquidation_price: number | null;
  readonly tolerance: Case["tolerance"];
}

const wanted = process.env["PLIMSOLL_GOLDEN"] ?? "";
const plimsoll = await engine();

/** A family's cases; none, and a line about it, where they were not asked for or are not there. */
function golden<T>(family: string): T[] {
  if (wanted !== "" && wanted !== family) {
    console.log(`skipped: ${family}, as only ${wanted} was asked for`);
    return [];
  }
  const folder = recordedFolder("golden");
  return folder === null ? [] : (JSON.parse(readFileSync(join(folder, `${family}.json`), "utf8")) as T[]);
}

function allowedError({ abs, rel = 1e-9, ticks, tick }: Case["tolerance"], expected: number): number {
  if (abs !== undefined) return abs;
  // A hair more than whole ticks: the tick itself is no binary fraction.
  if (ticks !== undefined && tick !== undefined) return ticks * tick * (1 + 1e-9);
  return rel * Math.abs(expected);
}

/**
 * A case names one bracket by its rate and amount; a table has to begin at zero. So another
 * bracket of half the rate stands below, and they meet where the amount says.
 */
function tableAround(rate: number, amount: number): MarginTable {
  const maxLeverage = 0.5 / rate;
  const upper = { notionalFloor: 0, maintenanceMarginRate: rate, maintenanceAmount: amount, maxLeverage };
  if (amount === 0) return { brackets: [upper] };
  const notionalFloor = amount / (rate / 2);
  return {
    brackets: [
      { notionalFloor: 0, notionalCap: notionalFloor, maintenanceMarginRate: rate / 2, maintenanceAmount: 0, maxLeverage },
      { ...upper, notionalFloor },
    ],
  };
}

function tableOf(inputs: Case["inputs"]): MarginTable {
  if (typeof inputs["mmr"] === "number") return tableAround(inputs["mmr"], Number(inputs["cum"] ?? 0));
  const tiers = inputs["tiers"] ?? inputs["tiers_hint"];
  if (Array.isArray(tiers)) return { brackets: tiers as MarginTable["brackets"] };
  return vectors("margin_table").tables["btcusdt-2022"]!;
}

function riskOf(inputs: Case["inputs"], size: number, entry: number, posted: number): PositionRisk {
  return plimsoll.evaluate({
    venue: "binance-usdm",
    tables: { X: tableOf(inputs) },
    positions: [{
      symbol: "X", side: inputs["side"] === "short" ? "short" : "long", quantity: size, entryPrice: entry,
      mode: "isolated", posted,
    }],
  }, { X: entry }).positions[0]!;
}

function liquidation({ inputs }: Case): Record<string, number | null> {
  const posted = typeof inputs["wallet_balance"] === "number"
    ? inputs["wallet_balance"]
    : expressionValue(String(inputs["wallet_balance_expr"]), inputs);
  expect(posted, "the margin").not.toBeNull();
  const risk = riskOf(inputs, Number(inputs["size"]), Number(inputs["entry"]), posted!);
  return { liquidation_price: risk.liquidationPrice.value };
}

/** A bracket's rate and amount are not told as such: two maintenance margins within it say both. */
function bracket({ inputs }: Case): Record<string, number | null> {
  const notional = Number(inputs["notional"]);
  const maintenance = (of: number) => riskOf(inputs, 1, of, of).maintenanceMargin.value!;
  const step = notional * 1e-3;
  const mmr = (maintenance(notional + step) - maintenance(notional)) / step;
  return { mmr, cum: mmr * notional - maintenance(notional) };
}

const answers: Readonly<Record<string, (of: Case) => Record<string, number | null>>> = {
  liquidation_price: liquidation,
  maintenance_amount: bracket,
  maintenance_margin_rate: bracket,
  mmr_and_maint_amount: bracket,
};

const ours = golden<Case>("margin").filter(({ venue }) => venue === "Binance USDM");
const asked = ours.filter(({ kind, mode }) => kind in answers && !mode.startsWith("cross"));

describe.skipIf(asked.length === 0)("golden margin, Binance USDⓈ-M", () => {
  it.each(asked.map((one): [string, Case] => [`${one.id}, ${one.mode}, ${one.kind}`, one]))("%s", (_, one) => {
    const found = answers[one.kind]!(one);
    for (const [name, expected] of Object.entries(one.expected)) {
      if (expected === null) {
        expect(found[name]).toBeNull();
        continue;
      }
      // Two margins told a rate and an amount: they are as exact as a difference of them.
      const isTold = name === "mmr" || name === "cum";
      const allowed = isTold ? 1e-6 * Math.max(1, Math.abs(expected)) : allowedError(one.tolerance, expected);
      expect(Math.abs(found[name]! - expected), name).toBeLessThanOrEqual(allowed);
    }
  });

  it("says how many there were", () => {
    console.log(`  golden margin: ${asked.length} of ${ours.length} Binance USDM cases asked through the package; ` +
      `${ours.length - asked.length} have no door here (cross accounts, orders, highest leverage for a margin)`);
  });
});

// One is written down with an entry price of zero, which is refused, as it should be.
const held = golden<Held>("positions").filter(({ exchange, margin_mode, contract_type, complete, entry }) =>
  exchange.startsWith("binance") && margin_mode === "isolated" && contract_type === "linear" && complete && entry > 0);

describe.skipIf(held.length === 0)("golden positions, Binance USDⓈ-M", () => {
  it.each(held)("$id", (one) => {
    const inputs = { side: one.side, mmr: one.maintenance_margin_rate, cum: one.maintenance_amount };
    const { liquidationPrice } = riskOf(inputs, Math.abs(one.size), one.entry, one.isolated_or_wallet_margin);
    const expected = one.exchange_liquidation_price;
    if (expected === null) expect(liquidationPrice.value).toBeNull();
    else expect(Math.abs(liquidationPrice.value! - expected)).toBeLessThanOrEqual(allowedError(one.tolerance, expected));
  });

  it("says how many there were", () => console.log(`  golden positions: ${held.length} isolated and linear`));
});
