import { type Instrument, kindOf, kinds, type MarginVenue, venueNumber } from "../account.ts";
import { accept, type AccountDoor, readBlock, readRefusal, writeBlock } from "../account-door.ts";
import { InputError } from "../errors.ts";
import { bracketInputs, refusalLength, symbolInputs } from "../generated/layout.ts";
import { flatBrackets, type MarginTable } from "../margin-table.ts";
import { type Numeric, optionalNumber } from "../numbers.ts";
import { listOf, placeOf, recordOf } from "../words.ts";

/** What positions in columns have in common. A symbol is known by its place in `tables`. */
export interface HoldingsTerms {
  readonly venue: MarginVenue;
  readonly tables: readonly MarginTable[];
  /** What is known of the contracts, in the same places. */
  readonly instruments?: readonly (Instrument | undefined)[];
  /** Fraction of notional. */
  readonly takerFeeRate?: Numeric;
}

/** Positions with margin of their own: one number of each in every column. */
export interface PositionColumns {
  /** The place of its table. */
  readonly symbol: Uint8Array | Uint16Array | Uint32Array;
  /** Units of the contract: above zero long, below zero short. */
  readonly signedQuantity: Float64Array;
  /** Quote units for one base unit. */
  readonly entryPrice: Float64Array;
  /** Settlement units posted, less what fees and funding took or are about to. */
  readonly posted: Float64Array;
  /** As it was set on the venue; NaN where that is not known. */
  readonly leverageSetting?: Float64Array;
}

/** What hangs on the mark, for each position. Only arrays that are given are filled. */
export interface MarkReadings {
  /** Fraction of the mark to the liquidation price; below zero beyond it, NaN where there is none. */
  readonly distanceRate?: Float64Array;
  /** Maintenance over equity: liquidates at 1. NaN where no equity is left. */
  readonly marginRatio?: Float64Array;
}

/**
 * Thousands of positions with margin of their own that the engine keeps: filled once, and counted again whenever marks
 * move. In these arrays NaN is what there is none of.
 */
export interface Holdings {
  /** How many positions there are. */
  readonly size: number;

  /**
   * Takes these positions instead of those before.
   *
   * @throws {InputError} when columns differ in length, a number cannot be used, as
   *     `columns.entryPrice[17]`, or there are more than memory holds, which is some half a
   *     million; those before stay then
   */
  fill(columns: PositionColumns): void;

  /**
   * Counts all positions at new marks.
   *
   * @param marks  quote units for one base unit, in the places of the tables; NaN where one
   *     is not known
   * @returns how many are liquidatable, which are those with `!(marginRatio < 1)`
   * @throws {InputError} when a mark cannot be used or an array is of another length
   */
  mark(marks: Float64Array, into?: MarkReadings): number;

  /**
   * The mark price that liquidates each position; NaN where none does. It does not move with
   * the mark, but at `hyperliquid-2023`, where there is none before the first.
   *
   * @param into  a new array by default
   */
  liquidationPrices(into?: Float64Array): Float64Array;

  /** Gives its memory back. A call after that throws. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** What the engine of holdings exports: wasm/holdings.cpp. */
export interface HoldingsDoor extends AccountDoor {
  _openHoldings(venue: number, takerFeeRate: number, symbols: number): number;
  _closeHoldings(holdings: number): void;
  /** Where columns go in and answers out; 0 where memory has no more. */
  _holdingsRoom(doubles: number): number;
  _fillHoldings(holdings: number, count: number, areLeveragesStated: boolean): number;
  _readHoldings(holdings: number): void;
  _markHoldings(holdings: number): number;
}

function checkColumn(column: ArrayLike<number>, type: RegExp, length: number, field: string): void {
  if (!type.test((column as Uint8Array | undefined)?.[Symbol.toStringTag] ?? "")) {
    throw new InputError("wrongType", field, column);
  }
  if (column.length !== length) throw new InputError("lengthsDiffer", `${field}.length`, column.length);
}

function tooMany(positions: number): InputError {
  return new InputError("outOfMemory", "columns.symbol.length", positions);
}

/** The number behind a refusal that refuses nothing. */
function alsoAnswered(door: HoldingsDoor, answer: number): number {
  return readBlock(door, answer, refusalLength + 1)[refusalLength]!;
}

/** Frees what somebody dropped without disposing of it: a net, not a promise. */
const dropped = new FinalizationRegistry<() => void>((close) => close());

const integers = /^Uint/;
const doubles = /^Float64/;

/** What the engine keeps; users see `Holdings`. */
export class KeptHoldings implements Holdings {
  readonly #door: HoldingsDoor;
  readonly #symbols: number;
  #at: number;
  #size = 0;

