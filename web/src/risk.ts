import type { Engine } from "./engine.ts";
import { checkVenue, type FeedVenue } from "./feed.ts";
import type { ReasonCode } from "./generated/layout.ts";
import type { EstimateName, EstimateReply, PositionInput, RefusalReply, RiskReply } from "./glue.ts";
import { InputError } from "./errors.ts";
import { flatBrackets, type MarginTable } from "./margin-table.ts";
import { numberOf, type Numeric, optionalNumber, orNull } from "./numbers.ts";

export type { ReasonCode };

/** The venues whose margin rules Plimsoll knows. */
export type MarginVenue = FeedVenue;

/** A position with margin of its own. */
export interface Position {
  /** Yours, to find it again; `SYMBOL:side` where it is left out. Unique within an account. */
  readonly id?: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  /** Base units, above zero. */
  readonly quantity: Numeric;
  /** Quote units for one base unit. */
  readonly entryPrice: Numeric;
  readonly mode: "isolated";
  /** Quote units posted for it, less what fees and funding took. */
  readonly posted?: Numeric;
  /** Instead of `posted`: margin and unrealized profit together, at `markPrice`. */
  readonly equityAtMark?: Numeric;
  /** The mark at which `equityAtMark` was stated. */
  readonly markPrice?: Numeric;
}

/** What a venue states about a contract; what is not known is left out. */
export interface Instrument {
  readonly tickSize?: Numeric;
  readonly lotSize?: Numeric;
  /** Fraction of notional that the venue takes when it liquidates. */
  readonly liquidationFeeRate?: Numeric;
}

/** Positions on one venue, with the rules that hold for them. */
export interface Account {
  readonly venue: MarginVenue;
  readonly positions: readonly Position[];
  /** By symbol. Binance publishes its own to signed requests only, so they are given. */
  readonly tables: Readonly<Record<string, MarginTable>>;
  readonly instruments?: Readonly<Record<string, Instrument>>;
}

/** A number about a position, or why there is none; and what it rests on. */
export interface Estimate {
  readonly value: number | null;
  /** Null exactly when there is a value. */
  readonly reason: ReasonCode | null;
  /** Inputs that would be needed. */
  readonly missing: readonly string[];
  /** What was taken to be so because nobody said. */
  readonly assumed: readonly string[];
  readonly formula: string;
  /** Of the margin table, where it has one. */
  readonly tableDate: string | null;
}

/** How one position stands at a mark. */
export interface PositionRisk extends Readonly<Record<EstimateName, Estimate>> {
  readonly id: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly mode: "isolated";
  /** The mark is at the liquidation price or beyond. */
  readonly liquidatable: boolean;
  /** The liquidation price as a venue shows it, on the tick where it is known. */
  readonly liquidation: Estimate;
}

export interface AccountRisk {
  readonly positions: readonly PositionRisk[];
}

export interface EvaluateOptions {
  /** That the remedy aims at; 0.5, half way to liquidation, by default. */
  readonly wantedMarginRatio?: Numeric;
  /** Fraction of what is closed that closing costs: taker fee and slippage. */
  readonly exitCostRate?: Numeric;
}

const formula = "isolated linear, maintenance at mark (Binance FAQ b3c689c1, as of 2024-10)";

const missingInput: Partial<Record<ReasonCode, string>> = {
  noMark: "markPrice",
  noTable: "marginTable",
  noTickSize: "tickSize",
  noVolatility: "volatility",
};

const estimateNames: readonly EstimateName[] = [
  "entryLeverage",
  "notional",
  "unrealizedPnl",
  "equity",
  "effectiveLeverage",
  "maintenanceMargin",
  "marginRatio",
  "maxLeverage",
  "liquidationPrice",
  "roundedLiquidationPrice",
  "bankruptcyPrice",
  "distanceRate",
  "distanceMoney",
  "distanceDays",
  "distanceHours",
  "distanceFiveMinutes",
  "lossIfLiquidated",
  "marginToAdd",
  "quantityToClose",
];

export function idOf(position: Position): string {
  return position.id ?? `${position.symbol}:${position.side}`;
}

