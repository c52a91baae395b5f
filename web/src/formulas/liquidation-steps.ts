import { kindOf, type MarginVenue, rowsOf, venueNumber } from "../account.ts";
import type { MarginTable } from "../margin-table.ts";
import type { Numeric } from "../numbers.ts";
import { recordOf } from "../words.ts";
import { ask } from "./engine.ts";
import type { ContractKind, Side } from "./orders.ts";

/** A position with margin of its own, at a venue that states how it liquidates large ones. */
export interface SteppedPosition {
  /** OKX, Bybit, HTX, BitMEX, Hyperliquid or Deribit, by any of their names. */
  readonly venue: MarginVenue;
  /** By default what the venue mostly has. */
  readonly kind?: ContractKind;
  readonly side: Side;
  /** Base units, of an inverse contract quote units. */
  readonly quantity: Numeric;
  readonly entryPrice: Numeric;
  /** Settlement units posted. */
  readonly margin: Numeric;
  readonly table: MarginTable;
  readonly takerFeeRate?: Numeric;
  readonly leverage?: Numeric;
  /** Where the table's rows go by them. */
  readonly contracts?: Numeric;
}

/** One step of a liquidation. */
export interface LiquidationStep {
  /** The mark that brings it. */
  readonly price: number;
  /** Closed, in the unit of the position. */
  readonly quantity: number;
  /** What is left; 0 when it is the last. */
  readonly left: number;
}

/** In which steps a position is liquidated. */
export interface LiquidationSteps {
  /** None when no price liquidates it. */
  readonly steps: readonly LiquidationStep[];
  /** Between one step and the next, at least. */
  readonly pauseMs: number;
}

/**
 * The steps in which a position is liquidated as the mark goes on against it, each closed at the
 * price that brings it. The venue's fee and the fills it finds are not known, and bring the next
 * step nearer. Sources: the help pages of OKX, Bybit, HTX, BitMEX and Deribit, Hyperliquid docs "Liquidations".
 *
 * @throws {InputError} when a number or the table cannot be used, or the venue states no steps
 */
export function liquidationSteps(position: SteppedPosition): LiquidationSteps {
  const { table, venue } = recordOf(position, "liquidationSteps");
  const { rateGrowthPerUnit = null } = recordOf(table, "table");
  const usual = { kind: kindOf(venue), takerFeeRate: null, leverage: null, contracts: null, rateGrowthPerUnit };
  const given = { ...position, venue: venueNumber(venue) };
  const { found, rows } = ask("liquidationSteps", usual, given, rowsOf(venue, table), table.brackets);
  const steps = Array.from({ length: rows.length / 3 }, (_, i) => {
    const [price, quantity, left] = rows.subarray(3 * i) as unknown as [number, number, number];
    return { price, quantity, left };
  });
  return { steps, pauseMs: found["pauseMs"] as number };
}
