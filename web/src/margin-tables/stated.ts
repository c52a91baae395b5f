import type { MarginBracket } from "../margin-table.ts";
import type { Numeric } from "../numbers.ts";

/** A bracket as a payload states it, by our names; what it leaves out is undefined. */
export type StatedBracket = { readonly [Name in keyof MarginBracket]?: Numeric | undefined };

/** One symbol's part of a payload, from the lowest bracket to the highest. */
export interface StatedTable {
  readonly symbol: string;
  readonly brackets: readonly StatedBracket[];
}
