// Binance: developers.binance.com, read 2026-11. USDⓈ-M's streams are split over two paths
// since 2026-04-23. A socket is closed after 24 hours; pings are frames, which need no answer.

import { named, type Poll, type Question, type Topic, type VenueProtocol } from "../venue.ts";

const ratioPeriodMs = 300_000;

const shared = {
  request: (subscribes, names, id) => [
    JSON.stringify({ method: subscribes ? "SUBSCRIBE" : "UNSUBSCRIBE", params: names, id }),
  ],
  mostInRequest: 100,
  // Answered at once, and changes nothing: a sign of life on demand.
  heartbeat: { everyMs: 30_000, text: (id) => JSON.stringify({ method: "LIST_SUBSCRIPTIONS", id }) },
} satisfies Partial<VenueProtocol>;

/** The streams of a perpetual or a future; `socket` carries what is not about the book. */
function contractTopics(symbol: string, socket?: string): readonly Topic[] {
  const stream = symbol.toLowerCase();
  const besides = named({
    trades: `${stream}@aggTrade`,
    mark: `${stream}@markPrice@1s`,
    liquidations: `${stream}@forceOrder`,
  });
  return [
    ...named({ book: `${stream}@depth@100ms`, quote: `${stream}@bookTicker` }),
    ...(socket === undefined ? besides : besides.map((topic) => ({ ...topic, socket }))),
  ];
}

function contractPolls(symbol: string, api: string, ratios: string): readonly Poll[] {
  const ratio = (stream: string): Poll => ({
    kind: "ratios",
    path: `/futures/data/${stream}?${ratios}&period=5m&limit=1`,
    stream,
    everyMs: ratioPeriodMs,
  });
  return [
    { kind: "openInterest", path: `${api}/openInterest?symbol=${symbol}`, everyMs: 15_000 },
    { kind: "mark", path: `${api}/fundingInfo`, everyMs: 3_600_000 },
    ...["globalLongShortAccountRatio", "topLongShortAccountRatio", "topLongShortPositionRatio"].map(ratio),
  ];
}

export const usdm: VenueProtocol = {
  ...shared,
  mainnet: {
    sockets: {
      public: "wss://fstream.binance.com/public/stream",
      market: "wss://fstream.binance.com/market/stream",
    },
    rest: "https://fapi.binance.com",
  },
  testnet: {
    sockets: { public: "wss://fstream.binancefuture.com/stream" },
    rest: "https://testnet.binancefuture.com",
  },
  topics: (symbol) => contractTopics(symbol, "market"),
  instruments: () => ({ path: "/fapi/v1/exchangeInfo" }),
  polls: (symbol) => [
    ...contractPolls(symbol, "/fapi/v1", `symbol=${symbol}`),
    { kind: "ratios", path: `/futures/data/takerlongshortRatio?symbol=${symbol}&period=5m&limit=1`,
      stream: "takerlongshortRatio", everyMs: ratioPeriodMs },
  ],
};

export const coinm: VenueProtocol = {
  ...shared,
  mainnet: { sockets: { public: "wss://dstream.binance.com/stream" }, rest: "https://dapi.binance.com" },
  testnet: { sockets: { public: "wss://dstream.binancefuture.com/stream" }, rest: "https://testnet.binancefuture.com" },
  topics: (symbol) => contractTopics(symbol),
  instruments: () => ({ path: "/dapi/v1/exchangeInfo" }),
  polls: (symbol) => contractPolls(symbol, "/dapi/v1", `pair=${symbol.split("_")[0]}`),
};

export const spot: VenueProtocol = {
  ...shared,
  mainnet: { sockets: { public: "wss://stream.binance.com:9443/stream" }, rest: "https://api.binance.com" },
  testnet: { sockets: { public: "wss://stream.testnet.binance.vision/stream" }, rest: "https://testnet.binance.vision" },
  topics: (symbol) => {
    const stream = symbol.toLowerCase();
    return named({ book: `${stream}@depth@100ms`, quote: `${stream}@bookTicker`, trades: `${stream}@aggTrade` });
  },
  instruments: (symbol): Question => ({ path: `/api/v3/exchangeInfo?symbol=${symbol}` }),
};
