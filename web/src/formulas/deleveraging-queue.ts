import { numberOf, type Numeric } from "../numbers.ts";
import { listOf, recordOf } from "../words.ts";
import { ask } from "./engine.ts";

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
  const { found, rows: each } = ask("deleveragingQueue", {}, { quantity }, rows);
  const places = positions.map((_, i) => {
    const [position, percentile, closed] = each.subarray(3 * i) as unknown as [number, number, number];
    return { position, percentile, closed };
  });
  return { places, quantityLeft: found["quantityLeft"] as number };
}
