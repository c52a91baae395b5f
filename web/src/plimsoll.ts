import type { Account, EvaluateOptions, Marks, MarginVenue } from "./account.ts";
import { type Aggregate, aggregate, type AggregateOptions } from "./aggregate.ts";
import { type AggregateDepth, aggregateDepth } from "./aggregate-depth.ts";
import { Engine, type EngineOptions } from "./engine.ts";
import type { MessageError } from "./errors.ts";
import { type Feed, type FeedVenue, openFeed } from "./feed.ts";
import type { Glue } from "./glue.ts";
import { addInstruments } from "./instruments.ts";
import type { Unsubscribe } from "./listeners.ts";
import type { Market } from "./market.ts";
import type { MakeMarket, MarketState } from "./market-state.ts";
import { type MarginTable, marginTables } from "./margin-table.ts";
import { type AccountRisk, evaluate } from "./risk.ts";
import type { MessageData } from "./transport.ts";
import { openWatch, type Thresholds, type Watch } from "./watch.ts";

/** The engine, loaded. Made by `load()`. */
export interface Plimsoll<OneMarket extends Market = Market> {
  /**
   * Opens a feed: one for each socket.
   *
   * @throws {InputError} when the venue is not known
   */
  openFeed(venue: FeedVenue): Feed<OneMarket>;

  /**
   * Tells what a venue lists: tick, lot and contract size, linear or inverse. Markets that
   * are open learn of it at once. Without it they know what an instrument's name tells,
   * and readings that need more are null.
   *
   * @param payload  the venue's own answer, as text, bytes or parsed, or ccxt's markets
   * @returns how many instruments it told of
   * @throws {InputError} when the venue is not known, or the payload is another one
   */
  addInstruments(venue: FeedVenue, payload: MessageData | object): number;

  /**
   * What rests near the mids of several markets of one underlying, by what it is worth: each
   * by its own mid, dollars, USDT and USDC as one.
   *
   * @throws {InputError} when the distance is not above zero or above 10,000 bps, or a market
   *     is not of this engine
   * @example
   * plimsoll.aggregateDepth([binance, bybit], { withinBps: 10 }).imbalance;
   */
  aggregateDepth(
    markets: readonly Market[],
    options: { readonly withinBps: number },
  ): AggregateDepth;

  /**
   * Several markets of one underlying as one: what rests near their mids, what funding costs on
   * all of them and how far it differs, where the open interest stands, and who has been
   * crossing the spread. Money is in quote units, dollars, USDT and USDC as one.
   *
   * Each market counts for what it knows. One whose book is not live counts nothing of its
   * book; what it has not told is left out and is never zero. Options count nowhere, nor in money
   * do contracts of unknown size but for what their venue itself says in money.
   *
   * It walks every book as far as 100 bps: for a frame, not for each message.
   *
   * @throws {InputError} `levelsOutOfRange` when `withinBps` is no whole number from 1 to 100,
   *     `windowOutOfRange` when `decayBps` is not from 0.2 to 10,000, `sizeNotPositive` when
   *     `premiumNotional` is not above zero, `notFinite` when one of them is no number,
   *     `unknownSymbol` when a market is not of this engine
   * @example
   * const before = plimsoll.aggregate([binance, bybit, spot]);
   * // an hour later
   * const now = plimsoll.aggregate([binance, bybit, spot], { withinBps: 25, before });
   * now.imbalance; now.fundingDispersionPer8Hours; now.compositionShift;
   */
  aggregate(markets: readonly Market[], options?: AggregateOptions): Aggregate;

  /**
   * Watches an account's positions at every mark of their venue's feeds.
   *
   * @throws {InputError} when a position, table or threshold cannot be used
   */
  watch(account: Account, options?: { readonly thresholds?: Thresholds }): Watch;

  /**
   * How an account's positions stand at these marks, by symbol.
   *
   * @throws {InputError} when a position, table or mark cannot be used
   */
  evaluate(
    account: Account,
    marks: Marks,
    options?: EvaluateOptions,
  ): AccountRisk;

  /**
   * A venue's own payload of margin tables, by symbol: Binance's `leverageBracket`.
   *
   * @throws {InputError} when it is another payload, or a table cannot be used
   */
  marginTables(
    venue: MarginVenue,
    payload: unknown,
    stated?: Pick<MarginTable, "date" | "source">,
  ): Record<string, MarginTable>;

  /** Told of refused messages, a few times a second at most. */
  onError(listener: (error: MessageError) => void): Unsubscribe;

  /**
   * Lets time go on, so that silence is noticed: by hand in a replay, or to now by the
   * page's own clock, which a watch and a subscription do once a second.
   */
  look(localTimeMs?: number): void;

  /** The clock that messages are stamped with where no time is given: ms, only forward. */
  localTimeMs(): number;

  /** Bytes the engine uses now, and the linear memory it has grown to. */
  memory(): { readonly bytesInUse: number; readonly linearMemoryBytes: number };
}

export function createPlimsoll<Made extends MarketState>(
  glue: Glue,
  options: EngineOptions,
  makeMarket: MakeMarket<Made>,
): Plimsoll<Made> {
  const engine = new Engine(glue, options);
  return {
    openFeed: (venue) => openFeed(engine, venue, makeMarket),
    addInstruments: (venue, payload) => addInstruments(engine, venue, payload),
    aggregateDepth: (markets, { withinBps }) => aggregateDepth(engine, markets, withinBps),
    aggregate: (markets, options) => aggregate(engine, markets, options),
    watch: (account, { thresholds } = {}) => openWatch(engine, account, thresholds),
    evaluate: (account, marks, asked) => evaluate(glue, account, marks, asked),
    marginTables: (venue, payload, stated) => marginTables(glue, venue, payload, stated),
    onError: (listener) => engine.onError.add(listener),
    look: (localTimeMs) => engine.look(localTimeMs),
    localTimeMs: () => engine.now(),
    memory: () => ({
      bytesInUse: glue.bytesInUse(),
      linearMemoryBytes: glue.wasmMemory.buffer.byteLength,
    }),
  };
}
