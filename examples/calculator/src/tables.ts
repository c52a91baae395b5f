import { InputError, type MarginTable, marginTables } from "plimsoll/margin";

import { getText } from "../../page/rest.ts";
import type { OwnTable } from "./state.ts";
import { venueOf, type VenueName } from "./venues/index.ts";

/** Tables of all symbols would not fit into a link, nor into a list. */
const mostTables = 60;

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/**
 * What somebody pasted: the venue's own payload, ccxt's tiers, or a table as the package has
 * it, with `brackets`.
 *
 * @param symbol  of the position that is shown: a table without a name is for it
 * @throws {InputError} when it is something else, or a table that cannot be
 * @throws {SyntaxError} when it is no JSON
 */
export function pastedTables(venue: VenueName, text: string, symbol: string, wanted: readonly string[]): OwnTable[] {
  const payload: unknown = JSON.parse(text);
  const date = today();
  if (isTable(payload)) return [{ symbol, origin: "pasted", table: { date, source: "pasted", ...payload } }];
  const tables = marginTables(venue, payload, { symbol, date, source: "pasted" });
  return picked(tables, "pasted", wanted);
}

function isTable(payload: unknown): payload is MarginTable {
  const brackets = (payload as Partial<MarginTable> | null)?.brackets;
  return Array.isArray(brackets) && brackets.every((row) => typeof row === "object" && row !== null && "maintenanceMarginRate" in row);
}

/**
 * Asks a venue's public endpoint, which somebody has pressed a button for.
 *
 * @throws {RestError} when it does not answer, or not to pages of others
 * @throws {InputError} when what it answers is no table
 */
export async function fetchedTables(
  venue: VenueName,
  symbol: string,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<OwnTable[]> {
  const { endpoint, title } = venueOf(venue);
  const { url, body } = endpoint?.(encodeURIComponent(symbol)) ?? { url: "" };
  if (url === "") throw new InputError("unknownVenue", "venue", venue);
  const payload: unknown = JSON.parse(await getText(url, signal, body));
  return picked(marginTables(venue, payload, { symbol, date: today(), source: title }), "venue", wanted);
}

/** Those of the account's symbols first: a venue may answer with hundreds. */
function picked(tables: Record<string, MarginTable>, origin: OwnTable["origin"], wanted: readonly string[]): OwnTable[] {
  const all = Object.entries(tables).map(([symbol, table]) => ({ symbol, origin, table }));
  const isWanted = ({ symbol }: OwnTable) => wanted.some((name) => symbol === name || symbol.startsWith(`${name}@`));
  const first = all.filter(isWanted);
  return [...first, ...all.filter((table) => !isWanted(table))].slice(0, Math.max(first.length, mostTables));
}
