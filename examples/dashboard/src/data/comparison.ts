import type { Aggregate, Market, MarketSnapshot, Plimsoll } from "plimsoll/full";

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
  /** Quote units; null where its book is not live or its contract size is not known. */
  readonly bidNotional: number | null;
  readonly askNotional: number | null;
  /** Of those two, -1 to 1. */
  readonly imbalance: number | null;
}

/** One coin's perpetuals side by side, and all of them as one market. */
export interface Comparison {
  readonly rows: readonly Compared[];
  readonly all: Aggregate;
}

export function compare(
  plimsoll: Plimsoll, sessions: readonly Session[], coin: Coin, withinBps: DistanceBps,
): Comparison {
  const markets = sessions.map((session) => session.market(coin));
  const all = plimsoll.aggregate(markets, { withinBps });
  const mids = markets.map((market) => (market.status === "live" ? market.midPrice() : null));
  const rows = sessions.map((session, i) => {
    const market = markets[i] as Market;
    const reading = market.getSnapshot();
    const { bidNotional, askNotional, imbalance } = all.markets[i] as Aggregate["markets"][number];
    const others = mids.flatMap((mid, other) => (other === i ? [] : mid ?? []));
    return {
      venue: session.venue,
      hearing: session.hearing(coin),
      contract: session.contract(coin),
      reading,
      distanceBps: bps(mids[i] ?? null, medianOf(others)),
      spreadBps: bps(reading.bestAskPrice, reading.bestBidPrice, reading.midPrice),
      bidNotional,
      askNotional,
      imbalance,
    };
  });
  return { rows, all };
}

/** How far one price is above another, by that other one or by a third. */
function bps(price: number | null, from: number | null, by = from): number | null {
  return price === null || from === null || by === null ? null : (1e4 * (price - from)) / by;
}

function medianOf(prices: readonly number[]): number | null {
  const sorted = [...prices].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
