/// <reference lib="esnext.disposable" preserve="true" />
// The entry for positions alone: a small engine inside, compiled when it is first asked.

import type { QuestionDoor } from "./account-door.ts";
import type { Account, EvaluateOptions, Marks, MarginVenue } from "./account.ts";
import { evaluateLending, isLending, type LendingAccount, type LendingRisk } from "./lending.ts";
import bytes from "./generated/margin.wasm";
import type { MarginTable } from "./margin-table.ts";
import { payloadTables, type TableOrigin } from "./margin-tables/payload.ts";
import { type AccountChange, type Preview, preview as previewAccount, type PreviewDoor } from "./preview.ts";
import { type AccountRisk, evaluate as evaluateAccount } from "./risk.ts";
import { smallEngine } from "./small-engine.ts";

export type {
  LendingAccount,
  LendingAsset,
  LendingAssetRisk,
  LendingRisk,
  LendingVenue,
} from "./lending.ts";
export * from "./margin-exports.ts";
export type { TableOrigin } from "./margin-tables/payload.ts";
export type {
  AccountChange,
  ClosingOrder,
  LeverageChange,
  MarginChange,
  OpeningOrder,
  Preview,
  Problem,
  WalletChange,
} from "./preview.ts";

const { door, ready } = smallEngine<PreviewDoor & QuestionDoor>(bytes);

export { ready };

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
export function evaluate(account: Account, marks: Marks, options?: EvaluateOptions): AccountRisk;
/**
 * How an account of a lending protocol stands at these prices, by symbol.
 *
 * @throws {InputError} when an asset or a price cannot be used
 * @example
 * evaluate({
 *   venue: "aave-v3",
 *   assets: [
 *     { symbol: "WETH", collateralQuantity: 10, maxLtv: 0.8, liquidationThreshold: 0.825 },
 *     { symbol: "USDC", debtQuantity: 20_000 },
 *   ],
 * }, { WETH: 2_500, USDC: 1 }).healthFactor.value; // 1.03125
 */
export function evaluate(account: LendingAccount, prices: Marks): LendingRisk;
export function evaluate(
  account: Account | LendingAccount,
  marks: Marks,
  options?: EvaluateOptions,
): AccountRisk | LendingRisk {
  return isLending(account)
    ? evaluateLending(door(), account, marks)
    : evaluateAccount(door(), account, marks, options);
}

/**
 * How an account stands before and after a change, as if it were done now at these marks, and
 * what is wrong with that: for an order ticket.
 *
 * @throws {InputError} when the account or the change cannot be used
 * @example
 * preview(
 *   { venue: "binance-usdm", positions: [], tables: { BTCUSDT: { brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 100 }] } } },
 *   {
 *     open: { symbol: "BTCUSDT", side: "long", quantity: 1, entryPrice: 50_000, mode: "isolated", leverageSetting: 10 },
 *     stopLoss: 45_100,
 *   },
 *   { BTCUSDT: 50_000 },
 * ).problems; // [{ code: "stopBeyondLiquidation", values: { stopLoss: 45100, liquidationPrice: 45226.13... } }]
 */
export function preview(account: Account, change: AccountChange, marks: Marks, options?: EvaluateOptions): Preview {
  return previewAccount(door(), account, change, marks, options);
}

/**
 * The account as a change leaves it: that of the preview.
 *
 * @throws {InputError} when the account or the change cannot be used
 */
export function apply(account: Account, change: AccountChange, marks: Marks): Account {
  return preview(account, change, marks).account;
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
