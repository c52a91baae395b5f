import { bookChange, bookView, type BookChange, type BookView } from "./book-view.ts";
import type { Floor } from "./floor.ts";
import type { Mark } from "./mark.ts";
import type { Trade } from "./market-events.ts";
import type { Market } from "./market.ts";
import type { Topic, Venue } from "./protocol.ts";
import type { Feed } from "./subscriptions.ts";
import type { Liquidation } from "./traders.ts";

export interface BookPace {
  /** of a side; Infinity for the whole book */
  readonly levelCount: number;
  readonly periodMs: number;
}

/** How a venue writes a book and what changed in it. */
export interface BookTexts {
  snapshot(view: BookView): string;
  update(change: BookChange): string;
  /** Rises when the book must begin anew. */
  restartCount?(): number;
}

/** A snapshot at once, and then what has changed, at a pace. */
export function bookFeed(floor: Floor, venue: Venue, market: Market, pace: BookPace, texts: BookTexts): Feed {
  const { levelCount, periodMs } = pace;
  return feed("book", market, (send) => {
    let told = bookView(market, levelCount);
    let restarts = texts.restartCount?.();
    send(texts.snapshot(floor.snapshot(venue, market, levelCount)));
    return floor.simulation.every(periodMs, () => {
      const hasRestarted = restarts !== texts.restartCount?.();
      if (market.sequence === told.sequence && !hasRestarted) return;
      const after = bookView(market, levelCount);
      const change = bookChange(told, after);
      // What changed beyond the window is not told, and so is no link of the chain.
      if (change.bid.length + change.ask.length === 0 && !hasRestarted) return;
      told = after;
      restarts = texts.restartCount?.();
      send(hasRestarted ? texts.snapshot(after) : texts.update(change));
    });
  });
}

/** Whole snapshots at a pace, the first at once, whether or not anything has changed. */
export function snapshotFeed(
  floor: Floor, venue: Venue, market: Market, { levelCount, periodMs }: BookPace, text: (view: BookView) => string,
): Feed {
  return feed("book", market, (send) => {
    const tell = () => send(text(floor.snapshot(venue, market, levelCount)));
    tell();
    return floor.simulation.every(periodMs, tell);
  });
}

/**
 * The best levels whenever they have changed, the first time at once.
 *
 * @param periodMs  the venue's pace; 0 tells each change
 */
export function quoteFeed(
  floor: Floor, market: Market, { levelCount, periodMs }: BookPace, text: (view: BookView) => string,
): Feed {
  return feed("quote", market, (send) => {
    let last = "";
    const tell = () => {
      const view = bookView(market, levelCount);
      const key = [...view.bid, ...view.ask].map(({ priceTicks, lots }) => `${priceTicks} ${lots}`).join();
      if (key === last) return;
      last = key;
      send(text(view));
    };
    tell();
    return periodMs === 0 ? market.listen({ bookSettled: tell }) : floor.simulation.every(periodMs, tell);
  });
}

/** The trades of each order; those with the insurance fund only where the venue tells of them. */
export function tradeFeed(market: Market, texts: (trades: readonly Trade[]) => string[], withInsuranceFund = false): Feed {
  return feed("trades", market, (send) => market.listen({
    traded: (trades) => {
      if (withInsuranceFund || trades[0]!.counterparty === "book") texts(trades).forEach(send);
    },
  }));
}

/** Once at once, and then at each mark, which is each second. */
export function markFeed(kind: Topic["kind"], market: Market, text: (mark: Mark) => string): Feed {
  return feed(kind, market, (send) => {
    send(text(market.mark));
    return market.listen({ marked: (mark) => send(text(mark)) });
  });
}

/** A text of several markets at a pace, the first at once. */
export function pacedFeed(floor: Floor, topic: Topic, periodMs: number, text: () => string): Feed {
  return {
    topic,
    attach: (send) => {
      send(text());
      return floor.simulation.every(periodMs, () => send(text()));
    },
  };
}

/** A liquidation that the book gave something for, and when. */
export interface ToldLiquidation {
  readonly market: Market;
  readonly liquidation: Liquidation;
  readonly timeMs: number;
}

/** All liquidations of a period in one message, or only the latest of each market and period. */
export function liquidationFeed(
  floor: Floor,
  markets: readonly Market[],
  { periodMs, onlyLatest }: { readonly periodMs: number; readonly onlyLatest: boolean },
  text: (told: readonly ToldLiquidation[]) => string,
): Feed {
  const topic = { kind: "liquidations", symbol: markets.length === 1 ? markets[0]!.instrument.symbol : null } as const;
  const attach: Feed["attach"] = (send) => {
    let told: ToldLiquidation[] = [];
    const stops = markets.map((market) => market.listen({
      liquidated: (liquidation) => {
        if (onlyLatest) told = told.filter((other) => other.market !== market);
        told.push({ market, liquidation, timeMs: market.timeMs });
      },
    }));
    stops.push(floor.simulation.every(periodMs, () => {
      if (told.length > 0) send(text(told));
      told = [];
    }));
    return () => stops.forEach((stop) => stop());
  };
  return { topic, attach };
}

export function feed(kind: Topic["kind"], market: Market, attach: Feed["attach"]): Feed {
  return { topic: { kind, symbol: market.instrument.symbol }, attach };
}

