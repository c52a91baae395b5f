import { kindOf, type MarginVenue, rowsOf, venueNumber } from "../account.ts";
import { InputError } from "../errors.ts";
import { flatBrackets, type MarginTable } from "../margin-table.ts";
import { numberOf, type Numeric } from "../numbers.ts";
import { listOf, recordOf } from "../words.ts";
import { ask, formula } from "./engine.ts";

/** Which way a position goes. */
export type Side = "long" | "short";

/** Worth its base quantity and settled in quote units, or worth quote units and settled in the base coin. */
export type ContractKind = "linear" | "inverse";

/** An order that opens a linear position. */
export interface OrderCostQuestion {
  readonly side: Side;
  /** Base units. */
  readonly quantity: Numeric;
  /** Quote units for one base unit. */
  readonly orderPrice: Numeric;
  readonly markPrice: Numeric;
  /** As set on the venue. */
  readonly leverage: Numeric;
}

/** What an order takes of the free margin; quote units. */
export interface OrderCost {
  /** Notional at the order price over leverage. */
  readonly initialMargin: number;
  /** What it loses in the moment it is filled: a purchase above the mark, a sale below it. */
  readonly openLoss: number;
  /** Both together; fees come on top. */
  readonly costToOpen: number;
}

/**
 * What must be free to place an order. Source: Binance FAQ 87fa7ee3, "Cost Required to Open a Position".
 *
 * @throws {InputError} when a number cannot be used
 * @example
 * orderCost({ side: "short", quantity: 1, orderPrice: 9_253.3, markPrice: 9_259.84, leverage: 20 }).openLoss; // 6.54
 */
export const orderCost = formula<OrderCostQuestion, OrderCost>("orderCost");

/** What somebody has and wants when asking how much can be opened. */
export interface SizingQuestion {
  /** Linear by default. */
  readonly kind?: ContractKind;
  readonly side: Side;
  /** Settlement units. */
  readonly freeMargin: Numeric;
  /** Quote units for one base unit. */
  readonly orderPrice: Numeric;
  readonly markPrice: Numeric;
  readonly leverage: Numeric;
  /** Fraction of notional, taken when it opens; 0 by default. */
  readonly openFeeRate?: Numeric;
  /** Fraction of notional at bankruptcy, where a venue holds that back too; 0 by default. */
  readonly closeFeeRate?: Numeric;
  /** Down to which the size is rounded, in the unit of the answer; 0, not at all, by default. */
  readonly lotSize?: Numeric;
  /** Caps the size at the notional that this leverage may have. */
  readonly table?: MarginTable;
}

/**
 * The largest position that the free margin opens: base units, of an inverse contract quote
 * units; 0 when not even one lot fits.
 *
 *     A / (v (1 / L + o + k (1 - s / L)) + l)
 *
 * with v the notional of one unit, o and k the fee rates, and l what one unit loses at once.
 *
 * @throws {InputError} when a number or the table cannot be used
 * @example
 * maxQuantity({ side: "long", freeMargin: 1_000, orderPrice: 50_000, markPrice: 50_000, leverage: 10 }); // 0.2
 */
export function maxQuantity(question: SizingQuestion): number {
  const { table } = recordOf(question, "maxQuantity");
  const usual = { kind: "linear", openFeeRate: 0, closeFeeRate: 0, lotSize: 0 };
  const rows = table === undefined ? [] : flatBrackets(table);
  const counted = table?.brackets.find(({ contractsFloor }) => contractsFloor !== undefined);
  // The table caps a notional here: what contracts are worth it does not say.
  if (counted) throw new InputError("wrongType", "contractsFloor", counted.contractsFloor);
  return ask("maxQuantity", usual, question, rows, table?.brackets).found["quantity"] as number;
}

/** A part of a position as it was bought or sold. */
export interface Fill {
  /** Base units, of an inverse contract quote units. */
  readonly quantity: Numeric;
  readonly price: Numeric;
}

/** What fills make together. */
export interface FilledPosition {
  readonly averageEntryPrice: number;
  readonly quantity: number;
  /** At that price, in settlement units. */
  readonly notional: number;
}

