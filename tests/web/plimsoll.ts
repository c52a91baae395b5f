// What the tests of the built package share: an engine of one's own, and messages as
// Binance USDⓈ-M sends them.

import { readFile } from "node:fs/promises";
import { type Feed, load, type LoadOptions, type Market, type Plimsoll } from "plimsoll";
import { type AnalyzedMarket, load as loadFull } from "plimsoll/full";

/** A file of the package, compiled once by whoever asks first. */
function compiledOnce(name: string): () => Promise<WebAssembly.Module> {
  let compiled: Promise<WebAssembly.Module> | null = null;
  return () => (compiled ??= readFile(new URL(`../../dist/${name}`, import.meta.url)).then((bytes) =>
    WebAssembly.compile(bytes)));
}

const plain = compiledOnce("plimsoll.wasm");
const full = compiledOnce("plimsoll-full.wasm");

/** A new engine, which no other test has touched. */
export async function engine(options: Omit<LoadOptions, "wasm"> = {}): Promise<Plimsoll> {
  return load({ ...options, wasm: await plain() });
}

/** The same with analytics. */
export async function fullEngine(options: Omit<LoadOptions, "wasm"> = {}): Promise<Plimsoll<AnalyzedMarket>> {
  return loadFull({ ...options, wasm: await full() });
}

type Levels = readonly (readonly [price: string, quantity: string])[];

export interface Depth {
  readonly symbol?: string;
  readonly first: number;
  readonly last: number;
  readonly previous: number;
  readonly bids?: Levels;
  readonly asks?: Levels;
}

export function depth({ symbol = "BTCUSDT", first, last, previous, bids = [], asks = [] }: Depth): string {
  const timeMs = 1_790_000_000_000 + (last % 1_000_000);
  return JSON.stringify({
    stream: `${symbol.toLowerCase()}@depth@100ms`,
    data: { e: "depthUpdate", E: timeMs, T: timeMs, s: symbol, U: first, u: last, pu: previous, b: bids, a: asks },
  });
}

export function snapshot(lastUpdateId: number, bids: Levels, asks: Levels): string {
  return JSON.stringify({ lastUpdateId, E: lastUpdateId, T: lastUpdateId, bids, asks });
}

export function quote(bid: string, ask: string, updateId = 1, symbol = "BTCUSDT"): string {
  return JSON.stringify({
    stream: `${symbol.toLowerCase()}@bookTicker`,
    data: { e: "bookTicker", u: updateId, s: symbol, b: bid, B: "1.000", a: ask, A: "2.000", T: 1, E: 1 },
  });
}

export function trade(id: number, price: string, quantity: string, takerSells = false): string {
  return JSON.stringify({
    stream: "btcusdt@trade",
    data: { e: "trade", E: id, T: id, s: "BTCUSDT", t: id, p: price, q: quantity, X: "MARKET", m: takerSells },
  });
}

export function mark(price: string, venueTimeMs: number, symbol = "BTCUSDT"): string {
  return JSON.stringify({
    stream: `${symbol.toLowerCase()}@markPrice@1s`,
    data: {
      e: "markPriceUpdate", E: venueTimeMs, s: symbol, p: price, P: price, i: price,
      r: "0.00010000", T: 1_800_000_000_000,
    },
  });
}

export const bids: Levels = [["50000.0", "2.0"], ["49999.9", "1.0"], ["49990.0", "4.5"]];
export const asks: Levels = [["50000.1", "1.0"], ["50001.0", "3.0"], ["50020.0", "0.5"]];

/** A market with the book above, as of update 100. */
export function liveMarket<OneMarket extends Market>(feed: Feed<OneMarket>, symbol = "BTCUSDT", localTimeMs?: number): OneMarket {
  const market = feed.market(symbol);
  market.apply(snapshot(100, bids, asks), localTimeMs);
  return market;
}

/** Margin tables as an account wants them. */
export const halfPercent = { brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 125 }] };
