// The entry for single formulas: what an order costs, what a position wins, how a loop stands,
// and what chains and contracts reckon in integers of their own. A small engine inside, compiled
// when it is first asked.

export { type ErrorCode, InputError, LoadError } from "./errors.ts";
export * from "./formulas/aave.ts";
export * from "./formulas/collateral.ts";
export * from "./formulas/deleveraging.ts";
export * from "./formulas/drift.ts";
export * from "./formulas/dydx.ts";
export { ready } from "./formulas/engine.ts";
export * from "./formulas/funding-cost.ts";
export * from "./formulas/funding-risk.ts";
export * from "./formulas/funding-rules.ts";
export * from "./formulas/funding.ts";
export * from "./formulas/gmx.ts";
export * from "./formulas/htx.ts";
export * from "./formulas/jupiter.ts";
export * from "./formulas/liquidation-steps.ts";
export * from "./formulas/loops.ts";
export * from "./formulas/market-impact.ts";
export * from "./formulas/morpho.ts";
export * from "./formulas/orders.ts";
export * from "./formulas/profit.ts";
export * from "./formulas/self-excitation.ts";
export type { MarginVenue } from "./account.ts";
export type { MarginBracket, MarginTable } from "./margin-table.ts";
export type { Numeric } from "./numbers.ts";
export type { Whole } from "./formulas/whole.ts";
