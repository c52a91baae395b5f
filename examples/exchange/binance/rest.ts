import { bookView, type BookView } from "../book-view.ts";
import type { Floor } from "../floor.ts";
import { lotSize, price, priceText, quantityText, tickSize, type Instrument } from "../instrument.ts";
import { fundingIntervalMs } from "../mark.ts";
import type { Market } from "../market.ts";
import { found, type Answer } from "../protocol.ts";
import type { MarketSimulation } from "../simulation.ts";
import { longShare } from "../venue.ts";
import { levelTexts } from "./events.ts";
import { snapshotId } from "./ids.ts";

const depthLimits = [5, 10, 20, 50, 100, 500, 1_000];

/** Answers the venue's public REST paths; null when the path is none of them. */
export function restAnswer(url: URL, floor: Floor): Answer | null {
  const { simulation } = floor;
  const instruments = simulation.markets.map(({ instrument }) => instrument);
  const ofMarket = (body: (market: Market) => string | Answer) => withMarket(url, simulation, body);
  switch (url.pathname) {
    case "/fapi/v1/ping": return found("{}");
    case "/fapi/v1/time": return found(`{"serverTime":${simulation.timeMs}}`);
    case "/fapi/v1/exchangeInfo": return found(exchangeInfo(instruments, simulation.timeMs));
    case "/fapi/v1/leverageBracket": return forSymbols(url, instruments, leverageBracket);
    case "/fapi/v1/fundingInfo": return found(`[${instruments.map(fundingInfo).join(",")}]`);
    case "/fapi/v1/depth": return ofMarket((market) => withDepthLimit(url, (limit) =>
      depthText(floor.snapshot("binance-usdm", market, limit), simulation.timeMs)));
    case "/fapi/v1/openInterest": return ofMarket((market) => openInterest(market, simulation.timeMs));
    case "/fapi/v1/premiumIndex":
      if (url.searchParams.get("symbol") !== null) return ofMarket(premiumIndex);
      return found(`[${simulation.markets.map(premiumIndex).join(",")}]`);
    case "/futures/data/globalLongShortAccountRatio":
    case "/futures/data/topLongShortAccountRatio":
    case "/futures/data/topLongShortPositionRatio": return ofMarket(longShortRatio);
    case "/futures/data/takerlongshortRatio": return ofMarket(takerRatio);
    default: return null;
  }
}

export function refused(code: number, msg: string): Answer {
  return { status: 400, body: JSON.stringify({ code, msg }) };
}

export const invalidSymbol = refused(-1121, "Invalid symbol.");

/** Refuses a limit as the venue does; 500 when none is given. */
export function withDepthLimit(url: URL, body: (limit: number) => string): Answer {
  const text = url.searchParams.get("limit") ?? "500";
  const limit = Number(text);
  if (!/^\d{1,9}$/.test(text) || limit > 1_000) return refused(-1130, "Data sent for parameter 'limit' is not valid.");
  if (!depthLimits.includes(limit)) return refused(-4021, `${limit} is not valid depth limit`);
  return found(body(limit));
}

export function depthSnapshot(market: Market, limit: number, timeMs: number): string {
  return depthText(bookView(market, limit), timeMs);
}

function depthText(view: BookView, timeMs: number): string {
  const { market, sequence, changedMs } = view;
  const side = (of: "bid" | "ask") => levelTexts(market, view[of].map(({ priceTicks, lots }) => [priceTicks, lots] as const));
  return `{"lastUpdateId":${snapshotId(market, sequence)},"E":${timeMs},"T":${changedMs},` +
    `"bids":${side("bid")},"asks":${side("ask")}}`;
}

export function openInterest(market: Market, timeMs: number): string {
  const { instrument, traders } = market;
  return `{"symbol":"${instrument.symbol}","openInterest":"${quantityText(instrument, traders.openInterestLots())}","time":${timeMs}}`;
}

export function exchangeInfo(instruments: readonly Instrument[], timeMs: number): string {
  return JSON.stringify({
    exchangeFilters: [],
    rateLimits: [],
    serverTime: timeMs,
    timezone: "UTC",
    assets: [],
    symbols: instruments.map(symbolInfo),
  });
}

/** The venue signs this one; the simulator's margin table is its own, so it gives it to everybody. */
export function leverageBracket({ symbol, brackets }: Instrument): object {
  return {
    symbol,
    notionalCoef: 1,
    brackets: brackets.map((bracket, index) => ({
      bracket: index + 1,
      initialLeverage: bracket.maximumLeverage,
      notionalCap: bracket.notionalCap,
      notionalFloor: bracket.notionalFloor,
      maintMarginRatio: bracket.maintenanceMarginRate,
      cum: bracket.maintenanceAmount,
    })),
  };
}

