import type { Market } from "./market.ts";
import type { Side } from "./order-book.ts";

export interface ViewLevel {
  readonly priceTicks: number;
  readonly lots: number;
  readonly orderCount: number;
}

/** The best levels of a book as they were at a moment, best first. */
export interface BookView {
  readonly market: Market;
  readonly timeMs: number;
  /** when the book had changed last */
  readonly changedMs: number;
  readonly sequence: number;
  readonly bid: readonly ViewLevel[];
  readonly ask: readonly ViewLevel[];
}

/** A level that is new, has other lots than before, or is gone: then it has none. */
export interface LevelChange extends ViewLevel {
  readonly isNew: boolean;
}

export interface BookChange {
  readonly before: BookView;
  readonly after: BookView;
  readonly bid: readonly LevelChange[];
  readonly ask: readonly LevelChange[];
}

/** @param levelCount  of a side; Infinity for the whole book */
export function bookView(market: Market, levelCount: number): BookView {
  return {
    market,
    timeMs: market.timeMs,
    changedMs: market.changedMs,
    sequence: market.sequence,
    bid: bestLevels(market, "bid", levelCount),
    ask: bestLevels(market, "ask", levelCount),
  };
}

/** The same view with fewer levels. */
export function narrowed(view: BookView, levelCount: number): BookView {
  return { ...view, bid: view.bid.slice(0, levelCount), ask: view.ask.slice(0, levelCount) };
}

/** What leads from one view to the next: a level that leaves the window is gone, one that enters it is new. */
export function bookChange(before: BookView, after: BookView): BookChange {
  return {
    before,
    after,
    bid: levelChanges(before.bid, after.bid, -1),
    ask: levelChanges(before.ask, after.ask, +1),
  };
}

function bestLevels({ book }: Market, side: Side, levelCount: number): ViewLevel[] {
  const levels: ViewLevel[] = [];
  const count = Math.min(levelCount, book.levelCount(side));
  for (let rank = 0; rank < count; ++rank) {
    const { priceTicks, lots, orders } = book.level(side, rank)!;
    levels.push({ priceTicks, lots, orderCount: orders.length });
  }
  return levels;
}

/** Both sides of the merge are sorted, best first; `direction` is +1 where prices rise outwards. */
function levelChanges(before: readonly ViewLevel[], after: readonly ViewLevel[], direction: 1 | -1): LevelChange[] {
  const changes: LevelChange[] = [];
  let old = 0;
  let now = 0;
  while (old < before.length || now < after.length) {
    const gone = before[old];
    const here = after[now];
    const order = gone === undefined ? 1 : here === undefined ? -1 : (gone.priceTicks - here.priceTicks) * direction;
    if (order < 0) changes.push({ priceTicks: gone!.priceTicks, lots: 0, orderCount: 0, isNew: false });
    else if (order > 0 || gone!.lots !== here!.lots) changes.push({ ...here!, isNew: order > 0 });
    if (order <= 0) ++old;
    if (order >= 0) ++now;
  }
  return changes;
}
