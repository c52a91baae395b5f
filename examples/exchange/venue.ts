import type { ViewLevel } from "./book-view.ts";
import type { Instrument } from "./instrument.ts";
import type { Market } from "./market.ts";
import type { Protocol } from "./protocol.ts";
import type { MarketSimulation } from "./simulation.ts";

/** A level as a venue writes it. */
export type LevelText = readonly [price: string, quantity: string];

/** A protocol over a simulated market. */
export interface SimulatedVenue extends Protocol {
  /** How many levels of a side a channel of the book shows, by its name without the symbol; null when it is none. */
  bookDepth(channel: string): number | null;
  levelText(instrument: Instrument, level: ViewLevel): LevelText;
  /** Lets the venue's sequence of a market start over, as after maintenance. */
  restartSequence(market: Market): void;
}

/** Markets by the names that a venue gives them. */
export function marketsByName(
  simulation: MarketSimulation, nameOf: (instrument: Instrument) => string,
): ReadonlyMap<string, Market> {
  return new Map(simulation.markets.map((market) => [nameOf(market.instrument), market]));
}

/** Of all traders' positions, the part that is long: 0 to 1. */
export function longShare({ traders: { positions } }: Market): number {
  return positions.filter(({ side }) => side === "long").length / Math.max(1, positions.length);
}
