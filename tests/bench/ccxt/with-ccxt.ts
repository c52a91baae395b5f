// ccxt.pro as it runs: its client parses the text and hands it to the exchange's own
// handlers, which keep trades, quotes and an OrderBook. Its REST snapshot is the recorded
// one. Nobody awaits its futures here, which spares it the promises.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Burst, Contender, Session } from "../../../examples/benchmark/src/measure/contender.ts";
import type { Message } from "../../../examples/benchmark/src/measure/messages.ts";

type Side = readonly (readonly [number, number])[];

interface OrderBook {
  readonly bids: Side;
  readonly asks: Side;
  nonce: number | undefined;
}

interface Client {
  onMessage(event: { data: string }): void;
}

/** The few methods of ccxt.pro's exchange that a socket's messages pass through. */
interface Exchange {
  readonly orderbooks: Record<string, OrderBook>;
  client(url: string): Client;
  parseMarket(market: object): object;
  setMarkets(markets: object[]): void;
  orderBook(snapshot: object, depth?: number): OrderBook;
  parseOrderBook(answer: object, symbol: string): OrderBook;
  safeInteger(of: object, key: string): number;
  fetchRestOrderBookSafe: (symbol: string) => Promise<OrderBook>;
  fetchOrderBookSnapshot(client: Client, message: null, of: { symbol: string; type: string }): Promise<void>;
}

const folder = import.meta.dirname;

/** Installs ccxt where it is not there yet: 60 MB that only this asks for. */
export async function withCcxt(): Promise<Contender | null> {
  const entry = join(folder, "node_modules/ccxt/js/ccxt.js");
  if (!existsSync(entry)) {
    console.log("installing ccxt (60 MB) into tests/bench/ccxt ...");
    const arguments_ = ["ci", "--prefix", folder, "--ignore-scripts"];
    const { status } = spawnSync("npm", arguments_, { stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) return null;
  }
  const { pro } = (await import(pathToFileURL(entry).href)) as {
    pro: { binanceusdm: new () => Exchange };
  };
  return { id: "ccxt", name: "ccxt.pro 4.5.84", open: (symbols) => new Ccxt(new pro.binanceusdm(), symbols) };
}

class Ccxt implements Session {
  readonly #exchange: Exchange;
  readonly #client: Client;
  readonly #symbols: string[];

  constructor(exchange: Exchange, symbols: readonly string[]) {
    this.#exchange = exchange;
    const markets = symbols.map((id) => {
      const [, baseAsset = id, quoteAsset = "USDT"] = /^(.+)(USD[TC])$/.exec(id) ?? [];
      return exchange.parseMarket({
        symbol: id, baseAsset, quoteAsset, marginAsset: quoteAsset,
        contractType: "PERPETUAL", status: "TRADING", filters: [],
      }) as { symbol: string };
    });
    exchange.setMarkets(markets);
    this.#symbols = markets.map(({ symbol }) => symbol);
    for (const symbol of this.#symbols) exchange.orderbooks[symbol] = exchange.orderBook({});
    this.#client = exchange.client("wss://fstream.binance.com/market/ws/0");
  }

  async take(messages: readonly Message[], readings: Float64Array): Promise<void> {
    for (let i = 0; i < messages.length; ++i) {
      const message = messages[i]!;
      const symbol = this.#symbols[message.market]!;
      if (message.family === "snapshot") await this.#snapshot(symbol, message.raw);
      else this.#client.onMessage({ data: message.raw });
      this.#read(message.market, readings, 2 * i);
    }
  }

  async takeBursts(bursts: readonly Burst[], readings: Float64Array): Promise<void> {
    let at = 0;
    for (const { raws, isSnapshot, markets } of bursts) {
      if (isSnapshot) await this.#snapshot(this.#symbols[markets[0]!]!, raws[0]!);
      else for (const raw of raws) this.#client.onMessage({ data: raw });
      for (const market of markets) {
        this.#read(market, readings, at);
        at += 2;
      }
    }
  }

  #read(market: number, readings: Float64Array, at: number): void {
    const book = this.#exchange.orderbooks[this.#symbols[market]!]!;
    const live = book.nonce !== undefined;
    readings[at] = live ? imbalance(book, 20) : Number.NaN;
    readings[at + 1] = live ? weightedMid(book) : Number.NaN;
  }

  async #snapshot(symbol: string, raw: string): Promise<void> {
    const exchange = this.#exchange;
    const answer = JSON.parse(raw) as object;
    exchange.fetchRestOrderBookSafe = async () => {
      const snapshot = exchange.parseOrderBook(answer, symbol);
      snapshot.nonce = exchange.safeInteger(answer, "lastUpdateId");
      return snapshot;
    };
    await exchange.fetchOrderBookSnapshot(this.#client, null, { symbol, type: "future" });
  }
}

function quantityOfBest(side: Side, levels: number): number {
  let sum = 0;
  for (let i = 0; i < Math.min(levels, side.length); ++i) sum += side[i]![1];
  return sum;
}

function imbalance({ bids, asks }: OrderBook, levels: number): number {
  const bid = quantityOfBest(bids, levels);
  const ask = quantityOfBest(asks, levels);
  return (bid - ask) / (bid + ask);
}

function weightedMid({ bids, asks }: OrderBook): number {
  const [bid, ask] = [bids[0], asks[0]];
  if (bid === undefined || ask === undefined) return Number.NaN;
  return (bid[0] * ask[1] + ask[0] * bid[1]) / (bid[1] + ask[1]);
}
