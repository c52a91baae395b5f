import type { Floor } from "../floor.ts";
import { lotSize, quantityText, tickSize, type Instrument } from "../instrument.ts";
import { fundingIntervalMs } from "../mark.ts";
import type { Market } from "../market.ts";
import { found, type Answer } from "../protocol.ts";
import type { SequenceIds } from "../sequence-ids.ts";
import { longShare } from "../venue.ts";
import { levelTexts, tickerFields } from "./messages.ts";

const mostLevels = 1_000;

/** Answers the venue's public REST paths; null when the path is none of them. */
export function restAnswer(url: URL, floor: Floor, seq: SequenceIds): Answer | null {
  const { simulation } = floor;
  const answer = (result: object) => found({ retCode: 0, retMsg: "OK", result, retExtInfo: {}, time: simulation.timeMs });
  const refused = (retMsg: string) => found({ retCode: 10_001, retMsg, result: {}, retExtInfo: {}, time: simulation.timeMs });
  const path = /^\/v5\/market\/([\w-]+)$/.exec(url.pathname)?.[1];
  if (path === undefined) return null;
  if (path === "time") {
    const second = Math.floor(simulation.timeMs / 1_000);
    return answer({ timeSecond: String(second), timeNano: `${simulation.timeMs}000000` });
  }
  const category = url.searchParams.get("category");
  if (category !== "linear") return refused("params error: category is invalid");
  const symbol = url.searchParams.get("symbol");
  const markets = simulation.markets.filter(({ instrument }) => symbol === null || instrument.symbol === symbol);
  const list = (of: (market: Market) => object) => answer({ category, list: markets.map(of), nextPageCursor: "" });
  const [market] = markets;
  if (market === undefined) return refused("params error: symbol invalid");
  if (path === "instruments-info") return list(({ instrument }) => listing(instrument));
  if (path === "tickers") return list(tickerFields);
  if (symbol === null) return refused("params error: symbol is required");
  const timestamp = String(simulation.timeMs);
  switch (path) {
    case "orderbook": {
      const limit = Number(url.searchParams.get("limit") ?? 25);
      if (!(limit >= 1 && limit <= mostLevels)) return refused("params error: limit is invalid");
      const view = floor.snapshot("bybit-linear", market, limit);
      return answer({
        s: symbol, b: levelTexts(view, view.bid), a: levelTexts(view, view.ask), ts: market.timeMs,
        u: Math.floor(view.timeMs / 200), seq: seq.of(market, view.sequence), cts: view.changedMs,
      });
    }
    case "open-interest": {
      const lots = market.traders.openInterestLots();
      return answer({
        symbol, category, nextPageCursor: "",
        list: [{
          openInterest: quantityText(market.instrument, 2 * lots), timestamp,
          singleOpenInterest: quantityText(market.instrument, lots),
        }],
      });
    }
    case "account-ratio": {
      const long = Math.round(1e4 * longShare(market)) / 1e4;
      return answer({
        list: [{ symbol, buyRatio: long.toFixed(4), sellRatio: (1 - long).toFixed(4), timestamp }], nextPageCursor: "",
      });
    }
    default: return null;
  }
}

function listing(instrument: Instrument): object {
  const { symbol, baseAsset, quoteAsset, priceDecimals, quantityDecimals, brackets } = instrument;
  return {
    symbol,
    contractType: "LinearPerpetual",
    status: "Trading",
    baseCoin: baseAsset,
    quoteCoin: quoteAsset,
    launchTime: "1584230400000",
    deliveryTime: "0",
    deliveryFeeRate: "",
    priceScale: String(priceDecimals),
    leverageFilter: { minLeverage: "1", maxLeverage: brackets[0]!.maximumLeverage.toFixed(2), leverageStep: "0.01" },
    priceFilter: {
      minPrice: tickSize(instrument).toFixed(priceDecimals),
      maxPrice: "1999999.80",
      tickSize: tickSize(instrument).toFixed(priceDecimals),
    },
    lotSizeFilter: {
      maxOrderQty: "1190.000",
      minOrderQty: lotSize(instrument).toFixed(quantityDecimals),
      qtyStep: lotSize(instrument).toFixed(quantityDecimals),
      postOnlyMaxOrderQty: "1190.000",
      maxMktOrderQty: "500.000",
      minNotionalValue: "5",
    },
    unifiedMarginTrade: true,
    fundingInterval: fundingIntervalMs / 60_000,
    settleCoin: quoteAsset,
    copyTrading: "both",
    upperFundingRate: "0.003",
    lowerFundingRate: "-0.003",
    isPreListing: false,
  };
}
