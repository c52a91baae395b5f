import { symbols } from "./symbols.ts";

export type SourceName = "simulated" | "binance";

export function isSourceName(name: unknown): name is SourceName {
  return name === "simulated" || name === "binance";
}

/** An exchange that the page can listen to. */
export interface Source {
  readonly name: SourceName;
  /** As it is called in sentences. */
  readonly title: string;
  /** Book and quotes come from one endpoint, trades, marks and liquidations from the other. */
  readonly publicSocketUrl: string;
  readonly marketSocketUrl: string;
  readonly restUrl: string;
  /** Whether margin tables are served to everybody. The venue serves them to signed requests only. */
  readonly servesBrackets: boolean;
}

const publicStreams = ["depth@100ms", "bookTicker"];
const marketStreams = ["aggTrade", "markPrice@1s", "forceOrder"];

export function sourceOf(name: SourceName, exchangeUrl: string): Source {
  return name === "simulated"
    ? source(name, "the simulated exchange", exchangeUrl.replace(/^http/, "ws"), exchangeUrl)
    : source(name, "Binance", "wss://fstream.binance.com", "https://fapi.binance.com");
}

function source(name: SourceName, title: string, socketUrl: string, restUrl: string): Source {
  const streams = (of: readonly string[]) =>
    symbols.flatMap((symbol) => of.map((stream) => `${symbol.toLowerCase()}@${stream}`)).join("/");
  return {
    name,
    title,
    publicSocketUrl: `${socketUrl}/public/stream?streams=${streams(publicStreams)}`,
    marketSocketUrl: `${socketUrl}/market/stream?streams=${streams(marketStreams)}`,
    restUrl,
    servesBrackets: name === "simulated",
  };
}
