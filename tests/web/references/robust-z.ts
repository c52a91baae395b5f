// Median, median absolute deviation and robust z of a plain list, sorted anew each time.

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}

export function medianAbsoluteDeviation(values: readonly number[]): number | null {
  const middle = median(values);
  return middle === null ? null : median(values.map((value) => Math.abs(value - middle)));
}

/** z = (x - med) / (1.4826 MAD); null before the second sample, and where MAD is 0. */
export function robustZ(value: number, past: readonly number[]): number | null {
  const middle = median(past);
  const deviation = 1.4826 * (medianAbsoluteDeviation(past) ?? 0);
  return middle === null || past.length < 2 || deviation === 0 ? null : (value - middle) / deviation;
}
