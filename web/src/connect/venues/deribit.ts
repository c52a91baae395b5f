// Deribit: docs.deribit.com, read 2026-11, and Coinbase international, which speaks the same
// on another host. Streams that are not grouped in time need a login.

import { named, type VenueProtocol } from "../venue.ts";

const call = (method: string, params: object, id: number) =>
  JSON.stringify({ jsonrpc: "2.0", id, method: `public/${method}`, params });

const shared = {
  topics: (symbol) => {
    const ticker = `ticker.${symbol}.100ms`;
    const trades = `trades.${symbol}.100ms`;
    return named({
      book: `book.${symbol}.100ms`,
      quote: `quote.${symbol}`,
      trades,
      mark: ticker,
      openInterest: ticker,
      options: ticker,
      // Flags on trades.
      liquidations: trades,
    });
  },
  request: (subscribes, channels, id) => [call(subscribes ? "subscribe" : "unsubscribe", { channels }, id)],
  mostInRequest: 400,
  // The venue then asks from time to time, and leaves when nobody answers.
  greeting: [call("set_heartbeat", { interval: 30 }, 0)],
  answer: (id) => call("test", {}, id),
  heartbeat: { everyMs: 15_000, text: (id) => call("test", {}, id) },
  instruments: (symbol) => ({ path: `/api/v2/public/get_instrument?instrument_name=${symbol}` }),
} satisfies Partial<VenueProtocol>;

export const deribit: VenueProtocol = {
  ...shared,
  mainnet: { sockets: { public: "wss://www.deribit.com/ws/api/v2" }, rest: "https://www.deribit.com" },
  testnet: { sockets: { public: "wss://test.deribit.com/ws/api/v2" }, rest: "https://test.deribit.com" },
};

export const coinbaseIntl: VenueProtocol = {
  ...shared,
  mainnet: { sockets: { public: "wss://streams.drb.coinbase.com/ws/api/v2" }, rest: "https://drb.coinbase.com" },
};
