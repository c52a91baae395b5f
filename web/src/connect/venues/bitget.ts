// Bitget v3: www.bitget.com/api-doc, read 2026-11. Two minutes without a ping end a connection.

import type { VenueProtocol } from "../venue.ts";

function typeOf(symbol: string): "usdt-futures" | "usdc-futures" | "coin-futures" {
  if (symbol.endsWith("PERP") || symbol.endsWith("USDC")) return "usdc-futures";
  return symbol.endsWith("USDT") ? "usdt-futures" : "coin-futures";
}

export const bitget: VenueProtocol = {
  mainnet: { sockets: { public: "wss://ws.bitget.com/v3/ws/public" }, rest: "https://api.bitget.com" },
  testnet: { sockets: { public: "wss://wspap.bitget.com/v3/ws/public" }, rest: "https://api.bitget.com" },
  topics: (symbol) => {
    const instType = typeOf(symbol);
    const ticker = { instType, topic: "ticker", symbol };
    return [
      { kind: "book", name: { instType, topic: "books", symbol } },
      { kind: "quote", name: { instType, topic: "books1", symbol } },
      { kind: "trades", name: { instType, topic: "publicTrade", symbol } },
      { kind: "mark", name: ticker },
      { kind: "openInterest", name: ticker },
      { kind: "liquidations", name: { instType, topic: "liquidation" } },
    ];
  },
  request: (subscribes, args) => [JSON.stringify({ op: subscribes ? "subscribe" : "unsubscribe", args })],
  mostInRequest: 50,
  heartbeat: { everyMs: 25_000, text: () => "ping" },
  instruments: (symbol) => ({
    path: `/api/v3/market/instruments?category=${typeOf(symbol).toUpperCase()}&symbol=${symbol}`,
  }),
};
