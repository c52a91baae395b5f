import { type Account, idOf, type Instrument, type MarginVenue, venueNumber } from "../account.ts";
import { InputError } from "../errors.ts";
import type { LendingAccount } from "../lending.ts";
import type { MarginTable } from "../margin-table.ts";
import { ownOf, recordOf } from "../words.ts";
import { aave } from "./aave.ts";
import { binance } from "./binance.ts";
import { bybit } from "./bybit.ts";
import { dydx } from "./dydx.ts";
import { hyperliquid } from "./hyperliquid.ts";
import { okx } from "./okx.ts";
import { knownOf } from "./records.ts";
import type { AccountFrom, AccountOptions, AccountReader, StatedPosition } from "./stated.ts";

/** By what a venue's names begin with. */
const readers: Readonly<Record<string, AccountReader>> = { binance, bybit, dydx, hyperliquid, okx };

/** What all positions settle in, when nobody says which are meant. */
function assetOf(positions: readonly StatedPosition[]): string | undefined {
  const assets = [...new Set(positions.map(({ asset }) => asset))];
  if (assets.length > 1) throw new InputError("missingField", "asset", assets);
  return assets[0];
}

/**
 * A venue's own payload of an account as `evaluate` takes it. Several answers that belong
 * together go in as a list or under names of your own, each wrapped or not: positions and
 * balance, say. Each venue's file in `accounts` names its endpoints.
 *
 * @throws {InputError} when it is another payload or an error's answer, a number cannot be
 *     read, a position is there twice, or something behind a cross position is not given
 * @example
 * const { account, marks, stated } = accountFrom("binance-usdm", [
 *   { totalCrossWalletBalance: "5000.0", multiAssetsMargin: false, assets: [], positions: [] },
 *   [{ symbol: "BTCUSDT", positionSide: "BOTH", positionAmt: "1", entryPrice: "50000", markPrice: "50000",
 *      marginType: "cross", leverage: "10", liquidationPrice: "45226.13" }],
 * ], {
 *   tables: { BTCUSDT: { brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 100 }] } },
 * });
 * evaluate(account, marks).positions[0].liquidation.value; // 45226.13...
 * stated["BTCUSDT:long"]; // 45226.13
 */
export function accountFrom(venue: "aave-v3", payload: unknown): AccountFrom<LendingAccount>;
export function accountFrom(venue: MarginVenue, payload: unknown, options?: AccountOptions): AccountFrom;
export function accountFrom(
  venue: MarginVenue | "aave-v3",
  payload: unknown,
  options: AccountOptions = {},
): AccountFrom | AccountFrom<LendingAccount> {
  if (venue === "aave-v3") return aave(payload);
  venueNumber(venue);
  const read = readers[venue.split("-")[0]!];
  if (read === undefined) throw new InputError("unknownVenue", "venue", venue);
  const given = recordOf(options, "options");
  const { positions: all, fundsOf, tables: statedTables, leftOut } = read(payload, venue, given);
  const asset = given.asset ?? assetOf(all);
  const held = all.filter((one) => one.asset === undefined || one.asset === asset);
  const cross = held.filter(({ position }) => position.mode === "cross");
  const { field, assumed = [], ...funds } = fundsOf(cross, asset);
  if (cross.length > 0 && Number.isNaN(funds.walletBalance)) throw new InputError("missingField", field, undefined);

  const positions = held.map(({ position }) => position);
  const byId = new Map(held.map((one) => [idOf(one.position), one]));
  if (byId.size < held.length) {
    const ids = positions.map(idOf);
    throw new InputError("duplicateField", "id", ids.find((id, i) => ids.indexOf(id) < i));
  }
  const bySymbol = new Map(held.map((one) => [one.position.symbol, one]));
  const bySymbolOf = <Value>(of: (symbol: string, stated: StatedPosition) => Value | undefined) => {
    const found = [...bySymbol].map(([symbol, one]) => [symbol, of(symbol, one)]);
    return knownOf<Record<string, Value>>(Object.fromEntries(found));
  };
  const tablesOf = new Map(statedTables?.map(({ symbol, brackets }) => [symbol, { brackets } as MarginTable]));
  const tables = bySymbolOf((symbol, { family = symbol }) =>
    ownOf(given.tables, symbol) ?? ownOf(given.tables, family) ?? tablesOf.get(symbol));
  const marks = bySymbolOf((_, { mark }) => mark);
  const instruments = bySymbolOf((symbol, { position, instrument }) => {
    const known: Instrument = { ...instrument, ...ownOf(given.instruments, symbol) };
    if (position.contracts && known.contractSize === undefined) {
      throw new InputError("missingField", `instruments.${symbol}.contractSize`, undefined);
    }
    return known;
  });
  const { takerFeeRate } = given;
  const without = (name: string, known: object) =>
    [...bySymbol.keys()].filter((symbol) => !Object.hasOwn(known, symbol)).map((symbol) => `${name}.${symbol}`);
  return {
    account: knownOf<Account>({ venue, positions, tables, instruments, takerFeeRate, ...funds }),
    marks,
    stated: knownOf(Object.fromEntries([...byId].map(([id, { liquidationPrice }]) => [id, liquidationPrice]))),
    assumed: [...new Set([...assumed, ...held.flatMap((one) => one.assumed)])],
    missing: [
      ...without("tables", tables),
      ...without("marks", marks),
      ...(venue === "okx" && takerFeeRate === undefined ? ["takerFeeRate"] : []),
      ...leftOut.map((symbol) => `positions.${symbol}`),
    ],
  };
}
