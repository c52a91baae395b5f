import { topLevels } from "./binance/depth.ts";
import { updateId } from "./binance/ids.ts";
import { priceText, quantityText } from "./instrument.ts";
import type { Market } from "./market.ts";

/** What the simulator knows about a market, to compare with. Not of any venue. */
export interface Truth {
  readonly symbol: string;
  readonly timeMs: number;
  /** `u` of a depth event that ends exactly here */
  readonly lastUpdateId: number;
  /** every level, best first: price and quantity as the venue writes them */
  readonly bids: readonly (readonly [string, string])[];
  readonly asks: readonly (readonly [string, string])[];
  readonly lastTrade: { readonly price: string; readonly quantity: string; readonly aggressor: "buy" | "sell"; readonly timeMs: number } | null;
  /** base units bought aggressively less those sold, since the market opened */
  readonly cumulativeDelta: string;
  readonly markPrice: string;
  readonly indexPrice: string;
  readonly fundingRate: string;
  readonly nextFundingTimeMs: number;
  readonly markPinned: boolean;
  /** base units, one side */
  readonly openInterest: string;
  readonly liquidationCount: number;
  readonly positionCount: number;
}

export function truth(market: Market): Truth {
  const { instrument, mark, lastTrade, traders } = market;
  const side = (of: "bid" | "ask") => topLevels(market, of, Infinity).map(
    ([ticks, lots]) => [priceText(instrument, ticks), quantityText(instrument, lots)] as const,
  );
  return {
    symbol: instrument.symbol,
    timeMs: market.timeMs,
    lastUpdateId: updateId(market, market.sequence),
    bids: side("bid"),
    asks: side("ask"),
    lastTrade: lastTrade === null ? null : {
      price: priceText(instrument, lastTrade.priceTicks),
      quantity: quantityText(instrument, lastTrade.lots),
      aggressor: lastTrade.aggressor,
      timeMs: lastTrade.timeMs,
    },
    cumulativeDelta: quantityText(instrument, market.cumulativeDeltaLots),
    markPrice: mark.markPrice.toFixed(8),
    indexPrice: mark.indexPrice.toFixed(8),
    fundingRate: mark.fundingRate.toFixed(8),
    nextFundingTimeMs: mark.nextFundingTimeMs,
    markPinned: mark.pinned,
    openInterest: quantityText(instrument, traders.openInterestLots()),
    liquidationCount: traders.liquidationCount,
    positionCount: traders.positions.length,
  };
}
