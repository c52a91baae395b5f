import type { MessageData } from "../transport.ts";
import { inNextTask } from "./page.ts";

/** So many within a millisecond had queued up: the page was busy. */
const manyInAMillisecond = 4;
/** More are not taken in at once: a page has other things to do. */
const mostAtOnce = 1_024;

/**
 * Messages on their way into a feed. One that comes by itself goes in at once. Where a page
 * finds many that came while it was busy, they are gathered and go in together, which is cheaper:
 * in the task behind those that bring them.
 */
export class Inbox {
  readonly #now: () => number;
  readonly #take: (messages: readonly MessageData[]) => void;
  #waiting: MessageData[] = [];
  #lastMs = -1;
  #inThisMs = 0;

  /**
   * @param now   local time in ms
   * @param take  takes messages in, in the order in which they came
   */
  constructor(now: () => number, take: (messages: readonly MessageData[]) => void) {
    this.#now = now;
    this.#take = take;
  }

  receive(data: MessageData): void {
    const nowMs = this.#now();
    this.#inThisMs = nowMs === this.#lastMs ? this.#inThisMs + 1 : 1;
    this.#lastMs = nowMs;
    const waiting = this.#waiting.length;
    if (waiting === 0 && this.#inThisMs <= manyInAMillisecond) return this.#take([data]);
    if (waiting === mostAtOnce) this.drain();
    if (this.#waiting.push(data) === 1) inNextTask(() => this.drain());
  }

  /** Takes in what waits: before anything else is done to the feed. */
  drain(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#take(waiting);
  }

  /** What waits is of no use to anybody any more. */
  clear(): void {
    this.#waiting = [];
  }
}
