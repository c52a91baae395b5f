// Bybit v5: bybit-exchange.github.io/docs, read 2026-11. A connection without a ping is
// closed; twenty seconds is what the venue advises.

import { named, type Poll, type StreamKind, type VenueProtocol } from "../venue.ts";

type Category = "linear" | "inverse" | "option" | "spot";

/** The coin whose fund and queue an alert is about. */
function alertsOf(symbol: string): string {
  if (symbol.endsWith("USDT")) return "USDT";
  return symbol.endsWith("PERP") || symbol.includes("USDC") ? "USDC" : "inverse";
}

const topics: Readonly<Record<Category, (symbol: string) => Partial<Record<StreamKind, string>>>> = {
  linear: contractTopics,
  inverse: contractTopics,
  option: (symbol) => ({
    book: `orderbook.100.${symbol}`,
    options: `tickers.${symbol}`,
    trades: `publicTrade.${symbol.split("-")[0]}`,
  }),
  spot: (symbol) => ({ book: `orderbook.200.${symbol}`, trades: `publicTrade.${symbol}`, quote: `tickers.${symbol}` }),
};

/** A ticker tells mark, index, funding and open interest, and the best bid and ask. */
function contractTopics(symbol: string): Partial<Record<StreamKind, string>> {
  const ticker = `tickers.${symbol}`;
  return {
    book: `orderbook.200.${symbol}`,
    quote: ticker,
    trades: `publicTrade.${symbol}`,
    mark: ticker,
    openInterest: ticker,
    liquidations: `allLiquidation.${symbol}`,
    deleveraging: `adlAlert.${alertsOf(symbol)}`,
  };
}

function protocol(category: Category): VenueProtocol {
  const ratio = (symbol: string): Poll => ({
    kind: "ratios",
    path: `/v5/market/account-ratio?category=${category}&symbol=${symbol}&period=5min&limit=1`,
    everyMs: 300_000,
  });
  const hasRatios = category === "linear" || category === "inverse";
  return {
    mainnet: { sockets: { public: `wss://stream.bybit.com/v5/public/${category}` }, rest: "https://api.bybit.com" },
    testnet: {
      sockets: { public: `wss://stream-testnet.bybit.com/v5/public/${category}` },
      rest: "https://api-testnet.bybit.com",
    },
    topics: (symbol) => named(topics[category](symbol)),
    request: (subscribes, names, id) => [
      JSON.stringify({ req_id: String(id), op: subscribes ? "subscribe" : "unsubscribe", args: names }),
    ],
    mostInRequest: 10,
    heartbeat: { everyMs: 20_000, text: (id) => JSON.stringify({ req_id: String(id), op: "ping" }) },
    instruments: (symbol) => ({ path: `/v5/market/instruments-info?category=${category}&symbol=${symbol}` }),
    ...(hasRatios ? { polls: (symbol: string) => [ratio(symbol)] } : {}),
  };
}

export const linear = protocol("linear");
export const inverse = protocol("inverse");
export const option = protocol("option");
export const spot = protocol("spot");
