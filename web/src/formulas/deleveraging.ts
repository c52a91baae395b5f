import { kindOf, type MarginVenue, venueNumber } from "../account.ts";
import { numberOf, type Numeric } from "../numbers.ts";
import { listOf, recordOf } from "../words.ts";
import { ask } from "./engine.ts";
import type { ContractKind, Side } from "./orders.ts";

/** A position as its rank asks for it. */
export interface DeleveragedPosition {
  /** Binance, Bybit, OKX, BitMEX or Hyperliquid, by any of their names: those that state a rank. */
  readonly venue: MarginVenue;
  /** By default what the venue mostly has. */
  readonly kind?: ContractKind;
  readonly side: Side;
  /** Base units, of an inverse contract quote units. */
  readonly quantity: Numeric;
  readonly entryPrice: Numeric;
  readonly markPrice: Numeric;
  /** Settlement units posted, or of a cross position the wallet behind it. */
  readonly margin: Numeric;
  /** Settlement units; only Binance asks for it. 0 by default. */
  readonly maintenanceMargin?: Numeric;
}

/**
 * How soon a winning position is closed against a loser that nobody takes: the higher, the
 * sooner, among positions of its side. Bybit and OKX say "profit times leverage", for which the
 * effective one is taken; of Hyperliquid's ratio the reciprocal for a short is ours. Sources:
 * Binance FAQ 360033525471, BitMEX "Auto-Deleveraging", Hyperliquid docs "Auto-deleveraging".
 *
 * @returns null when nothing is left of margin or equity
 * @throws {InputError} when a number cannot be used, or the venue states no rank
 * @example
 * deleveragingRank({ venue: "okx", side: "long", quantity: 1, entryPrice: 50_000, markPrice: 52_000, margin: 5_000 }); // 0.297
 */
export function deleveragingRank(position: DeleveragedPosition): number | null {
  const { venue } = recordOf(position, "deleveragingRank");
  const given = { ...position, venue: venueNumber(venue) };
  return ask("deleveragingRank", { kind: kindOf(venue), maintenanceMargin: 0 }, given).found["rank"] as number | null;
}

/** A position on the side that has to give way, with its rank. */
export interface RankedPosition {
  /** Contracts or base units, the same for all. */
  readonly quantity: Numeric;
  /** The highest gives way first. */
  readonly rank: Numeric;
}

/** Where a position stands in the queue, and what is closed of it. */
export interface QueuePlace {
  /** Its place in the list that was given. */
  readonly position: number;
  /** 20 to 100: 20 at the front of the queue, by quantity in fifths. */
  readonly percentile: number;
  /** In the unit of the quantities. */
  readonly closed: number;
}

/** A side's queue, those that are closed first in front. */
export interface DeleveragingQueue {
  readonly places: readonly QueuePlace[];
  /** What nobody was left to take. */
  readonly quantityLeft: number;
}

/**
 * Who is closed against a liquidated position that nobody takes: whole positions of the other
 * side in the order of their rank, until its quantity is covered.
 * Source: BitMEX, "Auto-Deleveraging Further Information".
 *
 * @param quantity  of the liquidated position; 0: just the queue
 * @throws {InputError} when a number cannot be used
 * @example
 * deleveragingQueue([{ quantity: 20, rank: 5 }, { quantity: 10, rank: 6 }], 20).places[1].closed; // 10
 */
export function deleveragingQueue(positions: readonly RankedPosition[], quantity: Numeric): DeleveragingQueue {
  const rows = listOf(positions, "positions").flatMap((position) => {
    const given = recordOf(position, "positions");
    return [numberOf(given.quantity, "quantity"), numberOf(given.rank, "rank")];
  });
  const { found, rows: each } = ask("deleveragingQueue", {}, { quantity }, rows, positions);
  const places = positions.map((_, i) => {
    const [position, percentile, closed] = each.subarray(3 * i) as unknown as [number, number, number];
    return { position, percentile, closed };
  });
  return { places, quantityLeft: found["quantityLeft"] as number };
}
