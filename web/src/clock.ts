/**
 * Local time in ms that only goes forward, and goes on while the machine sleeps: some
 * engines stop `performance.now()` then, and a book would seem fresh after hours.
 *
 * `catchUp()` compares with the wall clock, so it has to be called now and then. A wall
 * clock that somebody sets forward looks like a sleep, and data looks older than it is:
 * the safe side.
 */
export class Clock {
  #sleptMs = 0;
  #lastNow = performance.now();
  #lastWall = Date.now();

  now(): number {
    return performance.now() + this.#sleptMs;
  }

  catchUp(): void {
    const now = performance.now();
    const wall = Date.now();
    const missedMs = wall - this.#lastWall - (now - this.#lastNow);
    if (missedMs > 1_000) this.#sleptMs += missedMs;
    this.#lastNow = now;
    this.#lastWall = wall;
  }
}
