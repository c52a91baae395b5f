import {
  type Account,
  accountBlock,
  type EvaluateOptions,
  idOf,
  type Marks,
  type Position,
  venueNumber,
} from "./account.ts";
import { accept, type AccountDoor, parts, readBlock, readRefusal, type Refusal, writeBlock } from "./account-door.ts";
import type { AccountEstimates, Estimate, PositionEstimates } from "./estimates.ts";
import {
  accountEstimates,
  accountFlags,
  positionEstimates,
  positionFlags,
  type ReasonCode,
  reasons,
  refusalLength,
  venueTexts,
} from "./generated/layout.ts";
import { orNull } from "./numbers.ts";
import { ownOf } from "./words.ts";

export type { Estimate, ReasonCode };

type EstimatesOf<Names extends readonly string[]> = Readonly<Record<Names[number], Estimate>>;

/** How one position stands at a mark. Money is in settlement units. */
export interface PositionRisk extends PositionEstimates {
  readonly id: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly mode: "isolated" | "cross";
  /** Maintenance margin has reached equity. */
  readonly liquidatable: boolean;
  /** The liquidation price as a venue shows it, on the tick where it is known. */
  readonly liquidation: Estimate;
}

/** How an account stands: its cross part, and each position. */
export interface AccountRisk extends AccountEstimates {
  /** Maintenance margin of the cross positions has reached their equity. */
  readonly liquidatable: boolean;
  readonly positions: readonly PositionRisk[];
}

const nothing: readonly string[] = [];

const missingInput: Partial<Record<string, readonly string[]>> = {
  noMark: ["markPrice"],
  noTable: ["marginTable"],
  noTickSize: ["tickSize"],
  noVolatility: ["volatility"],
  noTakerFee: ["takerFeeRate"],
  noLeverage: ["leverageSetting"],
};

/** What an answer's numbers rest on besides themselves. */
interface Basis {
  readonly formula: string;
  readonly tableDate: string | null;
  readonly assumed: readonly string[];
}

/** Reads flags and estimates from a block, one after the other. */
class Answer {
  readonly #block: Float64Array;
  #at = 0;

  constructor(block: Float64Array) {
    this.#block = block;
  }

  flags<Names extends readonly string[]>(names: Names): Record<Names[number], boolean> {
    const found: Record<string, boolean> = {};
    for (const name of names) found[name] = this.#block[this.#at++] === 1;
    return found;
  }

  estimates<Names extends readonly string[]>(names: Names, basis: Basis): EstimatesOf<Names> {
    const found: Record<string, Estimate> = {};
    const { assumed, formula, tableDate } = basis;
    for (const name of names) {
      const value = orNull(this.#block[this.#at++]!);
      const code = reasons[this.#block[this.#at++]!]!;
      const reason = code === "none" ? null : code;
      const missing = missingInput[code] ?? nothing;
      found[name] = { value, reason, missing, assumed, formula, tableDate };
    }
    return found as EstimatesOf<Names>;
  }
}

const positionLength = positionFlags.length + 2 * positionEstimates.length;
const accountLength = accountFlags.length + 2 * accountEstimates.length;

function basisOf(account: Account, symbol?: string, assumed = nothing): Basis {
  return {
    formula: venueTexts[venueNumber(account.venue)]![1],
    tableDate: (symbol === undefined ? undefined : ownOf(account.tables, symbol)?.date) ?? null,
    assumed,
  };
}

/** A cross position stands on the wallet, and nobody may have said what is in it. */
function walletAssumed({ walletBalance, positions }: Account): readonly string[] {
  const isMissing = walletBalance === undefined && positions.some(({ mode }) => mode === "cross");
  return isMissing ? ["walletBalance as 0"] : nothing;
}

function positionRiskOf(account: Account, position: Position, answer: Answer): PositionRisk {
  const { lossIsAtMost, leverageIsAssumed, liquidatable } = answer.flags(positionFlags);
  const assumed = leverageIsAssumed ? ["leverageSetting as at entry"]
    : position.mode === "cross" ? walletAssumed(account) : nothing;
  const basis = basisOf(account, position.symbol, assumed);
  const estimates = answer.estimates(positionEstimates, basis);
  const { liquidationPrice, roundedLiquidationPrice, lossIfLiquidated } = estimates;
  return Object.assign(estimates, {
    lossIfLiquidated: lossIsAtMost
      ? { ...lossIfLiquidated, assumed: [...assumed, "all of the margin is lost"] }
      : lossIfLiquidated,
    id: idOf(position),
    symbol: position.symbol,
    side: position.side,
    mode: position.mode,
    liquidatable,
    liquidation: roundedLiquidationPrice.value === null ? liquidationPrice : roundedLiquidationPrice,
  });
}

/** The risk of one position from a block that holds it alone. */
export function watchedRiskOf(account: Account, position: Position, door: AccountDoor, at: number): PositionRisk {
  return positionRiskOf(account, position, new Answer(readBlock(door, at, positionLength)));
}

/** How many doubles an account's risk takes. */
export function riskLength({ positions }: Account): number {
  return accountLength + positions.length * positionLength;
}

/** The risk of an account from where it stands in an answer. */
export function accountRiskOf(door: AccountDoor, account: Account, at: number): AccountRisk {
  // A copy, for what a user's own getters might ask in between.
  const answer = new Answer(readBlock(door, at, riskLength(account)).slice());
  const flags = answer.flags(accountFlags);
  const estimates = answer.estimates(accountEstimates, basisOf(account, undefined, walletAssumed(account)));
  const positions = account.positions.map((position) => positionRiskOf(account, position, answer));
  return { ...flags, ...estimates, positions };
}

/** What the engine calls otherwise than a user does. */
const givenNames: Readonly<Record<string, string>> = {
  signedQuantity: "quantity",
  margin: "posted",
  marginRatio: "wantedMarginRatio",
  statedMaintenance: "maintenanceMargin",
  rateGrowth: "rateGrowthPerUnit",
  table: "tables",
};

/** Throws a refusal by the name and with the value that the user gave. */
export function acceptAccount(refusal: Refusal, account: Account, options?: EvaluateOptions): void {
  if (refusal.code === null) return;
  const position = account.positions[refusal.index];
  const table = ownOf(account.tables, position?.symbol ?? "");
  const field = givenNames[refusal.field] ?? refusal.field;
  const given: Record<string, unknown> =
    refusal.part === parts.collateral
      ? { ...account.collaterals?.[refusal.index] }
      : {
          ...account,
          ...options,
          ...table?.brackets[refusal.row],
          ...table,
          ...ownOf(account.instruments, position?.symbol ?? ""),
          ...position,
        };
  accept({ ...refusal, field }, given[field]);
}

/**
 * How an account's positions stand at these marks.
 *
 * @throws {InputError} when a position, table or mark cannot be used
 */
export function evaluate(
  door: AccountDoor,
  account: Account,
  marks: Marks,
  options: EvaluateOptions = {},
): AccountRisk {
  writeBlock(door, accountBlock(account, marks, options));
  const at = door._evaluateAccount();
  acceptAccount(readRefusal(door, at), account, options);
  return accountRiskOf(door, account, at + refusalLength * Float64Array.BYTES_PER_ELEMENT);
}
