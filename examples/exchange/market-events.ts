import type { Mark } from "./mark.ts";
import type { Aggressor, Side } from "./order-book.ts";
import type { Liquidation } from "./traders.ts";

export interface Trade {
  readonly id: number;
  readonly timeMs: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly aggressor: Aggressor;
  /** what the book could not take of a liquidation goes to the insurance fund */
  readonly counterparty: "book" | "insuranceFund";
}

/** What a venue can tell. Everything happens inside one call to `Market.step`. */
export interface MarketListener {
  /** A level now holds these lots; 0 removes it. `sequence` rises by one with each change. */
  levelChanged?(side: Side, priceTicks: number, lots: number, sequence: number): void;
  /** An order has been dealt with and the book is whole again. */
  bookSettled?(): void;
  /** The trades of one aggressive order, in the order in which they were made. */
  traded?(trades: readonly Trade[]): void;
  marked?(mark: Mark): void;
  liquidated?(liquidation: Liquidation): void;
}
