/** Without zeros at the end: `trimmed("61800.20")` is "61800.2", `trimmed("5.000")` is "5". */
export function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Without zeros at the end, but with one decimal at least: "61800.2" and "5.0". */
export function withDecimal(text: string): string {
  const short = trimmed(text);
  return short.includes(".") ? short : `${short}.0`;
}

/** A number that is not written by tick or lot, with the decimals that a venue gives it and no more. */
export function rounded(value: number, decimals: number): string {
  return trimmed(value.toFixed(decimals));
}
