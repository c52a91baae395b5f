import type { Floor } from "./floor.ts";

/**
 * Closes a socket on which nothing happens for too long, in market time. Where the
 * market runs faster than the clock on the wall, who is connected has as long as on
 * the wall.
 */
export class Idle {
  readonly #floor: Floor;
  readonly #stop: () => void;
  #heardMs: number;

  constructor(floor: Floor, limitMs: number, expire: () => void) {
    this.#floor = floor;
    this.#heardMs = floor.simulation.timeMs;
    this.#stop = floor.simulation.every(1_000, (timeMs) => {
      if (timeMs - this.#heardMs < limitMs * floor.patience) return;
      this.stop();
      expire();
    });
  }

  /** Something has happened. */
  heard(): void {
    this.#heardMs = this.#floor.simulation.timeMs;
  }

  stop(): void {
    this.#stop();
  }
}
