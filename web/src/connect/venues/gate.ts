// Gate futures v4: www.gate.com/docs, read 2026-11. The book with its snapshot on the stream
// (futures.obu) needs no other request, which a page might not be allowed to make.

import type { StreamKind, Topic, VenueProtocol } from "../venue.ts";

interface Channel {
  readonly channel: string;
  readonly payload: readonly string[];
}

/** The symbols of one channel go into one message, but for streams that are named one by one. */
function requests(subscribes: boolean, names: readonly Topic["name"][]): string[] {
  const channels = new Map<string, string[][]>();
  for (const { channel, payload } of names as readonly Channel[]) {
    const payloads = channels.get(channel) ?? [];
    const last = payloads.at(-1);
    if (last !== undefined && payload.length === 1) last.push(...payload);
    else payloads.push([...payload]);
    channels.set(channel, payloads);
  }
  const time = Math.floor(Date.now() / 1_000);
  const event = subscribes ? "subscribe" : "unsubscribe";
  return [...channels].flatMap(([channel, payloads]) =>
    payloads.map((payload) => JSON.stringify({ time, channel, event, payload })));
}

function protocol(settle: "usdt" | "btc"): VenueProtocol {
  const topic = (kind: StreamKind, name: string, ...payload: string[]): Topic =>
    ({ kind, name: { channel: `futures.${name}`, payload } satisfies Channel });
  return {
    mainnet: { sockets: { public: `wss://fx-ws.gateio.ws/v4/ws/${settle}` }, rest: "https://api.gateio.ws" },
    testnet: {
      sockets: { public: `wss://ws-testnet.gate.com/v4/ws/futures/${settle}` },
      rest: "https://api-testnet.gateapi.io",
    },
    topics: (symbol) => [
      topic("book", "obu", `ob.${symbol}.400`),
      topic("quote", "book_ticker", symbol),
      topic("trades", "trades", symbol),
      topic("mark", "tickers", symbol),
      topic("openInterest", "tickers", symbol),
      topic("liquidations", "public_liquidates", symbol),
      topic("ratios", "contract_stats", symbol, "1m"),
    ],
    request: requests,
    heartbeat: {
      everyMs: 15_000,
      text: () => JSON.stringify({ time: Math.floor(Date.now() / 1_000), channel: "futures.ping" }),
    },
    instruments: (symbol) => ({ path: `/api/v4/futures/${settle}/contracts/${symbol}` }),
  };
}

export const usdt = protocol("usdt");
export const btc = protocol("btc");
