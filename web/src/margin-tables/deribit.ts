import { InputError } from "../errors.ts";
import { rowsOf } from "./rows.ts";

/**
 * Deribit: `public/get_instruments` states the highest leverage and no margin parameters.
 * They stand in its help pages, and are given as a table with `rateGrowthPerUnit`.
 */
export function deribit(payload: unknown): null {
  const rows = rowsOf<{ readonly max_leverage?: unknown }>(payload, "result");
  if (rows?.some((row) => "max_leverage" in row)) {
    throw new InputError("missingField", "maintenanceMarginRate", undefined);
  }
  return null;
}
