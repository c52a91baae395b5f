import type { FeedVenue } from "plimsoll/full";

/** The coins whose perpetuals the page shows. */
export const coins = ["BTC", "ETH"] as const;

export type Coin = (typeof coins)[number];

export function isCoin(name: unknown): name is Coin {
  return coins.includes(name as Coin);
}

/** Where data comes from: an exchange that is simulated on this machine, or the venues themselves. */
export type SourceName = "simulated" | "live";

export function isSourceName(name: unknown): name is SourceName {
  return name === "simulated" || name === "live";
}

/** The one whose margin rules a watch holds. */
export const watchedVenue = "binance-usdm";

/** A venue as a source has it. */
export interface Venue {
  readonly name: FeedVenue;
  readonly title: string;
  /** As it is called in sentences. */
  readonly longTitle: string;
  /** Its perpetuals, as the venue writes them. */
  readonly symbols: Readonly<Record<Coin, string>>;
  /** What its prices are in. */
  readonly quote: "USD" | "USDC" | "USDT";
  /** Where it is, if not where it usually is. */
  readonly origin?: string;
  /** Silence of the book for longer than this is remarked; the engine's own limit where it is left out. */
  readonly staleAfterMs?: number;
  /** The same for marks, ms. */
  readonly markLateMs: number;
}

interface ListedVenue extends Omit<Venue, "longTitle" | "origin" | "markLateMs"> {
  /** At the simulated exchange, which does not speak every protocol. */
  readonly simulated?: Pick<Venue, "symbols" | "quote" | "staleAfterMs">;
  /** Of its sockets and its REST: all that the page asks, and may. */
  readonly origins: readonly string[];
  readonly markLateMs?: number;
}

/** For books that move a few times a second and more. */
const quickMs = 3_000;
const simulatedMarkLateMs = 5_000;
/** Some tell a mark only when it is another one. */
const markLateMs = 30_000;

const tether = { BTC: "BTCUSDT", ETH: "ETHUSDT" };
const swaps = { BTC: "BTC-USDT-SWAP", ETH: "ETH-USDT-SWAP" };
const bare = { BTC: "BTC", ETH: "ETH" };
const joined = { BTC: "BTC_USDT", ETH: "ETH_USDT" };

export const listed: readonly ListedVenue[] = [
  {
    name: "binance-usdm", title: "Binance", symbols: tether, quote: "USDT", simulated: { symbols: tether, quote: "USDT", staleAfterMs: quickMs },
    origins: ["wss://fstream.binance.com", "https://fapi.binance.com"], staleAfterMs: quickMs, markLateMs: 5_000,
  },
  {
    name: "bybit-linear", title: "Bybit", symbols: tether, quote: "USDT", simulated: { symbols: tether, quote: "USDT", staleAfterMs: quickMs },
    origins: ["wss://stream.bybit.com", "https://api.bybit.com"],
  },
  {
    name: "okx", title: "OKX", quote: "USDT",
    symbols: swaps, simulated: { symbols: swaps, quote: "USDT", staleAfterMs: quickMs },
    origins: ["wss://ws.okx.com:8443", "https://www.okx.com"],
  },
  {
    name: "deribit", title: "Deribit", quote: "USD",
    symbols: { BTC: "BTC-PERPETUAL", ETH: "ETH-PERPETUAL" },
    simulated: {
      symbols: { BTC: "BTC_USDC-PERPETUAL", ETH: "ETH_USDC-PERPETUAL" }, quote: "USDC", staleAfterMs: quickMs,
    },
    origins: ["wss://www.deribit.com", "https://www.deribit.com"],
  },
  {
    name: "hyperliquid", title: "Hyperliquid", quote: "USD",
    symbols: bare, simulated: { symbols: bare, quote: "USD", staleAfterMs: quickMs },
    origins: ["wss://api.hyperliquid.xyz", "https://api.hyperliquid.xyz"],
  },
  {
    name: "gate-usdt", title: "Gate", quote: "USDT",
    symbols: joined, simulated: { symbols: joined, quote: "USDT", staleAfterMs: quickMs },
    origins: ["wss://fx-ws.gateio.ws", "https://api.gateio.ws"],
  },
  {
    name: "bitget", title: "Bitget", symbols: tether, quote: "USDT",
    origins: ["wss://ws.bitget.com", "https://api.bitget.com"],
  },
  {
    name: "dydx", title: "dYdX", symbols: { BTC: "BTC-USD", ETH: "ETH-USD" }, quote: "USD",
    origins: ["wss://indexer.dydx.trade", "https://indexer.dydx.trade"], markLateMs: 60_000,
  },
  {
    name: "kraken-futures", title: "Kraken", symbols: { BTC: "PF_XBTUSD", ETH: "PF_ETHUSD" }, quote: "USD",
    origins: ["wss://futures.kraken.com", "https://futures.kraken.com"],
  },
  {
    name: "coinbase-intl", title: "Coinbase", symbols: { BTC: "BTC-PERPETUAL", ETH: "ETH-PERPETUAL" }, quote: "USDC",
    origins: ["wss://streams.drb.coinbase.com", "https://drb.coinbase.com"],
  },
  {
    name: "binance-coinm", title: "Binance COIN-M", symbols: { BTC: "BTCUSD_PERP", ETH: "ETHUSD_PERP" }, quote: "USD",
    origins: ["wss://dstream.binance.com", "https://dapi.binance.com"],
  },
  {
    name: "bybit-inverse", title: "Bybit inverse", symbols: { BTC: "BTCUSD", ETH: "ETHUSD" }, quote: "USD",
    origins: ["wss://stream.bybit.com", "https://api.bybit.com"],
  },
];

/** The venues that a source has. */
export function venuesOf(source: SourceName, exchangeUrl: string): readonly Venue[] {
  if (source === "live") {
    return listed.map((venue) => ({ markLateMs, ...venue, longTitle: venue.title }));
  }
  return listed.flatMap(({ name, title, simulated }) => simulated === undefined ? [] : [{
    name,
    title,
    ...simulated,
    longTitle: `the simulated ${title}`,
    origin: exchangeUrl,
    markLateMs: simulatedMarkLateMs,
  }]);
}
