/** Protocols that lend against collateral. Their parameters are of each asset, and typed with it. */
export interface LendingVenue {
  readonly name: "aave-v3" | "morpho-blue";
  readonly title: string;
  /** Morpho has one threshold for borrowing and for liquidation. */
  readonly hasOneThreshold: boolean;
  readonly hasEMode: boolean;
  /** Where the parameters of the example are from. */
  readonly source: string;
  readonly date: string;
}

export const lendingVenues: readonly LendingVenue[] = [
  {
    name: "aave-v3", title: "Aave v3", hasOneThreshold: false, hasEMode: true,
    source: "Aave governance 18997, thresholds of WETH", date: "2024",
  },
  {
    name: "morpho-blue", title: "Morpho Blue", hasOneThreshold: true, hasEMode: false,
    source: "a Morpho Blue market with an LLTV of 86 %", date: "2024",
  },
];

export type LendingName = LendingVenue["name"];

export function isLendingName(name: unknown): name is LendingName {
  return lendingVenues.some((venue) => venue.name === name);
}

export function lendingVenueOf(name: LendingName): LendingVenue {
  return lendingVenues.find((venue) => venue.name === name) as LendingVenue;
}
