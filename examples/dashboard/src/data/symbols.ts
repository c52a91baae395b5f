import type { Instrument } from "plimsoll";

/** The instruments that the page knows. */
export const symbols = ["BTCUSDT", "ETHUSDT"] as const;

export type SymbolName = (typeof symbols)[number];

export function isSymbolName(name: unknown): name is SymbolName {
  return symbols.includes(name as SymbolName);
}

/** What the page has to know of an instrument to write its numbers, and to round as the venue does. */
export interface Contract {
  readonly symbol: SymbolName;
  readonly base: string;
  readonly quote: string;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  /** Empty until the venue has stated it: nothing is rounded or charged on a guess. */
  readonly stated: Instrument;
}

/** Enough to write numbers with before the venue has answered. */
export const presumed: Readonly<Record<SymbolName, Contract>> = {
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
export function contractsFrom(text: string): Contract[] {
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

function contract(symbol: SymbolName, tickSize: string, lotSize: string): Contract {
  return {
    symbol,
    base: symbol.replace("USDT", ""),
    quote: "USDT",
    tickSize: Number(tickSize),
    lotSize: Number(lotSize),
    priceDecimals: decimalsOf(tickSize),
    quantityDecimals: decimalsOf(lotSize),
    stated: {},
  };
}

/** Significant ones: 0.10 has one. */
function decimalsOf(step: string): number {
  return step.replace(/0+$/, "").split(".")[1]?.length ?? 0;
}
