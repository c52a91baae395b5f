import { type Account, accountBlock, type EvaluateOptions, idOf, type Marks, type Position } from "./account.ts";
import { accept, type AccountDoor, parts, readBlock, readRefusal, writeBlock } from "./account-door.ts";
import { InputError } from "./errors.ts";
import { changeFields, changeInputs, problemTexts, refusalLength } from "./generated/layout.ts";
import { numberOf, type Numeric, optionalNumber } from "./numbers.ts";
import { acceptAccount, type AccountRisk, accountRiskOf, riskLength } from "./risk.ts";
import { listOf, ownOf, recordOf } from "./words.ts";

/** Prices that are looked at and change nothing: quote units for one base unit. */
interface Exits {
  readonly stopLoss?: Numeric;
  readonly takeProfit?: Numeric;
}

/** What the filling of an order takes along. */
interface Filling extends Exits {
  /** Fraction of notional; the account's `takerFeeRate` where it is left out. */
  readonly feeRate?: Numeric;
  /**
   * Where a part of an isolated position is closed: its margin and profit stay in it, as they
   * do at venues that give each position an account of its own. By default they are paid out.
   */
  readonly marginStays?: boolean;
}

/** An order, named by the position that it would open by itself. */
export interface OpeningOrder extends Filling {
  /**
   * `entryPrice` is the price at which it is filled. An isolated one without `posted` posts its
   * notional over its leverage setting; a setting that is left out is that of the position held.
   */
  readonly open: Position;
  /**
   * In hedge mode it opens the leg of its own side, or adds to it. Else it reduces a position on
   * the other side first. An account that holds both sides of a symbol is in hedge mode.
   */
  readonly hedgeMode?: boolean;
}

/** An order that closes a position, or a part of it. */
export interface ClosingOrder extends Filling {
  /** The position's id. */
  readonly close: string;
  /** As a position states them; all of it where both are left out. */
  readonly quantity?: Numeric;
  readonly contracts?: Numeric;
  /** The mark where it is left out. */
  readonly price?: Numeric;
}

/** Settlement units from the wallet into an isolated position, or out of it. */
export type MarginChange = Exits & { readonly position: string } & (
  | { readonly addMargin: Numeric }
  | { readonly removeMargin: Numeric }
);

/** A new leverage setting, for all positions of the symbol in the position's margin mode. */
export interface LeverageChange extends Exits {
  readonly position: string;
  readonly leverageSetting: Numeric;
}

/** Settlement units into the wallet, or out of it. */
export type WalletChange = { readonly deposit: Numeric } | { readonly withdraw: Numeric };

/** One thing that somebody means to do. */
export type AccountChange = OpeningOrder | ClosingOrder | MarginChange | LeverageChange | WalletChange;

type ProblemText = (typeof problemTexts)[number];

/** What is wrong with a change, and the numbers that say so. */
export type Problem = {
  [Text in ProblemText as Text[0]]: {
    readonly code: Text[0];
    readonly values: Readonly<Record<Exclude<Text[number], Text[0]>, number>>;
  };
}[ProblemText[0]];

/** How an account stands before and after a change, as if it were done now, at these marks. */
export interface Preview {
  readonly before: AccountRisk;
  readonly after: AccountRisk;
  readonly problems: readonly Problem[];
  /** The account after the change. */
  readonly account: Account;
  /** The position that is changed, opened or closed; null where only the wallet is. */
  readonly position: string | null;
  /** In the unit of a position's `quantity`. */
  readonly closedQuantity: number;
  readonly openedQuantity: number;
  /** Settlement units, before the fee. */
  readonly realizedPnl: number;
  readonly fee: number;
  /** Settlement units from the wallet into the position; below zero out of it. */
  readonly postedMargin: number;
}

export interface PreviewDoor extends AccountDoor {
  _previewChange(hasOrder: number): number;
}

const verbs = ["open", "close", "addMargin", "removeMargin", "leverageSetting", "deposit", "withdraw"] as const;

