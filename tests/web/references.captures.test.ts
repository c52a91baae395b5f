// The package on whole captures against plain references: after every message, every number.

import { expect, it } from "vitest";
import type { FeedVenue, Market, MarketSnapshot } from "plimsoll";
import type { Message, Recording } from "../../examples/benchmark/src/measure/messages.ts";
import { engine } from "./plimsoll.ts";
import { captures } from "./recorded.ts";
import { BinanceMarket } from "./references/binance.ts";
import * as books from "./references/book.ts";
import type { Level, Sides } from "./references/book.ts";
import { OrderFlow } from "./references/order-flow.ts";
import { Tally } from "./references/tally.ts";
import { TradeFlow } from "./references/trade-flow.ts";

interface Venue {
  readonly venue: FeedVenue;
  readonly isSpot: boolean;
  /** What every quantity is a whole number of. */
  readonly lotsInUnit: number;
  readonly notionalOf: (level: Level) => number;
}

const inCoins = ({ price, quantity }: Level) => price * quantity;
const venues: readonly Venue[] = [
  { venue: "binance-usdm", isSpot: false, lotsInUnit: 1e3, notionalOf: inCoins },
  { venue: "binance-coinm", isSpot: false, lotsInUnit: 1, notionalOf: ({ quantity }) => 100 * quantity },
  { venue: "binance-spot", isSpot: true, lotsInUnit: 1e5, notionalOf: inCoins },
];
const files = venues.flatMap((venue) => captures(venue.venue).map((file) => ({ ...venue, ...file })));
const none = { ...venues[0]!, name: "no recording", read: (): Recording => { throw new Error("there is none"); } };

const counts = [1, 2, 5, 10, 20, 50];
const distancesBps = [1, 5, 10, 25];
const decaysBps = [2, 10];
const whole = 100_000;

/** All that is asked of a book, once for each change of it. */
function ofBook(sides: Sides, notionalOf: (level: Level) => number) {
  const near = books.notionalWithin(sides, 10, notionalOf);
  return {
    midPrice: books.midPrice(sides),
    weightedMid: books.weightedMid(sides),
    bid: sides.bids[0],
    ask: sides.asks[0],
    byCount: counts.map((levels) => books.imbalance(sides, levels)),
    byDistance: distancesBps.map((bps) => books.imbalanceWithin(sides, bps)),
    byDecay: decaysBps.map((bps) => books.weightedImbalance(sides, bps)),
    whole: books.imbalance(sides, whole),
    bidDepth: near?.bid ?? null,
    askDepth: near?.ask ?? null,
  };
}

function ofFlow(flow: OrderFlow, level = 1) {
  return {
    imbalance: flow.imbalance(level),
    normalized: flow.normalizedImbalance(level),
    scale: flow.scale(level),
    depth: flow.depth(level),
  };
}

type Answers = ReturnType<typeof ofBook>;

const countNames = counts.map((levels) => `imbalance of ${levels}`);
const distanceNames = distancesBps.map((bps) => `imbalance within ${bps} bps`);
const decayNames = decaysBps.map((bps) => `imbalance weighted over ${bps} bps`);

function compareSnapshot(tally: Tally, now: MarketSnapshot, expected: Answers | null, at: number): void {
  tally.compare("midPrice", now.midPrice, expected?.midPrice ?? null, at);
  tally.compare("weightedMid", now.weightedMid, expected?.weightedMid ?? null, at);
  tally.compare("bestBidPrice", now.bestBidPrice, expected?.bid?.price ?? null, at);
  tally.compare("bestBidQuantity", now.bestBidQuantity, expected?.bid?.quantity ?? null, at);
  tally.compare("bestAskPrice", now.bestAskPrice, expected?.ask?.price ?? null, at);
  tally.compare("bestAskQuantity", now.bestAskQuantity, expected?.ask?.quantity ?? null, at);
  tally.compare("bidDepth10Bps", now.bidDepth10Bps, expected?.bidDepth ?? null, at);
  tally.compare("askDepth10Bps", now.askDepth10Bps, expected?.askDepth ?? null, at);
  tally.compare("topImbalance", now.topImbalance, expected?.byCount[counts.indexOf(1)] ?? null, at, 1);
  tally.compare("bookImbalance5", now.bookImbalance5, expected?.byCount[counts.indexOf(5)] ?? null, at, 1);
  tally.compare("bookImbalance10", now.bookImbalance10, expected?.byCount[counts.indexOf(10)] ?? null, at, 1);
  tally.compare("bookImbalance20", now.bookImbalance20, expected?.byCount[counts.indexOf(20)] ?? null, at, 1);
  tally.compare("bookImbalance10Bps", now.bookImbalance10Bps, expected?.byDistance[distancesBps.indexOf(10)] ?? null, at, 1);
  tally.compare("weightedImbalance10Bps", now.weightedImbalance10Bps, expected?.byDecay[decaysBps.indexOf(10)] ?? null, at, 1);
}

