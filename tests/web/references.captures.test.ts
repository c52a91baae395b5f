// The package on whole captures against plain references: after every message, every number.

import { expect, it } from "vitest";
import type { AnalyzedMarket, AnalyzedSnapshot, Feed, FeedVenue } from "plimsoll/full";
import type { Message, Recording } from "../../examples/benchmark/src/measure/messages.ts";
import { fullEngine } from "./plimsoll.ts";
import { captures } from "./recorded.ts";
import { BinanceMarket } from "./references/binance.ts";
import { BybitMarket } from "./references/bybit.ts";
import type { Follower, Listener } from "./references/follower.ts";
import { all, counts, decaysBps, distancesBps, ofBook, ReferenceMarket, type Scales } from "./references/market.ts";
import type { TradeFits } from "./references/price-impact.ts";
import { Tally } from "./references/tally.ts";
import { sizeEdges } from "./references/trade-flow.ts";

interface Venue extends Scales {
  readonly venue: FeedVenue;
  readonly follower: (symbol: string, listener: Listener) => Follower;
}

const linear: Pick<Scales, "notionalOf"> = { notionalOf: ({ price, quantity }) => price * quantity };
const binance = (isSpot: boolean): Pick<Venue, "follower"> => ({ follower: (_, listener) => new BinanceMarket(isSpot, listener) });
const bybit: Pick<Venue, "follower"> = { follower: (symbol, listener) => new BybitMarket(symbol, listener) };
// No trade fills so many buckets that some are only counted.
const venues: readonly Venue[] = [
  { venue: "binance-usdm", ...binance(false), ...linear, lotsInUnit: 1e3, bucketQuantity: 10 },
  { venue: "binance-coinm", ...binance(false), notionalOf: ({ quantity }) => 100 * quantity, lotsInUnit: 1, bucketQuantity: 400 },
  { venue: "binance-spot", ...binance(true), ...linear, lotsInUnit: 1e5, bucketQuantity: 1 },
  { venue: "bybit-linear", ...bybit, ...linear, lotsInUnit: 1e3, bucketQuantity: 0.06 },
  { venue: "bybit-spot", ...bybit, ...linear, lotsInUnit: 1e6, bucketQuantity: 0.01 },
];
const files = venues.flatMap((venue) => captures(venue.venue).map((file) => ({ ...venue, ...file })));
const none = { ...venues[0]!, name: "no recording", read: (): Recording => { throw new Error("there is none"); } };

type Answers = ReturnType<typeof ofBook>;

const countNames = counts.map((levels) => `imbalance of ${levels}`);
const distanceNames = distancesBps.map((bps) => `imbalance within ${bps} bps`);
const decayNames = decaysBps.map((bps) => `imbalance weighted over ${bps} bps`);

