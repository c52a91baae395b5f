// Messages of any number of markets, made by rule: what recordings of one market cannot show.

import { Random } from "../../examples/exchange/random.ts";

export interface MadeMarket {
  readonly symbol: string;
  readonly snapshot: string;
  /** Its next message; the sequence never breaks. */
  next(): string;
}

export interface Shape {
  /** Of each side. */
  readonly levels: number;
  /** Ticks from one level to the next, from 1 to this. */
  readonly widestGap: number;
  /** How many levels of a side an update may be of, from the best on: all or those near the touch. */
  readonly touched: number;
  /** Which messages come: all kinds as Binance sends them, or updates of the book alone. */
  readonly kinds: "mixed" | "depth";
}

const middle = 6_000_000;
const levelsInUpdate = 60;

const priceText = (ticks: number) => (ticks / 100).toFixed(2);
const quantityText = (random: Random) => ((1 + random.below(5_000)) / 1_000).toFixed(3);

/** A market whose prices stand still and whose quantities change: its book keeps its size. */
export function madeMarket(symbol: string, seed: number, { levels, widestGap, touched, kinds }: Shape): MadeMarket {
  const random = new Random(seed, symbol);
  const side = (sign: number) => {
    let ticks = middle + sign;
    return Array.from({ length: levels }, () => (ticks += sign * 1 + random.below(widestGap)));
  };
  const sides = [side(-1), side(+1)] as const;
  const level = (ticks: number) => `["${priceText(ticks)}","${quantityText(random)}"]`;
  const stream = (name: string, data: string) => `{"stream":"${symbol.toLowerCase()}@${name}","data":${data}}`;
  let id = 1_000_000_000;
  let tradeId = 1_000_000_000;
  let timeMs = 1_790_000_000_000;

  const depth = () => {
    const before = id;
    const changed = (prices: readonly number[]) => {
      const places = Array.from({ length: levelsInUpdate / 2 }, () => random.below(touched));
      return [...new Set(places)].map((place) => level(prices[place]!)).join(",");
    };
    id += 40;
    return stream("depth@0ms", `{"e":"depthUpdate","E":${timeMs},"T":${timeMs},"s":"${symbol}","U":${before + 1},"u":${id},"pu":${before},"b":[${changed(sides[0])}],"a":[${changed(sides[1])}]}`);
  };
  const quote = () => stream("bookTicker", `{"e":"bookTicker","u":${++id},"s":"${symbol}","b":"${priceText(sides[0][0]!)}","B":"${quantityText(random)}","a":"${priceText(sides[1][0]!)}","A":"${quantityText(random)}","T":${timeMs},"E":${timeMs}}`);
  const trade = () => stream("trade", `{"e":"trade","E":${timeMs},"T":${timeMs},"s":"${symbol}","t":${++tradeId},"p":"${priceText(sides[1][0]!)}","q":"${quantityText(random)}","X":"MARKET","m":${random.chance(0.5)}}`);

  let depthId = id;
  return {
    symbol,
    snapshot: `{"lastUpdateId":${id},"E":${timeMs},"T":${timeMs},"bids":[${sides[0].map(level).join(",")}],"asks":[${sides[1].map(level).join(",")}]}`,
    next() {
      timeMs += 3;
      const luck = random.uniform();
      if (kinds === "depth" || luck < 0.07) {
        // Updates of the book are numbered among themselves.
        id = depthId;
        const text = depth();
        depthId = id;
        return text;
      }
      return luck < 0.77 ? quote() : trade();
    },
  };
}
