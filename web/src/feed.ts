import type { Engine } from "./engine.ts";
import { InputError, type MessageError } from "./errors.ts";
import type { FeedCounters, NoticeReply } from "./glue.ts";
import { Listeners, type Unsubscribe } from "./listeners.ts";
import type { Market, ResyncEvent } from "./market.ts";
import type { MakeMarket, MarketState } from "./market-state.ts";
import type { MessageData } from "./transport.ts";

/** The venues whose messages Plimsoll reads. */
export type FeedVenue =
  | "binance-usdm"
  | "binance-coinm"
  | "binance-spot"
  | "bybit-linear"
  | "bybit-inverse"
  | "bybit-option"
  | "bybit-spot"
  | "okx"
  | "deribit"
  | "coinbase-intl"
  | "hyperliquid"
  | "dydx"
  | "kraken-futures"
  | "kraken-spot"
  | "bitget"
  | "gate-usdt"
  | "gate-btc";

/** The venue wants something of the connection: an answer to its heartbeat, or it refused a request. */
export interface ControlEvent {
  readonly venue: FeedVenue;
  readonly kind: "answerWanted" | "refused";
  /** Which of the messages given to `ingestAll`; null of a message given alone. */
  readonly messageIndex: number | null;
}

export interface FeedEvents {
  /** A market needs a snapshot, or a new subscription. */
  resync: ResyncEvent;
  /** A message was refused; reported a few times a second at most. */
  error: MessageError;
  /** For whoever holds the socket. */
  control: ControlEvent;
}

/** One socket endpoint. Made by `plimsoll.openFeed(venue)`. */
export interface Feed<OneMarket extends Market = Market> {
  readonly venue: FeedVenue;

  /**
   * Takes in one message as the socket delivered it.
   *
   * @param localTimeMs  monotonic; the page's own clock where it is left out
   * @returns how many events changed a market
   * @throws {MessageError} only with `{ strict: true }`
   * @example
   * socket.onmessage = ({ data }) => feed.ingest(data);
   */
  ingest(data: MessageData, localTimeMs?: number): number;

  /**
   * Takes in several messages that came one after another, as a page finds them after it was
   * busy. The same as `ingest` of each, but for what that costs: listeners of `every: "message"`
   * and of events are told after each message, those of every frame once.
   *
   * @param messages     in the order in which they came
   * @param localTimeMs  of all of them
   * @returns how many events changed a market
   * @throws {MessageError} only with `{ strict: true }`: of the first message that is refused, and
   *     those behind it are not taken in
   */
  ingestAll(messages: readonly MessageData[], localTimeMs?: number): number;

  /** The socket opened: books start over, since what was missed cannot be known. */
  opened(): void;

  /**
   * The socket closed: readings are null until it is back.
   *
   * @param symbol  only the streams of this one ended, as by unsubscribing; all where it is left out
   */
  closed(symbol?: string): void;

  /**
   * One instrument of this feed; the same object for the same symbol. Give it back with
   * `dispose()` as often as it was asked for.
   */
  market(symbol: string): OneMarket;

  on<Kind extends keyof FeedEvents>(
    kind: Kind,
    listener: (event: FeedEvents[Kind]) => void,
  ): Unsubscribe;

  counters(): FeedCounters;

  /** Ends the feed and its markets. */
  dispose(): void;
  [Symbol.dispose](): void;
}

const kinds = { resync: 0, error: 1, signal: 2, control: 3 } as const;

/** Control::answerWanted. */
const answerWanted = 2;

export function openFeed<Made extends MarketState>(
  engine: Engine,
  venue: FeedVenue,
  makeMarket: MakeMarket<Made>,
): Feed<Made> {
  const id = engine.glue.openFeed(`${venue}`);
  if (id < 0) throw new InputError("unknownVenue", "venue", venue);
  return new FeedState(engine, venue, id, makeMarket);
}

