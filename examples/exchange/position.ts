import type { Bracket } from "./instrument.ts";

/** An isolated position of one trader. Prices are quote units for one base unit. */
export interface Position {
  readonly side: "long" | "short";
  /** lots, never negative */
  readonly lots: number;
  /** base units, never negative */
  readonly quantity: number;
  readonly entryPrice: number;
  /** what the trader chose when it was opened */
  readonly leverage: number;
  /** quote units posted, less what funding took */
  margin: number;
  /** null when no price above zero liquidates it */
  liquidationPrice: number | null;
}

/** The step of a margin table that holds for a notional; the last one beyond its end. */
export function bracketOf(brackets: readonly Bracket[], notional: number): Bracket {
  return brackets.find(({ notionalCap }) => notional < notionalCap) ?? brackets.at(-1)!;
}

/**
 * The mark price that liquidates a position. With s for +1 on a long and -1 on a
 * short, q quantity, e entry, w margin, m and c rate and amount of a bracket:
 *
 *     w + s q (p - e) = m q p - c     so     p = (w + c - s q e) / (q (m - s))
 *
 * The bracket is the one of the notional at p itself.
 */
export function liquidationPrice(position: Position, brackets: readonly Bracket[]): number | null {
  const sign = position.side === "long" ? 1 : -1;
  const { quantity, entryPrice, margin } = position;
  for (const bracket of brackets) {
    const { maintenanceMarginRate: rate, maintenanceAmount: amount } = bracket;
    const price = (margin + amount - sign * quantity * entryPrice) / (quantity * (rate - sign));
    if (price <= 0) return null;
    if (price * quantity < bracket.notionalCap) return price;
  }
  return null;
}

/** The price at which nothing of the margin is left. */
export function bankruptcyPrice({ side, quantity, entryPrice, margin }: Position): number {
  return entryPrice - (side === "long" ? 1 : -1) * (margin / quantity);
}
