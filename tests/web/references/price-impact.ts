// Kyle's lambda, Amihud's illiquidity and the impact of order flow: all bins are kept, each with
// its weight, and the sums are taken anew.

import { type Touch } from "./order-flow.ts";
import type { Trade } from "./trade-flow.ts";

const halfLifeMs = 30 * 60_000;
const warmBins = 15;

export interface Sample {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

const sumOf = (samples: readonly Sample[], of: (sample: Sample) => number) =>
  samples.reduce((sum, sample) => sum + sample.weight * of(sample), 0);

const weightOf = (samples: readonly Sample[]) => sumOf(samples, () => 1);

/** A slope, how well it fits, and the slope that a perfect fit would have: what rounding is relative to. */
export interface Fit {
  readonly slope: number | null;
  readonly rSquared: number | null;
  readonly slopeScale: number;
}

/** y = beta x: beta = sum(w x y) / sum(w x^2), R^2 = sum(w x y)^2 / (sum(w x^2) sum(w y^2)) */
export function ray(samples: readonly Sample[]): Fit {
  const xx = sumOf(samples, ({ x }) => x * x);
  const xy = sumOf(samples, ({ x, y }) => x * y);
  const yy = sumOf(samples, ({ y }) => y * y);
  return {
    slope: xx > 0 ? xy / xx : null,
    rSquared: xx > 0 && yy > 0 ? (xy * xy) / (xx * yy) : null,
    slopeScale: Math.sqrt(yy / xx),
  };
}

/** y = alpha + beta x by weighted least squares: a ray through the weighted means. */
export function line(samples: readonly Sample[]): Fit & { readonly intercept: number | null } {
  const weight = weightOf(samples);
  const meanX = sumOf(samples, ({ x }) => x) / weight;
  const meanY = sumOf(samples, ({ y }) => y) / weight;
  const fit = ray(samples.map(({ x, y, weight }) => ({ x: x - meanX, y: y - meanY, weight })));
  return { ...fit, intercept: fit.slope === null ? null : meanY - fit.slope * meanX };
}

/** What was told while a bin of the venue's clock was filling. */
interface Bin {
  readonly bin: number;
  isBroken: boolean;
  mid: number | null;
  flow: number;
  signedQuantity: number;
  signedNotional: number;
  notional: number;
}

/** A bin that is over, with the mid before and after it. */
export interface PastBin extends Omit<Bin, "mid" | "isBroken"> {
  readonly before: number;
  readonly after: number;
  readonly endMs: number;
}

/** One record for each bin in which something happened. */
export class Bins {
  readonly #binMs: number;
  readonly #bins: Bin[] = [];

  constructor(binMs: number) {
    this.#binMs = binMs;
  }

