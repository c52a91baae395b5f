// Kraken: docs.kraken.com/api, read 2026-11. Futures sends a heartbeat of its own to whoever
// subscribes to it; spot is its first websocket protocol, whose books carry a checksum.

import type { Topic, VenueProtocol } from "../venue.ts";

/** Names with one key in common, whose values are gathered into one list. */
function gathered(names: readonly Topic["name"][], listKey: string): object[] {
  const lists = new Map<string, { rest: object; all: unknown[] }>();
  for (const name of names) {
    const { [listKey]: one, ...rest } = name as Record<string, unknown>;
    const key = JSON.stringify(rest);
    const list = lists.get(key) ?? { rest, all: [] };
    list.all.push(one);
    lists.set(key, list);
  }
  return [...lists.values()].map(({ rest, all }) => ({ ...rest, [listKey]: all }));
}

const event = (subscribes: boolean) => (subscribes ? "subscribe" : "unsubscribe");

export const futures: VenueProtocol = {
  mainnet: { sockets: { public: "wss://futures.kraken.com/ws/v1" }, rest: "https://futures.kraken.com" },
  testnet: { sockets: { public: "wss://demo-futures.kraken.com/ws/v1" }, rest: "https://demo-futures.kraken.com" },
  topics: (symbol) => [
    { kind: "book", name: { feed: "book", product_ids: symbol } },
    { kind: "trades", name: { feed: "trade", product_ids: symbol } },
    { kind: "liquidations", name: { feed: "trade", product_ids: symbol } },
    { kind: "mark", name: { feed: "ticker", product_ids: symbol } },
    { kind: "openInterest", name: { feed: "ticker", product_ids: symbol } },
    { kind: "quote", name: { feed: "ticker", product_ids: symbol } },
  ],
  request: (subscribes, names) =>
    gathered(names, "product_ids").map((of) => JSON.stringify({ event: event(subscribes), ...of })),
  greeting: ['{"event":"subscribe","feed":"heartbeat"}'],
  instruments: () => ({ path: "/derivatives/api/v3/instruments" }),
};

export const spot: VenueProtocol = {
  mainnet: { sockets: { public: "wss://ws.kraken.com" }, rest: "https://api.kraken.com" },
  topics: (symbol) => [
    { kind: "book", name: { pair: symbol, subscription: { name: "book", depth: 100 } } },
    { kind: "quote", name: { pair: symbol, subscription: { name: "spread" } } },
    { kind: "trades", name: { pair: symbol, subscription: { name: "trade" } } },
  ],
  request: (subscribes, names) =>
    gathered(names, "pair").map((of) => JSON.stringify({ event: event(subscribes), ...of })),
  heartbeat: { everyMs: 30_000, text: (reqid) => JSON.stringify({ event: "ping", reqid }) },
  instruments: (symbol) => ({ path: `/0/public/AssetPairs?pair=${symbol}` }),
};
