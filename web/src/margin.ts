/// <reference lib="esnext.disposable" preserve="true" />
// The entry for positions alone: a small engine inside, compiled when it is first asked.

import type { Account, EvaluateOptions, Marks, MarginVenue } from "./account.ts";
import type { AccountDoor } from "./account-door.ts";
import bytes from "./generated/margin.wasm";
import type { MarginTable } from "./margin-table.ts";
import { payloadTables, type TableOrigin } from "./margin-tables/payload.ts";
import { type AccountRisk, evaluate as evaluateAccount } from "./risk.ts";

export * from "./margin-exports.ts";
export type { TableOrigin } from "./margin-tables/payload.ts";

let started: AccountDoor | null = null;

const { log, pow } = Math;
const imports = { env: { emscripten_notify_memory_growth: () => {}, log, pow } };

function doorOf({ exports }: WebAssembly.Instance): AccountDoor {
  const { memory, _initialize, accountRoom, evaluateAccount, checkTable, errorText } =
    exports as Record<string, unknown>;
  (_initialize as () => void)();
  return {
    wasmMemory: memory,
    _accountRoom: accountRoom,
    _evaluateAccount: evaluateAccount,
    _checkTable: checkTable,
    _errorText: errorText,
  } as AccountDoor;
}

function door(): AccountDoor {
  started ??= doorOf(new WebAssembly.Instance(new WebAssembly.Module(bytes()), imports));
  return started;
}

/**
 * Compiles the engine beforehand, off the main thread. Only for browsers that limit what may
 * be compiled at once: everywhere else the first question compiles it.
 */
export async function ready(): Promise<void> {
  if (started !== null) return;
  const { instance } = await WebAssembly.instantiate(bytes(), imports);
  started ??= doorOf(instance);
}

/**
 * How an account's positions stand at these marks, by symbol.
 *
 * @throws {InputError} when a position, table or mark cannot be used
 * @example
 * evaluate({
 *   venue: "binance-usdm",
 *   positions: [{ symbol: "BTCUSDT", side: "long", quantity: 1, entryPrice: 50_000, mode: "isolated", posted: 5_000 }],
 *   tables: { BTCUSDT: { brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 100 }] } },
 * }, { BTCUSDT: 50_000 }).positions[0].liquidation.value; // 45226.13...
 */
export function evaluate(account: Account, marks: Marks, options?: EvaluateOptions): AccountRisk {
  return evaluateAccount(door(), account, marks, options);
}

/**
 * A venue's own payload of margin tables, by the payload's symbols; or ccxt's leverage
 * tiers, by ccxt's. Each venue's file in `margin-tables` names its endpoint.
 *
 * @param payload  as the venue answered, wrapped or not
 * @throws {InputError} when it is another payload or an error's answer, or a table has a
 *     hole, overlaps, or is in percent
 * @example
 * marginTables("kucoin", [
 *   { symbol: "XBTUSDTM", minRiskLimit: 0, maxRiskLimit: 300_000, maintainMargin: 0.004, maxLeverage: 125 },
 * ]).XBTUSDTM.brackets[0].maintenanceMarginRate; // 0.004
 */
export function marginTables(
  venue: MarginVenue,
  payload: unknown,
  stated?: TableOrigin,
): Record<string, MarginTable> {
  return payloadTables(door(), venue, payload, stated);
}