/** A position as the engine takes it. The number stands for it in the engine's answers. */
export function inputOf(account: Account, position: Position, id: number): PositionInput {
  if (position.mode !== "isolated") throw new InputError("wrongType", "mode", position.mode);
  if (position.side !== "long" && position.side !== "short") {
    throw new InputError("wrongType", "side", position.side);
  }
  const quantity = numberOf(position.quantity, "quantity");
  if (!(quantity > 0)) throw new InputError("quantityNotPositive", "quantity", position.quantity);
  if ((position.posted === undefined) === (position.equityAtMark === undefined)) {
    throw new InputError("missingField", "posted", position.posted);
  }
  const instrument = account.instruments?.[position.symbol];
  const table = account.tables[position.symbol];
  return {
    id,
    symbol: position.symbol,
    signedQuantity: position.side === "long" ? quantity : -quantity,
    entryPrice: numberOf(position.entryPrice, "entryPrice"),
    posted: optionalNumber(position.posted, "posted"),
    equityAtMark: optionalNumber(position.equityAtMark, "equityAtMark"),
    statedMarkPrice: optionalNumber(position.markPrice, "markPrice"),
    tickSize: optionalNumber(instrument?.tickSize, "tickSize"),
    lotSize: optionalNumber(instrument?.lotSize, "lotSize"),
    liquidationFeeRate: optionalNumber(instrument?.liquidationFeeRate, "liquidationFeeRate"),
    brackets: table === undefined ? null : flatBrackets(table),
  };
}

export function riskOf(account: Account, position: Position, reply: RiskReply): PositionRisk {
  const tableDate = account.tables[position.symbol]?.date ?? null;
  const estimate = ({ value, reason }: EstimateReply, assumed: readonly string[] = []): Estimate => ({
    value: orNull(value),
    reason: reason === "" ? null : reason,
    missing: reason === "" ? [] : [missingInput[reason] ?? []].flat(),
    assumed,
    formula,
    tableDate,
  });
  const estimates = Object.fromEntries(
    estimateNames.map((name) => [name, estimate(reply[name])]),
  ) as Record<EstimateName, Estimate>;
  if (reply.lossIsAtMost) {
    estimates.lossIfLiquidated = estimate(reply.lossIfLiquidated, ["all of the margin is lost"]);
  }
  const { liquidationPrice, roundedLiquidationPrice } = estimates;
  return {
    ...estimates,
    id: idOf(position),
    symbol: position.symbol,
    side: position.side,
    mode: "isolated",
    liquidatable: reply.liquidatable,
    liquidation: roundedLiquidationPrice.value === null ? liquidationPrice : roundedLiquidationPrice,
  };
}

/** What the engine calls otherwise than a user does. */
const givenNames: Readonly<Record<string, string>> = {
  signedQuantity: "quantity",
  margin: "posted",
  marginRatio: "wantedMarginRatio",
  table: "tables",
};

/** Throws a refusal by the name and with the value that the user gave. */
export function acceptPosition(
  engine: Engine,
  refusal: RefusalReply,
  account: Account,
  options?: EvaluateOptions,
): void {
  if (refusal.error === 0) return;
  const position = account.positions[refusal.position];
  const symbol = position?.symbol ?? "";
  const brackets = account.tables[symbol]?.brackets;
  const field = givenNames[refusal.field] ?? refusal.field;
  const given: Record<string, unknown> = {
    ...options,
    ...brackets?.[refusal.row],
    brackets,
    ...account.instruments?.[symbol],
    ...position,
  };
  engine.accept({ error: refusal.error, field }, given[field]);
}

export function evaluate(
  engine: Engine,
  account: Account,
  marks: Readonly<Record<string, Numeric>>,
  options: EvaluateOptions = {},
): AccountRisk {
  checkVenue(account.venue);
  const positions = account.positions.map((position, i) => {
    const input = inputOf(account, position, i);
    const markPrice = optionalNumber(marks[position.symbol], `marks.${position.symbol}`);
    if (markPrice <= 0) throw new InputError("priceNotPositive", `marks.${position.symbol}`, markPrice);
    const { refusal, risk } = engine.glue.evaluate(input, {
      markPrice,
      variancePerMs: Number.NaN,
      wantedMarginRatio: numberOf(options.wantedMarginRatio ?? 0.5, "wantedMarginRatio"),
      exitCostRate: numberOf(options.exitCostRate ?? 0, "exitCostRate"),
    });
    acceptPosition(engine, { ...refusal, position: i }, account, options);
    return riskOf(account, position, risk);
  });
  return { positions };
}
