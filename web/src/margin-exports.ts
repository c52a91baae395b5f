// What both engines say about positions.

export type {
  Account,
  Collateral,
  CrossPosition,
  EvaluateOptions,
  Instrument,
  IsolatedPosition,
  MarginVenue,
  Marks,
  Position,
} from "./account.ts";
export { type ErrorCode, InputError, LoadError } from "./errors.ts";
export type { MarginBracket, MarginTable } from "./margin-table.ts";
export type { Numeric } from "./numbers.ts";
export type { AccountRisk, Estimate, PositionRisk, ReasonCode } from "./risk.ts";
