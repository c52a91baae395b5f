export type SourceName = "simulated" | "binance";

export function isSourceName(name: unknown): name is SourceName {
  return name === "simulated" || name === "binance";
}

/** An exchange that the page can listen to. */
export interface Source {
  readonly name: SourceName;
  /** As it is called in sentences. */
  readonly title: string;
  /** Where it is, if not where the venue is. */
  readonly origin?: string;
  readonly restUrl: string;
  /** Whether margin tables are served to everybody. The venue serves them to signed requests only. */
  readonly servesBrackets: boolean;
}

export function sourceOf(name: SourceName, exchangeUrl: string): Source {
  return name === "simulated"
    ? { name, title: "the simulated exchange", origin: exchangeUrl, restUrl: exchangeUrl, servesBrackets: true }
    : { name, title: "Binance", restUrl: "https://fapi.binance.com", servesBrackets: false };
}
