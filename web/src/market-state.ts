import { accept } from "./account-door.ts";
import type { Engine } from "./engine.ts";
import { InputError } from "./errors.ts";
import { type ReadingFields, readingLength, readingOf } from "./generated/layout.ts";
import type { BookText, BookVerification, NoticeReply } from "./glue.ts";
import { Listeners, type Unsubscribe } from "./listeners.ts";
import type {
  DepthPrices,
  ExpectedSlippage,
  ImbalanceOptions,
  ImpactScale,
  Market,
  MarketSnapshot,
  MarketStatus,
  PriceLevel,
  SignalEvent,
  SignalState,
  Slippage,
} from "./market.ts";
import { nullable, numberOf, type Numeric, orNull } from "./numbers.ts";
import type { MessageData } from "./transport.ts";
import { placeOf } from "./words.ts";

const bookSides = ["bid", "ask"];
const statuses: readonly MarketStatus[] = ["waiting", "live", "gap", "stale"];
const signals = ["bookImbalance", "tradeFlowImbalance"] as const;
const rowNumbers = 3;
const maxRows = 100_000;

const nextFrame: (callback: () => void) => void =
  typeof requestAnimationFrame === "function"
    ? (callback) => void requestAnimationFrame(callback)
    : (callback) => void setTimeout(callback, 16);

/** Who made a market, and tells it when a message is over as long as somebody listens. */
export interface MarketOwner {
  follow(market: MarketState): void;
  unfollow(market: MarketState): void;
  ended(market: MarketState): void;
}

/** Which market it is, and its numbers in the engine. */
export interface MarketIdentity {
  readonly venue: string;
  readonly symbol: string;
  readonly feed: number;
  readonly id: number;
}

/** How an engine makes its markets: the full one's know more. */
export type MakeMarket<Made extends MarketState> = (engine: Engine, of: MarketIdentity, owner: MarketOwner) => Made;

/** What a feed keeps of a market; users see `Market`. */
export class MarketState implements Market {
  readonly venue: string;
  readonly symbol: string;
  readonly #engine: Engine;
  readonly #feed: number;
  readonly #id: number;
  readonly #owner: MarketOwner;
  readonly #everyFrame = new Listeners<void>();
  readonly #everyMessage = new Listeners<void>();
  readonly #signals = new Listeners<SignalEvent>();
  #references = 0;
  #snapshot: MarketSnapshot | null = null;
  #seenRevision = -1;
  #seenStatus = -1;
  #toldRevision = -1;
  #toldStatus = -1;
  #frameAsked = false;
  #stopTicking: Unsubscribe | null = null;

  constructor(engine: Engine, of: MarketIdentity, owner: MarketOwner) {
    this.#engine = engine;
    this.venue = of.venue;
    this.symbol = of.symbol;
    this.#feed = of.feed;
    this.#id = of.id;
    this.#owner = owner;
  }

  /** Its number in an engine; null where it is another's. */
  idIn(engine: Engine): number | null {
    this.#alive();
    return engine === this.#engine ? this.#id : null;
  }

  addReference(): this {
    ++this.#references;
    return this;
  }

