import type { Message } from "./messages.ts";

export type ContenderId = "plimsoll" | "jsonParse" | "byHand" | "ccxt" | "native";

/** One way to get from messages to readings. */
export interface Contender {
  readonly id: ContenderId;
  readonly name: string;
  /** A new start: empty books. */
  open(symbols: readonly string[]): Session;
}

export interface Session {
  /**
   * Takes in messages, and after each of them computes the imbalance of the best 20 levels
   * and the weighted mid of its market.
   *
   * @param readings  two numbers for each message; NaN where there is none
   */
  take(messages: readonly Message[], readings: Float64Array): void | Promise<void>;

  /**
   * The same, and computes after each burst, for every market that it was about.
   *
   * @param readings  two numbers for each burst and market of it
   */
  takeBursts(bursts: readonly Burst[], readings: Float64Array): void | Promise<void>;
  close?(): void;
}

/** What has queued up on a socket while the page was busy. */
export interface Burst {
  readonly raws: readonly string[];
  /** Then it is a REST answer, and alone. */
  readonly isSnapshot: boolean;
  /** Which of the symbols it is about. */
  readonly markets: readonly number[];
}

/** Messages in bursts of a size; one is cut short where a snapshot comes in between. */
export function burstsOf(messages: readonly Message[], size: number): Burst[] {
  const bursts: Burst[] = [];
  let waiting: Message[] = [];
  const end = () => {
    if (waiting.length === 0) return;
    bursts.push({
      raws: waiting.map(({ raw }) => raw),
      isSnapshot: waiting[0]!.family === "snapshot",
      markets: [...new Set(waiting.map(({ market }) => market))],
    });
    waiting = [];
  };
  for (const message of messages) {
    if (message.family === "snapshot") end();
    waiting.push(message);
    if (message.family === "snapshot" || waiting.length === size) end();
  }
  end();
  return bursts;
}

/** How many numbers a session writes for bursts. */
export function readingCount(bursts: readonly Burst[]): number {
  return 2 * bursts.reduce((sum, { markets }) => sum + markets.length, 0);
}
