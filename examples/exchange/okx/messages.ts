import type { BookTexts, ToldLiquidation } from "../feeds.ts";
import type { BookView, ViewLevel } from "../book-view.ts";
import { rounded, trimmed } from "../decimal-text.ts";
import { decimalText, price, priceText, quantity, quantityText, tickSize, type Instrument } from "../instrument.ts";
import { fundingIntervalMs, type Mark } from "../mark.ts";
import type { Trade } from "../market-events.ts";
import type { Market } from "../market.ts";
import type { SequenceIds } from "../sequence-ids.ts";
import { lotsOf } from "../traders.ts";
import type { LevelText } from "../venue.ts";

/** How many decimals a count of contracts has: a contract of 0.01 BTC is ten of the simulation's lots. */
const contractDecimals: Readonly<Record<string, number>> = { BTC: 1, ETH: 2, SOL: 2, XRP: 3 };

const insuranceFund = "280784384.97";
const tradeIdBase = 2_100_000_000;

export function instrumentId({ baseAsset, quoteAsset }: Instrument): string {
  return `${baseAsset}-${quoteAsset}-SWAP`;
}

export function indexId({ baseAsset, quoteAsset }: Instrument): string {
  return `${baseAsset}-${quoteAsset}`;
}

export function contractsText({ baseAsset }: Instrument, lots: number): string {
  return trimmed(decimalText(lots, contractDecimals[baseAsset] ?? 0));
}

export function levelText(instrument: Instrument, { priceTicks, lots }: ViewLevel): LevelText {
  return [trimmed(priceText(instrument, priceTicks)), contractsText(instrument, lots)];
}

/** `[price, contracts, "0", orders]`: the third counted liquidation orders once. */
export function levelTexts({ market: { instrument } }: BookView, levels: readonly ViewLevel[]): string[][] {
  return levels.map((level) => [...levelText(instrument, level), "0", String(level.orderCount)]);
}

/** Each update names the one before it, also where the venue begins again with lower ids. */
export function bookTexts(market: Market, ids: SequenceIds): BookTexts {
  const arg = { channel: "books", instId: instrumentId(market.instrument) };
  let lastId = -1;
  return {
    snapshot: (view) => {
      const seqId = ids.of(market, view.sequence);
      lastId = ids.of(market, market.sequence);
      return JSON.stringify({ arg, action: "snapshot", data: [{
        asks: levelTexts(view, view.ask), bids: levelTexts(view, view.bid),
        ts: String(view.timeMs), checksum: 0, prevSeqId: -1, seqId,
      }] });
    },
    update: ({ after, bid, ask }) => {
      const prevSeqId = lastId;
      lastId = ids.of(market, after.sequence);
      return JSON.stringify({ arg, action: "update", data: [{
        asks: levelTexts(after, ask), bids: levelTexts(after, bid),
        ts: String(after.timeMs), checksum: 0, prevSeqId, seqId: lastId,
      }] });
    },
  };
}

export function partialBook(channel: string, ids: SequenceIds, view: BookView): string {
  const instId = instrumentId(view.market.instrument);
  return JSON.stringify({ arg: { channel, instId }, data: [{
    asks: levelTexts(view, view.ask), bids: levelTexts(view, view.bid), instId,
    ts: String(view.timeMs), seqId: ids.of(view.market, view.sequence),
  }] });
}

/** What an order got at one price is one trade. */
export function tradesMessages({ instrument }: Market, trades: readonly Trade[]): string[] {
  const instId = instrumentId(instrument);
  const messages: string[] = [];
  for (let i = 0; i < trades.length;) {
    const first = i;
    const { priceTicks, aggressor, timeMs } = trades[first]!;
    while (i < trades.length && trades[i]!.priceTicks === priceTicks) ++i;
    const joined = trades.slice(first, i);
    messages.push(JSON.stringify({ arg: { channel: "trades", instId }, data: [{
      instId, tradeId: String(tradeIdBase + joined.at(-1)!.id), px: trimmed(priceText(instrument, priceTicks)),
      sz: contractsText(instrument, lotsOf(joined)), side: aggressor, ts: String(timeMs), count: String(joined.length),
      source: "0", seqId: joined.at(-1)!.id,
    }] }));
  }
  return messages;
}

export function markPrice({ instrument, mark }: Market): object {
  const markPx = rounded(mark.markPrice, instrument.priceDecimals);
  return { instId: instrumentId(instrument), instType: "SWAP", markPx, ts: String(mark.timeMs) };
}

