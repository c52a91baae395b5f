import { Clock } from "./clock.ts";
import { InputError, MessageError } from "./errors.ts";
import type { Glue, Hot, NoticeReply } from "./glue.ts";
import { Listeners, type Unsubscribe } from "./listeners.ts";
import { maxListingBytes, type MessageData, Transport } from "./transport.ts";

/** Who is told when the engine has something to say about a feed, or about any market. */
export interface FeedSink {
  readonly venue: string;
  /** @param messageIndex  of a burst, which message it is about */
  notice(notice: NoticeReply, error: MessageError | null, messageIndex: number | null): void;
  /** A look is over: whatever changed can be told of now. */
  settled(): void;
}

export interface EngineOptions {
  strict: boolean;
  shortText: number;
}

const noticeError = 1;
const tickMs = 1_000;

/**
 * The one wasm instance behind a Plimsoll: carries messages in, and hands what the engine
 * has to say to whom it concerns, right after the call.
 */
export class Engine {
  readonly glue: Glue;
  readonly hot: Hot;
  readonly onError = new Listeners<MessageError>();
  readonly #transport: Transport;
  readonly #strict: boolean;
  readonly #clock = new Clock();
  readonly #feeds = new Map<number, FeedSink>();
  readonly #watches = new Set<(attention: boolean) => void>();
  #reading = new Float64Array(0);
  #ownTime = true;
  #tickers = 0;
  #ticker: ReturnType<typeof setInterval> | null = null;

  constructor(glue: Glue, options: EngineOptions) {
    this.glue = glue;
    this.hot = glue.hot;
    this.#transport = new Transport(glue, options.shortText);
    this.#strict = options.strict;
  }

  /** Local time in ms: of the page's clock, or what a caller gave last is left to the engine. */
  now(): number {
    return this.#clock.now();
  }

  addFeed(feed: number, sink: FeedSink): Unsubscribe {
    this.#feeds.set(feed, sink);
    return () => void this.#feeds.delete(feed);
  }

  /**
   * @param settle  called after every message and look, to tell what changed; with
   *     attention where there may be warnings to take
   */
  addWatch(settle: (attention: boolean) => void): Unsubscribe {
    this.#watches.add(settle);
    const stop = this.tick();
    return () => {
      this.#watches.delete(settle);
      stop();
    };
  }

