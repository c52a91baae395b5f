import type { Market } from "../market.ts";

/**
 * The venue's update id of the market's n-th level change. Ids rise by 9 to 23,
 * because those in between belong to other instruments: so `U` is not `pu` + 1.
 */
export function updateId(market: Market, sequence: number): number {
  return idBase(market) + sequence * 16 + scatter(sequence, 8);
}

/** The first id that an event may claim which begins with a level change. */
export function firstUpdateId(market: Market, sequence: number): number {
  return updateId(market, sequence - 1) + 1 + scatter(sequence, 4);
}

/**
 * The id of a snapshot, one that belongs to another instrument: above `u` of
 * every event that it contains and not below `U` of the next one.
 */
export function snapshotId(market: Market): number {
  return updateId(market, market.sequence) + 5;
}

/** The venue's trade ids are long; ours begin somewhere in between. */
export const tradeIdBase = 8_000_000_000;
export const aggregateIdBase = 3_000_000_000;

/** Some 13 digits, as the venue's are; instruments far enough apart that no two ever meet. */
function idBase(market: Market): number {
  let hash = 0;
  for (const letter of market.instrument.symbol) hash = (hash * 31 + letter.charCodeAt(0)) % 900;
  return 5_000_000_000_000 + hash * 10_000_000_000;
}

function scatter(sequence: number, count: number): number {
  return (Math.imul(sequence, 0x9e3779b1) >>> 16) % count;
}
