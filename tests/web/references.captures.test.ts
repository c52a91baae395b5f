// The package on whole captures against plain references: after every message, every number.

import { expect, it } from "vitest";
import type { FeedVenue, Market, MarketSnapshot } from "plimsoll";
import type { Message, Recording } from "../../examples/benchmark/src/measure/messages.ts";
import { engine } from "./plimsoll.ts";
import { captures } from "./recorded.ts";
import { BinanceMarket } from "./references/binance.ts";
import { BybitMarket } from "./references/bybit.ts";
import type { Follower, Listener } from "./references/follower.ts";
import { all, counts, decaysBps, distancesBps, ofBook, ReferenceMarket, type Scales } from "./references/market.ts";
import { Tally } from "./references/tally.ts";

interface Venue extends Scales {
  readonly venue: FeedVenue;
  readonly follower: (symbol: string, listener: Listener) => Follower;
}

const linear: Pick<Scales, "notionalOf"> = { notionalOf: ({ price, quantity }) => price * quantity };
const binance = (isSpot: boolean): Pick<Venue, "follower"> => ({ follower: (_, listener) => new BinanceMarket(isSpot, listener) });
const bybit: Pick<Venue, "follower"> = { follower: (symbol, listener) => new BybitMarket(symbol, listener) };
const venues: readonly Venue[] = [
  { venue: "binance-usdm", ...binance(false), ...linear, lotsInUnit: 1e3, bucketQuantity: 10 },
  { venue: "binance-coinm", ...binance(false), notionalOf: ({ quantity }) => 100 * quantity, lotsInUnit: 1, bucketQuantity: 400 },
  { venue: "binance-spot", ...binance(true), ...linear, lotsInUnit: 1e5, bucketQuantity: 1 },
  { venue: "bybit-linear", ...bybit, ...linear, lotsInUnit: 1e3, bucketQuantity: 0.01 },
  { venue: "bybit-spot", ...bybit, ...linear, lotsInUnit: 1e6, bucketQuantity: 0.01 },
];
const files = venues.flatMap((venue) => captures(venue.venue).map((file) => ({ ...venue, ...file })));
const none = { ...venues[0]!, name: "no recording", read: (): Recording => { throw new Error("there is none"); } };

type Answers = ReturnType<typeof ofBook>;

const countNames = counts.map((levels) => `imbalance of ${levels}`);
const distanceNames = distancesBps.map((bps) => `imbalance within ${bps} bps`);
const decayNames = decaysBps.map((bps) => `imbalance weighted over ${bps} bps`);

function compareBook(tally: Tally, now: MarketSnapshot, expected: Answers | null, at: number): void {
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
  tally.compare("imbalance of all", market.bookImbalance({ levels: all }), expected.all, at, 1);
}

function compareFlow(tally: Tally, now: MarketSnapshot, { touchFlow }: ReferenceMarket, at: number): void {
  const flow = touchFlow.of(1);
  tally.compare("orderFlowImbalance", now.orderFlowImbalance, flow.imbalance, at, flow.scale);
  tally.compare("normalizedOrderFlowImbalance", now.normalizedOrderFlowImbalance, flow.normalized, at, flow.scale / flow.depth);
}

function compareTrades(tally: Tally, now: MarketSnapshot, { trades }: ReferenceMarket, at: number): void {
  tally.compare("cumulativeVolumeDelta", now.cumulativeVolumeDelta, trades.cumulativeVolumeDelta(), at, trades.quantity());
  tally.compare("tradeFlowImbalance", now.tradeFlowImbalance, trades.imbalance(), at, 1);
}

const timeMs = ({ localTimeNs }: Message) => Number(localTimeNs) / 1e6;

it.skipIf(files.length === 0).each(files.length === 0 ? [none] : files)("$venue $name: every number is the plain reference's", { timeout: 300_000 }, async (given) => {
  const { symbols, messages } = given.read();
  const feed = (await engine({ strict: true })).openFeed(given.venue);
  const isBinance = given.venue.startsWith("binance");
  const tallies = {
    book: new Tally("imbalance, mids and depth of the book"),
    asked: new Tally("imbalance by count, distance and decay"),
    flow: new Tally("order-flow imbalance"),
    trades: new Tally("volume delta and trade-flow imbalance"),
  };
  const followed = symbols.map((symbol) => {
    const reference = new ReferenceMarket(given);
    return { market: feed.market(symbol), reference, follower: given.follower(symbol, reference), updates: 0, book: null as Answers | null };
  });
  messages.forEach((message, at) => {
    if (message.family === "snapshot") followed[message.market]!.market.apply(message.raw, timeMs(message));
    else feed.ingest(message.raw, timeMs(message));
    followed.forEach((one, place) => {
      const { market, reference, follower } = one;
      if (!isBinance || message.market === place) follower.take(message.raw);
      if (follower.updates !== one.updates && follower.sides !== null) {
        one.book = ofBook(follower.sides, given.notionalOf);
        compareAnswers(tallies.asked, market, one.book, at);
      }
      one.updates = follower.updates;
      const now = market.getSnapshot();
      compareBook(tallies.book, now, one.book, at);
      compareFlow(tallies.flow, now, reference, at);
      compareTrades(tallies.trades, now, reference, at);
    });
  });
  for (const tally of Object.values(tallies)) {
    console.log(`  ${given.venue} ${tally.line()}`);
    expect(tally.failures, tally.name).toEqual([]);
    expect(tally.compared, tally.name).toBeGreaterThan(messages.length / 10);
  }
});
