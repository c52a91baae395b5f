import { InputError } from "./errors.ts";
import {
  accountInputs,
  bracketInputs,
  contractVenues,
  collateralInputs,
  positionInputs,
  venueTexts,
} from "./generated/layout.ts";
import { flatBrackets, type MarginTable } from "./margin-table.ts";
import { numberOf, type Numeric, optionalNumber } from "./numbers.ts";
import { listOf, ownOf, placeOf, recordOf } from "./words.ts";

/** The venues whose margin rules Plimsoll knows. */
export type MarginVenue = (typeof venueTexts)[number][0];

interface PositionBase {
  /** Yours, to find it again; `SYMBOL:side` where it is left out. Unique within an account. */
  readonly id?: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  /** Above zero: base units of a linear contract, quote units of an inverse one ... */
  readonly quantity?: Numeric;
  /** ... or contracts, of an instrument whose `contractSize` is given. */
  readonly contracts?: Numeric;
  /** Quote units for one base unit. */
  readonly entryPrice: Numeric;
  /** What was chosen on the venue, not what the leverage has become. */
  readonly leverageSetting?: Numeric;
  /** How many per cent it moves when the market moves one; 1 where it is left out. */
  readonly beta?: Numeric;
  /** Settlement units, where the venue itself states it (KuCoin: `posMaint`, Bybit: `positionMM`), at the mark that is asked. */
  readonly maintenanceMargin?: Numeric;
  /** Settlement units due and not yet taken: funding and borrowing, a price impact that costs (GMX, Jupiter). */
  readonly pendingFees?: Numeric;
}

/** A position with margin of its own: by what was posted, or by its equity at a mark. */
export interface IsolatedPosition extends PositionBase {
  readonly mode: "isolated";
  /** Settlement units posted for it, less what fees and funding took. */
  readonly posted?: Numeric;
  /** Instead of `posted`: margin and unrealized profit together, at `markPrice`. */
  readonly equityAtMark?: Numeric;
  /** The mark at which `equityAtMark` was stated. */
  readonly markPrice?: Numeric;
}

/** A position that stands on the account's wallet, with all others that do. */
export interface CrossPosition extends PositionBase {
  readonly mode: "cross";
}

export type Position = IsolatedPosition | CrossPosition;

/** What a venue states about a contract; what is not known is left out. */
export interface Instrument {
  /** By default what the venue mostly has: inverse for coin-margined ones. */
  readonly kind?: "linear" | "inverse";
  /** Of one contract: base units of a linear one, quote units of an inverse one. */
  readonly contractSize?: Numeric;
  readonly tickSize?: Numeric;
  /** In the unit of `quantity`. */
  readonly lotSize?: Numeric;
  /** Fraction of notional that the venue takes when it liquidates. */
  readonly liquidationFeeRate?: Numeric;
  /**
   * Standard deviation of the log mark over a day, as a market's `volatilityPerDay` has it;
   * for distances in what the market usually does.
   */
  readonly volatilityPerDay?: Numeric;
}

/** Something else than the settlement unit that stands behind the cross positions, or is owed. */
export interface Collateral {
  readonly asset: string;
  /** Units of the asset; below zero a debt. */
  readonly quantity: Numeric;
  /** Settlement units for one, at the marks that are asked. */
  readonly price: Numeric;
  /** What the venue counts of it: one less its haircut, and of a debt one or more. 1 by default. */
  readonly weight?: Numeric;
  /** The symbol whose mark its price follows as that moves from where it is; stands still where it is left out. */
  readonly follows?: string;
}

/** Positions on one venue, with the rules that hold for them. All settle in one unit. */
export interface Account {
  readonly venue: MarginVenue;
  readonly positions: readonly Position[];
  /** By symbol. */
  readonly tables?: Readonly<Record<string, MarginTable>>;
  readonly instruments?: Readonly<Record<string, Instrument>>;
  /** Settlement units behind the cross positions, without their profit. */
  readonly walletBalance?: Numeric;
  readonly collaterals?: readonly Collateral[];
  /** Settlement units that open orders hold back. */
  readonly orderMargin?: Numeric;
  /** Fraction of notional; several venues count the fee of closing in maintenance margin. */
  readonly takerFeeRate?: Numeric;
}

/** A table's brackets by their numbers, in the unit in which the venue's rows go. */
export function rowsOf(venue: MarginVenue, table: MarginTable): number[] {
  const rows = flatBrackets(table);
  const isCounted = table.brackets[0]!.contractsFloor !== undefined;
  // A single row is for every size.
  if (table.brackets.length > 1 && isCounted !== contractVenues.includes(venueNumber(venue))) {
    const field = isCounted ? "contractsFloor" : "notionalFloor";
    throw new InputError("wrongType", field, table.brackets[1]![field]);
  }
  return rows;
}

/** Mark prices by symbol. */
export type Marks = Readonly<Record<string, Numeric>>;

/** The number by which the engine knows a venue. */
export function venueNumber(venue: MarginVenue): number {
  const number = venueTexts.findIndex(([name]) => name === venue);
  if (number < 0) throw new InputError("unknownVenue", "venue", venue);
  return number;
}

const inverseVenues = /^(binance-coinm|bybit-inverse|bitmex)/;

export const kinds = ["linear", "inverse"] as const;

/** What a venue mostly has: inverse contracts where it is coin-margined. */
export function kindOf(venue: MarginVenue): (typeof kinds)[number] {
  return kinds[Number(inverseVenues.test(venue))]!;
}

export function idOf(position: Position): string {
  return position.id ?? `${position.symbol}:${position.side}`;
}

