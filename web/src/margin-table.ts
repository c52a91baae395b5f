import type { Engine } from "./engine.ts";
import { InputError } from "./errors.ts";
import { checkVenue } from "./feed.ts";
import { numberOf, type Numeric, optionalNumber } from "./numbers.ts";
import type { MarginVenue } from "./risk.ts";

/** One step of a venue's margin table: it holds for a notional from its floor to its cap. */
export interface MarginBracket {
  /** Quote units. */
  readonly notionalFloor: Numeric;
  /** Quote units; left out where the table has no end. */
  readonly notionalCap?: Numeric;
  /** Fraction of notional: half a percent is 0.005. */
  readonly maintenanceMarginRate: Numeric;
  /** Quote units taken off; computed from floors and rates where no bracket gives one. */
  readonly maintenanceAmount?: Numeric;
  readonly maxLeverage: Numeric;
}

/** A venue's margin rules for one symbol. */
export interface MarginTable {
  readonly brackets: readonly MarginBracket[];
  /** When the venue stated it, as in "2026-11-22". */
  readonly date?: string;
  readonly source?: string;
}

/** A table's brackets as five numbers each, in the order that the engine reads them. */
export function flatBrackets(table: MarginTable): Float64Array {
  return Float64Array.from(
    table.brackets.flatMap((bracket) => [
      numberOf(bracket.notionalFloor, "notionalFloor"),
      bracket.notionalCap === undefined ? Infinity : numberOf(bracket.notionalCap, "notionalCap"),
      numberOf(bracket.maintenanceMarginRate, "maintenanceMarginRate"),
      optionalNumber(bracket.maintenanceAmount, "maintenanceAmount"),
      numberOf(bracket.maxLeverage, "maxLeverage"),
    ]),
  );
}

/** Binance's `GET /fapi/v1/leverageBracket`, as it comes. */
interface BinanceBrackets {
  readonly symbol: string;
  readonly brackets: readonly ({
    readonly initialLeverage: Numeric;
    readonly notionalCap: Numeric;
    readonly notionalFloor: Numeric;
    readonly maintMarginRatio: Numeric;
    readonly cum: Numeric;
  } | null)[];
}

/**
 * A venue's own payload of margin tables, by symbol.
 *
 * @throws {InputError} when it is another payload, or a table has a hole, overlaps, or is
 *     in percent
 */
export function marginTables(
  engine: Engine,
  venue: MarginVenue,
  payload: unknown,
  stated: Pick<MarginTable, "date" | "source"> = {},
): Record<string, MarginTable> {
  checkVenue(venue);
  const lists = (Array.isArray(payload) ? payload : [payload]) as readonly BinanceBrackets[];
  const tables: Record<string, MarginTable> = {};
  for (const list of lists) {
    if (typeof list?.symbol !== "string" || !Array.isArray(list.brackets)) {
      throw new InputError("wrongType", "payload", list);
    }
    const table: MarginTable = {
      ...stated,
      brackets: [...list.brackets]
        .sort((a, b) => Number(a?.notionalFloor) - Number(b?.notionalFloor))
        .map((bracket) => ({
          notionalFloor: bracket?.notionalFloor,
          notionalCap: bracket?.notionalCap,
          maintenanceMarginRate: bracket?.maintMarginRatio,
          maintenanceAmount: bracket?.cum,
          maxLeverage: bracket?.initialLeverage,
        })),
    };
    const refusal = engine.glue.checkBrackets(flatBrackets(table));
    const given = { brackets: table.brackets, ...table.brackets[refusal.row] };
    engine.accept(refusal, given[refusal.field as keyof typeof given]);
    tables[list.symbol] = table;
  }
  return tables;
}
