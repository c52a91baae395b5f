// An order book as two sorted lists.

/** Prices of all captures have at most two decimals, so hundredths of them are whole. */
export interface Level {
  readonly price: number;
  readonly hundredths: number;
  readonly quantity: number;
}

/** Levels as a venue writes them. */
export type Texts = readonly (readonly [price: string, quantity: string])[];

/** Best first, both of them. */
export interface Sides {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** @param texts  as a venue writes them, in any order */
export function levelsOf(texts: Texts): Level[] {
  return texts.map(([text, quantity]) => {
    const price = Number(text);
    const hundredths = Math.round(price * 100);
    if (hundredths / 100 !== price) throw new Error(`${text} has more than two decimals`);
    return { price, hundredths, quantity: Number(quantity) };
  });
}

/** The lists change in place: what is asked of them is asked before the next update. */
export class Book implements Sides {
  readonly bids: Level[] = [];
  readonly asks: Level[] = [];

  clear(): void {
    this.bids.length = this.asks.length = 0;
  }

  /** A venue that tells of so many levels of a side leaves the rest to be dropped. */
  truncate(depth: number): void {
    this.bids.splice(depth);
    this.asks.splice(depth);
  }

  set(bids: Texts, asks: Texts): void {
    for (const level of levelsOf(bids)) put(this.bids, level, (one, other) => one > other);
    for (const level of levelsOf(asks)) put(this.asks, level, (one, other) => one < other);
  }
}

/** Replaces, inserts or deletes a level. */
function put(side: Level[], level: Level, isBetter: (one: number, other: number) => boolean): void {
  let [from, to] = [0, side.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isBetter(side[middle]!.price, level.price)) from = middle + 1;
    else to = middle;
  }
  const isThere = side[from]?.price === level.price;
  side.splice(from, isThere ? 1 : 0, ...(level.quantity > 0 ? [level] : []));
}

function sum(levels: readonly Level[], of: (level: Level) => number): number {
  let total = 0;
  for (const level of levels) total += of(level);
  return total;
}

const quantityOf = ({ quantity }: Level) => quantity;

function imbalanceOf(bids: number, asks: number): number | null {
  return bids + asks > 0 ? (bids - asks) / (bids + asks) : null;
}

/** (B - A) / (B + A) over the best levels of each side. */
export function imbalance({ bids, asks }: Sides, levels: number): number | null {
  return imbalanceOf(sum(bids.slice(0, levels), quantityOf), sum(asks.slice(0, levels), quantityOf));
}

export function midPrice({ bids, asks }: Sides): number | null {
  return bids[0] && asks[0] ? (bids[0].price + asks[0].price) / 2 : null;
}

/** (Pb Qa + Pa Qb) / (Qb + Qa) of the best levels. */
export function weightedMid(sides: Sides): number | null {
  return volumeAdjustedMid(sides, 1);
}

/** Pairs of levels behind these do not count. */
const pairedLevels = 256;

/** sum (Pb_i Qa_i + Pa_i Qb_i) / sum (Qb_i + Qa_i), over as many pairs as there are. */
export function volumeAdjustedMid({ bids, asks }: Sides, levels: number): number | null {
  let prices = 0;
  let quantities = 0;
  for (let i = 0; i < Math.min(levels, pairedLevels, bids.length, asks.length); ++i) {
    prices += bids[i]!.price * asks[i]!.quantity + asks[i]!.price * bids[i]!.quantity;
    quantities += bids[i]!.quantity + asks[i]!.quantity;
  }
  return quantities > 0 ? prices / quantities : null;
}

/** sum (Pb_i Qb_i + Pa_i Qa_i) / sum (Qb_i + Qa_i): what rests weighs by itself. */
export function weightedDepthPrice({ bids, asks }: Sides): number | null {
  return bids.length > 0 && asks.length > 0 ? meanPrice([...bids, ...asks]) : null;
}

/** (Eb Qa + Ea Qb) / (Qb + Qa), E the mean price of a side and Q what rests there. */
export function effectiveMid({ bids, asks }: Sides): number | null {
  if (bids.length === 0 || asks.length === 0) return null;
  const [bidQuantity, askQuantity] = [sum(bids, quantityOf), sum(asks, quantityOf)];
  return (meanPrice(bids) * askQuantity + meanPrice(asks) * bidQuantity) / (bidQuantity + askQuantity);
}

const meanPrice = (levels: readonly Level[]) =>
  sum(levels, ({ price, quantity }) => price * quantity) / sum(levels, quantityOf);

/** The best levels of each side. */
export function best({ bids, asks }: Sides, levels: number): Sides {
  return { bids: bids.slice(0, levels), asks: asks.slice(0, levels) };
}

/**
 * The levels with a price in [M (1 - x), M (1 + x)], told without rounding.
 *
 * @param bps  x in hundredths of a percent, a whole number
 */
export function within({ bids, asks }: Sides, bps: number): Sides | null {
  if (!bids[0] || !asks[0]) return null;
  const twoMids = bids[0].hundredths + asks[0].hundredths;
  return {
    bids: takeWhile(bids, ({ hundredths }) => 2 * hundredths * 10_000 >= twoMids * (10_000 - bps)),
    asks: takeWhile(asks, ({ hundredths }) => 2 * hundredths * 10_000 <= twoMids * (10_000 + bps)),
  };
}

function takeWhile(levels: readonly Level[], counts: (level: Level) => boolean): readonly Level[] {
  const end = levels.findIndex((level) => !counts(level));
  return end < 0 ? levels : levels.slice(0, end);
}

export function imbalanceWithin(sides: Sides, bps: number): number | null {
  const near = within(sides, bps);
  return near === null ? null : imbalance(near, Infinity);
}

/** Each level weighted by exp(-d / kappa), d its distance from the mid in bps. */
export function weightedImbalance(sides: Sides, decayBps: number): number | null {
  const [bid, ask] = [sides.bids[0], sides.asks[0]];
  if (!bid || !ask) return null;
  const twoMids = bid.hundredths + ask.hundredths;
  const weighed = ({ hundredths, quantity }: Level) =>
    quantity * Math.exp((-Math.abs(2 * hundredths - twoMids) / twoMids) * (10_000 / decayBps));
  return imbalanceOf(sum(sides.bids, weighed), sum(sides.asks, weighed));
}

/** What a level is worth in quote units, see `contract` of a venue: S q p, or S q where inverse. */
export type NotionalOf = (level: Level) => number;

export function notionalWithin(sides: Sides, bps: number, notionalOf: NotionalOf): { bid: number; ask: number } | null {
  const near = within(sides, bps);
  return near === null ? null : { bid: sum(near.bids, notionalOf), ask: sum(near.asks, notionalOf) };
}
