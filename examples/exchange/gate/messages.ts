import type { BookView, ViewLevel } from "../book-view.ts";
import { rounded, trimmed } from "../decimal-text.ts";
import type { BookTexts, ToldLiquidation } from "../feeds.ts";
import { price, priceText, quantity, quantityText, tickSize, type Instrument } from "../instrument.ts";
import { fundingIntervalMs } from "../mark.ts";
import type { Trade } from "../market-events.ts";
import type { Market } from "../market.ts";
import type { SequenceIds } from "../sequence-ids.ts";
import { longShare, type LevelText } from "../venue.ts";

const tradeIdBase = 600_000_000;

export function contractName({ baseAsset, quoteAsset }: Instrument): string {
  return `${baseAsset}_${quoteAsset}`;
}

/** Whole contracts: of 0.0001 BTC as on the venue, and of one lot of the others. */
export function contracts(instrument: Instrument, lots: number): number {
  return lots * contractsInLot(instrument);
}

export function levelText(instrument: Instrument, { priceTicks, lots }: ViewLevel): LevelText {
  return [trimmed(priceText(instrument, priceTicks)), String(contracts(instrument, lots))];
}

function levelTexts({ market: { instrument } }: BookView, levels: readonly ViewLevel[]): LevelText[] {
  return levels.map((level) => levelText(instrument, level));
}

function levelObjects({ market: { instrument } }: BookView, levels: readonly ViewLevel[]): object[] {
  return levels.map(({ priceTicks, lots }) => ({ p: trimmed(priceText(instrument, priceTicks)), s: contracts(instrument, lots) }));
}

/** What all pushed messages of a channel have around their result. */
export function push(channel: string, timeMs: number, result: object): string {
  return JSON.stringify({ time: Math.floor(timeMs / 1_000), time_ms: timeMs, channel, event: "update", result });
}

/** `futures.obu`: whole at first and whenever the ids begin again, then what changed. */
export function obuTexts(name: string, market: Market, ids: SequenceIds): BookTexts {
  const message = (result: object) => JSON.stringify({ channel: "futures.obu", result, time_ms: market.timeMs });
  return {
    snapshot: (view) => message({
      t: view.timeMs, full: true, s: name, u: ids.of(market, view.sequence),
      b: levelTexts(view, view.bid), a: levelTexts(view, view.ask),
    }),
    update: ({ before, after, bid, ask }) => message({
      t: after.timeMs, s: name, U: ids.of(market, before.sequence) + 1, u: ids.of(market, after.sequence),
      b: levelTexts(after, bid), a: levelTexts(after, ask),
    }),
    restartCount: () => ids.restartCount(market),
  };
}

/** `futures.order_book_update`: only what changed; its snapshot is fetched. */
export function bookUpdate(level: string, ids: SequenceIds, before: BookView, after: BookView, changes: {
  readonly bid: readonly ViewLevel[]; readonly ask: readonly ViewLevel[];
}): string {
  const { market } = after;
  return push("futures.order_book_update", market.timeMs, {
    t: after.timeMs, s: contractName(market.instrument), U: ids.of(market, before.sequence) + 1,
    u: ids.of(market, after.sequence), b: levelObjects(after, changes.bid), a: levelObjects(after, changes.ask), l: level,
  });
}

export function fetchedBook(view: BookView, ids: SequenceIds, withId: boolean): object {
  return {
    ...(withId ? { id: ids.of(view.market, view.sequence) } : {}),
    current: view.market.timeMs / 1_000, update: view.changedMs / 1_000,
    asks: levelObjects(view, view.ask), bids: levelObjects(view, view.bid),
  };
}

/** Where nobody quotes a price is "" and a size 0. */
export function bookTicker({ market, timeMs, sequence, bid, ask }: BookView, ids: SequenceIds): string {
  const { instrument } = market;
  const touch = (level: ViewLevel | undefined) =>
    [level === undefined ? "" : levelText(instrument, level)[0], contracts(instrument, level?.lots ?? 0)] as const;
  const [b, B] = touch(bid[0]);
  const [a, A] = touch(ask[0]);
  return push("futures.book_ticker", timeMs, { t: timeMs, u: ids.of(market, sequence), s: contractName(instrument), b, B, a, A });
}

