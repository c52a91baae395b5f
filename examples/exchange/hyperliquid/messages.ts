import type { BookView, ViewLevel } from "../book-view.ts";
import { rounded, withDecimal } from "../decimal-text.ts";
import { price, priceText, quantityText, type Instrument } from "../instrument.ts";
import { fundingIntervalMs, impactNotional } from "../mark.ts";
import type { Trade } from "../market-events.ts";
import type { Market } from "../market.ts";
import { hexDigits } from "../sequence-ids.ts";
import type { LevelText } from "../venue.ts";

const marginTableBase = 50;

export function coinOf({ baseAsset }: Instrument): string {
  return baseAsset;
}

export function levelText(instrument: Instrument, { priceTicks, lots }: ViewLevel): LevelText {
  return [withDecimal(priceText(instrument, priceTicks)), withDecimal(quantityText(instrument, lots))];
}

/** The answer to `l2Book`, and what its subscription says. */
export function book({ market: { instrument }, timeMs, bid, ask }: BookView, isFast = false): object {
  const levels = [bid, ask].map((side) => side.map((level) => levelObject(instrument, level)));
  return { coin: coinOf(instrument), time: timeMs, levels, ...(isFast ? { fast: true } : {}) };
}

export function bestBidAndAsk({ market: { instrument }, timeMs, bid, ask }: BookView): object {
  const bbo = [bid, ask].map(([best]) => (best === undefined ? null : levelObject(instrument, best)));
  return { coin: coinOf(instrument), time: timeMs, bbo };
}

/** `side` is B where the taker bought and A where it sold. */
export function trades(market: Market, all: readonly Trade[]): object[] {
  const { instrument } = market;
  return all.map(({ id, timeMs, priceTicks, lots, aggressor }) => ({
    coin: coinOf(instrument),
    side: aggressor === "buy" ? "B" : "A",
    px: withDecimal(priceText(instrument, priceTicks)),
    sz: withDecimal(quantityText(instrument, lots)),
    time: timeMs,
    hash: `0x${hexDigits(market, id, 64)}`,
    tid: tradeIdOf(market, id),
    users: [1, 2].map((user) => `0x${hexDigits(market, id * 2 + user, 40)}`),
  }));
}

/** What a coin is worth. Funding is of an hour, open interest in coins and of one side. */
export function context(market: Market): object {
  const { instrument, mark, traders, book: rested } = market;
  const priced = (value: number) => withDecimal(rounded(value, instrument.priceDecimals));
  const bid = rested.best("bid");
  const ask = rested.best("ask");
  const hours = fundingIntervalMs / 3_600_000;
  const impactLots = Math.max(1, Math.round((impactNotional / mark.markPrice) * 10 ** instrument.quantityDecimals));
  return {
    funding: withDecimal(rounded(mark.fundingRate / hours, 10)),
    openInterest: withDecimal(quantityText(instrument, traders.openInterestLots())),
    prevDayPx: priced(instrument.openingPrice),
    dayNtlVlm: "0.0",
    premium: withDecimal(rounded(mark.markPrice / mark.indexPrice - 1, 10)),
    oraclePx: priced(mark.indexPrice),
    markPx: priced(mark.markPrice),
    midPx: bid === undefined || ask === undefined ? null : priced(price(instrument, (bid.priceTicks + ask.priceTicks) / 2)),
    impactPxs: (["bid", "ask"] as const).map((side) => priced(price(instrument, rested.meanTicks(side, impactLots) ?? 0))),
    dayBaseVlm: "0.0",
  };
}

/** What is traded, and the steps of leverage that go with it. */
export function meta(instruments: readonly Instrument[]): object {
  return {
    universe: instruments.map((instrument, index) => ({
      szDecimals: instrument.quantityDecimals,
      name: coinOf(instrument),
      maxLeverage: instrument.brackets[0]!.maximumLeverage,
      marginTableId: marginTableBase + index,
    })),
    marginTables: instruments.map(({ brackets }, index) => [marginTableBase + index, {
      description: `${brackets[0]!.maximumLeverage}x, tiered`,
      marginTiers: brackets.map(({ notionalFloor, maximumLeverage }) => ({
        lowerBound: withDecimal(String(notionalFloor)), maxLeverage: maximumLeverage,
      })),
    }]),
    collateralToken: 0,
  };
}

function levelObject(instrument: Instrument, level: ViewLevel): object {
  const [px, sz] = levelText(instrument, level);
  return { px, sz, n: level.orderCount };
}

/** A hash of some fifty bits; never the same for two trades of a market. */
function tradeIdOf(market: Market, id: number): number {
  return Number.parseInt(hexDigits(market, id, 4), 16) * 2 ** 34 + id;
}
