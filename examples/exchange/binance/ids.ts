import type { Market } from "../market.ts";
import { scatter, SequenceIds } from "../sequence-ids.ts";

/**
 * Some 13 digits, as the venue's are. They rise by 9 to 23, because those in
 * between belong to other instruments: so `U` is not `pu` + 1.
 */
export const updateIds = new SequenceIds(5_000_000_000_000, 16);

/** The venue's update id of the market's n-th level change. */
export function updateId(market: Market, sequence: number): number {
  return updateIds.of(market, sequence);
}

/** The first id that an event may claim which begins with a level change. */
export function firstUpdateId(market: Market, sequence: number): number {
  return updateId(market, sequence - 1) + 1 + scatter(sequence, 4);
}

/**
 * The id of a snapshot, one that belongs to another instrument: above `u` of
 * every event that it contains and not below `U` of the next one.
 */
export function snapshotId(market: Market, sequence: number): number {
  return updateId(market, sequence) + 5;
}

/** The venue's trade ids are long; ours begin somewhere in between. */
export const tradeIdBase = 8_000_000_000;
export const aggregateIdBase = 3_000_000_000;
