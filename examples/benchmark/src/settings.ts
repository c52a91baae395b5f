/** What the page's address asks for. */
export interface Settings {
  /** Rounds at first; null leaves the choice as index.html has it. */
  readonly rounds: number | null;
  /** Of the simulated exchange. */
  readonly seconds: number;
  readonly lapMs: number;
  /** Measure at once what the server of the page has, and tell it the results. */
  readonly reports: boolean;
}

export function settingsOf(query: URLSearchParams): Settings {
  const positive = (name: string) => {
    const value = Number(query.get(name));
    return value > 0 ? value : null;
  };
  return {
    rounds: positive("rounds"),
    seconds: positive("seconds") ?? 180,
    lapMs: positive("lapMs") ?? 50,
    reports: query.has("report"),
  };
}