class FeedState<Made extends MarketState> implements Feed<Made> {
  readonly venue: FeedVenue;
  readonly #engine: Engine;
  readonly #id: number;
  readonly #makeMarket: MakeMarket<Made>;
  readonly #markets = new Map<string, Made>();
  readonly #followed = new Set<MarketState>();
  readonly #resync = new Listeners<ResyncEvent>();
  readonly #errors = new Listeners<MessageError>();
  readonly #control = new Listeners<ControlEvent>();
  readonly #detach: Unsubscribe;
  #ended = false;

  constructor(engine: Engine, venue: FeedVenue, id: number, makeMarket: MakeMarket<Made>) {
    this.#engine = engine;
    this.venue = venue;
    this.#id = id;
    this.#makeMarket = makeMarket;
    this.#detach = engine.addFeed(id, {
      venue,
      notice: (...of) => this.#notice(...of),
      settled: () => this.#settled(),
    });
  }

  ingest(data: MessageData, localTimeMs?: number): number {
    this.#alive();
    const applied = this.#engine.ingest(this.#id, data, localTimeMs);
    if (this.#followed.size > 0) this.#settled();
    return applied;
  }

  ingestAll(messages: readonly MessageData[], localTimeMs?: number): number {
    this.#alive();
    const tellsEach = [...this.#followed].some(({ tellsEveryMessage }) => tellsEveryMessage);
    const afterEach = tellsEach ? () => this.#settled() : undefined;
    const applied = this.#engine.ingestAll(this.#id, messages, localTimeMs, afterEach);
    this.#settled();
    return applied;
  }

  opened(): void {
    this.#alive();
    this.#engine.glue.reconnected(this.#id);
    this.#settled();
  }

  closed(symbol?: string): void {
    if (symbol === undefined) return this.opened();
    this.#alive();
    const market = this.#markets.get(symbol);
    if (market === undefined) return;
    market.restart();
    this.#settled();
  }

  market(symbol: string): Made {
    this.#alive();
    if (typeof symbol !== "string" || symbol === "") {
      throw new InputError("unknownSymbol", "symbol", symbol);
    }
    const known = this.#markets.get(symbol);
    if (known !== undefined) return known.addReference();
    const id = this.#engine.glue.openMarket(this.#id, symbol);
    const market = this.#makeMarket(
      this.#engine,
      { venue: this.venue, symbol, feed: this.#id, id },
      {
        follow: (of) => this.#followed.add(of),
        unfollow: (of) => this.#followed.delete(of),
        ended: () => this.#markets.delete(symbol),
      },
    );
    this.#markets.set(symbol, market);
    return market.addReference();
  }

  on<Kind extends keyof FeedEvents>(
    kind: Kind,
    listener: (event: FeedEvents[Kind]) => void,
  ): Unsubscribe {
    this.#alive();
    const listeners = { resync: this.#resync, error: this.#errors, control: this.#control }[kind];
    return (listeners as unknown as Listeners<FeedEvents[Kind]>).add(listener);
  }

  counters(): FeedCounters {
    this.#alive();
    return this.#engine.glue.counters(this.#id);
  }

  dispose(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#detach();
    for (const market of this.#markets.values()) market.end();
    this.#engine.glue.closeFeed(this.#id);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #notice(notice: NoticeReply, error: MessageError | null, messageIndex: number | null): void {
    if (error !== null) this.#errors.tell(error);
    if (notice.kind === kinds.signal) this.#markets.get(notice.symbol)?.tellSignal(notice);
    if (notice.kind === kinds.control) {
      const kind = notice.control === answerWanted ? "answerWanted" : "refused";
      this.#control.tell({ venue: this.venue, kind, messageIndex });
    }
    if (notice.kind === kinds.resync) {
      this.#resync.tell({
        venue: this.venue,
        symbol: notice.symbol,
        how: notice.resubscribe ? "resubscribe" : "snapshot",
        url: notice.url === "" ? null : notice.url,
      });
    }
  }

  #settled(): void {
    for (const market of this.#followed) market.settled();
  }

  #alive(): void {
    if (this.#ended) throw new Error(`the ${this.venue} feed was disposed of`);
  }
}
