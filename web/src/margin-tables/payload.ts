import { accept, type AccountDoor, readRefusal, writeBlock } from "../account-door.ts";
import { type MarginVenue, venueNumber } from "../account.ts";
import { InputError } from "../errors.ts";
import { bracketInputs } from "../generated/layout.ts";
import { flatBrackets, type MarginTable } from "../margin-table.ts";
import { binance } from "./binance.ts";
import { bitget } from "./bitget.ts";
import { bybit } from "./bybit.ts";
import { ccxt } from "./ccxt.ts";
import { deribit } from "./deribit.ts";
import { dydx } from "./dydx.ts";
import { gate } from "./gate.ts";
import { htx } from "./htx.ts";
import { hyperliquid } from "./hyperliquid.ts";
import { kraken } from "./kraken.ts";
import { kucoin } from "./kucoin.ts";
import { okx } from "./okx.ts";
import { recordOf } from "../words.ts";
import type { StatedTable } from "./stated.ts";

/** What a payload does not say of itself. */
export interface TableOrigin extends Pick<MarginTable, "date" | "source"> {
  /** Whose table it is, where the payload is of one symbol and does not name it. */
  readonly symbol?: string;
}

/** Null where it is another payload. Numbers are checked afterwards. */
type Reader = (payload: unknown, symbol?: string) => readonly StatedTable[] | null;

/** By what a venue's names begin with, as "bybit-linear" and "bybit-inverse-2024" do. */
const readers: Readonly<Record<string, Reader>> = {
  binance, bitget, bybit, deribit, dydx, gate, htx, hyperliquid, kraken, kucoin, okx,
};

/** Throws what the engine finds wrong with a table, with the bracket's value. */
function check(door: AccountDoor, venue: MarginVenue, table: MarginTable): void {
  const rows = flatBrackets(table);
  writeBlock(door, rows);
  const answer = door._checkTable(venueNumber(venue), rows.length / bracketInputs.length);
  const refusal = readRefusal(door, answer);
  const given = { brackets: table.brackets, ...table.brackets[refusal.row] };
  // The engine takes edges in contracts for notional.
  const unit = given.contractsFloor === undefined ? "notional" : "contracts";
  const field = refusal.field.replace("notional", unit);
  accept({ ...refusal, field }, given[field as keyof typeof given]);
}

/**
 * The tables of a venue's own payload or ccxt's, by symbol; of a venue without a reader only
 * ccxt's is known. `plimsoll` has a smaller one for Binance alone.
 *
 * @throws {InputError} when it is another payload, nothing is in it, or a table cannot be used
 */
export function payloadTables(
  door: AccountDoor,
  venue: MarginVenue,
  payload: unknown,
  of: TableOrigin = {},
): Record<string, MarginTable> {
  const { symbol: named, ...origin } = recordOf(of, "stated");
  venueNumber(venue);
  const stated = ccxt(venue, payload, named) ?? readers[venue.split("-")[0]!]?.(payload, named);
  if (!stated || stated.length === 0) throw new InputError("wrongType", "payload", payload);
  return Object.fromEntries(stated.map(({ symbol, brackets }) => {
    const table = { ...origin, brackets } as MarginTable;
    check(door, venue, table);
    return [symbol, table];
  }));
}