  constructor(door: HoldingsDoor, terms: HoldingsTerms) {
    const { venue, tables, instruments = [], takerFeeRate } = recordOf(terms, "terms");
    listOf(instruments, "instruments");
    const symbols = listOf(tables, "tables").map((table, i) => ({ ...instruments[i], ...table }));
    const rows = symbols.map(flatBrackets);
    const inputs = symbols.map((given, i) => {
      const known: Partial<Record<string, number>> = {
        kind: placeOf(given.kind ?? kindOf(venue), kinds, "kind"),
        brackets: rows[i]!.length / bracketInputs.length,
      };
      return symbolInputs.map((name) =>
        known[name] ?? optionalNumber(given[name as "imfFactor"], `tables[${i}].${name}`));
    });
    writeBlock(door, [...inputs, ...rows].flat());
    const fee = optionalNumber(takerFeeRate, "takerFeeRate");
    const answer = door._openHoldings(venueNumber(venue), fee, symbols.length);
    const refusal = readRefusal(door, answer);
    const { index, row } = refusal;
    const name = refusal.field === "rateGrowth" ? "rateGrowthPerUnit" : refusal.field;
    const bracket = { ...symbols[index]?.brackets[row] };
    const given: Record<string, unknown> = { takerFeeRate, tables };
    const place = name in given ? "" : `tables[${index}].${name in bracket ? `brackets[${row}].` : ""}`;
    accept({ ...refusal, field: place + name }, { ...symbols[index], ...bracket, ...given }[name]);
    this.#door = door;
    this.#symbols = symbols.length;
    const at = alsoAnswered(door, answer);
    this.#at = at;
    dropped.register(this, () => door._closeHoldings(at), this);
  }

  get size(): number {
    return this.#size;
  }

  fill(columns: PositionColumns): void {
    const { symbol, signedQuantity, entryPrice, posted, leverageSetting } = recordOf(columns, "columns");
    const count = symbol?.length;
    checkColumn(symbol, integers, count, "columns.symbol");
    const numbers = Object.entries({ signedQuantity, entryPrice, posted, ...(leverageSetting && { leverageSetting }) });
    for (const [name, column] of numbers) checkColumn(column, doubles, count, `columns.${name}`);
    const places = numbers.length * count;
    const room = this.#room(places + count, count);
    numbers.forEach(([, column], i) => readBlock(this.#door, room + 8 * i * count, count).set(column));
    new Uint32Array(this.#door.wasmMemory.buffer, room + 8 * places, count).set(symbol);
    const refusal = readRefusal(this.#door, this.#door._fillHoldings(this.#at, count, numbers.length > 3));
    if (refusal.code === "outOfMemory") throw tooMany(count);
    const { field, row } = refusal;
    accept({ ...refusal, field: `columns.${field}[${row}]` }, columns[field as keyof PositionColumns]?.[row]);
    this.#size = count;
  }

  mark(marks: Float64Array, into: MarkReadings = {}): number {
    const { distanceRate, marginRatio } = recordOf(into, "into");
    const symbols = this.#symbols;
    const size = this.#size;
    checkColumn(marks, doubles, symbols, "marks");
    if (distanceRate) checkColumn(distanceRate, doubles, size, "into.distanceRate");
    if (marginRatio) checkColumn(marginRatio, doubles, size, "into.marginRatio");
    const room = this.#room(symbols + 2 * (size + 1));
    readBlock(this.#door, room, symbols).set(marks);
    const answer = this.#door._markHoldings(this.#at);
    const refusal = readRefusal(this.#door, answer);
    accept({ ...refusal, field: `marks[${refusal.row}]` }, marks[refusal.row]);
    const distances = room + 8 * symbols;
    distanceRate?.set(readBlock(this.#door, distances, size));
    marginRatio?.set(readBlock(this.#door, distances + 8 * (size + 1), size));
    return alsoAnswered(this.#door, answer);
  }

  liquidationPrices(into = new Float64Array(this.#size)): Float64Array {
    checkColumn(into, doubles, this.#size, "into");
    const room = this.#room(this.#size + 1);
    this.#door._readHoldings(this.#at);
    into.set(readBlock(this.#door, room, this.#size));
    return into;
  }

  dispose(): void {
    dropped.unregister(this);
    this.#door._closeHoldings(this.#at);
    this.#at = 0;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Where so many doubles go and come from. */
  #room(doubles: number, count = this.#size): number {
    if (this.#at === 0) throw new Error("the holdings were disposed of");
    const room = this.#door._holdingsRoom(doubles);
    if (room === 0) throw tooMany(count);
    return room;
  }
}