/**
 * The price at which a position stands after fills on one side: the mean by base quantity.
 *
 * @throws {InputError} when there is no fill, or one cannot be used
 * @example
 * averageEntryPrice("inverse", [{ quantity: 1_000, price: 10_000 }, { quantity: 1_000, price: 5_000 }]).averageEntryPrice; // 6666.67
 */
export function averageEntryPrice(kind: ContractKind, fills: readonly Fill[]): FilledPosition {
  const rows = listOf(fills, "fills").flatMap((fill) => {
    const { quantity, price } = recordOf(fill, "fills");
    return [numberOf(quantity, "quantity"), numberOf(price, "price")];
  });
  return ask("averageEntryPrice", {}, { kind }, rows, fills).found as unknown as FilledPosition;
}

/** What is asked of a table; each answer needs the input that it names. */
export interface TableQuestion {
  /** Notional in settlement units, or contracts where the venue counts those. */
  readonly size?: Numeric;
  /** Settlement units, for `maxLeverageForMargin`. */
  readonly margin?: Numeric;
  /** For `maxSize` and `headroom`. */
  readonly leverage?: Numeric;
}

/** A margin table at a size. */
export interface TableAnswer {
  readonly maintenanceMarginRate: number | null;
  readonly maintenanceAmount: number | null;
  /** Rate x size - amount; null where a venue's rows go by contracts. */
  readonly maintenanceMargin: number | null;
  /** Null beyond the table's end. */
  readonly maxLeverage: number | null;
  /** The highest leverage at which this much margin can be put to use. */
  readonly maxLeverageForMargin: number | null;
  /** The largest size at this leverage; null where none is allowed, Infinity where the table has no end. */
  readonly maxSize: number | null;
  /** How much of that is left. */
  readonly headroom: number | null;
}

/**
 * What a venue's table says of a size, with amounts computed where no bracket gives one.
 *
 * @throws {InputError} when the table or a number cannot be used
 */
export function marginTableAt(venue: MarginVenue, table: MarginTable, question: TableQuestion): TableAnswer {
  const usual = { venue: venueNumber(venue), size: null, margin: null, leverage: null };
  return ask("marginTableAt", usual, question, rowsOf(venue, table), table.brackets).found as unknown as TableAnswer;
}

/** A position whose liquidation price is wanted to be somewhere. */
export interface LiquidationTarget {
  readonly venue: MarginVenue;
  /** By default what the venue mostly has. */
  readonly kind?: ContractKind;
  readonly side: Side;
  /** Base units, of an inverse contract quote units. */
  readonly quantity: Numeric;
  readonly entryPrice: Numeric;
  readonly liquidationPrice: Numeric;
  readonly table: MarginTable;
  /** Needed where the venue counts the fee of closing. */
  readonly takerFeeRate?: Numeric;
  /** Needed where the venue counts by it (HTX, KuCoin). */
  readonly leverage?: Numeric;
  /** Where the table's rows go by them. */
  readonly contracts?: Numeric;
}

/**
 * The margin with which a position is liquidated at this price, the venue's own formula turned
 * round; and its maintenance margin there. Settlement units.
 *
 * @throws {InputError} when a number or the table cannot be used
 */
export function marginForLiquidationPrice(
  target: LiquidationTarget,
): { readonly margin: number; readonly maintenanceMargin: number } {
  const { table, venue } = recordOf(target, "marginForLiquidationPrice");
  const { rateGrowthPerUnit = null, minMaintenanceMargin = null, imfFactor = null } = recordOf(table, "table");
  const ofTable = { rateGrowthPerUnit, minMaintenanceMargin, imfFactor };
  const usual = { kind: kindOf(venue), takerFeeRate: null, leverage: null, contracts: null, ...ofTable };
  const given = { ...target, venue: venueNumber(venue) };
  const { found } = ask("marginForLiquidationPrice", usual, given, rowsOf(venue, table), table.brackets);
  return found as { margin: number; maintenanceMargin: number };
}
