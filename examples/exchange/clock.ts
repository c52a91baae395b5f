/** Market time a clock lets pass in one go, so that a machine that slept is not buried in messages. */
const mostRealMs = 1_000;
const tickMs = 10;

/** Drives something in real time, or faster or slower by a factor. */
export class Clock {
  readonly #speed: number;
  readonly #advance: (durationMs: number) => void;
  #timer: NodeJS.Timeout | null = null;
  #lastMs = 0;

  /** @param advance  told how much market time has passed, some hundred times a second */
  constructor(speed: number, advance: (durationMs: number) => void) {
    this.#speed = speed;
    this.#advance = advance;
  }

  get running(): boolean {
    return this.#timer !== null;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#lastMs = performance.now();
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  /** Market time stands still until `start`. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #tick(): void {
    const nowMs = performance.now();
    const passedMs = Math.min(nowMs - this.#lastMs, mostRealMs);
    this.#lastMs = nowMs;
    this.#advance(passedMs * this.#speed);
  }
}