type Verb = (typeof verbs)[number];
type Given = Partial<OpeningOrder & ClosingOrder & Record<Verb | "position", unknown>>;
type Inputs = Partial<Record<(typeof changeInputs)[number], number>>;
type Fields = Readonly<Record<(typeof changeFields)[number], number>>;
/** A position, whatever its mode. */
type Stated = Position & Readonly<Record<string, unknown>>;

/** A change as the engine is told of it: an order is one more position. */
interface Asked {
  readonly verb: Verb;
  readonly inputs: Inputs;
  readonly order?: Position;
}

function indexOf(account: Account, id: unknown, field: string): number {
  const index = account.positions.findIndex((position) => idOf(position) === id);
  if (index < 0) throw new InputError("unknownPosition", field, id);
  return index;
}

function flag(value: unknown, field: string): number {
  if (value !== undefined && typeof value !== "boolean") throw new InputError("wrongType", field, value);
  return Number(value === true);
}

/** The fields that have a value. */
function known(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && !Number.isNaN(value)));
}

/** An order that states no margin; the engine, which knows what it posts, does not look at this. */
function unposted({ posted, equityAtMark, markPrice, ...order }: Stated): Position {
  return { ...order, ...(order.mode === "isolated" && { posted: 1 }) } as Position;
}

function opening(account: Account, open: Stated, hedgeMode: unknown): Omit<Asked, "verb"> {
  const isPosted = (open.posted ?? open.equityAtMark) !== undefined;
  const leg = open.id === undefined ? -1 : account.positions.findIndex((position) => idOf(position) === open.id);
  return {
    order: isPosted ? open : unposted(open),
    inputs: { postsByLeverage: Number(!isPosted), hedgeMode: flag(hedgeMode, "hedgeMode"), leg: leg < 0 ? Number.NaN : leg },
  };
}

function closing(account: Account, change: Given, marks: Marks): Omit<Asked, "verb"> {
  const leg = indexOf(account, change.close, "close");
  const held = account.positions[leg] as Stated;
  const price = numberOf((change.price ?? ownOf(marks, held.symbol))!, "price");
  if (price <= 0) throw new InputError("priceNotPositive", "price", price);
  const { quantity, contracts } = (change.quantity ?? change.contracts) === undefined ? held : change;
  const side = held.side === "long" ? "short" : "long";
  const { quantity: _, contracts: __, ...rest } = held;
  const order = unposted({ ...rest, ...known({ quantity, contracts }), side, entryPrice: price } as Stated);
  return { order, inputs: { leg, onlyReduces: 1 } };
}

/** Money that is moved, or a setting. */
function moving(account: Account, change: Given, verb: Verb): Omit<Asked, "verb"> {
  const number = numberOf(change[verb] as Numeric, verb);
  const isOfWallet = verb === "deposit" || verb === "withdraw";
  const position = isOfWallet ? Number.NaN : indexOf(account, change.position, "position");
  if (verb === "leverageSetting") return { inputs: { position, leverageSetting: number } };
  if (number <= 0) throw new InputError("quantityNotPositive", verb, change[verb]);
  return { inputs: { position, amount: verb === "removeMargin" || verb === "withdraw" ? -number : number } };
}

function askedOf(account: Account, change: Given, marks: Marks): Asked {
  const named = verbs.filter((verb) => change[verb] !== undefined);
  const [verb] = named;
  if (verb === undefined || named.length > 1) throw new InputError("missingField", "change", named.join());
  if (verb === "open") return { verb, ...opening(account, recordOf(change.open!, "open") as Stated, change.hedgeMode) };
  if (verb === "close") return { verb, ...closing(account, change, marks) };
  return { verb, ...moving(account, change, verb) };
}

/** A position as the engine has changed it, by the numbers that it states. */
function restated(held: Stated, fields: Fields, mark: Numeric | undefined): Position {
  const { quantity, contracts, posted, equityAtMark, markPrice, ...rest } = held;
  return {
    ...rest,
    side: fields.signedQuantity > 0 ? "long" : "short",
    entryPrice: fields.entryPrice,
    ...known({
      quantity: Number.isNaN(fields.contracts) ? Math.abs(fields.signedQuantity) : undefined,
      contracts: fields.contracts,
      posted: fields.posted,
      equityAtMark: fields.equityAtMark,
      markPrice: Number.isNaN(fields.equityAtMark) ? undefined : mark,
      leverageSetting: fields.leverageSetting,
    }),
  } as Position;
}