  /** The bin of a time; one a little behind is of the newest. */
  at(venueTimeMs: number): Bin {
    const bin = Math.floor(venueTimeMs / this.#binMs);
    const newest = this.#bins.at(-1);
    if (newest !== undefined && bin <= newest.bin) return newest;
    const made = { bin, isBroken: false, mid: null, flow: 0, signedQuantity: 0, signedNotional: 0, notional: 0 };
    this.#bins.push(made);
    return made;
  }

  setTouch({ bid, ask }: Touch, venueTimeMs: number): void {
    this.at(venueTimeMs).mid = (bid.price + ask.price) / 2;
  }

  breakChain(): void {
    const newest = this.#bins.at(-1);
    if (newest === undefined) return;
    newest.isBroken = true;
    newest.mid = null;
  }

  get count(): number {
    return this.#bins.length;
  }

  /** Those that are over and count: the mid before is known, and the book was followed throughout. */
  past(): PastBin[] {
    const past: PastBin[] = [];
    let mid: number | null = null;
    for (const { isBroken, mid: last, ...bin } of this.#bins.slice(0, -1)) {
      const before: number | null = mid;
      mid = isBroken ? last : (last ?? mid);
      if (before === null || isBroken || mid === null) continue;
      past.push({ ...bin, before, after: mid, endMs: (bin.bin + 1) * this.#binMs });
    }
    return past;
  }
}

/** Half of a bin's weight is left after half an hour, as of the newest that counts. */
function weighed(bins: readonly PastBin[], of: (bin: PastBin) => { x: number; y: number }): Sample[] {
  const newestMs = bins.at(-1)?.endMs ?? 0;
  return bins.map((bin) => ({ ...of(bin), weight: 2 ** (-(newestMs - bin.endMs) / halfLifeMs) }));
}

const isWarm = (samples: readonly Sample[]) => weightOf(samples) >= warmBins;
const none = { slope: null, rSquared: null, intercept: null, slopeScale: 0 } as const;

/** dP_k = alpha + beta OFI_k over bins of ten seconds (Cont, Kukanov and Stoikov 2014). */
export class OrderFlowImpact {
  readonly #bins = new Bins(10_000);
  #fit: ReturnType<typeof line> = none;
  #count = 0;

  /** @param flow  e of this update; null where nothing is known from before */
  add(touch: Touch, flow: number | null, venueTimeMs: number): void {
    this.#bins.at(venueTimeMs).flow += flow ?? 0;
    this.#bins.setTouch(touch, venueTimeMs);
  }

  breakChain(): void {
    this.#bins.breakChain();
  }

  fit(): ReturnType<typeof line> {
    if (this.#bins.count === this.#count) return this.#fit;
    this.#count = this.#bins.count;
    const samples = weighed(this.#bins.past(), ({ flow, before, after }) => ({ x: flow, y: after - before }));
    return (this.#fit = isWarm(samples) ? line(samples) : none);
  }
}

export interface TradeFits {
  /** dM = lambda sum(s q) (Kyle 1985). */
  readonly quantity: Fit;
  /** The same in bps of the mid for a million quote units. */
  readonly notional: Fit;
  /** EW mean of |dM / M| / sum(p q), over bins with trades (Amihud 2002). */
  readonly illiquidity: number | null;
}

export class TradeImpact {
  readonly #bins: Bins;
  readonly #notionalOf: (trade: Trade) => number;
  #fits: TradeFits = { quantity: none, notional: none, illiquidity: null };
  #count = 0;

  constructor(binMs: number, notionalOf: (trade: Trade) => number) {
    this.#bins = new Bins(binMs);
    this.#notionalOf = notionalOf;
  }

  addTrade(trade: Trade): void {
    const bin = this.#bins.at(trade.venueTimeMs);
    const notional = this.#notionalOf(trade);
    bin.signedQuantity += trade.side * trade.quantity;
    bin.signedNotional += trade.side * notional;
    bin.notional += notional;
  }

  addTouch(touch: Touch, venueTimeMs: number): void {
    this.#bins.setTouch(touch, venueTimeMs);
  }

  breakChain(): void {
    this.#bins.breakChain();
  }

  fits(): TradeFits {
    if (this.#bins.count === this.#count) return this.#fits;
    this.#count = this.#bins.count;
    const bins = this.#bins.past();
    const quantity = weighed(bins, (bin) => ({ x: bin.signedQuantity, y: bin.after - bin.before }));
    const notional = weighed(bins, (bin) =>
      ({ x: bin.signedNotional / 1e6, y: ((bin.after - bin.before) / bin.before) * 10_000 }));
    const traded = weighed(bins.filter((bin) => bin.notional > 0), (bin) =>
      ({ x: 0, y: Math.abs((bin.after - bin.before) / bin.before) / bin.notional }));
    return (this.#fits = {
      quantity: isWarm(quantity) ? ray(quantity) : none,
      notional: isWarm(notional) ? ray(notional) : none,
      illiquidity: isWarm(traded) ? sumOf(traded, ({ y }) => y) / weightOf(traded) : null,
    });
  }
}
