import type { Account, Instrument, IsolatedPosition, MarginVenue, Marks, Position } from "../account.ts";
import { InputError } from "../errors.ts";
import type { StatedTable } from "../margin-tables/stated.ts";
import { knownOf, numberIn, optionalIn, type PayloadRecord, textIn } from "./records.ts";

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

/** A position, and what is said about it besides. */
export interface StatedPosition {
  readonly position: Position;
  /** Below zero short. */
  readonly signedQuantity: number;
  /** NaN where none is stated. */
  readonly mark: number;
  /** Null where the venue says that there is none, undefined where it says nothing. */
  readonly liquidationPrice: number | null | undefined;
  /** What it settles in, where that is not the same for all. */
  readonly asset?: string | undefined;
  /** By which a table is known where there is one for several symbols. */
  readonly family?: string | undefined;
  readonly instrument?: Instrument | undefined;
  /** NaN where none is stated. */
  readonly unrealizedPnl?: number | undefined;
  /** What was taken to be so of this position. */
  readonly assumed: readonly string[];
}

/** What a venue has in a way of its own; fields of a position may be NaN where it states none. */
interface Rest extends Partial<Omit<StatedPosition, "position" | "liquidationPrice">>,
  Partial<Pick<IsolatedPosition, "id" | "entryPrice" | "posted" | "equityAtMark" | "markPrice" | "maintenanceMargin">> {
  readonly isIsolated: boolean;
  readonly isCounted?: boolean;
}

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
 * @param restOf  null where a position is not of the kind that is read
 */
export function holdings(
  rows: Iterable<PayloadRecord>,
  names: string,
  restOf: (row: PayloadRecord, symbol: string, size: number) => Rest | null,
): Holdings {
  const [name, size, entry, leverage, markName, liquidation] = names.split(" ") as
    [string, string, string, string, string, string];
  const positions: StatedPosition[] = [];
  const leftOut: string[] = [];
  for (const row of rows) {
    const held = numberIn(row, size);
    if (held === 0) continue;
    const symbol = textIn(row, name);
    const rest = restOf(row, symbol, held);
    if (rest === null) {
      leftOut.push(symbol);
      continue;
    }
    const {
      isIsolated, isCounted, signedQuantity = held, mark = optionalIn(row, markName),
      asset, family, instrument, unrealizedPnl, assumed = [],
      entryPrice = optionalIn(row, entry), ...fields
    } = rest;
    if (!(Number(entryPrice) > 0)) {
      throw new InputError(Number(entryPrice) <= 0 ? "priceNotPositive" : "missingField", "entryPrice", entryPrice);
    }
    const price = optionalIn(row, liquidation);
    positions.push({
      position: knownOf({
        symbol,
        side: signedQuantity > 0 ? "long" : "short",
        [isCounted ? "contracts" : "quantity"]: Math.abs(signedQuantity),
        entryPrice,
        mode: isIsolated ? "isolated" : "cross",
        leverageSetting: optionalIn(row, leverage),
        ...fields,
      } as Record<keyof Position, never>) as Position,
      signedQuantity,
      mark,
      liquidationPrice: price > 0 ? price : liquidation in row ? null : undefined,
      asset,
      family,
      instrument,
      unrealizedPnl,
      assumed,
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
  readonly assumed?: readonly string[];
}

/** A payload by our names. */
export interface StatedAccount extends Holdings {
  readonly fundsOf: (cross: readonly StatedPosition[], asset: string | undefined) => StatedFunds;
  readonly tables?: readonly StatedTable[] | null;
}

export type AccountReader = (payload: unknown, venue: MarginVenue, options: AccountOptions) => StatedAccount;

export function sumOf(positions: readonly StatedPosition[], of: (stated: StatedPosition) => unknown): number {
  return positions.reduce((sum, stated) => sum + Number(of(stated)), 0);
}

/** What positions were opened for, above zero bought; it is in the wallet but not in the cash. */
export function entryValue(positions: readonly StatedPosition[]): number {
  return sumOf(positions, ({ signedQuantity, position }) => signedQuantity * Number(position.entryPrice));
}

/** Where a venue counts several assets together, in dollars. */
export const oneDollar = "USDT at a dollar, other collateral standing still";
