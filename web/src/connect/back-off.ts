/**
 * How long to rest after so many failures in a row, ms: twice as long each time up to a
 * limit, and by chance up to half of it less, so that clients do not come all at once.
 */
export function backOffMs(failures: number, { firstMs, mostMs }: BackOff): number {
  return Math.min(mostMs, firstMs * 2 ** failures) * (1 - Math.random() / 2);
}

export interface BackOff {
  readonly firstMs: number;
  readonly mostMs: number;
}
