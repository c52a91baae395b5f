import type { AnalyzedMarket } from "plimsoll/full";

/** Ten minutes at a point a second. */
export const mostPoints = 600;

export interface Track {
  readonly timesS: number[];
  readonly imbalance: (number | null)[];
  readonly orderFlow: (number | null)[];
  readonly cumulativeDelta: (number | null)[];
  /** Of ten levels in one number. */
  readonly integratedFlow: (number | null)[];
}

/** What a chart shows of one market: the last ten minutes, a hole where the book was not live. */
export class History {
  readonly track: Track = { timesS: [], imbalance: [], orderFlow: [], cumulativeDelta: [], integratedFlow: [] };
  /** When its first mark was heard; volatility warms up from there. */
  firstMarkMs: number | null = null;

  /** @param isLive  whether the book is worth a point */
  sample(market: AnalyzedMarket, nowMs: number, isLive: boolean): void {
    const reading = market.getSnapshot();
    if (reading.markPrice !== null) this.firstMarkMs ??= nowMs;
    const { timesS, imbalance, orderFlow, cumulativeDelta, integratedFlow } = this.track;
    const timeS = Math.round(nowMs / 1_000); // a point a second, however late the timer is
    if (timeS <= (timesS.at(-1) ?? 0)) return;
    timesS.push(timeS);
    imbalance.push(isLive ? reading.bookImbalance10 : null);
    orderFlow.push(isLive ? reading.normalizedOrderFlowImbalance : null);
    cumulativeDelta.push(isLive ? reading.cumulativeVolumeDelta : null);
    integratedFlow.push(isLive ? reading.integratedOrderFlowImbalance : null);
    if (timesS.length <= mostPoints) return;
    for (const points of [timesS, imbalance, orderFlow, cumulativeDelta, integratedFlow]) points.shift();
  }
}
