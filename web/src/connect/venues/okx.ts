// OKX v5: www.okx.com/docs-v5, read 2026-11. Thirty seconds without a word end a connection.

import type { StreamKind, Topic, VenueProtocol } from "../venue.ts";

/** `BTC-USDT-SWAP`, `BTC-USD-261225`, `BTC-USD-261225-60000-C`, `BTC-USDT`. */
function typeOf(symbol: string): "SWAP" | "FUTURES" | "OPTION" | "SPOT" {
  const parts = symbol.split("-");
  if (parts.length === 2) return "SPOT";
  if (parts.length > 3) return "OPTION";
  return parts[2] === "SWAP" ? "SWAP" : "FUTURES";
}

function topics(symbol: string): readonly Topic[] {
  const type = typeOf(symbol);
  const family = symbol.split("-").slice(0, 2).join("-");
  const topic = (kind: StreamKind, channel: string, of: object = { instId: symbol }): Topic =>
    ({ kind, name: { channel, ...of } });
  const all = [topic("book", "books"), topic("quote", "bbo-tbt"), topic("trades", "trades")];
  if (type === "SPOT") return all;
  all.push(
    topic("mark", "mark-price"),
    topic("mark", "index-tickers", { instId: family }),
    topic("openInterest", "open-interest"),
    topic("liquidations", "liquidation-orders", { instType: type }),
  );
  if (type === "SWAP") all.push(topic("mark", "funding-rate"));
  if (type === "OPTION") all.push(topic("options", "opt-summary", { instFamily: family }));
  else all.push(topic("deleveraging", "adl-warning", { instType: type, instFamily: family }));
  return all;
}

export const okx: VenueProtocol = {
  mainnet: { sockets: { public: "wss://ws.okx.com:8443/ws/v5/public" }, rest: "https://www.okx.com" },
  testnet: { sockets: { public: "wss://wspap.okx.com:8443/ws/v5/public" }, rest: "https://www.okx.com" },
  topics,
  request: (subscribes, names, id) => [
    JSON.stringify({ id: String(id), op: subscribes ? "subscribe" : "unsubscribe", args: names }),
  ],
  mostInRequest: 100,
  heartbeat: { everyMs: 20_000, text: () => "ping" },
  instruments: (symbol) => {
    const type = typeOf(symbol);
    const family = type === "OPTION" ? `&instFamily=${symbol.split("-").slice(0, 2).join("-")}` : "";
    return { path: `/api/v5/public/instruments?instType=${type}${family}&instId=${symbol}` };
  },
};