/** Base or quote units and contracts, of which one was given. */
function sizes(position: Position, contractSize: number): { quantity: number; contracts: number } {
  const { quantity, contracts } = position;
  if (quantity !== undefined && contracts !== undefined) {
    throw new InputError("missingField", "contracts", contracts);
  }
  const field = contracts === undefined ? "quantity" : "contracts";
  const stated = numberOf(position[field]!, field);
  if (!(stated > 0)) throw new InputError("quantityNotPositive", field, position[field]);
  if (field === "quantity") return { quantity: stated, contracts: stated / contractSize };
  if (Number.isNaN(contractSize)) throw new InputError("missingField", "contractSize", undefined);
  return { quantity: stated * contractSize, contracts: stated };
}

type PositionField = (typeof positionInputs)[number];

/**
 * A position as the engine takes it, in the order of `positionInputs`, with NaN for what is
 * not known. What the engine calls as the user does is found by its name, in the position or
 * what belongs to it.
 */
function positionNumbers(
  account: Account,
  position: Position,
  others: Partial<Record<PositionField, number>>,
): number[] {
  recordOf(position, "positions");
  const { mode, side, symbol } = position;
  const isCross = placeOf(mode, ["isolated", "cross"], "mode");
  const isShort = placeOf(side, ["long", "short"], "side");
  if (mode === "isolated" && (position.posted === undefined) === (position.equityAtMark === undefined)) {
    throw new InputError("missingField", "posted", position.posted);
  }
  const { takerFeeRate } = account;
  const { rateGrowthPerUnit, minMaintenanceMargin, imfFactor } = ownOf(account.tables, symbol) ?? {};
  const table = { rateGrowthPerUnit, minMaintenanceMargin, imfFactor };
  const given = { takerFeeRate, ...table, ...ownOf(account.instruments, symbol), ...position };
  const contractSize = optionalNumber(given.contractSize, "contractSize");
  if (contractSize <= 0) throw new InputError("sizeNotPositive", "contractSize", contractSize);
  const { quantity, contracts } = sizes(position, contractSize);
  const known: typeof others = {
    kind: placeOf(given.kind ?? kindOf(account.venue), kinds, "kind"),
    isCross,
    signedQuantity: isShort ? -quantity : quantity,
    contracts,
    entryPrice: numberOf(position.entryPrice, "entryPrice"),
    statedMarkPrice: optionalNumber((given as IsolatedPosition).markPrice, "markPrice"),
    markPrice: Number.NaN, // not the one of equityAtMark
    symbol: 0,
    ...others,
  };
  return positionInputs.map((name) => known[name] ?? optionalNumber(given[name as "beta"], name));
}

/** What somebody wants of a remedy. */
export interface EvaluateOptions {
  /** That the remedy aims at; 0.5, half way to liquidation, by default. */
  readonly wantedMarginRatio?: Numeric;
  /** Fraction of what is closed that closing costs: taker fee and slippage. */
  readonly exitCostRate?: Numeric;
}

function markOf(marks: Marks, symbol: string): number {
  const markPrice = optionalNumber(ownOf(marks, symbol), `marks.${symbol}`);
  if (markPrice <= 0) throw new InputError("priceNotPositive", `marks.${symbol}`, markPrice);
  return markPrice;
}

/** What is taken where nobody says; 0 for the others. */
const usual: EvaluateOptions = { wantedMarginRatio: 0.5 };

/** The block of doubles in which an account crosses: itself, positions, collaterals, brackets. */
export function accountBlock(account: Account, marks: Marks, options: EvaluateOptions): number[] {
  const { collaterals = [], tables: given = {}, instruments = {} } = recordOf(account, "account");
  const positions = listOf(account.positions, "positions");
  listOf(collaterals, "collaterals");
  recordOf(marks, "marks");
  recordOf(given, "tables");
  recordOf(instruments, "instruments");
  const symbols = new Map<unknown, number>();
  for (const position of positions) {
    const { symbol } = recordOf(position, "positions");
    if (typeof symbol !== "string") throw new InputError("wrongType", "symbol", symbol);
    if (!symbols.has(symbol)) symbols.set(symbol, symbols.size);
  }
  const tables = positions.map(({ symbol }) => {
    const table = ownOf(given, symbol);
    return table === undefined ? [] : rowsOf(account.venue, table);
  });
  const counts: Partial<Record<string, number>> = {
    venue: venueNumber(account.venue),
    positions: positions.length,
    collaterals: collaterals.length,
  };
  const block = accountInputs.map((name) => counts[name] ??
    numberOf(options[name as "exitCostRate"] ?? account[name as "walletBalance"] ?? usual[name as "exitCostRate"] ?? 0, name));
  positions.forEach((position, i) => {
    const others = {
      symbol: symbols.get(position.symbol)!,
      markPrice: markOf(marks, position.symbol),
      brackets: tables[i]!.length / bracketInputs.length,
    };
    block.push(...positionNumbers(account, position, others));
  });
  for (const collateral of collaterals) {
    const { follows, weight = 1 } = recordOf(collateral, "collaterals");
    // What it follows moves with the market though nothing is held in it.
    if (follows !== undefined && !symbols.has(follows)) symbols.set(follows, symbols.size);
    const given = { ...collateral, weight };
    const symbol = symbols.get(follows) ?? -1;
    block.push(...collateralInputs.map((name) => (name === "symbol" ? symbol : numberOf(given[name], name))));
  }
  for (const rows of tables) for (const number of rows) block.push(number);
  return block;
}
