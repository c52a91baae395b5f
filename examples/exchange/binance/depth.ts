import { levelTexts } from "./events.ts";
import { firstUpdateId, updateId } from "./ids.ts";
import type { MarketListener } from "../market-events.ts";
import type { Market } from "../market.ts";
import type { Side } from "../order-book.ts";

/**
 * One depth stream: collects the levels that changed and tells their new
 * quantities; with a level count, tells the whole top of the book instead.
 */
export class DepthStream implements MarketListener {
  readonly #market: Market;
  readonly #levelCount: number | null;
  readonly #changed: Record<Side, Map<number, number>> = { bid: new Map(), ask: new Map() };
  #toldSequence: number;

  constructor(market: Market, levelCount: number | null) {
    this.#market = market;
    this.#levelCount = levelCount;
    this.#toldSequence = market.sequence;
  }

  levelChanged(side: Side, priceTicks: number, lots: number): void {
    if (this.#levelCount === null) this.#changed[side].set(priceTicks, lots);
  }

  /** @return null when nothing has changed */
  flush(timeMs: number): string | null {
    const market = this.#market;
    const { symbol } = market.instrument;
    if (market.sequence === this.#toldSequence) return null;
    const first = firstUpdateId(market, this.#toldSequence + 1);
    const last = updateId(market, market.sequence);
    const previous = updateId(market, this.#toldSequence);
    this.#toldSequence = market.sequence;
    return `{"e":"depthUpdate","E":${timeMs},"T":${market.changedMs},"s":"${symbol}","ps":"${symbol}",` +
      `"U":${first},"u":${last},"pu":${previous},"b":${this.#levels("bid")},"a":${this.#levels("ask")},"st":1}`;
  }

  #levels(side: Side): string {
    if (this.#levelCount !== null) return levelTexts(this.#market, topLevels(this.#market, side, this.#levelCount));
    const changed = this.#changed[side];
    const levels = [...changed].sort(([a], [b]) => a - b);
    changed.clear();
    return levelTexts(this.#market, levels);
  }
}

/** Ticks and lots of the best levels, best first. */
export function topLevels(market: Market, side: Side, count: number): [number, number][] {
  const levels: [number, number][] = [];
  for (const { priceTicks, lots } of market.book.levels(side)) {
    if (levels.length === count) break;
    levels.push([priceTicks, lots]);
  }
  return levels;
}
