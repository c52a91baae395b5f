import type { Account, Instrument, MarginVenue, Marks } from "../account.ts";
import type { StatedTable } from "../margin-tables/stated.ts";
import { numberIn, optionalIn, type PayloadRecord, textIn } from "./records.ts";

/** An account out of a payload, and what else that says. */
export interface AccountFrom<Kind = Account> {
  /** As `evaluate` takes it. */
  readonly account: Kind;
  /** Where the payload states them. */
  readonly marks: Marks;
  /**
   * The venue's own liquidation prices by position id, to stand beside ours: null where it
   * says that there is none, left out where it says nothing. Of a lending account its
   * `healthFactor`.
   */
  readonly stated: Readonly<Record<string, number | null>>;
  /** What was taken to be so because the payload does not say. */
  readonly assumed: readonly string[];
  /** What `evaluate` will miss, "tables.BTCUSDT", and positions of a kind that is not read. */
  readonly missing: readonly string[];
}

/** What a payload does not say. */
export interface AccountOptions extends Pick<Account, "tables" | "instruments" | "takerFeeRate"> {
  /**
   * What the positions to be read settle in: "USDT", "BTC". Needed where those of the payload
   * settle in several, as each is an account of its own; the error's value lists them.
   */
  readonly asset?: string;
}

/** A position by our names; NaN for a number that its venue does not state. */
export interface StatedPosition {
  readonly symbol: string;
  /** Base or quote units, or contracts where these are counted; below zero short. */
  readonly signedQuantity: number;
  readonly isCounted?: boolean;
  readonly entryPrice: number;
  readonly leverageSetting: number;
  readonly mark: number;
  /** Null where the venue says that there is none, undefined where it says nothing. */
  readonly liquidationPrice: number | null | undefined;
  readonly isIsolated: boolean;
  /** Of an isolated position one of the two. */
  readonly posted?: number;
  readonly equityAtMark?: number;
  readonly maintenanceMargin?: number;
  /** Of a cross position, where what stands behind it is stated as equity. */
  readonly unrealizedPnl?: number;
  /** Where symbol and side are not enough. */
  readonly id?: string | undefined;
  /** What it settles in, where that is not the same for all. */
  readonly asset?: string | undefined;
  /** By which a table is known where there is one for several symbols. */
  readonly family?: string;
}

type Rest = Partial<StatedPosition> & Pick<StatedPosition, "isIsolated">;

/** Open positions, and the symbols of those that are of another kind than what is read. */
export interface Holdings {
  readonly positions: readonly StatedPosition[];
  readonly leftOut: readonly string[];
}

/**
 * The positions that are open, by their fields for symbol, signed size, entry price, leverage,
 * mark and liquidation price: a venue that shows none of the last writes "", 0 or null.
 *
 * @param names  those six with a space between; "-" where there is no such field
 * @param restOf  what is particular to the venue; null where a position is not of its kind
 */
export function holdings(
  rows: readonly PayloadRecord[],
  names: string,
  restOf: (row: PayloadRecord, symbol: string, size: number) => Rest | null,
): Holdings {
  const [name, size, entry, leverage, mark, liquidation] = names.split(" ") as [string, string, string, string, string, string];
  const positions: StatedPosition[] = [];
  const leftOut: string[] = [];
  for (const row of rows) {
    const signedQuantity = numberIn(row, size);
    if (signedQuantity === 0) continue;
    const symbol = textIn(row, name);
    const rest = restOf(row, symbol, signedQuantity);
    const price = optionalIn(row, liquidation);
    if (rest === null) leftOut.push(symbol);
    else positions.push({
      symbol,
      signedQuantity,
      entryPrice: optionalIn(row, entry),
      leverageSetting: optionalIn(row, leverage),
      mark: optionalIn(row, mark),
      liquidationPrice: price > 0 ? price : liquidation in row ? null : undefined,
      ...rest,
    });
  }
  return { positions, leftOut };
}

/** What stands behind cross positions. */
export interface StatedFunds {
  /** NaN where the payload does not say, for want of `field`. */
  readonly walletBalance: number;
  readonly field: string;
  readonly orderMargin?: number;
}

/** A payload by our names. */
export interface StatedAccount extends Holdings {
  readonly fundsOf: (cross: readonly StatedPosition[], asset: string | undefined) => StatedFunds;
  readonly instruments?: Readonly<Record<string, Instrument>>;
  readonly tables?: readonly StatedTable[] | null;
  /** Grows while funds are asked for. */
  readonly assumed: string[];
}

export type AccountReader = (payload: unknown, venue: MarginVenue, options: AccountOptions) => StatedAccount;

export function sumOf(positions: readonly StatedPosition[], field: "maintenanceMargin" | "unrealizedPnl"): number {
  return positions.reduce((sum, position) => sum + position[field]!, 0);
}

/** What positions were opened for, above zero bought; it is in the wallet but not in the cash. */
export function entryValue(positions: readonly StatedPosition[]): number {
  return positions.reduce((sum, { signedQuantity, entryPrice }) => sum + signedQuantity * entryPrice, 0);
}

/** Where a venue counts several assets together, in dollars. */
export const oneDollar = "USDT at a dollar, other collateral standing still";
