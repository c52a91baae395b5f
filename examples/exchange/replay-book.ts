type Levels = Map<string, string>;
type LevelTexts = readonly (readonly [string, string])[];

export interface DepthUpdate {
  readonly s: string;
  readonly U: number;
  readonly u: number;
  readonly b: LevelTexts;
  readonly a: LevelTexts;
}

export interface DepthSnapshot {
  readonly lastUpdateId: number;
  readonly bids: LevelTexts;
  readonly asks: LevelTexts;
}

/**
 * A recorded instrument's book, kept so that a client who comes late can still be
 * given a snapshot that fits what it will hear next.
 */
export class ReplayBook {
  readonly #bids: Levels = new Map();
  readonly #asks: Levels = new Map();
  #lastUpdateId: number | null = null;
  /** what came before the snapshot and may end after it */
  #early: DepthUpdate[] = [];
  #latestId = 0;

  get ready(): boolean {
    return this.#lastUpdateId !== null;
  }

  /** How far a snapshot's id is from what this instrument said last: recordings do not say whose it is. */
  distance(snapshot: DepthSnapshot): number {
    return Math.abs(snapshot.lastUpdateId - this.#latestId);
  }

  update(event: DepthUpdate): void {
    this.#latestId = event.u;
    if (this.#lastUpdateId === null) {
      this.#early = [...this.#early.slice(-99), event];
    } else if (event.u >= this.#lastUpdateId) {
      set(this.#bids, event.b);
      set(this.#asks, event.a);
      this.#lastUpdateId = event.u;
    }
  }

  load(snapshot: DepthSnapshot): void {
    this.#bids.clear();
    this.#asks.clear();
    set(this.#bids, snapshot.bids);
    set(this.#asks, snapshot.asks);
    this.#lastUpdateId = snapshot.lastUpdateId;
    for (const event of this.#early.splice(0)) this.update(event);
  }

  snapshot(limit: number, timeMs: number): string {
    const best = (levels: Levels, direction: 1 | -1) =>
      [...levels].sort(([a], [b]) => direction * (Number(a) - Number(b))).slice(0, limit);
    return JSON.stringify({
      lastUpdateId: this.#lastUpdateId, E: timeMs, T: timeMs, bids: best(this.#bids, -1), asks: best(this.#asks, +1),
    });
  }
}

function set(levels: Levels, changes: LevelTexts): void {
  for (const [price, quantity] of changes) {
    if (Number(quantity) === 0) levels.delete(price);
    else levels.set(price, quantity);
  }
}
