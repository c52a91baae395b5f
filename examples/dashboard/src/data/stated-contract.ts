import type { Instrument } from "plimsoll/full";

import type { Contract } from "./contract.ts";
import type { Coin } from "./venues.ts";

/** The instruments of Binance USDⓈ-M whose positions can be watched. */
export const symbols = ["BTCUSDT", "ETHUSDT"] as const;

export type SymbolName = (typeof symbols)[number];

export function symbolOf(coin: Coin): SymbolName {
  return `${coin}USDT`;
}

export function coinOf(symbol: SymbolName): Coin {
  return symbol.replace("USDT", "") as Coin;
}

/** What has to be known of an instrument to round as the venue does. */
export interface StatedContract extends Contract {
  readonly symbol: SymbolName;
  readonly lotSize: number;
  /** Empty until the venue has stated it: nothing is rounded or charged on a guess. */
  readonly stated: Instrument;
}

/** Enough to write numbers with before the venue has answered. */
export const presumed: Readonly<Record<SymbolName, StatedContract>> = {
  BTCUSDT: contract("BTCUSDT", "0.10", "0.001"),
  ETHUSDT: contract("ETHUSDT", "0.01", "0.001"),
};

/** As much of `GET /fapi/v1/exchangeInfo` as is read here. */
interface ExchangeInfo {
  readonly symbols: readonly {
    readonly symbol: string;
    readonly liquidationFee: string;
    readonly filters: readonly { filterType: string; tickSize?: string; stepSize?: string }[];
  }[];
}

/** What the venue states of each symbol. */
export function contractsFrom(text: string): StatedContract[] {
  const info = JSON.parse(text) as ExchangeInfo;
  return info.symbols.flatMap(({ symbol, filters, liquidationFee }) => {
    if (!isSymbolName(symbol)) return [];
    const filter = (type: string) => filters.find(({ filterType }) => filterType === type);
    const tickSize = filter("PRICE_FILTER")?.tickSize;
    const lotSize = filter("LOT_SIZE")?.stepSize;
    if (tickSize === undefined || lotSize === undefined) return [];
    const stated = { tickSize, lotSize, liquidationFeeRate: liquidationFee };
    return [{ ...contract(symbol, tickSize, lotSize), stated }];
  });
}

function isSymbolName(name: string): name is SymbolName {
  return symbols.includes(name as SymbolName);
}

function contract(symbol: SymbolName, tickSize: string, lotSize: string): StatedContract {
  return {
    symbol,
    base: coinOf(symbol),
    quote: "USDT",
    tickSize: Number(tickSize),
    lotSize: Number(lotSize),
    priceDecimals: significantDecimals(tickSize),
    quantityDecimals: significantDecimals(lotSize),
    stated: {},
  };
}

/** 0.10 has one. */
function significantDecimals(step: string): number {
  return step.replace(/0+$/, "").split(".")[1]?.length ?? 0;
}
