import type { Climate } from "./climate.ts";
import { price, quantity, ticksOf, type Instrument } from "./instrument.ts";
import type { Aggressor, Fill } from "./order-book.ts";
import { bankruptcyPrice, bracketOf, liquidationPrice, type Position } from "./position.ts";
import type { Random } from "./random.ts";

/** An order of the exchange itself, which closes a trader's position. */
export interface Liquidation {
  /** of the position; its order has the opposite one */
  readonly side: "long" | "short";
  readonly lots: number;
  /** the limit of the order: where the position's margin would be gone */
  readonly bankruptcyTicks: number;
  /** what the book gave, best first; the rest went to the insurance fund */
  readonly fills: readonly Fill[];
}

/** How the traders reach the market. */
export interface Counter {
  /** Sends an order that takes what there is up to a limit and is gone. */
  take(aggressor: Aggressor, lots: number, limitTicks: number): readonly Fill[];
  /** Hands lots to the insurance fund at a price. */
  insure(aggressor: Aggressor, lots: number, priceTicks: number): void;
  liquidated(liquidation: Liquidation): void;
}

const leverages = [2, 3, 5, 10, 10, 20, 20, 25, 50, 50, 75, 100, 125];
const positionCount = 600;
const openingsPerSecond = 0.5;

/**
 * The leveraged traders, each with one isolated position. Whatever they buy and
 * sell, the house (makers and everybody else together) has the other side of, so
 * longs and shorts are equal at all times.
 */
export class Traders {
  readonly positions: Position[] = [];
  /** lots of the house, above zero long */
  houseSignedLots = 0;
  liquidationCount = 0;

  readonly #instrument: Instrument;
  readonly #climate: Climate;
  readonly #random: Random;
  readonly #counter: Counter;
  readonly #condemned: Position[] = [];

  constructor(instrument: Instrument, climate: Climate, random: Random, counter: Counter) {
    this.#instrument = instrument;
    this.#climate = climate;
    this.#random = random;
    this.#counter = counter;
    while (this.positions.length < positionCount) this.#inherit();
  }

  /** Lots that are long, which are as many as are short: the open interest. */
  openInterestLots(): number {
    return this.#lots("long");
  }

  shortLots(): number {
    return this.#lots("short");
  }

  /** Once a second: some come, some go. */
  trade(): void {
    const random = this.#random;
    if (random.chance(openingsPerSecond)) this.#open();
    if (random.chance((openingsPerSecond * this.positions.length) / positionCount)) {
      this.#close(random.below(this.positions.length));
    }
  }

  /** Condemns every position whose liquidation price the mark has reached. */
  judge(markPrice: number): void {
    for (let i = this.positions.length - 1; i >= 0; --i) {
      const position = this.positions[i]!;
      const limit = position.liquidationPrice;
      if (limit === null || (position.side === "long" ? markPrice > limit : markPrice < limit)) continue;
      this.positions.splice(i, 1);
      this.#condemned.push(position);
    }
  }

