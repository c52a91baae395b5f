import type { BookChange, BookView, ViewLevel } from "../book-view.ts";
import { rounded } from "../decimal-text.ts";
import type { BookTexts, ToldLiquidation } from "../feeds.ts";
import { price, priceText, quantityText, type Instrument } from "../instrument.ts";
import { fundingIntervalMs } from "../mark.ts";
import type { Trade } from "../market-events.ts";
import type { Market } from "../market.ts";
import { hexDigits, type SequenceIds } from "../sequence-ids.ts";
import type { LevelText } from "../venue.ts";

/** The count of the topics begins somewhere; a restart lets it begin at 1. */
const firstCount = 20_000_000;
const insuranceFund = 453_364_270.74;

export function levelText(instrument: Instrument, { priceTicks, lots }: ViewLevel): LevelText {
  return [priceText(instrument, priceTicks), lots === 0 ? "0" : quantityText(instrument, lots)];
}

export function levelTexts({ market: { instrument } }: BookView, levels: readonly ViewLevel[]): LevelText[] {
  return levels.map((level) => levelText(instrument, level));
}

/** When the venue restarted last, by market. */
export type Restarts = WeakMap<Market, { readonly count: number; readonly timeMs: number }>;

/**
 * `u` rises by one with each message of a topic. Who subscribes later begins higher,
 * since a topic has at most one message a period.
 */
export function bookTexts(topic: string, market: Market, periodMs: number, seq: SequenceIds, restarts: Restarts): BookTexts {
  const usualCount = (timeMs: number) => {
    const restart = restarts.get(market);
    const sinceMs = timeMs - (restart?.timeMs ?? 1_600_000_000_000);
    return (restart === undefined ? firstCount : 2) + Math.floor(sinceMs / periodMs);
  };
  let count = 0;
  let restartCount = restarts.get(market)?.count;
  const message = (type: string, u: number, view: BookView, b: LevelText[], a: LevelText[]) => JSON.stringify({
    topic, type, ts: market.timeMs, data: { s: market.instrument.symbol, b, a, u, seq: seq.of(market, view.sequence) }, cts: view.changedMs,
  });
  return {
    snapshot: (view) => {
      const hasRestarted = restartCount !== restarts.get(market)?.count;
      restartCount = restarts.get(market)?.count;
      count = hasRestarted ? 1 : usualCount(market.timeMs);
      const isStale = view.timeMs < market.timeMs;
      const u = isStale && !hasRestarted ? usualCount(view.timeMs) : count;
      return message("snapshot", u, view, levelTexts(view, view.bid), levelTexts(view, view.ask));
    },
    update: ({ after, bid, ask }: BookChange) =>
      message("delta", ++count, after, levelTexts(after, bid), levelTexts(after, ask)),
    restartCount: () => restarts.get(market)?.count ?? 0,
  };
}

export function tradesMessage(topic: string, market: Market, seq: SequenceIds, trades: readonly Trade[]): string {
  const { instrument } = market;
  return JSON.stringify({
    topic,
    type: "snapshot",
    ts: market.timeMs,
    data: trades.map((trade) => ({
      T: trade.timeMs,
      s: instrument.symbol,
      S: trade.aggressor === "buy" ? "Buy" : "Sell",
      v: quantityText(instrument, trade.lots),
      p: priceText(instrument, trade.priceTicks),
      L: trade.aggressor === "buy" ? "PlusTick" : "MinusTick",
      i: uuid(market, trade.id),
      BT: false,
      RPI: false,
      seq: seq.of(market, market.sequence),
    })),
  });
}

/** `S` is the position's side: Buy when a long was liquidated. */
export function liquidationsMessage(topic: string, timeMs: number, told: readonly ToldLiquidation[]): string {
  return JSON.stringify({
    topic,
    type: "snapshot",
    ts: timeMs,
    data: told.map(({ market: { instrument }, liquidation, timeMs: happenedMs }) => ({
      T: happenedMs,
      s: instrument.symbol,
      S: liquidation.side === "long" ? "Buy" : "Sell",
      v: quantityText(instrument, liquidation.lots),
      p: priceText(instrument, liquidation.bankruptcyTicks),
    })),
  });
}

/** There is no deleveraging here: the fund is full at all times. */
export function deleveragingMessage(topic: string, markets: readonly Market[], timeMs: number): string {
  return JSON.stringify({
    topic, type: "snapshot", ts: timeMs,
    data: markets.map(({ instrument: { symbol, quoteAsset } }) => ({
      c: quoteAsset, s: symbol, b: insuranceFund, mb: insuranceFund, i_pr: -0.3, pr: 0, adl_tt: 10_000, adl_sr: -0.25,
    })),
  });
}

/** All that a ticker says. Its deltas have only those that changed. */
export function tickerFields(market: Market): Record<string, string> {
  const { instrument, mark, book, lastTrade, traders } = market;
  const bid = book.best("bid");
  const ask = book.best("ask");
  const lastPrice = lastTrade === null ? instrument.openingPrice : price(instrument, lastTrade.priceTicks);
  const openLots = traders.openInterestLots();
  const openInterest = quantityText(instrument, openLots);
  const value = Number(openInterest) * mark.markPrice;
  const priced = (of: number) => of.toFixed(instrument.priceDecimals);
  return {
    symbol: instrument.symbol,
    tickDirection: lastTrade?.aggressor === "sell" ? "MinusTick" : "PlusTick",
    price24hPcnt: rounded(lastPrice / instrument.openingPrice - 1, 6),
    lastPrice: priced(lastPrice),
    prevPrice24h: priced(instrument.openingPrice),
    markPrice: priced(mark.markPrice),
    indexPrice: priced(mark.indexPrice),
    openInterest: quantityText(instrument, 2 * openLots),
    openInterestValue: (2 * value).toFixed(2),
    fundingIntervalHour: String(fundingIntervalMs / 3_600_000),
    fundingCap: "0.003",
    nextFundingTime: String(mark.nextFundingTimeMs),
    fundingRate: rounded(mark.fundingRate, 8),
    bid1Price: bid === undefined ? "" : priceText(instrument, bid.priceTicks),
    bid1Size: bid === undefined ? "" : quantityText(instrument, bid.lots),
    ask1Price: ask === undefined ? "" : priceText(instrument, ask.priceTicks),
    ask1Size: ask === undefined ? "" : quantityText(instrument, ask.lots),
    singleOpenInterest: openInterest,
    singleOpenInterestValue: value.toFixed(2),
  };
}

function uuid(market: Market, id: number): string {
  const hex = hexDigits(market, id, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `9${hex.slice(17, 20)}`, hex.slice(20)].join("-");
}
