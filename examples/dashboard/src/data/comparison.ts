import type { AggregateDepth, MarketSnapshot, Plimsoll } from "plimsoll";

import type { DistanceBps } from "./choice.ts";
import type { Contract } from "./contract.ts";
import type { Hearing } from "./hearing.ts";
import type { Session } from "./session.ts";
import type { Coin, Venue } from "./venues.ts";

/** One venue beside the others. */
export interface Compared {
  readonly venue: Venue;
  readonly hearing: Hearing;
  readonly contract: Contract;
  readonly reading: MarketSnapshot;
  /** Of its mid from the median of the others' mids. */
  readonly distanceBps: number | null;
  readonly spreadBps: number | null;
  /** Quote units; null where its book cannot be trusted or its contract size is not known. */
  readonly bidNotional: number | null;
  readonly askNotional: number | null;
}

/** One coin's perpetuals side by side, and what rests in all their books together. */
export interface Comparison {
  readonly rows: readonly Compared[];
  readonly all: AggregateDepth;
}

export function compare(
  plimsoll: Plimsoll, sessions: readonly Session[], coin: Coin, withinBps: DistanceBps,
): Comparison {
  const all = plimsoll.aggregateDepth(sessions.map((session) => session.market(coin)), { withinBps });
  const readings = sessions.map((session) => session.market(coin).getSnapshot());
  const rows = sessions.map((session, i) => {
    const reading = readings[i] as MarketSnapshot;
    const { bidNotional = null, askNotional = null } = all.markets[i] ?? {};
    return {
      venue: session.venue,
      hearing: session.hearing(coin),
      contract: session.contract(coin),
      reading,
      distanceBps: bps(reading.midPrice, medianMid(readings.filter((other) => other !== reading))),
      spreadBps: bps(reading.bestAskPrice, reading.bestBidPrice, reading.midPrice),
      bidNotional,
      askNotional,
    };
  });
  return { rows, all };
}

/** How far one price is above another, by that other one or by a third. */
function bps(price: number | null, from: number | null, by = from): number | null {
  return price === null || from === null || by === null ? null : (1e4 * (price - from)) / by;
}

function medianMid(readings: readonly MarketSnapshot[]): number | null {
  const mids = readings.flatMap(({ midPrice }) => midPrice ?? []).sort((a, b) => a - b);
  const [low, high] = [mids[(mids.length - 1) >> 1], mids[mids.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
