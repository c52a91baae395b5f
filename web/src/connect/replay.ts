import { InputError } from "../errors.ts";
import type { Feed, FeedVenue } from "../feed.ts";
import type { Market } from "../market.ts";
import type { Plimsoll } from "../plimsoll.ts";
import { linesOf, type RecordingSource } from "./lines.ts";
import { readLine, type RecordedLine } from "./recording.ts";

export interface ReplayOptions {
  readonly venue: FeedVenue;
  /** The recording: its lines, or its text in pieces, as a file or an answer streams it. */
  readonly recording: RecordingSource;
  /** How many times as fast as it was recorded; `Infinity`, the default, does not wait. */
  readonly speed?: number;
}

export interface ReplayResult {
  /** Lines that were taken in. */
  readonly lines: number;
  /** Lines that are none of a recording, or cannot be read any more. */
  readonly skipped: number;
  /** From the first line to the last, ms. */
  readonly durationMs: number;
}

/** A recording, fed back. Made by `replay`. */
export interface Replay<OneMarket extends Market = Market> {
  readonly feed: Feed<OneMarket>;
  market(symbol: string): OneMarket;
  /**
   * Plays it from beginning to end, once.
   *
   * @throws the signal's reason, when it is aborted
   */
  play(options?: { readonly signal?: AbortSignal }): Promise<ReplayResult>;
  dispose(): void;
  [Symbol.dispose](): void;
}

/** Without waiting, the page has its turn after this long, ms. */
const turnMs = 8;
const lookEveryMs = 1_000;
/** After an hour without a word everything is stale that can be: no need to look each second. */
const longestSilenceMs = 3_600_000;

/**
 * Feeds a recording back. The same recording leads to the same readings, whatever the speed:
 * every message has its recorded time, and silence is looked for once a recorded second.
 *
 * The engine's clock is the recording's from then on, so a replay wants a Plimsoll of its own.
 *
 * @throws {InputError} when the venue is not known, or the speed is not above zero
 * @example
 * const recorded = replay(await load({}), { venue: "okx", recording: lines });
 * const market = recorded.market("BTC-USDT-SWAP");
 * await recorded.play();
 */
export function replay<OneMarket extends Market>(
  plimsoll: Plimsoll<OneMarket>,
  { venue, recording, speed = Infinity }: ReplayOptions,
): Replay<OneMarket> {
  if (!(speed > 0)) throw new InputError("rateOutOfRange", "speed", speed);
  const feed = plimsoll.openFeed(venue);
  const player = new Player(plimsoll, feed, speed);
  let played: Promise<ReplayResult> | null = null;
  return {
    feed,
    market: (symbol) => feed.market(symbol),
    play: ({ signal } = {}) => (played ??= player.play(recording, signal)),
    dispose: () => feed.dispose(),
    [Symbol.dispose]: () => feed.dispose(),
  };
}

/** Where the clock of a Plimsoll stands that has replayed something already, ms. */
const ends = new WeakMap<Plimsoll, number>();

class Player {
  readonly #plimsoll: Plimsoll;
  readonly #feed: Feed;
  readonly #speed: number;
  readonly #startMs: number;
  readonly #markets = new Map<string, Market>();
  #firstNs: bigint | null = null;
  #timeMs = 0;
  #lookedMs = 0;
  #lines = 0;
  #skipped = 0;

  constructor(plimsoll: Plimsoll, feed: Feed, speed: number) {
    this.#plimsoll = plimsoll;
    this.#feed = feed;
    this.#speed = speed;
    this.#startMs = ends.get(plimsoll) ?? 0;
  }

  async play(recording: RecordingSource, signal?: AbortSignal): Promise<ReplayResult> {
    const pace = new Pace(this.#speed, signal);
    try {
      for await (const text of linesOf(recording)) {
        const line = text === "" ? null : readLine(text);
        if (line === null) {
          this.#skipped += text === "" ? 0 : 1;
          continue;
        }
        const timeMs = this.#timeOf(line);
        if (timeMs - this.#lookedMs > longestSilenceMs) this.#lookedMs = Math.floor(timeMs / lookEveryMs - 1) * lookEveryMs;
        for (; this.#lookedMs + lookEveryMs <= timeMs; this.#lookedMs += lookEveryMs) {
          if (pace.isDue(this.#lookedMs + lookEveryMs)) await pace.reach(this.#lookedMs + lookEveryMs);
          this.#plimsoll.look(this.#startMs + this.#lookedMs + lookEveryMs);
        }
        if (pace.isDue(timeMs)) await pace.reach(timeMs);
        this.#take(line, this.#startMs + timeMs);
      }
    } finally {
      for (const market of this.#markets.values()) market.dispose();
      ends.set(this.#plimsoll, this.#startMs + Math.ceil(this.#timeMs) + lookEveryMs);
    }
    return { lines: this.#lines, skipped: this.#skipped, durationMs: this.#timeMs };
  }

  /** Since the first line. One that steps back, as of a machine whose clock was set, is of now. */
  #timeOf({ timeNs }: RecordedLine): number {
    this.#firstNs ??= timeNs;
    this.#timeMs = Math.max(this.#timeMs, Number(timeNs - this.#firstNs) / 1e6);
    return this.#timeMs;
  }

  #take({ kind, symbol, text }: RecordedLine, localTimeMs: number): void {
    ++this.#lines;
    switch (kind) {
      case "opened":
        return this.#feed.opened();
      case "closed":
        return this.#feed.closed(text === "" ? undefined : text);
      case "instruments":
        return this.#list(text);
      case "answer":
        return void this.#market(symbol).apply(text, localTimeMs);
      case "message":
        this.#feed.ingest(text, localTimeMs);
    }
  }

  #list(payload: string): void {
    try {
      this.#plimsoll.addInstruments(this.#feed.venue, payload);
    } catch {
      ++this.#skipped; // a line that was broken later: nobody would have recorded it
    }
  }

  #market(symbol: string): Market {
    const known = this.#markets.get(symbol);
    if (known !== undefined) return known;
    const market = this.#feed.market(symbol);
    this.#markets.set(symbol, market);
    return market;
  }
}

/** Recorded time against the machine's. */
class Pace {
  readonly #speed: number;
  readonly #signal: AbortSignal | undefined;
  #beganMs: number | null = null;
  #turnMs = performance.now();

  constructor(speed: number, signal: AbortSignal | undefined) {
    this.#speed = speed;
    this.#signal = signal;
  }

  /** Whether there is something to wait for: a recorded time, or the page that wants its turn. */
  isDue(timeMs: number): boolean {
    this.#signal?.throwIfAborted();
    const now = performance.now();
    this.#beganMs ??= now;
    return now - this.#turnMs > turnMs || now - this.#beganMs < timeMs / this.#speed;
  }

  async reach(timeMs: number): Promise<void> {
    const untilMs = (this.#beganMs ?? 0) + timeMs / this.#speed;
    do {
      await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, Math.max(0, untilMs - performance.now()))));
      this.#signal?.throwIfAborted();
    } while (performance.now() < untilMs);
    this.#turnMs = performance.now();
  }
}
