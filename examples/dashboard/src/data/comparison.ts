import type { AggregateDepth, Market, MarketSnapshot, Plimsoll } from "plimsoll";

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
}

/** One coin's perpetuals side by side, and what rests in all their live books together. */
export interface Comparison {
  readonly rows: readonly Compared[];
  readonly all: AggregateDepth;
}

export function compare(
  plimsoll: Plimsoll, sessions: readonly Session[], coin: Coin, withinBps: DistanceBps,
): Comparison {
  const markets = sessions.map((session) => session.market(coin));
  // The engine would count a silent book: it may still be right. Beside others it is old.
  const live = markets.filter(({ status }) => status === "live");
  const all = plimsoll.aggregateDepth(live, { withinBps });
  const mids = live.map((market) => ({ market, mid: market.midPrice() }));
  const rows = sessions.map((session, i) => {
    const market = markets[i] as Market;
    const reading = market.getSnapshot();
    const place = live.indexOf(market);
    const { bidNotional = null, askNotional = null } = all.markets[place] ?? {};
    const others = mids.flatMap((other) => (other.market === market ? [] : other.mid ?? []));
    return {
      venue: session.venue,
      hearing: session.hearing(coin),
      contract: session.contract(coin),
      reading,
      distanceBps: place < 0 ? null : bps(reading.midPrice, medianOf(others)),
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

function medianOf(prices: readonly number[]): number | null {
  const sorted = [...prices].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
