import { type Account, InputError, type Plimsoll, type IsolatedPosition, type PositionRisk } from "plimsoll/full";

import type { StatedContract, SymbolName } from "./stated-contract.ts";
import type { OriginTable } from "./tables.ts";
import type { SourceName } from "./venues.ts";

export type FieldName = "quantity" | "entryPrice" | "leverage" | "posted";

/** A position as it stands in the form, letter by letter. */
export interface TypedPosition {
  readonly side: "long" | "short";
  readonly quantity: string;
  readonly entryPrice: string;
  readonly marginBy: "leverage" | "posted";
  readonly leverage: string;
  readonly posted: string;
}

export const untyped: TypedPosition = {
  side: "long",
  quantity: "",
  entryPrice: "",
  marginBy: "leverage",
  leverage: "20",
  posted: "",
};

/** What has been made of a typed position. */
export interface Reading {
  /** Null as long as something is missing or wrong. */
  readonly position: IsolatedPosition | null;
  /** What is wrong, by field. */
  readonly refusals: ReadonlyMap<FieldName, InputError>;
  /** What the margin table allows at this size, where that is the trouble. */
  readonly mostLeverage: number | null;
}

const number = /^\d+(\.\d+)?$/;

/**
 * Reads what was typed. Fields that are still empty are no mistakes, only missing.
 *
 * The package wants the margin that is posted, so leverage is turned into it here.
 */
export function read(plimsoll: Plimsoll, typed: TypedPosition, contract: StatedContract, known?: OriginTable): Reading {
  const { side, marginBy } = typed;
  const texts = { quantity: typed.quantity, entryPrice: typed.entryPrice, [marginBy]: typed[marginBy] };
  const missing = Object.values(texts).includes("");
  const quantity = texts.quantity || "1";
  const entryPrice = texts.entryPrice || "1";
  const leverage = typed.leverage || "1";
  const posted = marginBy === "posted" ? typed.posted || "1" : postedFor(quantity, entryPrice, leverage);
  const position: IsolatedPosition = { symbol: contract.symbol, side, quantity, entryPrice, mode: "isolated", posted };
  const refused = (error: InputError) =>
    ({ position: null, refusals: new Map([[fieldOf(error, marginBy), error]]), mostLeverage: null });
  try {
    if (marginBy === "leverage" && !(number.test(leverage) && Number(leverage) >= 1)) {
      const code = number.test(leverage) ? "leverageOutOfRange" : "badNumber";
      throw new InputError(code, "leverage", typed.leverage);
    }
    const account = accountOf([position], new Map([[contract.symbol, contract]]), tableMap(contract.symbol, known));
    const marks = { [contract.symbol]: entryPrice };
    const most = plimsoll.evaluate(account, marks).positions[0]?.maxLeverage.value ?? null;
    if (marginBy === "leverage" && !missing && most !== null && Number(leverage) > most) {
      return { ...refused(new InputError("leverageOutOfRange", "leverage", typed.leverage)), mostLeverage: most };
    }
  } catch (error) {
    if (error instanceof InputError) return refused(error);
    throw error;
  }
  return { position: missing ? null : position, refusals: new Map(), mostLeverage: null };
}

/** What the package is told of: positions, and the rules that hold for them. */
export function accountOf(
  positions: readonly IsolatedPosition[],
  contracts: ReadonlyMap<SymbolName, StatedContract>,
  tables: ReadonlyMap<SymbolName, OriginTable>,
): Account {
  return {
    venue: "binance-usdm",
    positions,
    tables: Object.fromEntries([...tables].map(([symbol, { table }]) => [symbol, table])),
    instruments: Object.fromEntries([...contracts].map(([symbol, { stated }]) => [symbol, stated])),
  };
}

/** What would bring a position farther from its liquidation. */
export interface Remedy extends Pick<PositionRisk, "marginToAdd" | "quantityToClose"> {
  /** The margin ratio that it leads to. */
  readonly wantedMarginRatio: number;
}

/** Half way to liquidation is what a remedy aims at where nothing warns. */
const calmMarginRatio = 0.5;

/**
 * The remedy for a position at a mark.
 *
 * A warning goes by distance, and may stand while the margin ratio is still small; "nothing
 * to do" would be no answer then, so the aim is to halve the ratio.
 */
export function remedyFor(
  plimsoll: Plimsoll,
  account: Account,
  at: { readonly risk: PositionRisk; readonly markPrice: number; readonly isWarned: boolean },
): Remedy {
  const { risk, markPrice, isWarned } = at;
  const marginRatio = risk.marginRatio.value;
  if (!isWarned || marginRatio === null) return { ...risk, wantedMarginRatio: calmMarginRatio };
  const wantedMarginRatio = Math.min(calmMarginRatio, marginRatio / 2);
  const position = account.positions.find(({ id }) => id === risk.id);
  const positions = position === undefined ? [] : [position];
  const asked = plimsoll.evaluate({ ...account, positions }, { [risk.symbol]: markPrice }, { wantedMarginRatio });
  return { ...(asked.positions[0] ?? risk), wantedMarginRatio };
}

function tableMap(symbol: SymbolName, known: OriginTable | undefined): Map<SymbolName, OriginTable> {
  return new Map(known === undefined ? [] : [[symbol, known]]);
}

/** What cannot be divided yet is one, so that the field at fault is refused and not this. */
function postedFor(quantity: string, entryPrice: string, leverage: string): number {
  const posted = (Number(quantity) * Number(entryPrice)) / Number(leverage);
  return Number.isFinite(posted) && posted > 0 ? posted : 1;
}

function fieldOf({ field }: InputError, marginBy: TypedPosition["marginBy"]): FieldName {
  if (field === "quantity" || field === "signedQuantity") return "quantity";
  if (field === "entryPrice" || field.startsWith("marks.")) return "entryPrice";
  return marginBy;
}

/** Positions are kept where they were typed: in this browser, for each source and symbol. */
export function stored(source: SourceName, symbol: SymbolName): TypedPosition {
  try {
    const text = localStorage.getItem(keyOf(source, symbol));
    return text === null ? untyped : { ...untyped, ...(JSON.parse(text) as Partial<TypedPosition>) };
  } catch {
    return untyped;
  }
}

export function store(source: SourceName, symbol: SymbolName, typed: TypedPosition): void {
  try {
    localStorage.setItem(keyOf(source, symbol), JSON.stringify(typed));
  } catch {
    // A browser that keeps nothing still shows the page.
  }
}

function keyOf(source: SourceName, symbol: SymbolName): string {
  return `plimsoll.position.${source}.${symbol}`;
}