  /** Closes some of the condemned; the exchange does it one order at a time. */
  liquidate(most: number): void {
    for (const position of this.#condemned.splice(0, most)) this.#liquidate(position);
  }

  /** Moves margin between longs and shorts; a positive rate is paid by longs. */
  payFunding(fundingRate: number, markPrice: number): void {
    for (const position of this.positions) {
      const paid = fundingRate * markPrice * position.quantity;
      position.margin -= position.side === "long" ? paid : -paid;
      position.liquidationPrice = liquidationPrice(position, this.#instrument.brackets);
    }
  }

  #lots(side: "long" | "short"): number {
    let lots = Math.max(0, side === "long" ? this.houseSignedLots : -this.houseSignedLots);
    for (const position of this.positions) if (position.side === side) lots += position.lots;
    for (const position of this.#condemned) if (position.side === side) lots += position.lots;
    return lots;
  }

  /** A position from before the market opened, somewhere around its first price. */
  #inherit(): void {
    const openingPrice = price(this.#instrument, this.#climate.fairTicks);
    const entryPrice = openingPrice * (1 + 0.012 * this.#random.normal());
    const { side, leverage, lots } = this.#wish(entryPrice);
    const position = this.#position(side, lots, entryPrice, leverage);
    const limit = position.liquidationPrice;
    if (limit !== null && (side === "long" ? limit > openingPrice * 0.9985 : limit < openingPrice * 1.0015)) return;
    this.#enter(position);
  }

  #open(): void {
    const { side, leverage, lots } = this.#wish(price(this.#instrument, this.#climate.fairTicks));
    const fills = this.#counter.take(side === "long" ? "buy" : "sell", lots, side === "long" ? Infinity : 0);
    const met = lotsOf(fills);
    if (met > 0) this.#enter(this.#position(side, met, meanPrice(this.#instrument, fills), leverage));
  }

  #close(index: number): void {
    const position = this.positions[index]!;
    const aggressor = position.side === "long" ? "sell" : "buy";
    const met = lotsOf(this.#counter.take(aggressor, position.lots, aggressor === "buy" ? Infinity : 0));
    this.positions.splice(index, 1);
    this.houseSignedLots += aggressor === "sell" ? met : -met;
    if (met === position.lots) return;
    const margin = position.margin * (1 - met / position.lots);
    const rest = this.#position(position.side, position.lots - met, position.entryPrice, position.leverage);
    rest.margin = margin;
    rest.liquidationPrice = liquidationPrice(rest, this.#instrument.brackets);
    this.positions.push(rest);
  }

  #liquidate(position: Position): void {
    const aggressor = position.side === "long" ? "sell" : "buy";
    const exact = ticksOf(this.#instrument, bankruptcyPrice(position));
    const bankruptcyTicks = Math.max(1, aggressor === "sell" ? Math.ceil(exact) : Math.floor(exact));
    const fills = this.#counter.take(aggressor, position.lots, bankruptcyTicks);
    const rest = position.lots - lotsOf(fills);
    if (rest > 0) this.#counter.insure(aggressor, rest, bankruptcyTicks);
    this.houseSignedLots += position.side === "long" ? position.lots : -position.lots;
    ++this.liquidationCount;
    this.#counter.liquidated({ side: position.side, lots: position.lots, bankruptcyTicks, fills });
  }

  #enter(position: Position): void {
    this.positions.push(position);
    this.houseSignedLots += position.side === "long" ? -position.lots : position.lots;
  }

  #wish(atPrice: number): { side: "long" | "short"; leverage: number; lots: number } {
    const random = this.#random;
    const side = random.chance(0.5 + 0.3 * this.#climate.conviction) ? "long" : "short";
    const leverage = leverages[random.below(leverages.length)]!;
    const size = random.exponential();
    const { brackets } = this.#instrument;
    const allowed = brackets.findLast(({ maximumLeverage }) => maximumLeverage >= leverage) ?? brackets[0]!;
    const notional = Math.min(3_500 * leverage * size * size, allowed.notionalCap * 0.95, 1_500_000);
    return { side, leverage, lots: 1 + Math.floor(notional / (atPrice * quantity(this.#instrument, 1))) };
  }

  #position(side: "long" | "short", lots: number, entryPrice: number, leverage: number): Position {
    const base = quantity(this.#instrument, lots);
    const most = bracketOf(this.#instrument.brackets, base * entryPrice).maximumLeverage;
    const used = Math.min(leverage, most);
    const position: Position = {
      side, lots, quantity: base, entryPrice, leverage: used,
      margin: (base * entryPrice) / used,
      liquidationPrice: null,
    };
    position.liquidationPrice = liquidationPrice(position, this.#instrument.brackets);
    return position;
  }
}

export function lotsOf(fills: readonly Fill[]): number {
  return fills.reduce((sum, { lots }) => sum + lots, 0);
}

/** Quote units for one base unit over all fills. */
export function meanPrice(instrument: Instrument, fills: readonly Fill[]): number {
  const ticks = fills.reduce((sum, fill) => sum + fill.priceTicks * fill.lots, 0) / lotsOf(fills);
  return price(instrument, ticks);
}
