import type { BookChange, BookView, LevelChange, ViewLevel } from "../book-view.ts";
import { rounded, withDecimal } from "../decimal-text.ts";
import type { BookTexts } from "../feeds.ts";
import { price, priceText, quantityText, tickSize, lotSize, type Instrument } from "../instrument.ts";
import type { Trade } from "../market-events.ts";
import type { Market } from "../market.ts";
import type { SequenceIds } from "../sequence-ids.ts";
import type { LevelText } from "../venue.ts";

/** Ids here are beyond what a double can hold. */
const changeIdBase = 9_100_000_000_000_000_000n;
const tradeIdBase = 380_000_000;

export function instrumentName({ baseAsset }: Instrument): string {
  return `${baseAsset}_USDC-PERPETUAL`;
}

export function levelText(instrument: Instrument, { priceTicks, lots }: ViewLevel): LevelText {
  return [withDecimal(priceText(instrument, priceTicks)), withDecimal(quantityText(instrument, lots))];
}

/** `[[60000.1,0.5],...]` */
function levelTexts({ instrument }: Market, levels: readonly ViewLevel[]): string {
  return `[${levels.map((level) => `[${levelText(instrument, level).join(",")}]`).join(",")}]`;
}

/** `[["new",60000.1,0.5],...]` */
function changeTexts({ instrument }: Market, levels: readonly (ViewLevel | LevelChange)[]): string {
  return `[${levels.map((level) => `["${actionOf(level)}",${levelText(instrument, level).join(",")}]`).join(",")}]`;
}

function actionOf(level: ViewLevel | LevelChange): string {
  if (level.lots === 0) return "delete";
  return !("isNew" in level) || level.isNew ? "new" : "change";
}

export function notification(channel: string, data: string): string {
  return `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"${channel}","data":${data}}}`;
}

export function bookTexts(channel: string, market: Market, ids: SequenceIds): BookTexts {
  const name = instrumentName(market.instrument);
  return {
    snapshot: (view) => notification(channel,
      `{"type":"snapshot","timestamp":${view.timeMs},"instrument_name":"${name}","change_id":${changeId(view, ids)},` +
      `"bids":${changeTexts(market, view.bid)},"asks":${changeTexts(market, view.ask)}}`),
    update: ({ before, after, bid, ask }: BookChange) => notification(channel,
      `{"type":"change","timestamp":${after.timeMs},"prev_change_id":${changeId(before, ids)},"instrument_name":"${name}",` +
      `"change_id":${changeId(after, ids)},"bids":${changeTexts(market, bid)},"asks":${changeTexts(market, ask)}}`),
  };
}

export function groupedBook(channel: string, ids: SequenceIds, view: BookView): string {
  const { market } = view;
  return notification(channel,
    `{"timestamp":${view.timeMs},"instrument_name":"${instrumentName(market.instrument)}","change_id":${changeId(view, ids)},` +
    `"bids":${levelTexts(market, view.bid)},"asks":${levelTexts(market, view.ask)}}`);
}

export function quoteMessage(channel: string, view: BookView): string {
  return notification(channel, `{"timestamp":${view.timeMs},"instrument_name":"${instrumentName(view.market.instrument)}",${touch(view)}}`);
}

/** The answer to `public/get_order_book`, and as a ticker to `public/ticker`. */
export function orderBook(view: BookView, ids: SequenceIds): string {
  const { market } = view;
  return `${ticker(view).slice(0, -1)},"change_id":${changeId(view, ids)},` +
    `"bids":${levelTexts(market, view.bid)},"asks":${levelTexts(market, view.ask)}}`;
}

export function ticker(view: BookView): string {
  const { instrument, mark, traders, lastTrade } = view.market;
  const lastPrice = lastTrade === null ? "null" : withDecimal(priceText(instrument, lastTrade.priceTicks));
  const opening = withDecimal(String(instrument.openingPrice));
  const priced = (value: number) => withDecimal(rounded(value, instrument.priceDecimals + 2));
  return `{"timestamp":${view.timeMs},"state":"open","stats":{"high":${opening},"low":${opening},"price_change":0.0,` +
    `"volume":0.0,"volume_usd":0.0,"volume_notional":0.0},"index_price":${priced(mark.indexPrice)},` +
    `"instrument_name":"${instrumentName(instrument)}","last_price":${lastPrice},"settlement_price":${opening},` +
    `"min_price":${priced(mark.markPrice * 0.985)},"max_price":${priced(mark.markPrice * 1.015)},` +
    `"open_interest":${withDecimal(quantityText(instrument, traders.openInterestLots()))},"mark_price":${priced(mark.markPrice)},` +
    `"interest_value":${withDecimal(rounded(mark.fundingRate, 8))},${touch(view)},` +
    `"estimated_delivery_price":${priced(mark.indexPrice)},"current_funding":${withDecimal(rounded(mark.fundingRate, 8))},` +
    `"funding_8h":${withDecimal(rounded(mark.fundingRate, 8))}}`;
}

/** @param isLiquidation  the taker was liquidated */
export function tradeText({ instrument, mark }: Market, trade: Trade, isLiquidation: boolean): string {
  const { id, timeMs, priceTicks, lots, aggressor } = trade;
  return `{"trade_seq":${id},"trade_id":"${tradeIdBase + id}","timestamp":${timeMs},"tick_direction":${aggressor === "buy" ? 0 : 2},` +
    `"price":${withDecimal(priceText(instrument, priceTicks))},"mark_price":${withDecimal(rounded(mark.markPrice, instrument.priceDecimals + 2))},` +
    `${isLiquidation ? '"liquidation":"T",' : ""}"instrument_name":"${instrumentName(instrument)}",` +
    `"index_price":${withDecimal(rounded(mark.indexPrice, instrument.priceDecimals + 2))},"direction":"${aggressor}",` +
    `"contracts":${withDecimal(String(lots))},"amount":${withDecimal(quantityText(instrument, lots))}}`;
}

export function listing(instrument: Instrument): object {
  return {
    tick_size: tickSize(instrument), tick_size_steps: [], taker_commission: 0.0005, maker_commission: 0,
    settlement_period: "perpetual", settlement_currency: "USDC", rfq: false, quote_currency: "USDC",
    price_index: `${instrument.baseAsset.toLowerCase()}_usdc`, min_trade_amount: lotSize(instrument),
    max_liquidation_commission: 0.0075, max_leverage: 50, kind: "future", is_active: true,
    instrument_type: "linear", instrument_name: instrumentName(instrument), instrument_id: 281_400,
    expiration_timestamp: 32_503_708_800_000, creation_timestamp: 1_650_620_605_000,
    counter_currency: "USDC", contract_size: lotSize(instrument), block_trade_tick_size: tickSize(instrument),
    block_trade_min_trade_amount: 100 * price(instrument, 1), block_trade_commission: 0.0005,
    base_currency: instrument.baseAsset,
  };
}

function changeId({ market, sequence }: BookView, ids: SequenceIds): string {
  return String(changeIdBase + BigInt(ids.of(market, sequence)));
}

function touch({ market: { instrument }, bid, ask }: BookView): string {
  const side = (name: string, level: ViewLevel | undefined) => {
    const [priced, amount] = level === undefined ? ["0.0", "0.0"] : levelText(instrument, level);
    return `"best_${name}_price":${priced},"best_${name}_amount":${amount}`;
  };
  return `${side("bid", bid[0])},${side("ask", ask[0])}`;
}
