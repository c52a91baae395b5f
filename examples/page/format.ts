// Numbers as this page writes them: the same number of decimals each time, so that nothing
// jumps, and a dash where there is none.

export const none = "—";

const formats = new Map<string, Intl.NumberFormat>();

function format(decimals: number, signed: boolean): Intl.NumberFormat {
  const key = `${decimals}${signed}`;
  let known = formats.get(key);
  if (known === undefined) {
    known = new Intl.NumberFormat("en", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      signDisplay: signed ? "exceptZero" : "negative",
    });
    formats.set(key, known);
  }
  return known;
}

/** With a real minus sign, which is as wide as a plus. */
export function fixed(value: number | null, decimals: number): string {
  return value === null ? none : format(decimals, false).format(value).replace("-", "−");
}

/** With its sign, above zero too. */
export function signed(value: number | null, decimals: number): string {
  return value === null ? none : format(decimals, true).format(value).replace("-", "−");
}

/** A fraction: 0.005 is 0.50 %. */
export function percent(rate: number | null, decimals = 2): string {
  return rate === null ? none : `${fixed(100 * rate, decimals)} %`;
}

export function signedPercent(rate: number | null, decimals = 2): string {
  return rate === null ? none : `${signed(100 * rate, decimals)} %`;
}

/** Large amounts in millions and billions. */
export function amount(value: number | null): string {
  if (value === null) return none;
  const size = Math.abs(value);
  if (size >= 1e9) return `${fixed(value / 1e9, 2)} bn`;
  if (size >= 1e6) return `${fixed(value / 1e6, 2)} m`;
  return fixed(value, 0);
}

/** How long ago: 0.4 s, 23 s, 3 min 20 s. */
export function age(durationMs: number): string {
  const seconds = Math.max(0, durationMs) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** How long until: 02:13:07. */
export function countdown(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1_000));
  const part = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${part(seconds / 3_600)}:${part((seconds / 60) % 60)}:${part(seconds % 60)}`;
}

export function timeOfDay(date: Date): string {
  return date.toTimeString().slice(0, 8);
}
