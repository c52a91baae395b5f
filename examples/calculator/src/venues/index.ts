import { chains } from "./chains.ts";
import { exchanges } from "./exchanges.ts";
import type { Venue, VenueName } from "./venue.ts";

export type { ExampleTable, Need, Venue, VenueName } from "./venue.ts";

/** As the picker shows them. */
export const groups: readonly { readonly title: string; readonly venues: readonly Venue[] }[] = [
  { title: "Exchanges", venues: exchanges },
  { title: "On chain", venues: chains },
];

export const venues: readonly Venue[] = groups.flatMap((group) => group.venues);

export function isVenueName(name: unknown): name is VenueName {
  return venues.some((venue) => venue.name === name);
}

export function venueOf(name: VenueName): Venue {
  return venues.find((venue) => venue.name === name) as Venue;
}

/** Whom the page may ask for brackets: an origin for each public endpoint. */
export const endpointOrigins: readonly string[] = [
  ...new Set(venues.flatMap(({ endpoint, market }) =>
    endpoint === undefined ? [] : [new URL(endpoint(market.symbol).url).origin])),
];