function changedAccount(account: Account, { verb, inputs, order }: Asked, fields: Fields, marks: Marks): Account {
  const positions = [...account.positions];
  const at = fields.position;
  if (verb === "leverageSetting") {
    const { symbol, mode } = positions[inputs.position!]!;
    const leverageSetting = inputs.leverageSetting!;
    positions.forEach((held, i) => {
      if (held.symbol === symbol && held.mode === mode) positions[i] = { ...held, leverageSetting };
    });
  } else if (at < positions.length && fields.signedQuantity === 0) {
    positions.splice(at, 1);
  } else if (at >= 0) {
    // What the venue stated of a position, or was due on it, an order has settled.
    const { maintenanceMargin, pendingFees, ...held } = (positions[at] ?? {}) as Stated;
    const whole = order === undefined || at === positions.length ? (positions[at] ?? order) : held;
    positions[at] = restated(whole as Stated, fields, ownOf(marks, whole!.symbol!));
  }
  const { walletBalance } = fields;
  const isMoved = walletBalance !== Number(account.walletBalance ?? 0);
  return { ...account, positions, ...(isMoved && { walletBalance }) };
}

/**
 * How an account stands before and after a change, and what is wrong with that.
 *
 * @throws {InputError} when the account or the change cannot be used
 */
export function preview(
  door: PreviewDoor,
  account: Account,
  change: AccountChange,
  marks: Marks,
  options: EvaluateOptions = {},
): Preview {
  const given = recordOf(change, "change") as Given;
  listOf(recordOf(account, "account").positions, "positions");
  const asked = askedOf(account, given, recordOf(marks, "marks"));
  const { verb, inputs, order } = asked;
  const whole = order === undefined ? account : { ...account, positions: [...account.positions, order] };
  const stated: Given = { feeRate: account.takerFeeRate!, ...given, position: undefined, leverageSetting: undefined };
  inputs.hasWallet = Number(account.walletBalance !== undefined);
  inputs.marginStays = flag(given.marginStays, "marginStays");
  writeBlock(door, [
    ...accountBlock(whole, marks, options),
    ...changeInputs.map((name) => inputs[name] ?? optionalNumber(stated[name as "feeRate"], name)),
    ...whole.positions.map(({ symbol, contracts }) => {
      const contractSize = optionalNumber(ownOf(account.instruments, symbol)?.contractSize, "contractSize");
      return contracts === undefined ? -contractSize : contractSize;
    }),
  ]);
  let at = door._previewChange(Number(order !== undefined));
  const refusal = readRefusal(door, at);
  if (refusal.part === parts.change) {
    const field = refusal.field === "amount" ? verb : refusal.field;
    accept({ ...refusal, field }, { ...account.positions[inputs.position!], ...given.open, ...given }[field as "open"]);
  }
  acceptAccount(refusal, whole, options);

  const next = (length: number): Float64Array => {
    const block = readBlock(door, at, length);
    at += block.byteLength;
    return block;
  };
  next(refusalLength);
  const numbers = next(changeFields.length);
  const fields = Object.fromEntries(changeFields.map((name, i) => [name, numbers[i]])) as Fields;
  const problems = Array.from({ length: fields.problems }, () => {
    const [code, ...values] = next(3);
    const [name, ...names] = problemTexts[code!]!;
    return { code: name, values: Object.fromEntries(names.map((key, i) => [key, values[i]])) } as unknown as Problem;
  });
  const changed = changedAccount(account, asked, fields, marks);
  const before = accountRiskOf(door, account, at);
  next(riskLength(account));
  const { closedQuantity, openedQuantity, realizedPnl, fee, postedMargin } = fields;
  const position = changed.positions[fields.position] ?? account.positions[fields.position];
  return {
    before, after: accountRiskOf(door, changed, at), problems, account: changed,
    position: position === undefined ? null : idOf(position),
    closedQuantity, openedQuantity, realizedPnl, fee, postedMargin,
  };
}