  get status(): MarketStatus {
    return statuses[this.#hot.marketStatus(this.#id)] ?? "waiting";
  }

  apply(payload: MessageData | object, localTimeMs?: number): number {
    this.#alive();
    try {
      return this.#engine.apply(this.#feed, this.#id, payload, localTimeMs);
    } finally {
      this.settled();
    }
  }

  best(): { readonly bid: PriceLevel | null; readonly ask: PriceLevel | null } {
    const { bestBidPrice, bestBidQuantity, bestAskPrice, bestAskQuantity } = this.getSnapshot();
    const level = (price: number | null, quantity: number | null) =>
      price === null || quantity === null ? null : { price, quantity };
    return { bid: level(bestBidPrice, bestBidQuantity), ask: level(bestAskPrice, bestAskQuantity) };
  }

  midPrice(): number | null {
    return orNull(this.#hot.midPrice(this.#id));
  }

  weightedMid(): number | null {
    return orNull(this.#hot.weightedMid(this.#id));
  }

  bookImbalance(options: ImbalanceOptions = { levels: 10 }): number | null {
    if ("levels" in options) {
      const { levels } = options;
      if (levels !== (levels | 0)) throw new InputError("levelsOutOfRange", "levels", levels);
      return this.#asked(this.#hot.bookImbalance(this.#id, levels), "levels", levels);
    }
    if ("withinBps" in options) {
      const { withinBps } = options;
      return this.#asked(this.#hot.bookImbalanceWithin(this.#id, withinBps), "withinBps", withinBps);
    }
    const { decayBps } = options;
    return this.#asked(this.#hot.weightedImbalance(this.#id, decayBps), "decayBps", decayBps);
  }

  depth(side: "bid" | "ask", { withinBps }: { readonly withinBps: number }) {
    const { error, quantity, baseQuantity, notional } = this.#glue.depthWithin(
      this.#id,
      placeOf(side, bookSides, "side"),
      withinBps,
    );
    this.#engine.accept({ error, field: "withinBps" }, withinBps);
    if (Number.isNaN(quantity)) return null;
    return { quantity, baseQuantity: orNull(baseQuantity), notional: orNull(notional) };
  }

  slippage(order: { readonly side: "buy" | "sell"; readonly quantity: Numeric }): Slippage | null {
    const quantity = numberOf(order.quantity, "quantity");
    if (quantity <= 0) throw new InputError("quantityNotPositive", "quantity", order.quantity);
    const reply = this.#glue.slippage(this.#id, placeOf(order.side, ["sell", "buy"], "side") === 1, quantity);
    return Number.isNaN(reply.rate) ? null : { ...reply, notional: orNull(reply.notional) };
  }

  expectedSlippage(
    order: { readonly side: "buy" | "sell"; readonly quantity: Numeric },
    { dailyVolatility, dailyQuantity, factor = 1 }: ImpactScale,
  ): ExpectedSlippage | null {
    const quantity = numberOf(order.quantity, "quantity");
    if (quantity <= 0) throw new InputError("quantityNotPositive", "quantity", order.quantity);
    const scale = [
      numberOf(dailyVolatility, "dailyVolatility"),
      numberOf(dailyQuantity, "dailyQuantity"),
      numberOf(factor, "factor"),
    ];
    const buys = placeOf(order.side, ["sell", "buy"], "side") === 1;
    const { refusal, cost } = this.#glue.expectedSlippage(this.#id, buys, quantity, scale);
    accept(refusal, scale);
    return cost === null || Number.isNaN(cost.rate) ? null : { ...cost, notional: orNull(cost.notional) };
  }

  depthPrices(options: { readonly levels: number } | { readonly withinBps: number }): DepthPrices {
    const [field, amount] = "levels" in options
      ? (["levels", options.levels] as const)
      : (["withinBps", options.withinBps] as const);
    if (typeof amount !== "number" || Number.isNaN(amount)) throw new InputError("notFinite", field, amount);
    if (field === "levels" && amount !== (amount | 0)) throw new InputError("levelsOutOfRange", field, amount);
    const { error, ...prices } = this.#glue.depthPrices(
      this.#id,
      field === "levels" ? amount : 0,
      field === "levels" ? Number.NaN : amount,
    );
    this.#engine.accept({ error, field }, amount);
    return nullable(prices);
  }

  levels(
    side: "bid" | "ask",
    { count, grouping = 0, into }: { count: number; grouping?: number; into: Float64Array },
  ): number {
    if (count !== (count | 0) || count < 1 || count > maxRows || into.length < count * rowNumbers) {
      throw new InputError("levelsOutOfRange", "count", count);
    }
    const rows = this.#hot.readLevels(this.#id, placeOf(side, bookSides, "side"), count, grouping);
    const error = rows === 0 ? this.#hot.inputError() : 0;
    this.#engine.accept({ error, field: "grouping" }, grouping);
    const memory = this.#glue.wasmMemory.buffer;
    into.set(new Float64Array(memory, this.#hot.levelRows(), rows * rowNumbers));
    return rows;
  }

  readInto(into: Float64Array): number {
    const numbers = this.block();
    if (!(into instanceof Float64Array) || into.length < readingLength) {
      throw new InputError("lengthsDiffer", "into", into?.length);
    }
    const fits = Math.min(into.length, numbers.length);
    into.set(fits < numbers.length ? numbers.subarray(0, fits) : numbers);
    return fits;
  }

  book(): BookText | null {
    return this.#glue.bookOf(this.#id);
  }

  verify(snapshot: MessageData | object): BookVerification {
    this.#alive();
    const { error, ...found } = this.#glue.verify(this.#id, this.#engine.carryAnswer(snapshot));
    this.#engine.accept({ error, field: "snapshot" }, snapshot);
    return found;
  }

  // Bound, so that React's useSyncExternalStore takes both as they are.
  readonly getSnapshot = (): MarketSnapshot => {
    const revision = this.#hot.revision(this.#id);
    const status = this.#hot.marketStatus(this.#id);
    if (this.#snapshot !== null && revision === this.#seenRevision && status === this.#seenStatus) {
      return this.#snapshot;
    }
    this.#seenRevision = revision;
    this.#seenStatus = status;
    this.#snapshot = this.read();
    return this.#snapshot;
  };

  readonly subscribe = (
    listener: () => void,
    options?: { readonly every?: "frame" | "message" },
  ): Unsubscribe => {
    this.#alive();
    const listeners = options?.every === "message" ? this.#everyMessage : this.#everyFrame;
    const remove = listeners.add(listener);
    this.#follow();
    return () => {
      remove();
      if (this.#everyFrame.size + this.#everyMessage.size === 0) this.#unfollow();
    };
  };

  on(
    _kind: "signal",
    listener: (signal: SignalEvent) => void,
    { falseAlarmsPerDay = 1 }: { readonly falseAlarmsPerDay?: number } = {},
  ): Unsubscribe {
    const glue = this.#glue;
    const error = glue.enableSignals(this.#id, falseAlarmsPerDay);
    this.#engine.accept({ error, field: "falseAlarmsPerDay" }, falseAlarmsPerDay);
    const remove = this.#signals.add(listener);
    return () => {
      remove();
      if (this.#signals.size === 0) glue.disableSignals(this.#id);
    };
  }

  signals(): readonly SignalState[] {
    return this.#glue.signals(this.#id, signals.length).map((state, i) => ({
      ...nullable(state),
      name: signals[i]!,
      onSide: Number.isNaN(state.onSide) ? null : state.onSide !== 0 ? "buy" : "sell",
      learnedShare: state.learnedShare,
      runLength: state.runLength,
    }));
  }

  setStaleAfterMs(limitMs: number): void {
    if (!(limitMs > 0)) throw new InputError("windowOutOfRange", "limitMs", limitMs);
    this.#glue.setBookStaleMs(this.#id, limitMs);
  }

  dispose(): void {
    if (this.#references === 0 || --this.#references > 0) return;
    this.#engine.glue.closeMarket(this.#id);
    this.end();
    this.#owner.ended(this);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Its streams ended: whatever comes next begins anew. */
  restart(): void {
    this.#glue.restartMarket(this.#id);
  }

  /** Whether somebody listens who wants to know of each message by itself. */
  get tellsEveryMessage(): boolean {
    return this.#everyMessage.size > 0;
  }

  /** The feed has ended, and the market with it. */
  end(): void {
    this.#references = 0;
    this.#unfollow();
  }

  tellSignal(notice: NoticeReply): void {
    this.#signals.tell({
      symbol: this.symbol,
      name: signals[notice.signal] ?? "bookImbalance",
      side: notice.buys ? "buy" : "sell",
      isOn: notice.isOn,
      value: notice.value,
      z: notice.z,
      falseAlarmsPerDay: orNull(notice.falseAlarmsPerDay),
      halfLifeMs: orNull(notice.halfLifeMs),
      isConfirmedByTrades: Number.isNaN(notice.confirmed) ? null : notice.confirmed !== 0,
    });
  }

  /** A message is over: tells those who want to know, now or at the next frame. */
  settled(): void {
    const revision = this.#hot.revision(this.#id);
    const status = this.#hot.marketStatus(this.#id);
    if (revision === this.#toldRevision && status === this.#toldStatus) return;
    this.#toldRevision = revision;
    this.#toldStatus = status;
    this.#everyMessage.tell();
    if (this.#everyFrame.size === 0 || this.#frameAsked) return;
    this.#frameAsked = true;
    nextFrame(() => {
      this.#frameAsked = false;
      if (this.#references > 0) this.#everyFrame.tell();
    });
  }

  /** Every number of this moment, of which a snapshot is made. */
  protected block(): Float64Array {
    return this.#engine.readingAt(this.#hot.readMarket(this.#id), readingLength);
  }

  protected read(): MarketSnapshot {
    return this.named(readingOf(this.block(), orNull));
  }

  /** A block's fields with its market's names, and words for what is a word. */
  protected named<Fields extends Omit<ReadingFields, "revision">>(fields: Fields) {
    const { lastTradeTakerSide: side, status } = fields;
    return Object.assign(fields, {
      venue: this.venue,
      symbol: this.symbol,
      status: statuses[status as number] ?? "waiting",
      lastTradeTakerSide: side === null ? null : side > 0 ? ("buy" as const) : ("sell" as const),
    });
  }

  /** Its number in the engine, as long as it is there. */
  protected get id(): number {
    this.#alive();
    return this.#id;
  }

  protected get engine(): Engine {
    return this.#engine;
  }

  /** From now on what changes is told, and time goes on, so that silence is noticed. */
  #follow(): void {
    if (this.#stopTicking !== null) return;
    this.#stopTicking = this.#engine.tick();
    this.#toldRevision = this.#hot.revision(this.#id);
    this.#toldStatus = this.#hot.marketStatus(this.#id);
    this.#owner.follow(this);
  }

  #unfollow(): void {
    this.#stopTicking?.();
    this.#stopTicking = null;
    this.#owner.unfollow(this);
  }

  /** A bare number is NaN where there is no answer, and where the question was wrong. */
  #asked(answer: number, field: string, value: number): number | null {
    if (!Number.isNaN(answer)) return answer;
    this.#engine.accept({ error: this.#hot.inputError(), field }, value);
    return null;
  }

  get #glue() {
    this.#alive();
    return this.#engine.glue;
  }

  get #hot() {
    this.#alive();
    return this.#engine.hot;
  }

  #alive(): void {
    if (this.#references === 0) throw new Error(`the market ${this.symbol} was disposed of`);
  }
}

export const plainMarkets = (): MakeMarket<MarketState> => (engine, of, owner) => new MarketState(engine, of, owner);