export function forSymbols(url: URL, instruments: readonly Instrument[], body: (instrument: Instrument) => object): Answer {
  const symbol = url.searchParams.get("symbol");
  const chosen = instruments.filter((instrument) => symbol === null || instrument.symbol === symbol);
  return chosen.length === 0 ? invalidSymbol : found(JSON.stringify(chosen.map(body)));
}

function withMarket(url: URL, simulation: MarketSimulation, body: (market: Market) => string | Answer): Answer {
  const symbol = url.searchParams.get("symbol");
  if (!symbol) return refused(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
  const market = simulation.find(symbol);
  if (market === undefined) return invalidSymbol;
  const answer = body(market);
  return typeof answer === "string" ? found(answer) : answer;
}

function premiumIndex({ instrument, mark }: Market): string {
  return JSON.stringify({
    symbol: instrument.symbol,
    markPrice: mark.markPrice.toFixed(8),
    indexPrice: mark.indexPrice.toFixed(8),
    estimatedSettlePrice: mark.estimatedSettlePrice.toFixed(8),
    lastFundingRate: mark.fundingRate.toFixed(8),
    interestRate: "0.00010000",
    nextFundingTime: mark.nextFundingTimeMs,
    time: mark.timeMs,
  });
}

/** Of the simulation's traders: all of them are everybody, and all of them are at the top. */
function longShortRatio(market: Market): string {
  const long = longShare(market);
  return JSON.stringify([{
    symbol: market.instrument.symbol,
    longAccount: long.toFixed(4),
    longShortRatio: (long / Math.max(1e-4, 1 - long)).toFixed(4),
    shortAccount: (1 - long).toFixed(4),
    timestamp: market.timeMs,
  }]);
}

/** Since the market opened, where the venue tells a period. */
function takerRatio({ instrument, takenLots, cumulativeDeltaLots, timeMs }: Market): string {
  const bought = (takenLots + cumulativeDeltaLots) / 2;
  const sold = takenLots - bought;
  return JSON.stringify([{
    buySellRatio: (bought / Math.max(1, sold)).toFixed(4),
    sellVol: quantityText(instrument, sold),
    buyVol: quantityText(instrument, bought),
    timestamp: timeMs,
  }]);
}

function fundingInfo({ symbol }: Instrument): string {
  return JSON.stringify({
    symbol,
    adjustedFundingRateCap: "0.00300000",
    adjustedFundingRateFloor: "-0.00300000",
    fundingIntervalHours: fundingIntervalMs / 3_600_000,
    disclaimer: false,
  });
}

function symbolInfo(instrument: Instrument): object {
  const { symbol, baseAsset, quoteAsset, priceDecimals, quantityDecimals } = instrument;
  const largest = Math.round(instrument.openingPrice * 20);
  return {
    symbol,
    pair: symbol,
    contractType: "PERPETUAL",
    deliveryDate: 4_133_404_800_000,
    onboardDate: 1_569_398_400_000,
    status: "TRADING",
    maintMarginPercent: "2.5000",
    requiredMarginPercent: "5.0000",
    baseAsset,
    quoteAsset,
    marginAsset: quoteAsset,
    pricePrecision: priceDecimals,
    quantityPrecision: quantityDecimals,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: "COIN",
    triggerProtect: "0.0500",
    liquidationFee: instrument.liquidationFeeRate.toFixed(6),
    marketTakeBound: "0.05",
    filters: [
      { filterType: "PRICE_FILTER", minPrice: priceText(instrument, 1), maxPrice: String(largest), tickSize: tickSize(instrument).toFixed(priceDecimals) },
      { filterType: "LOT_SIZE", minQty: quantityText(instrument, 1), maxQty: "1000", stepSize: lotSize(instrument).toFixed(quantityDecimals) },
      { filterType: "MARKET_LOT_SIZE", minQty: quantityText(instrument, 1), maxQty: "120", stepSize: lotSize(instrument).toFixed(quantityDecimals) },
      { filterType: "MIN_NOTIONAL", notional: String(Math.ceil(price(instrument, 1))) },
    ],
    orderTypes: ["LIMIT", "MARKET"],
    timeInForce: ["GTC", "IOC", "FOK"],
  };
}
