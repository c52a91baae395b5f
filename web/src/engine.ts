import { Clock } from "./clock.ts";
import { InputError, MessageError } from "./errors.ts";
import type { Glue, NoticeReply, RefusalReply } from "./glue.ts";
import { Listeners, type Unsubscribe } from "./listeners.ts";
import { type MessageData, Transport } from "./transport.ts";

/** Who is told when the engine has something to say about a feed, or about any market. */
export interface FeedSink {
  readonly venue: string;
  notice(notice: NoticeReply, error: MessageError | null): void;
  /** A message or a look is over: whatever changed can be told of now. */
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
  readonly onError = new Listeners<MessageError>();
  readonly #transport: Transport;
  readonly #strict: boolean;
  readonly #clock = new Clock();
  readonly #feeds = new Map<number, FeedSink>();
  readonly #watches = new Set<() => void>();
  #ownTime = true;
  #tickers = 0;
  #ticker: ReturnType<typeof setInterval> | null = null;

  constructor(glue: Glue, options: EngineOptions) {
    this.glue = glue;
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

  /** @param settle  called after every message and look, to take and tell what happened */
  addWatch(settle: () => void): Unsubscribe {
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
      this.#ticker = setInterval(() => {
        this.#clock.catchUp();
        if (this.#ownTime) this.look();
      }, tickMs);
      // Node would not end while a timer runs that nobody waits for.
      (this.#ticker as { unref?: () => void }).unref?.();
    }
    return () => {
      if (!ticking) return;
      ticking = false;
      if (--this.#tickers === 0 && this.#ticker !== null) clearInterval(this.#ticker);
    };
  }

  ingest(feed: number, data: MessageData, localTimeMs?: number): number {
    const time = this.#time(localTimeMs);
    const size = this.#transport.carry(data);
    return this.#settle(
      size < 0 ? this.glue._refuse(feed, -size, 0, time) : this.glue._ingest(feed, size, time),
      feed,
    );
  }

  apply(feed: number, market: number, data: MessageData, localTimeMs?: number): number {
    const time = this.#time(localTimeMs);
    const size = this.#transport.carry(data);
    return this.#settle(
      size < 0 ? this.glue._refuse(feed, -size, 0, time) : this.glue._applyTo(market, size, time),
      feed,
    );
  }

  look(localTimeMs?: number): void {
    const answer = this.glue._look(this.#time(localTimeMs));
    for (const sink of this.#feeds.values()) sink.settled();
    if ((answer & 1) !== 0) this.#dispatch();
  }

  /** A refused input is thrown, with what it held. */
  accept({ error, field }: Pick<RefusalReply, "error" | "field">, value: unknown): void {
    if (error !== 0) throw new InputError(this.glue.errorName(error), field, value);
  }

  #time(localTimeMs: number | undefined): number {
    if (localTimeMs === undefined) return this.#clock.now();
    // Whoever brings the time owns it: a tick of ours would be of another clock.
    this.#ownTime = false;
    return localTimeMs;
  }

  #settle(answer: number, feed: number): number {
    const attention = (answer & 1) !== 0;
    const refused = attention && this.#strict ? this.glue._refusedError() : 0;
    const byteOffset = refused === 0 ? 0 : this.glue._refusedOffset();
    if (attention) this.#dispatch();
    const sink = this.#feeds.get(feed);
    sink?.settled();
    if (refused !== 0) {
      throw new MessageError({
        code: this.glue.errorName(refused),
        byteOffset,
        venue: sink?.venue ?? "",
        symbol: null,
        suppressed: 0,
      });
    }
    return answer >> 1;
  }

  #dispatch(): void {
    for (const notice of this.glue.takeNotices()) {
      const sink = this.#feeds.get(notice.feed);
      if (sink === undefined) continue;
      const error = notice.kind === noticeError ? this.#errorOf(notice, sink.venue) : null;
      if (error !== null) this.onError.tell(error);
      sink.notice(notice, error);
    }
    for (const settle of [...this.#watches]) settle();
  }

  #errorOf(notice: NoticeReply, venue: string): MessageError {
    return new MessageError({
      code: this.glue.errorName(notice.error),
      byteOffset: notice.offset,
      venue,
      symbol: notice.symbol === "" ? null : notice.symbol,
      suppressed: notice.suppressed,
    });
  }
}