/** What is asked of the book when it has changed. */
function compareAnswers(tally: Tally, market: Market, expected: Answers, at: number): void {
  counts.forEach((levels, i) => tally.compare(countNames[i]!, market.bookImbalance({ levels }), expected.byCount[i]!, at, 1));
  distancesBps.forEach((withinBps, i) =>
    tally.compare(distanceNames[i]!, market.bookImbalance({ withinBps }), expected.byDistance[i]!, at, 1));
  decaysBps.forEach((decayBps, i) =>
    tally.compare(decayNames[i]!, market.bookImbalance({ decayBps }), expected.byDecay[i]!, at, 1));
  tally.compare("imbalance of all", market.bookImbalance({ levels: whole }), expected.whole, at, 1);
}

const timeMs = ({ localTimeNs }: Message) => Number(localTimeNs) / 1e6;

it.skipIf(files.length === 0).each(files.length === 0 ? [none] : files)("$venue $name: every number is the plain reference's", { timeout: 300_000 }, async (given) => {
  const recording = given.read();
  const feed = (await engine({ strict: true })).openFeed(given.venue);
  const market = feed.market(recording.symbols[0]!);
  const flow = new OrderFlow();
  const trades = new TradeFlow(given.lotsInUnit);
  let flowNow = ofFlow(flow);
  const reference = new BinanceMarket(given.isSpot, {
    onSnapshot: () => flow.breakChain(),
    onUpdate: (sides, venueTimeMs) => {
      flow.add(sides, venueTimeMs);
      flowNow = ofFlow(flow);
    },
    onTrade: (trade) => trades.add(trade),
  });
  const tallies = {
    book: new Tally("book imbalance, mids and depth"),
    asked: new Tally("book imbalance by count, distance and decay"),
    flow: new Tally("order-flow imbalance"),
    trades: new Tally("cumulative volume delta and trade-flow imbalance"),
  };
  let updates = 0;
  let book: Answers | null = null;
  recording.messages.forEach((message, at) => {
    if (message.family === "snapshot") market.apply(message.raw, timeMs(message));
    else feed.ingest(message.raw, timeMs(message));
    reference.take(message.raw);
    const now = market.getSnapshot();
    if (reference.updates !== updates && reference.sides !== null) {
      book = ofBook(reference.sides, given.notionalOf);
      compareAnswers(tallies.asked, market, book, at);
    }
    updates = reference.updates;
    compareSnapshot(tallies.book, now, book, at);
    const { flow: flows, trades: traded } = tallies;
    flows.compare("orderFlowImbalance", now.orderFlowImbalance, flowNow.imbalance, at, flowNow.scale);
    flows.compare("normalizedOrderFlowImbalance", now.normalizedOrderFlowImbalance, flowNow.normalized, at, flowNow.scale / flowNow.depth);
    traded.compare("cumulativeVolumeDelta", now.cumulativeVolumeDelta, trades.cumulativeVolumeDelta(), at, trades.quantity());
    traded.compare("tradeFlowImbalance", now.tradeFlowImbalance, trades.imbalance(), at, 1);
  });
  for (const tally of Object.values(tallies)) console.log(`  ${given.name}, ${tally.line()}`);
  for (const tally of Object.values(tallies)) expect(tally.failures, tally.name).toEqual([]);
});