/** Those with the insurance fund are internal. A seller's size is below zero. */
export function tradesMessage({ instrument, timeMs }: Market, trades: readonly Trade[]): string {
  return push("futures.trades", timeMs, trades.map((trade) => ({
    id: tradeIdBase + trade.id,
    contract: contractName(instrument),
    create_time: Math.floor(trade.timeMs / 1_000),
    create_time_ms: trade.timeMs,
    size: signed(contracts(instrument, trade.lots), trade.aggressor === "sell"),
    price: trimmed(priceText(instrument, trade.priceTicks)),
    ...(trade.counterparty === "insuranceFund" ? { is_internal: true } : {}),
  })));
}

export function ticker({ instrument, mark, traders, lastTrade, book, timeMs }: Market): object {
  const priced = (value: number) => rounded(value, instrument.priceDecimals);
  const lastPrice = lastTrade === null ? instrument.openingPrice : price(instrument, lastTrade.priceTicks);
  const openLots = traders.openInterestLots();
  const bestOf = (side: "bid" | "ask") => priced(price(instrument, book.best(side)?.priceTicks ?? 0));
  return {
    contract: contractName(instrument), last: priced(lastPrice), change_percentage: "0",
    total_size: String(contracts(instrument, openLots)), volume_24h: "0", volume_24h_base: "0", volume_24h_quote: "0",
    mark_price: priced(mark.markPrice), funding_rate: rounded(mark.fundingRate, 8),
    funding_rate_indicative: rounded(mark.fundingRate, 8), funding_interval: fundingIntervalMs / 1_000, funding_offset: 0,
    funding_next_apply: mark.nextFundingTimeMs / 1_000, index_price: priced(mark.indexPrice), quanto_base_rate: "",
    low_24h: priced(instrument.openingPrice), high_24h: priced(instrument.openingPrice),
    highest_bid: bestOf("bid"), lowest_ask: bestOf("ask"), t: timeMs,
  };
}

/** The size is the order's: below zero, it sells what a long had. */
export function liquidationsMessage(timeMs: number, told: readonly ToldLiquidation[]): string {
  return push("futures.public_liquidates", timeMs, told.map(({ market: { instrument }, liquidation, timeMs: happenedMs }) => ({
    price: Number(priceText(instrument, liquidation.bankruptcyTicks)),
    size: signed(contracts(instrument, liquidation.lots), liquidation.side === "long"),
    time: Math.floor(happenedMs / 1_000), time_ms: happenedMs, contract: contractName(instrument),
  })));
}

export function statistics(market: Market): object {
  const { instrument, mark, traders, timeMs } = market;
  const openLots = traders.openInterestLots();
  const long = longShare(market);
  const ratio = Math.round((1e4 * long) / Math.max(1e-4, 1 - long)) / 1e4;
  return {
    time: Math.floor(timeMs / 60_000) * 60, lsr_account: ratio, open_interest: contracts(instrument, openLots),
    open_interest_usd: quantity(instrument, openLots) * mark.markPrice, mark_price: mark.markPrice, top_lsr_account: ratio,
    long_liq_size: 0, short_liq_size: 0,
  };
}

export function listing(instrument: Instrument): object {
  const { brackets, liquidationFeeRate, priceDecimals } = instrument;
  const multiplier = (Number(quantityText(instrument, 1)) / contractsInLot(instrument)).toFixed(8);
  return {
    name: contractName(instrument), type: "direct", quanto_multiplier: trimmed(multiplier), ref_discount_rate: "0",
    order_price_deviate: "0.2", maintenance_rate: String(brackets[0]!.maintenanceMarginRate), mark_type: "index",
    mark_price_round: trimmed((10 ** -priceDecimals).toFixed(priceDecimals)),
    order_price_round: trimmed(tickSize(instrument).toFixed(priceDecimals)), leverage_min: "1",
    leverage_max: String(brackets[0]!.maximumLeverage), risk_limit_base: String(brackets[0]!.notionalCap),
    liquidation_fee_rate: String(liquidationFeeRate), funding_interval: fundingIntervalMs / 1_000, order_size_min: 1,
    order_size_max: 1_000_000, in_delisting: false, enable_decimal: false, status: "trading",
  };
}

function contractsInLot({ baseAsset }: Instrument): number {
  return baseAsset === "BTC" ? 10 : 1;
}

function signed(size: number, isSale: boolean): number {
  return isSale ? -size : size;
}
