import {
  type Account, type Collateral, InputError, type Instrument, type MarginTable, type Marks, type Position,
} from "plimsoll/margin";

import { entryNotional, marketOf, type State, type TypedPosition } from "./state.ts";
import { defined, fraction, given } from "./texts.ts";
import { venueOf } from "./venues/index.ts";

const decimal = /^\d+(\.\d+)?$/;

/**
 * What leverage posts: entry notional over it.
 *
 * @throws {InputError} when the leverage is none; what else is wrong, the package refuses
 */
function postedBy(state: State, position: TypedPosition): number {
  const { leverage } = position;
  const typed = leverage.trim();
  if (!decimal.test(typed)) throw new InputError("badNumber", "leverage", given(leverage));
  if (Number(typed) < 1) throw new InputError("leverageOutOfRange", "leverage", typed);
  const posted = entryNotional(state, position) / Number(typed);
  return Number.isFinite(posted) && posted > 0 ? posted : 1;
}

/** Where the form asks for it: an amount of margin is nothing that a leverage could contradict. */
export function hasLeverage({ venue }: State, { mode, marginBy }: Pick<TypedPosition, "mode" | "marginBy">): boolean {
  return mode === "cross" || marginBy === "leverage" || venueOf(venue).needs.includes("leverage");
}

function positionOf(state: State, typed: TypedPosition): Position {
  const { counts } = venueOf(state.venue);
  const { id, symbol, side, mode } = typed;
  const base = {
    id, symbol: symbol.trim(), side,
    ...defined({
      [counts]: given(typed.size),
      leverageSetting: hasLeverage(state, typed) ? given(typed.leverage) : undefined,
      pendingFees: given(typed.pendingFees),
      beta: given(marketOf(state, symbol).beta),
    }),
    entryPrice: given(typed.entryPrice) as string,
  };
  if (mode === "cross") return { ...base, mode };
  const posted = typed.marginBy === "leverage" ? postedBy(state, typed) : given(typed.posted);
  return { ...base, mode, posted: posted as number };
}

function instrumentOf(state: State, symbol: string): Instrument {
  const { kind, contractSize, tickSize } = marketOf(state, symbol);
  return { kind, ...defined({ contractSize: given(contractSize), tickSize: given(tickSize) }) };
}

/**
 * The table that holds for a position. HTX has one for each leverage, named with it.
 *
 * @returns null where neither the venue, nor a paste, nor an example has one
 */
export function tableOf(state: State, { symbol, leverage }: Pick<TypedPosition, "symbol" | "leverage">): MarginTable | null {
  const own = (name: string) => state.tables.find((table) => table.symbol === name)?.table;
  const example = venueOf(state.venue).tables.find((table) => table.symbol === symbol);
  return own(`${symbol}@${leverage}`) ?? own(symbol) ?? example ?? null;
}

/** A row that was only just added is no mistake. */
export function isBegun({ asset, quantity, price }: State["collaterals"][number]): boolean {
  return [asset, quantity, price].some((text) => text.trim() !== "");
}

function collateralOf({ asset, quantity, price, weight, follows }: State["collaterals"][number]): Collateral {
  return {
    asset: asset.trim(),
    quantity: given(quantity) as string,
    price: given(price) as string,
    ...defined({ weight: fraction(weight), follows: given(follows) }),
  };
}

/** What the package is told of; the form's own arithmetic ends here. */
export function accountOf(
  state: State,
  positions: readonly TypedPosition[] = state.positions,
): { account: Account; marks: Marks } {
  const symbols = [...new Set(positions.map(({ symbol }) => symbol))];
  const tables = positions.flatMap((position) => {
    const table = tableOf(state, position);
    return table === null ? [] : [[position.symbol.trim(), table] as const];
  });
  const collaterals = state.collaterals.filter(isBegun);
  const account: Account = {
    venue: state.venue,
    positions: positions.map((position) => positionOf(state, position)),
    tables: Object.fromEntries(tables),
    instruments: Object.fromEntries(symbols.map((symbol) => [symbol.trim(), instrumentOf(state, symbol)])),
    ...(collaterals.length > 0 && { collaterals: collaterals.map(collateralOf) }),
    ...defined({
      walletBalance: given(state.walletBalance),
      takerFeeRate: fraction(state.takerFee),
      orderMargin: given(state.orderMargin),
    }),
  };
  const marks = symbols.map((symbol) => [symbol.trim(), given(marketOf(state, symbol).markPrice) as string]);
  return { account, marks: Object.fromEntries(marks) };
}
