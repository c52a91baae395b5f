import type { MarginBracket, MarginTable } from "plimsoll/margin";

import type { Loan, TypedAsset } from "./lending/loan.ts";
import { type Fields, fieldsOf, listOf, number, numbers, numericFields, oneOf, ShareError, text } from "./shape.ts";
import { emptyState, type OwnTable, type State, type TypedCollateral, type TypedMarket, type TypedPosition } from "./state.ts";
import { isVenueName } from "./venues/index.ts";
import { isLendingName } from "./venues/lending.ts";
import type { WhatIf } from "./what-if.ts";

// An account in the fragment of an address, which no server sees. Whoever follows a link
// may have got it from anybody: what it says is read field by field, and nothing else is.

const prefix = "#account=";

/** More than this is no account of a person. */
const most = { characters: 60_000, positions: 60, tables: 60, brackets: 200 } as const;

export function isLoan(account: State | Loan): account is Loan {
  return isLendingName(account.venue);
}

/** "#account=" and the account, as text that an address can hold. */
export function fragmentOf(account: State | Loan): string {
  const bytes = new TextEncoder().encode(JSON.stringify(isLoan(account) ? account : withOwnTables(account)));
  return prefix + btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Of all tables that a venue answered with, those that the positions need. */
function withOwnTables(state: State): State {
  const isNeeded = (table: OwnTable) =>
    state.positions.some(({ symbol }) => table.symbol === symbol || table.symbol.startsWith(`${symbol}@`));
  return { ...state, tables: state.tables.filter(isNeeded) };
}

/**
 * What a fragment holds; null where it holds no account at all.
 *
 * @throws {ShareError} when it says that it does, and cannot be read
 */
export function sharedFrom(fragment: string): State | Loan | null {
  if (!fragment.startsWith(prefix)) return null;
  if (fragment.length > most.characters) throw new ShareError("The link is too long.");
  const fields = fieldsOf(jsonFrom(fragment.slice(prefix.length)));
  return isLendingName(fields["venue"]) ? loanOf(fields) : stateOf(fields);
}

function jsonFrom(text: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ShareError("The link is not complete.");
  }
}

function loanOf(fields: Fields): Loan {
  const whatIf = fieldsOf(fields["whatIf"]);
  const { venue } = fields;
  if (!isLendingName(venue)) throw new ShareError("The link is of a venue that this page does not know.");
  return {
    venue,
    assets: listOf(fields["assets"], most.positions, assetOf),
    shown: text(fields["shown"]),
    eModeMaxLtv: text(fields["eModeMaxLtv"]),
    eModeThreshold: text(fields["eModeThreshold"]),
    whatIf: {
      moves: numbers(whatIf["moves"], -0.99, 3),
      collateral: number(whatIf["collateral"], 0.01, 10),
      debt: number(whatIf["debt"], 0.01, 10),
      multiple: whatIf["multiple"] === null ? null : number(whatIf["multiple"], 1.01, 1_000),
    },
  };
}

function assetOf(value: unknown): TypedAsset {
  const fields = fieldsOf(value);
  return {
    symbol: text(fields["symbol"]),
    price: text(fields["price"]),
    collateralQuantity: text(fields["collateralQuantity"]),
    debtQuantity: text(fields["debtQuantity"]),
    maxLtv: text(fields["maxLtv"]),
    liquidationThreshold: text(fields["liquidationThreshold"]),
    inEMode: oneOf(fields["inEMode"], ["yes", ""]),
  };
}

function stateOf(fields: Fields): State {
  const { venue } = fields;
  if (!isVenueName(venue)) throw new ShareError("The link is of a venue that this page does not know.");
  const positions = listOf(fields["positions"], most.positions, positionOf);
  if (new Set(positions.map(({ id }) => id)).size < positions.length) throw new ShareError("The link is of another shape.");
  const shown = positions.find(({ id }) => id === fields["shown"]) ?? positions[0];
  return {
    ...emptyState(venue),
    positions,
    shown: shown?.id ?? "",
    markets: listOf(fields["markets"], most.positions, marketOf),
    walletBalance: text(fields["walletBalance"]),
    takerFee: text(fields["takerFee"]),
    orderMargin: text(fields["orderMargin"]),
    collaterals: listOf(fields["collaterals"], most.positions, collateralOf),
    tables: listOf(fields["tables"], most.tables, ownTableOf),
    whatIf: whatIfOf(fields["whatIf"]),
  };
}

function positionOf(value: unknown): TypedPosition {
  const fields = fieldsOf(value);
  return {
    id: text(fields["id"]),
    symbol: text(fields["symbol"]),
    side: oneOf(fields["side"], ["long", "short"]),
    mode: oneOf(fields["mode"], ["isolated", "cross"]),
    size: text(fields["size"]),
    entryPrice: text(fields["entryPrice"]),
    marginBy: oneOf(fields["marginBy"], ["leverage", "posted"]),
    leverage: text(fields["leverage"]),
    posted: text(fields["posted"]),
    pendingFees: text(fields["pendingFees"]),
  };
}

function marketOf(value: unknown): TypedMarket {
  const fields = fieldsOf(value);
  return {
    symbol: text(fields["symbol"]),
    markPrice: text(fields["markPrice"]),
    contractSize: text(fields["contractSize"]),
    tickSize: text(fields["tickSize"]),
    kind: oneOf(fields["kind"], ["linear", "inverse"]),
    beta: text(fields["beta"]),
  };
}

function collateralOf(value: unknown): TypedCollateral {
  const fields = fieldsOf(value);
  return {
    asset: text(fields["asset"]),
    quantity: text(fields["quantity"]),
    price: text(fields["price"]),
    weight: text(fields["weight"]),
    follows: text(fields["follows"]),
  };
}

function whatIfOf(value: unknown): WhatIf {
  const fields = fieldsOf(value);
  return {
    common: number(fields["common"], -0.99, 3),
    wallet: number(fields["wallet"], 0, 10),
    moves: numbers(fields["moves"], -0.99, 3),
    sizes: numbers(fields["sizes"], 0.01, 10),
    margins: numbers(fields["margins"], 0.01, 1_000),
  };
}

const bracketFields = [
  "notionalFloor", "notionalCap", "contractsFloor", "contractsCap", "maintenanceMarginRate", "maintenanceAmount", "maxLeverage",
] as const;

const tableNumbers = ["rateGrowthPerUnit", "minMaintenanceMargin", "imfFactor"] as const;

/** What the numbers of a bracket are worth, the package says when it is asked. */
function ownTableOf(value: unknown): OwnTable {
  const fields = fieldsOf(value);
  const stated = fieldsOf(fields["table"]);
  const words = ["date", "source"].flatMap((name) => (stated[name] === undefined ? [] : [[name, text(stated[name])] as const]));
  const table: MarginTable = {
    ...numericFields(stated, tableNumbers),
    ...Object.fromEntries(words),
    brackets: listOf(stated["brackets"], most.brackets, (row) => numericFields(row, bracketFields) as MarginBracket),
  };
  return { symbol: text(fields["symbol"]), origin: oneOf(fields["origin"], ["venue", "pasted"]), table };
}
