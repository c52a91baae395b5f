// English words for warnings: a catalogue that can be replaced by another.

import type { Severity, Warning, WarningCode } from "../watch.ts";

/** What a catalogue says of a warning. */
export interface WarningText {
  /** A few words: what it is about. */
  readonly title: string;
  /** A sentence with the numbers. */
  readonly body: string;
}

export type WarningCatalogue = (warning: Warning) => WarningText;

const titles: Record<WarningCode, Record<Severity, string>> = {
  liquidationNear: {
    caution: "Liquidation within a day's usual move",
    danger: "Liquidation within hours",
    critical: "Liquidation imminent",
  },
  blind: {
    caution: "No mark price",
    danger: "No mark price",
    critical: "No mark price",
  },
};

const price = new Intl.NumberFormat("en", { maximumSignificantDigits: 8 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 2 });

/** English for a warning. */
export const warningText: WarningCatalogue = (warning) => {
  const title = titles[warning.code][warning.severity];
  const position = `${warning.symbol} ${warning.side}`;
  if (warning.code === "blind") {
    return { title, body: `${position}: no mark price arrives, so its risk cannot be seen.` };
  }
  if (warning.beyondLiquidation) {
    return { title, body: `${position}: the mark is beyond the liquidation price.` };
  }
  const { distanceRate, liquidationPrice } = warning;
  const distance = distanceRate === null ? "" : ` is ${percent.format(distanceRate)} away`;
  const at = liquidationPrice === null ? "" : ` at a mark of ${price.format(liquidationPrice)}`;
  return { title, body: `${position}: liquidation${at}${distance}.` };
};

/** English for a severity. */
export const severityText: Readonly<Record<Severity, string>> = {
  caution: "Caution",
  danger: "Danger",
  critical: "Critical",
};
