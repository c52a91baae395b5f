/** What the venue says about an instrument once a second. Prices in quote units. */
export interface Mark {
  readonly timeMs: number;
  readonly markPrice: number;
  readonly indexPrice: number;
  readonly estimatedSettlePrice: number;
  /** fraction of notional that longs pay shorts at the next funding */
  readonly fundingRate: number;
  readonly nextFundingTimeMs: number;
  /** true while somebody holds the mark where it is, see `Market.pinMark` */
  readonly pinned: boolean;
}

/** What the book and the index say at a moment. Prices in quote units. */
export interface Quotation {
  readonly timeMs: number;
  readonly indexPrice: number;
  readonly midPrice: number;
  readonly lastPrice: number;
  /** mean prices that a sale and a purchase of the impact notional would get */
  readonly impactBidPrice: number;
  readonly impactAskPrice: number;
}

export const fundingIntervalMs = 8 * 3_600_000;

/** quote units: 200 / the initial margin rate at the greatest leverage, 125 */
export const impactNotional = 25_000;

const interestRate = 0.0001;
const interestClampRate = 0.0005;
const fundingCapRate = 0.003;

/**
 * The mark price and the funding rate, as Binance makes them: the mark is the
 * median of the index with the funding that is still to come, the index with the
 * 30 s mean of the basis, and the last trade. The funding rate follows from the
 * premium index, whose mean over the interval weighs later samples more.
 */
export class MarkPrice {
  current: Mark;
  #basisMean = 0;
  #premiumSum = 0;
  #weightSum = 0;
  #samples = 0;

  constructor(timeMs: number, openingPrice: number) {
    this.current = {
      timeMs,
      markPrice: openingPrice,
      indexPrice: openingPrice,
      estimatedSettlePrice: openingPrice,
      fundingRate: interestRate,
      nextFundingTimeMs: nextFunding(timeMs),
      pinned: false,
    };
  }

  /** Once a second. */
  update(quotation: Quotation): Mark {
    const { timeMs, indexPrice, midPrice, lastPrice } = quotation;
    this.#basisMean += (midPrice - indexPrice - this.#basisMean) / 30;
    this.#samplePremium(quotation);

    const nextFundingTimeMs = nextFunding(timeMs);
    const fundingRate = this.#fundingRate();
    const untilFunding = (nextFundingTimeMs - timeMs) / fundingIntervalMs;
    const markPrice = median(
      indexPrice * (1 + fundingRate * untilFunding),
      indexPrice + this.#basisMean,
      lastPrice,
    );
    this.current = {
      timeMs,
      markPrice: rounded(markPrice),
      indexPrice: rounded(indexPrice),
      estimatedSettlePrice: rounded(indexPrice + this.#basisMean / 2),
      fundingRate,
      nextFundingTimeMs,
      pinned: false,
    };
    return this.current;
  }

  /** Starts the mean of a new funding interval. */
  startInterval(): void {
    this.#premiumSum = 0;
    this.#weightSum = 0;
    this.#samples = 0;
  }

  #samplePremium({ impactBidPrice, impactAskPrice, indexPrice }: Quotation): void {
    const premium = (Math.max(0, impactBidPrice - indexPrice) - Math.max(0, indexPrice - impactAskPrice)) / indexPrice;
    const weight = ++this.#samples;
    this.#premiumSum += weight * premium;
    this.#weightSum += weight;
  }

  #fundingRate(): number {
    const premium = this.#premiumSum / this.#weightSum;
    const rate = premium + clamp(interestRate - premium, interestClampRate);
    return rounded(clamp(rate, fundingCapRate));
  }
}

function nextFunding(timeMs: number): number {
  return (Math.floor(timeMs / fundingIntervalMs) + 1) * fundingIntervalMs;
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}

/** To the eight decimals that the venue publishes, so that truth and message agree. */
function rounded(value: number): number {
  return Number(value.toFixed(8));
}
