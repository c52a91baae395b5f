// What our own exchange says, made in the page or in Node: the same each time.

import { bitcoin } from "../../exchange/instrument.ts";
import type { Venue } from "../../exchange/protocol.ts";
import { recordingLines } from "../../exchange/recording.ts";
import { SimulatedExchange } from "../../exchange/simulated-exchange.ts";
import type { Input } from "./measure/benchmark.ts";
import { recordingOf } from "./measure/messages.ts";
import type { VenueRecording } from "./measure/venues.ts";

/** What a venue's recording is called that is none. */
export const simulated = "simulated";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const market = { seed: 1, instruments: [bitcoin], activity: 2 } as const;

/** What is measured on where there is no recording: three minutes of Binance's messages are 28,000. */
export function simulatedInput(seconds = 180): Input {
  const lines = [...recordingLines(market, seconds * 1_000)];
  return {
    name: `${seconds} s of the simulated exchange`,
    recording: recordingOf(encoder.encode(lines.join("\n"))),
    venues: simulatedVenues(seconds / 3),
  };
}

/** Where a venue's socket is, and how one asks for its book, best prices, trades and marks. */
const sockets: Readonly<Record<Venue, { readonly path: string; readonly says: readonly object[] }>> = {
  "binance-usdm": {
    path: "/stream",
    says: [{ method: "SUBSCRIBE", params: ["depth@100ms", "bookTicker", "aggTrade", "markPrice@1s"].map((name) => `btcusdt@${name}`), id: 1 }],
  },
  "bybit-linear": {
    path: "/v5/public/linear",
    says: [{ op: "subscribe", args: ["orderbook.50", "publicTrade", "tickers"].map((name) => `${name}.BTCUSDT`) }],
  },
  "okx": {
    path: "/ws/v5/public",
    says: [{ op: "subscribe", args: ["books", "bbo-tbt", "trades", "mark-price"].map((channel) => ({ channel, instId: "BTC-USDT-SWAP" })) }],
  },
  "deribit": {
    path: "/ws/api/v2",
    says: [{
      jsonrpc: "2.0", id: 1, method: "public/subscribe",
      params: { channels: ["book.X.100ms", "quote.X", "ticker.X.100ms", "trades.X.100ms"].map((name) => name.replace("X", "BTC_USDC-PERPETUAL")) },
    }],
  },
  "hyperliquid": {
    path: "/ws",
    says: ["l2Book", "bbo", "trades", "activeAssetCtx"].map((type) => ({ method: "subscribe", subscription: { type, coin: "BTC" } })),
  },
  "gate-usdt": {
    path: "/v4/ws/usdt",
    says: [["obu", "ob.BTC_USDT.50"], ["book_ticker", "BTC_USDT"], ["trades", "BTC_USDT"], ["tickers", "BTC_USDT"]].map(([channel, name]) =>
      ({ time: 1, channel: `futures.${channel}`, event: "subscribe", payload: [name] })),
  },
};

/** The same market in six protocols. */
function simulatedVenues(seconds: number): VenueRecording[] {
  // Nobody answers heartbeats here.
  const exchange = new SimulatedExchange({ ...market, patience: 1_000 });
  const recordings = exchange.protocols.toSorted((a, b) => a.venue.localeCompare(b.venue, "en")).map((protocol) => {
    const raws: string[] = [];
    const { path, says } = sockets[protocol.venue];
    const session = protocol.open(new URL(path, "ws://localhost"), { send: (text) => raws.push(flat(text)), close: () => {} });
    for (const text of says) session!.receive(JSON.stringify(text));
    return { venue: protocol.venue, name: simulated, raws };
  });
  exchange.advance(seconds * 1_000);
  return recordings;
}

/** As a socket delivers it: one string, and not a tree of the parts that it was made of. */
function flat(text: string): string {
  return decoder.decode(encoder.encode(text));
}
