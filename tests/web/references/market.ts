// All references of one market, fed with what a follower tells.

import * as books from "./book.ts";
import type { Level, Sides } from "./book.ts";
import type { Listener } from "./follower.ts";
import { IntegratedFlow } from "./integrated-flow.ts";
import { OrderFlow, touches } from "./order-flow.ts";
import { OrderFlowImpact, TradeImpact } from "./price-impact.ts";
import { Usual } from "./robust-z.ts";
import { type Trade, TradeFlow, TradeSizes } from "./trade-flow.ts";
import { Vpin } from "./vpin.ts";

/** What a venue's numbers are counted in, and what the analytics are asked to do. */
export interface Scales {
  /** What every quantity is a whole number of. */
  readonly lotsInUnit: number;
  readonly notionalOf: (level: Level) => number;
  readonly bucketQuantity: number;
}

export const counts = [1, 2, 5, 10, 20, 50];
export const distancesBps = [1, 5, 10, 25];
export const decaysBps = [2, 10];
export const all = 100_000;

/** All that is asked of a book, once for each change of it. */
export function ofBook(sides: Sides, notionalOf: (level: Level) => number) {
  const near = books.notionalWithin(sides, 10, notionalOf);
  return {
    bid: sides.bids[0],
    ask: sides.asks[0],
    midPrice: books.midPrice(sides),
    weightedMid: books.weightedMid(sides),
    volumeAdjustedMid10: books.volumeAdjustedMid(sides, 10),
    pricesOfBest: depthPrices(books.best(sides, 5)),
    pricesNear: depthPrices(books.within(sides, 10)),
    byCount: counts.map((levels) => books.imbalance(sides, levels)),
    byDistance: distancesBps.map((bps) => books.imbalanceWithin(sides, bps)),
    byDecay: decaysBps.map((bps) => books.weightedImbalance(sides, bps)),
    all: books.imbalance(sides, all),
    bidDepth: near?.bid ?? null,
    askDepth: near?.ask ?? null,
  };
}

/** Of the levels that count; null where there is no mid. */
function depthPrices(sides: Sides | null) {
  return sides && {
    volumeAdjustedMid: books.volumeAdjustedMid(sides, Infinity),
    weightedDepthPrice: books.weightedDepthPrice(sides),
    effectiveMid: books.effectiveMid(sides),
  };
}

const flowLevels = 10;
const flowWindowMs = 10_000;

export class ReferenceMarket implements Listener {
  readonly trades: TradeFlow;
  readonly takerSideVpin: Vpin;
  readonly bulkVolumeVpin: Vpin;
  readonly tenSeconds: TradeImpact;
  readonly oneSecond: TradeImpact;
  readonly orderFlowImpact = new OrderFlowImpact();
  readonly integrated = new IntegratedFlow();
  readonly levelFlow = new OrderFlow(flowLevels);
  readonly touchFlow = new OrderFlow();
  readonly sizes: TradeSizes;
  readonly usual = new Usual();
  scaledFlows: readonly number[] | null = null;
  integratedFlow: number | null = null;
  imbalanceZ: number | null = null;
  /** Of the message that is being taken. */
  localTimeMs = 0;
  #firstUpdateMs: number | null = null;

  constructor({ lotsInUnit, notionalOf, bucketQuantity }: Scales) {
    this.trades = new TradeFlow(lotsInUnit);
    this.takerSideVpin = new Vpin(bucketQuantity, "takerSide", lotsInUnit);
    this.bulkVolumeVpin = new Vpin(bucketQuantity, "bulkVolume", lotsInUnit);
    const notional = ({ price, quantity }: Trade) => notionalOf({ price, hundredths: price * 100, quantity });
    this.sizes = new TradeSizes(lotsInUnit, notional);
    this.tenSeconds = new TradeImpact(10_000, notional);
    this.oneSecond = new TradeImpact(1_000, notional);
  }

  onSnapshot(): void {
    this.touchFlow.breakChain();
  }

  /** What was kept for the snapshot counts for the touch alone: the rest begins once joined. */
  onUpdate(sides: Sides, venueTimeMs: number, isKept: boolean): void {
    this.touchFlow.add(sides, venueTimeMs);
    if (isKept) return;
    const flows = this.levelFlow.add(sides, venueTimeMs);
    this.scaledFlows = this.levelFlow.scaledImbalances();
    this.#integrate(venueTimeMs);
    const imbalance = books.imbalance(sides, 10)!;
    this.usual.look(imbalance, this.localTimeMs);
    this.imbalanceZ = this.usual.z(imbalance);
    const touch = touches(sides, 1)[0]!;
    this.orderFlowImpact.add(touch, flows?.[0] ?? null, venueTimeMs);
    for (const impact of [this.tenSeconds, this.oneSecond]) impact.addTouch(touch, venueTimeMs);
  }

  /** The first sample, too, is of a whole window. */
  #integrate(venueTimeMs: number): void {
    this.#firstUpdateMs ??= venueTimeMs;
    const flows = this.scaledFlows;
    if (flows === null) return;
    if (venueTimeMs >= this.#firstUpdateMs + flowWindowMs) this.integrated.add(flows, venueTimeMs);
    this.integratedFlow = this.integrated.imbalance(flows);
  }

  onJoined(): void {
    this.levelFlow.breakChain();
    for (const impact of [this.orderFlowImpact, this.tenSeconds, this.oneSecond]) impact.breakChain();
  }

  onTrade(trade: Trade): void {
    this.trades.add(trade);
    this.sizes.add(trade);
    this.takerSideVpin.add(trade);
    this.bulkVolumeVpin.add(trade);
    for (const impact of [this.tenSeconds, this.oneSecond]) impact.addTrade(trade);
  }
}
