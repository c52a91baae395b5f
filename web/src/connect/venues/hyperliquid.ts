// Hyperliquid: hyperliquid.gitbook.io, read 2026-11. A minute without a word ends a connection.
// Since 2026-07-25 whole books come each five seconds with twenty levels of a side, or each half
// second with five. The fresh ones are taken: a price that is five seconds old is no price.

import type { VenueProtocol } from "../venue.ts";

export const hyperliquid: VenueProtocol = {
  mainnet: { sockets: { public: "wss://api.hyperliquid.xyz/ws" }, rest: "https://api.hyperliquid.xyz" },
  testnet: {
    sockets: { public: "wss://api.hyperliquid-testnet.xyz/ws" },
    rest: "https://api.hyperliquid-testnet.xyz",
  },
  topics: (coin) => [
    { kind: "book", name: { type: "l2Book", coin, fast: true } },
    { kind: "quote", name: { type: "bbo", coin } },
    { kind: "trades", name: { type: "trades", coin } },
    { kind: "mark", name: { type: "activeAssetCtx", coin } },
    { kind: "openInterest", name: { type: "activeAssetCtx", coin } },
  ],
  request: (subscribes, names) =>
    names.map((subscription) => JSON.stringify({ method: subscribes ? "subscribe" : "unsubscribe", subscription })),
  heartbeat: { everyMs: 30_000, text: () => '{"method":"ping"}' },
  instruments: () => ({ path: "/info", body: { type: "meta" } }),
};
