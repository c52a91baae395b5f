// Each simulated venue as a client meets it: where its socket is, what it calls things, and
// how one asks for them.

import type { Venue } from "../../examples/exchange/protocol.ts";

export interface VenueClient {
  readonly venue: Venue;
  readonly url: string;
  /** the venue's name of BTCUSDT */
  readonly name: string;
  /** channels of the whole book or of its best levels, by the name that `expectedBook` knows */
  readonly books: readonly { readonly channel: string; readonly periodMs: number; readonly subscribe: string }[];
  /** trades, mark, funding, open interest and liquidations, as far as the venue tells them */
  readonly rest: readonly string[];
  /** where its list of instruments is, and what is posted there */
  readonly instruments: { readonly url: string; readonly body?: string };
  /** units of the book in a base unit */
  readonly contractsPerBase: number;
  readonly heartbeat?: { readonly ping: string; readonly pong: string };
}

const okx = (channel: string, instId: string) => `{"op":"subscribe","args":[{"channel":"${channel}","instId":"${instId}"}]}`;
const bybit = (topic: string) => `{"op":"subscribe","args":["${topic}.BTCUSDT"]}`;
const deribit = (channel: string) => `{"jsonrpc":"2.0","id":1,"method":"public/subscribe","params":{"channels":["${channel}"]}}`;
const hyperliquid = (type: string, more = "") => `{"method":"subscribe","subscription":{"type":"${type}","coin":"BTC"${more}}}`;
const gate = (channel: string, ...payload: string[]) =>
  JSON.stringify({ time: 1, channel: `futures.${channel}`, event: "subscribe", payload });

export const clients: readonly VenueClient[] = [
  {
    venue: "bybit-linear",
    url: "wss://stream.bybit.com/v5/public/linear",
    name: "BTCUSDT",
    books: [["50", 20], ["200", 100], ["1000", 200]].map(([depth, periodMs]) => ({
      channel: `orderbook.${depth}`, periodMs: Number(periodMs), subscribe: bybit(`orderbook.${depth}`),
    })),
    rest: [...["orderbook.1", "publicTrade", "tickers", "allLiquidation"].map(bybit), '{"op":"subscribe","args":["adlAlert.USDT"]}'],
    instruments: { url: "https://api.bybit.com/v5/market/instruments-info?category=linear" },
    contractsPerBase: 1,
    heartbeat: { ping: '{"op":"ping"}', pong: '"ret_msg":"pong"' },
  },
  {
    venue: "okx",
    url: "wss://ws.okx.com:8443/ws/v5/public",
    name: "BTC-USDT-SWAP",
    books: [{ channel: "books", periodMs: 100, subscribe: okx("books", "BTC-USDT-SWAP") }],
    rest: [
      ...["books5", "bbo-tbt", "trades", "mark-price", "funding-rate", "open-interest", "tickers"]
        .map((channel) => okx(channel, "BTC-USDT-SWAP")),
      okx("index-tickers", "BTC-USDT"),
      '{"op":"subscribe","args":[{"channel":"liquidation-orders","instType":"SWAP"}]}',
      '{"op":"subscribe","args":[{"channel":"adl-warning","instType":"SWAP","instFamily":"BTC-USDT"}]}',
    ],
    instruments: { url: "https://www.okx.com/api/v5/public/instruments?instType=SWAP" },
    contractsPerBase: 100,
    heartbeat: { ping: "ping", pong: "pong" },
  },
  {
    venue: "deribit",
    url: "wss://www.deribit.com/ws/api/v2",
    name: "BTC_USDC-PERPETUAL",
    books: [["100ms", 100], ["agg2", 1_000]].map(([interval, periodMs]) => ({
      channel: `book.${interval}`, periodMs: Number(periodMs), subscribe: deribit(`book.BTC_USDC-PERPETUAL.${interval}`),
    })),
    rest: [
      "quote.BTC_USDC-PERPETUAL", "ticker.BTC_USDC-PERPETUAL.100ms", "trades.BTC_USDC-PERPETUAL.100ms",
      "book.BTC_USDC-PERPETUAL.none.10.100ms",
    ].map(deribit),
    instruments: { url: "https://www.deribit.com/api/v2/public/get_instruments?currency=USDC&kind=future" },
    contractsPerBase: 1,
    heartbeat: { ping: '{"jsonrpc":"2.0","id":9,"method":"public/test","params":{}}', pong: '"version"' },
  },
  {
    venue: "hyperliquid",
    url: "wss://api.hyperliquid.xyz/ws",
    name: "BTC",
    books: [
      { channel: "l2Book", periodMs: 5_000, subscribe: hyperliquid("l2Book") },
      { channel: "l2Book.fast", periodMs: 500, subscribe: hyperliquid("l2Book", ',"fast":true') },
    ],
    rest: ["bbo", "trades", "activeAssetCtx"].map((type) => hyperliquid(type)),
    instruments: { url: "https://api.hyperliquid.xyz/info", body: '{"type":"meta"}' },
    contractsPerBase: 1,
    heartbeat: { ping: '{"method":"ping"}', pong: '{"channel":"pong"}' },
  },
  {
    venue: "gate-usdt",
    url: "wss://fx-ws.gateio.ws/v4/ws/usdt",
    name: "BTC_USDT",
    books: [
      { channel: "ob.50", periodMs: 20, subscribe: gate("obu", "ob.BTC_USDT.50") },
      { channel: "ob.400", periodMs: 100, subscribe: gate("obu", "ob.BTC_USDT.400") },
      { channel: "order_book_update.100", periodMs: 100, subscribe: gate("order_book_update", "BTC_USDT", "100ms", "100") },
    ],
    rest: [
      ...["trades", "tickers", "book_ticker", "public_liquidates"].map((channel) => gate(channel, "BTC_USDT")),
      gate("contract_stats", "BTC_USDT", "1m"),
    ],
    instruments: { url: "https://api.gateio.ws/api/v4/futures/usdt/contracts" },
    contractsPerBase: 10_000,
    heartbeat: { ping: '{"time":1,"channel":"futures.ping"}', pong: '"futures.pong"' },
  },
  {
    venue: "binance-usdm",
    url: "wss://fstream.binance.com/public/stream",
    name: "BTCUSDT",
    books: [{ channel: "depth@100ms", periodMs: 100, subscribe: '{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":1}' }],
    rest: ['{"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@bookTicker"],"id":2}'],
    instruments: { url: "https://fapi.binance.com/fapi/v1/exchangeInfo" },
    contractsPerBase: 1,
  },
];

export function client(venue: Venue): VenueClient {
  return clients.find((known) => known.venue === venue)!;
}
