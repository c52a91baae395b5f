/** Of each round, in turn, by who ran. */
export type Rounds<Name extends string = string> = ReadonlyMap<Name, readonly number[]>;

/** The middle one; between the two in the middle where there is none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How many times as long as another, compared within each round: a slow moment of the machine hits both. */
export function timesAsLong(rounds: readonly number[], others: readonly number[]): number {
  return median(rounds.map((one, round) => one / others[round]!));
}