export function indexTicker({ instrument, mark }: Market): object {
  const opening = String(instrument.openingPrice);
  return {
    instId: indexId(instrument), idxPx: rounded(mark.indexPrice, instrument.priceDecimals), high24h: opening,
    low24h: opening, open24h: opening, sodUtc0: opening, sodUtc8: opening, ts: String(mark.timeMs),
  };
}

export function fundingRate({ instrument, mark }: Market): object {
  const { fundingRate: rate, nextFundingTimeMs, timeMs }: Mark = mark;
  return {
    formulaType: "withRate", fundingRate: rounded(rate, 8), fundingTime: String(nextFundingTimeMs),
    impactValue: "20000", instId: instrumentId(instrument), instType: "SWAP", interestRate: "0.0001",
    maxFundingRate: "0.003", method: "current_period", minFundingRate: "-0.003", nextFundingRate: "",
    nextFundingTime: String(nextFundingTimeMs + fundingIntervalMs), premium: rounded(rate, 8),
    settFundingRate: rounded(rate, 8), settState: "settled", ts: String(timeMs),
  };
}

export function openInterest({ instrument, mark, traders, timeMs }: Market): object {
  const lots = traders.openInterestLots();
  return {
    instId: instrumentId(instrument), instType: "SWAP", oi: contractsText(instrument, lots),
    oiCcy: trimmed(quantityText(instrument, lots)),
    oiUsd: rounded(quantity(instrument, lots) * mark.markPrice, 4), ts: String(timeMs),
  };
}

export function ticker({ instrument, book, lastTrade, timeMs }: Market): object {
  const touch = (level: ViewLevel | undefined): LevelText => (level === undefined ? ["", ""] : levelText(instrument, level));
  const bestOf = (side: "bid" | "ask") => {
    const best = book.best(side);
    return touch(best && { priceTicks: best.priceTicks, lots: best.lots, orderCount: best.orders.length });
  };
  const [askPx, askSz] = bestOf("ask");
  const [bidPx, bidSz] = bestOf("bid");
  const opening = String(instrument.openingPrice);
  return {
    instType: "SWAP", instId: instrumentId(instrument),
    last: rounded(lastTrade === null ? instrument.openingPrice : price(instrument, lastTrade.priceTicks), instrument.priceDecimals),
    lastSz: contractsText(instrument, lastTrade?.lots ?? 0), askPx, askSz, bidPx, bidSz, open24h: opening,
    high24h: opening, low24h: opening, sodUtc0: opening, sodUtc8: opening, volCcy24h: "0", vol24h: "0", ts: String(timeMs),
  };
}

export function liquidationsMessage(told: readonly ToldLiquidation[]): string {
  return JSON.stringify({
    arg: { channel: "liquidation-orders", instType: "SWAP" },
    data: told.map(({ market: { instrument }, liquidation, timeMs }) => ({
      details: [{
        bkLoss: "0", bkPx: trimmed(priceText(instrument, liquidation.bankruptcyTicks)), ccy: "", posSide: liquidation.side,
        side: liquidation.side === "long" ? "sell" : "buy", sz: contractsText(instrument, liquidation.lots), ts: String(timeMs),
      }],
      instFamily: indexId(instrument), instId: instrumentId(instrument), instType: "SWAP", uly: indexId(instrument),
    })),
  });
}

/** There is no deleveraging here, and so all is normal. */
export function deleveragingMessage({ instrument, timeMs }: Market): string {
  const instFamily = indexId(instrument);
  return JSON.stringify({ arg: { channel: "adl-warning", instType: "SWAP", instFamily }, data: [{
    adlBal: "", adlRate: "0.3", adlRecBal: "", adlRecRate: "0.25", adlType: "", bal: insuranceFund, decRate: "0", instFamily,
    instType: "SWAP", maxBal: insuranceFund, maxBalTs: String(timeMs), state: "normal", ts: String(timeMs),
  }] });
}

export function listing(instrument: Instrument): object {
  const lots = 10 ** (contractDecimals[instrument.baseAsset] ?? 0);
  return {
    alias: "", baseCcy: "", category: "1", ctMult: "1", ctType: "linear", ctVal: trimmed(quantityText(instrument, lots)),
    ctValCcy: instrument.baseAsset, expTime: "", instFamily: indexId(instrument), instId: instrumentId(instrument),
    instType: "SWAP", lever: String(instrument.brackets[0]!.maximumLeverage), listTime: "1606468572000",
    lotSz: contractsText(instrument, 1), maxLmtSz: "100000000", maxMktSz: "12000", minSz: contractsText(instrument, 1),
    optType: "", quoteCcy: "", ruleType: "normal", settleCcy: instrument.quoteAsset, state: "live", stk: "",
    tickSz: trimmed(tickSize(instrument).toFixed(instrument.priceDecimals)), uly: indexId(instrument),
  };
}
