import type { Market, MarketSnapshot } from "plimsoll/full";

import type { Coin, Venue } from "./venues.ts";

/** What the page has to know of an instrument to write its numbers. */
export interface Contract {
  readonly symbol: string;
  readonly base: Coin;
  readonly quote: string;
  readonly tickSize: number;
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
}

/** What quantities are counted in. */
export interface QuantityUnit {
  /** Behind a number: BTC, or contracts. */
  readonly short: string;
  /** How large one is; empty where the short word says all. */
  readonly note: string;
}

/** What a venue counts in, as far as it has told the size of its contracts. */
export function unitOf({ contractSize, isInverse }: MarketSnapshot, { base }: Contract): QuantityUnit {
  if (contractSize === null) return { short: "contracts", note: "contracts whose size is not known yet" };
  const coin = isInverse === 1 ? "USD" : base;
  if (contractSize === 1) return { short: coin, note: "" };
  return { short: "contracts", note: `contracts of ${contractSize} ${coin}` };
}

const seenLevels = 12;
const rowNumbers = 3;
/** More than any of these venues has. */
const mostDecimals = 8;

/**
 * A contract as its book shows it. Venues state ticks in many ways, and some have none: but
 * no price and no quantity needs more decimals than those that rest in the book.
 */
export class SeenContract {
  #contract: Contract;
  #isSeen = false;
  readonly #levels = new Float64Array(seenLevels * rowNumbers);

  constructor(venue: Venue, coin: Coin) {
    const { quote, symbols } = venue;
    this.#contract = { symbol: symbols[coin], base: coin, quote, tickSize: 1, priceDecimals: 0, quantityDecimals: 0 };
  }

  /** Looks at the best levels; once is enough where `again` is not wanted. */
  of(market: Market, again = false): Contract {
    if (this.#isSeen && !again) return this.#contract;
    let { priceDecimals, quantityDecimals } = this.#contract;
    for (const side of ["bid", "ask"] as const) {
      const rows = market.levels(side, { count: seenLevels, into: this.#levels });
      this.#isSeen ||= rows > 0;
      for (let row = 0; row < rows; ++row) {
        priceDecimals = Math.max(priceDecimals, decimalsOf(this.#levels[row * rowNumbers] as number));
        quantityDecimals = Math.max(quantityDecimals, decimalsOf(this.#levels[row * rowNumbers + 1] as number));
      }
    }
    if (priceDecimals !== this.#contract.priceDecimals || quantityDecimals !== this.#contract.quantityDecimals) {
      const tickSize = Number(`1e-${priceDecimals}`);
      this.#contract = { ...this.#contract, tickSize, priceDecimals, quantityDecimals };
    }
    return this.#contract;
  }
}

/** A double is written with no more digits than it needs, which are those that the venue sent. */
function decimalsOf(value: number): number {
  return Math.min(mostDecimals, String(value).split(".")[1]?.length ?? 0);
}
