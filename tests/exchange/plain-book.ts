interface DepthEvent {
  readonly U: number;
  readonly u: number;
  readonly pu: number;
  readonly b: [string, string][];
  readonly a: [string, string][];
}

interface Snapshot {
  readonly lastUpdateId: number;
  readonly bids: [string, string][];
  readonly asks: [string, string][];
}

/** A book by the venue's own instructions and nothing else: what an honest reader would write in an hour. */
export class PlainBook {
  readonly #bids = new Map<string, string>();
  readonly #asks = new Map<string, string>();
  #waiting: DepthEvent[] = [];
  #snapshotId: number | null = null;
  lastUpdateId: number | null = null;
  gaps = 0;

  snapshot({ lastUpdateId, bids, asks }: Snapshot): void {
    this.#bids.clear();
    this.#asks.clear();
    for (const [price, quantity] of bids) this.#bids.set(price, quantity);
    for (const [price, quantity] of asks) this.#asks.set(price, quantity);
    this.#snapshotId = lastUpdateId;
    this.lastUpdateId = null;
    for (const event of this.#waiting.splice(0)) this.update(event);
  }

  update(event: DepthEvent): void {
    if (this.#snapshotId === null) {
      this.#waiting.push(event);
      return;
    }
    if (this.lastUpdateId === null) {
      if (event.u < this.#snapshotId) return;
      if (event.U > this.#snapshotId) ++this.gaps;
    } else if (event.pu !== this.lastUpdateId) {
      ++this.gaps;
    }
    this.lastUpdateId = event.u;
    apply(this.#bids, event.b);
    apply(this.#asks, event.a);
  }

  /** Best first. */
  bids(): [string, string][] {
    return [...this.#bids].sort(([a], [b]) => Number(b) - Number(a));
  }

  asks(): [string, string][] {
    return [...this.#asks].sort(([a], [b]) => Number(a) - Number(b));
  }
}

function apply(levels: Map<string, string>, changes: readonly [string, string][]): void {
  for (const [price, quantity] of changes) {
    if (Number(quantity) === 0) levels.delete(price);
    else levels.set(price, quantity);
  }
}
