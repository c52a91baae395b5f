import type { Thresholds } from "plimsoll/full";

import { type Choice, choiceFrom } from "./data/choice.ts";

/** What the page starts from. */
export interface Settings {
  readonly choice: Choice;
  /** Where the simulated exchange listens. */
  readonly exchangeUrl: string;
  /** Only those that the address names; the engine's defaults hold for the rest. */
  readonly thresholds: Thresholds;
}

const patience = ["easeAfterMs", "holdAfterRiseMs", "markStaleMs"] as const;

/**
 * Reads the page's address, `?source=live&venue=okx&coin=ETH&easeAfterMs=2000`, and asks the
 * server that the page came from where the simulated exchange is.
 */
export async function readSettings(address: URL): Promise<Settings> {
  const asked = address.searchParams;
  return {
    choice: choiceFrom(asked),
    exchangeUrl: await exchangeUrl(address),
    thresholds: Object.fromEntries(
      patience
        .filter((name) => Number(asked.get(name)) > 0)
        .map((name) => [name, Number(asked.get(name))]),
    ),
  };
}

/** A page that is served by something else looks where `npm run exchange` listens. */
async function exchangeUrl(address: URL): Promise<string> {
  try {
    const response = await fetch(new URL("settings.json", address));
    const { exchange } = (await response.json()) as { exchange: string };
    return new URL(exchange).origin;
  } catch {
    return "http://127.0.0.1:8787";
  }
}
