// dYdX v4's indexer: docs.dydx.xyz, read 2026-11. It pings with frames, which need no answer,
// and numbers what it sends on a connection: a hole costs every book of it.

import type { VenueProtocol } from "../venue.ts";

const markets = { channel: "v4_markets" };

export const dydx: VenueProtocol = {
  mainnet: { sockets: { public: "wss://indexer.dydx.trade/v4/ws" }, rest: "https://indexer.dydx.trade" },
  testnet: {
    sockets: { public: "wss://indexer.v4testnet.dydx.exchange/v4/ws" },
    rest: "https://indexer.v4testnet.dydx.exchange",
  },
  topics: (id) => [
    { kind: "book", name: { channel: "v4_orderbook", id } },
    { kind: "trades", name: { channel: "v4_trades", id } },
    { kind: "liquidations", name: { channel: "v4_trades", id } },
    { kind: "mark", name: markets },
    { kind: "openInterest", name: markets },
  ],
  request: (subscribes, names) =>
    names.map((name) =>
      JSON.stringify({ type: subscribes ? "subscribe" : "unsubscribe", ...(name as object), ...(subscribes ? { batched: true } : {}) })),
  instruments: (symbol) => ({ path: `/v4/perpetualMarkets?ticker=${symbol}` }),
};