function compareBook(tally: Tally, now: AnalyzedSnapshot, expected: Answers | null, at: number): void {
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
function compareAnswers(tally: Tally, market: AnalyzedMarket, expected: Answers, at: number): void {
  counts.forEach((levels, i) => tally.compare(countNames[i]!, market.bookImbalance({ levels }), expected.byCount[i]!, at, 1));
  distancesBps.forEach((withinBps, i) =>
    tally.compare(distanceNames[i]!, market.bookImbalance({ withinBps }), expected.byDistance[i]!, at, 1));
  decaysBps.forEach((decayBps, i) =>
    tally.compare(decayNames[i]!, market.bookImbalance({ decayBps }), expected.byDecay[i]!, at, 1));
  tally.compare("imbalance of all", market.bookImbalance({ levels: all }), expected.all, at, 1);
}

function compareFlow(tally: Tally, now: AnalyzedSnapshot, { touchFlow }: ReferenceMarket, at: number): void {
  const flow = touchFlow.of(1);
  tally.compare("orderFlowImbalance", now.orderFlowImbalance, flow.imbalance, at, flow.scale);
  tally.compare("normalizedOrderFlowImbalance", now.normalizedOrderFlowImbalance, flow.normalized, at, flow.scale / flow.depth);
}

function compareTrades(tally: Tally, now: AnalyzedSnapshot, { trades }: ReferenceMarket, at: number): void {
  tally.compare("cumulativeVolumeDelta", now.cumulativeVolumeDelta, trades.cumulativeVolumeDelta(), at, trades.quantity());
  tally.compare("tradeFlowImbalance", now.tradeFlowImbalance, trades.imbalance(), at, 1);
}

function comparePrices(tally: Tally, { market, book, at }: { market: AnalyzedMarket; book: Answers; at: number }): void {
  for (const [found, expected] of [
    [market.depthPrices({ levels: 5 }), book.pricesOfBest],
    [market.depthPrices({ withinBps: 10 }), book.pricesNear],
  ] as const) {
    tally.compare("volumeAdjustedMid", found.volumeAdjustedMid, expected?.volumeAdjustedMid ?? null, at);
    tally.compare("weightedDepthPrice", found.weightedDepthPrice, expected?.weightedDepthPrice ?? null, at);
    tally.compare("effectiveMid", found.effectiveMid, expected?.effectiveMid ?? null, at);
  }
}

function compareLevels(tally: Tally, market: AnalyzedMarket, { levelFlow }: ReferenceMarket, at: number): void {
  market.orderFlowByLevel().forEach((found, i) => {
    const expected = levelFlow.of(i + 1);
    tally.compare(levelNames[i]!, found.imbalance, expected.imbalance, at, expected.scale);
    tally.compare(levelNames[i]!, found.normalizedImbalance, expected.normalized, at, expected.scale / expected.depth);
    tally.compare(levelNames[i]!, Number(found.isWhole), Number(expected.isWhole), at);
  });
}

const levelNames = Array.from({ length: 10 }, (_, i) => `order flow of level ${i + 1}`);

function compareSizes(tally: Tally, market: AnalyzedMarket, { sizes }: ReferenceMarket, at: number): void {
  market.tradesBySize().forEach((found, i) => {
    const expected = sizes.bySize[i]!;
    tally.compare("fromNotional", found.fromNotional, sizeEdges[i]!, at);
    tally.compare("bought", found.bought, expected.bought(), at);
    tally.compare("sold", found.sold, expected.sold(), at);
    tally.compare("imbalance of a size", found.imbalance, expected.imbalance(), at, 1);
  });
}

function compareIntegrated(tally: Tally, now: AnalyzedSnapshot, { integrated, integratedFlow }: ReferenceMarket, at: number): void {
  tally.compare("integratedOrderFlowImbalance", now.integratedOrderFlowImbalance, integratedFlow, at, 1);
  tally.compare("orderFlowExplainedShare", now.orderFlowExplainedShare, integrated.component?.share ?? null, at, 1);
}

function compareImpact(tally: Tally, now: AnalyzedSnapshot, { quantity, notional, illiquidity }: TradeFits, at: number): void {
  tally.compare("kyleLambda", now.kyleLambda, quantity.slope, at, quantity.slopeScale);
  tally.compare("kyleLambdaRSquared", now.kyleLambdaRSquared, quantity.rSquared, at, 1);
  tally.compare("kyleLambdaBps", now.kyleLambdaBps, notional.slope, at, notional.slopeScale);
  tally.compare("illiquidity", now.illiquidity, illiquidity, at);
}

function compareFlowImpact(tally: Tally, now: AnalyzedSnapshot, { orderFlowImpact }: ReferenceMarket, at: number): void {
  const { slope, rSquared, slopeScale } = orderFlowImpact.fit();
  tally.compare("orderFlowImpact", now.orderFlowImpact, slope, at, slopeScale);
  tally.compare("orderFlowImpactRSquared", now.orderFlowImpactRSquared, rSquared, at, 1);
}

/** Two views of one market that are asked to follow it differently. */
function open(feeds: readonly Feed<AnalyzedMarket>[], symbol: string, given: Venue) {
  const [byTakers, byPrices] = feeds.map((feed) => feed.market(symbol)) as [AnalyzedMarket, AnalyzedMarket];
  const settings = { vpinBucketQuantity: given.bucketQuantity, followsFunding: false, followsPositioning: false };
  byTakers.analyze(settings);
  byPrices.analyze({ ...settings, followsBook: false, vpinByBulkVolume: true, impactBinMs: 1_000 });
  const reference = new ReferenceMarket(given);
  return { byTakers, byPrices, reference, follower: given.follower(symbol, reference), book: null as Answers | null };
}

const families = {
  book: "imbalance, mids and depth of the book",
  asked: "imbalance by count, distance and decay",
  prices: "volume-adjusted mid and its like",
  flow: "order-flow imbalance",
  levels: "order-flow imbalance of ten levels",
  integrated: "integrated order-flow imbalance",
  flowImpact: "impact of order flow",
  trades: "volume delta and trade-flow imbalance",
  sizes: "the same by size of trade",
  impact: "Kyle's lambda and Amihud's illiquidity, 10 s",
  quickImpact: "Kyle's lambda and Amihud's illiquidity, 1 s",
  vpin: "VPIN by takers' sides",
  bulkVpin: "VPIN by bulk volume",
  z: "robust z of the imbalance",
};
type Tallies = Record<keyof typeof families, Tally>;

function compareAll(tallies: Tallies, { byTakers, byPrices, reference, book }: ReturnType<typeof open>, what: { at: number; isQuote: boolean }): void {
  const { at, isQuote } = what;
  const now = byTakers.getSnapshot();
  compareBook(tallies.book, now, book, at);
  compareFlow(tallies.flow, now, reference, at);
  compareTrades(tallies.trades, now, reference, at);
  compareIntegrated(tallies.integrated, now, reference, at);
  compareFlowImpact(tallies.flowImpact, now, reference, at);
  compareImpact(tallies.impact, now, reference.tenSeconds.fits(), at);
  tallies.vpin.compare("vpin", now.vpin, reference.takerSideVpin.value(), at);
  tallies.z.compare("bookImbalanceZ", now.bookImbalanceZ, reference.imbalanceZ, at, reference.usual.scale);
  tallies.prices.compare("volumeAdjustedMid10", now.volumeAdjustedMid10, book?.volumeAdjustedMid10 ?? null, at);
  if (isQuote) return;
  const other = byPrices.getSnapshot();
  compareImpact(tallies.quickImpact, other, reference.oneSecond.fits(), at);
  tallies.bulkVpin.compare("vpin", other.vpin, reference.bulkVolumeVpin.value(), at);
}

const timeMs = ({ localTimeNs }: Message) => Number(localTimeNs) / 1e6;

it.skipIf(files.length === 0).each(files.length === 0 ? [none] : files)("$venue $name: every number is the plain reference's", { timeout: 300_000 }, async (given) => {
  const { symbols, messages } = given.read();
  const plimsoll = await fullEngine({ strict: true });
  const feeds = [plimsoll.openFeed(given.venue), plimsoll.openFeed(given.venue)];
  const isBinance = given.venue.startsWith("binance");
  const tallies = Object.fromEntries(Object.entries(families).map(([key, name]) => [key, new Tally(name)])) as Tallies;
  const followed = symbols.map((symbol) => open(feeds, symbol, given));
  messages.forEach((message, at) => {
    followed.forEach((one, place) => {
      const { byTakers, byPrices, reference, follower } = one;
      const { updates } = follower;
      const traded = reference.trades.quantity();
      const isOurs = !isBinance || message.market === place;
      if (message.family !== "snapshot" && place === 0) for (const feed of feeds) feed.ingest(message.raw, timeMs(message));
      if (message.family === "snapshot" && isOurs) for (const market of [byTakers, byPrices]) market.apply(message.raw, timeMs(message));
      reference.localTimeMs = timeMs(message);
      if (isOurs) follower.take(message.raw);
      if (follower.updates !== updates && follower.sides !== null) {
        one.book = ofBook(follower.sides, given.notionalOf);
        compareAnswers(tallies.asked, byTakers, one.book, at);
        comparePrices(tallies.prices, { market: byTakers, book: one.book, at });
        compareLevels(tallies.levels, byTakers, reference, at);
      }
      const isTraded = reference.trades.quantity() !== traded;
      if (isTraded) compareSizes(tallies.sizes, byTakers, reference, at);
      compareAll(tallies, one, { at, isQuote: follower.updates === updates && !isTraded });
    });
  });
  for (const tally of Object.values(tallies)) console.log(`  ${given.venue} ${tally.line()}`);
  for (const tally of Object.values(tallies)) {
    expect(tally.failures, tally.name).toEqual([]);
    // Minutes are too few to warm up where a capture is a few seconds.
    if (isBinance) expect(tally.compared, tally.name).toBeGreaterThan(messages.length / 10);
  }
});
