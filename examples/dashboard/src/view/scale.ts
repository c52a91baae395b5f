/** A round number that all fits in; it comes down only when it is much too large. */
export function scaleFor(scale: number, most: number): number {
  if (most === 0 || (most <= scale && most > scale / 3)) return scale;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([1, 1.5, 2, 3, 5, 7].find((step) => step * power >= most) ?? 10);
}