  /** Looks once a second as long as anybody needs it, so that silence is noticed. */
  tick(): Unsubscribe {
    let ticking = true;
    if (this.#tickers++ === 0) {
      this.#ticker = setInterval(() => this.look(), tickMs);
      // Node would not end while a timer runs that nobody waits for.
      (this.#ticker as { unref?: () => void }).unref?.();
    }
    return () => {
      if (!ticking) return;
      ticking = false;
      if (--this.#tickers === 0 && this.#ticker !== null) clearInterval(this.#ticker);
    };
  }

  /** Takes in a message of a feed. */
  ingest(feed: number, data: MessageData, localTimeMs?: number): number {
    return this.#take(feed, data, this.#time(localTimeMs), null);
  }

  /**
   * Takes in several messages of a feed one after another, until the feed ends. Where one leaves
   * something to tell, that is told before the next is taken in.
   *
   * @param afterEach  called after every single one, which then go alone
   */
  ingestAll(
    feed: number,
    messages: readonly MessageData[],
    localTimeMs?: number,
    afterEach?: () => void,
  ): number {
    const time = this.#time(localTimeMs);
    let applied = 0;
    let alone = afterEach === undefined ? 0 : messages.length;
    for (let next = 0; next < messages.length && this.#feeds.has(feed); ) {
      const together = alone > 0 ? 0 : this.#transport.carryTogether(messages, next);
      if (together > 0) {
        const answer = this.hot.ingestBurst(feed, together, time);
        next += this.hot.burstTaken();
        applied += this.#told(answer, feed, next - 1);
      } else {
        alone = Math.max(alone, -together) - 1;
        applied += this.#take(feed, messages[next]!, time, next);
        ++next;
        afterEach?.();
      }
    }
    return applied;
  }

  /** Takes in what was fetched for one market. */
  apply(feed: number, market: number, payload: MessageData | object, localTimeMs?: number): number {
    const time = this.#time(localTimeMs);
    const size = this.#transport.carry(asData(payload));
    const answer =
      size < 0 ? this.hot.refuse(feed, -size, 0, time) : this.hot.applyTo(market, size, time);
    return this.#attend(answer, feed, null);
  }

  /** Carries an answer that is not for a feed: its size in the message buffer. */
  carryAnswer(payload: MessageData | object): number {
    const size = this.#transport.carry(asData(payload), maxListingBytes);
    this.accept({ error: Math.max(-size, 0), field: "payload" }, payload);
    return size;
  }

  /** Without a time it looks by the page's clock, unless callers bring the time. */
  look(localTimeMs?: number): void {
    if (localTimeMs === undefined && !this.#ownTime) return;
    const answer = this.hot.look(this.#time(localTimeMs));
    for (const sink of this.#feeds.values()) sink.settled();
    this.#dispatch((answer & 1) !== 0, null);
  }

  /** The block that a reading filled, always the same: a view that is made anew where memory has grown. */
  readingAt(address: number, length: number): Float64Array {
    if (this.#reading.length === 0) {
      this.#reading = new Float64Array(this.glue.wasmMemory.buffer, address, length);
    }
    return this.#reading;
  }

  /** A refused input is thrown, with what it held. */
  accept({ error, field }: { readonly error: number; readonly field: string }, value: unknown): void {
    if (error !== 0) throw new InputError(this.glue.errorName(error), field, value);
  }

  /** Whoever brings the time owns it: a tick of ours would be of another clock. */
  #time(given: number | undefined): number {
    if (given === undefined) return this.#clock.now();
    this.#ownTime = false;
    return given;
  }

  #take(feed: number, data: MessageData, timeMs: number, messageIndex: number | null): number {
    const size = this.#transport.carry(data);
    if (size >= 0) return this.#told(this.hot.ingest(feed, size, timeMs), feed, messageIndex);
    return this.#attend(this.hot.refuse(feed, -size, 0, timeMs), feed, messageIndex);
  }

  /** Most messages leave nothing to tell. */
  #told(answer: number, feed: number, messageIndex: number | null): number {
    const isNothing = (answer & 1) === 0 && this.#watches.size === 0;
    return isNothing ? answer >> 1 : this.#attend(answer, feed, messageIndex);
  }

  /** A message has left something to tell. */
  #attend(answer: number, feed: number, messageIndex: number | null): number {
    const attention = (answer & 1) !== 0;
    const refused = attention && this.#strict ? this.hot.refusedError() : 0;
    const byteOffset = refused === 0 ? 0 : this.hot.refusedOffset();
    this.#dispatch(attention, messageIndex);
    if (refused !== 0) {
      throw new MessageError({
        code: this.glue.errorName(refused),
        byteOffset,
        venue: this.#feeds.get(feed)?.venue ?? "",
        symbol: null,
        suppressed: 0,
        messageIndex,
      });
    }
    return answer >> 1;
  }

  #dispatch(attention: boolean, messageIndex: number | null): void {
    for (const notice of attention ? this.glue.takeNotices() : []) {
      const sink = this.#feeds.get(notice.feed);
      if (sink === undefined) continue;
      const error = notice.kind === noticeError ? this.#errorOf(notice, sink.venue, messageIndex) : null;
      if (error !== null) this.onError.tell(error);
      sink.notice(notice, error, messageIndex);
    }
    for (const settle of [...this.#watches]) settle(attention);
  }

  #errorOf(notice: NoticeReply, venue: string, messageIndex: number | null): MessageError {
    return new MessageError({
      code: this.glue.errorName(notice.error),
      byteOffset: notice.offset,
      venue,
      symbol: notice.symbol === "" ? null : notice.symbol,
      suppressed: notice.suppressed,
      messageIndex,
    });
  }
}

/** What was fetched may have been parsed already. */
function asData(payload: MessageData | object): MessageData {
  const isData =
    typeof payload === "string" || payload instanceof ArrayBuffer || ArrayBuffer.isView(payload);
  return isData ? payload : JSON.stringify(payload);
}
