import { type MarginVenue, venueNumber } from "./account.ts";
import { InputError } from "./errors.ts";
import { bracketInputs } from "./generated/layout.ts";
import { type AccountDoor, accept, readRefusal, writeBlock } from "./account-door.ts";
import { numberOf, type Numeric, optionalNumber } from "./numbers.ts";
import { listOf, recordOf } from "./words.ts";

/**
 * One step of a venue's margin table: it holds from its floor to its cap, in notional, or in
 * contracts where the venue counts those (OKX, Kraken, HTX).
 */
export interface MarginBracket {
  /** Settlement units. */
  readonly notionalFloor?: Numeric;
  /** Settlement units; left out where the table has no end. */
  readonly notionalCap?: Numeric;
  /** Instead of `notionalFloor`, where one row is for the whole position. */
  readonly contractsFloor?: Numeric;
  readonly contractsCap?: Numeric;
  /** Fraction of notional: half a percent is 0.005. At HTX the adjustment factor. */
  readonly maintenanceMarginRate: Numeric;
  /** Settlement units taken off; computed from floors and rates where no bracket gives one. */
  readonly maintenanceAmount?: Numeric;
  readonly maxLeverage: Numeric;
}

/** A venue's margin rules for one symbol. */
export interface MarginTable {
  readonly brackets: readonly MarginBracket[];
  /** Deribit: how much the rate grows with each base unit of the position. */
  readonly rateGrowthPerUnit?: Numeric;
  /** GMX: the least that must remain whatever the size, `minCollateralUsd`; settlement units. */
  readonly minMaintenanceMargin?: Numeric;
  /** Drift: its `imf_factor`, in parts of a million, by which larger positions have a higher rate. */
  readonly imfFactor?: Numeric;
  /** When the venue stated it, as in "2026-11-22". */
  readonly date?: string;
  readonly source?: string;
}

/** A table's brackets as five numbers each, in the order that the engine reads them. */
export function flatBrackets(table: MarginTable): number[] {
  const brackets = listOf(recordOf(table, "tables").brackets, "brackets");
  if (brackets.length === 0) throw new InputError("tableEmpty", "brackets", brackets);
  const rows: number[] = [];
  for (const bracket of brackets) {
    const isCounted = recordOf(bracket, "brackets").contractsFloor !== undefined;
    const floor = isCounted ? bracket.contractsFloor : bracket.notionalFloor;
    const cap = isCounted ? bracket.contractsCap : bracket.notionalCap;
    rows.push(
      numberOf(floor!, "notionalFloor"),
      cap === undefined ? Infinity : numberOf(cap, "notionalCap"),
      numberOf(bracket.maintenanceMarginRate, "maintenanceMarginRate"),
      optionalNumber(bracket.maintenanceAmount, "maintenanceAmount"),
      numberOf(bracket.maxLeverage, "maxLeverage"),
    );
  }
  return rows;
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
  door: AccountDoor,
  venue: MarginVenue,
  payload: unknown,
  stated: Pick<MarginTable, "date" | "source"> = {},
): Record<string, MarginTable> {
  if (venue !== "binance-usdm") throw new InputError("unknownVenue", "venue", venue);
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
    const rows = flatBrackets(table);
    writeBlock(door, rows);
    const answer = door._checkTable(venueNumber(venue), rows.length / bracketInputs.length);
    const refusal = readRefusal(door, answer);
    const given = { brackets: table.brackets, ...table.brackets[refusal.row] };
    accept(refusal, given[refusal.field as keyof typeof given]);
    tables[list.symbol] = table;
  }
  return tables;
}
