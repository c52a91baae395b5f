// English words for warnings and problems: a catalogue that can be replaced by another.

import type { Problem } from "../preview.ts";
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

type ProblemCatalogue = { readonly [One in Problem as One["code"]]: (values: One["values"]) => string };

const { format } = price;

const problemTexts: ProblemCatalogue = {
  stopBeyondLiquidation: ({ stopLoss, liquidationPrice }) =>
    `The stop at ${format(stopLoss)} is never reached: liquidation at ${format(liquidationPrice)} comes first.`,
  takeProfitBeyondLiquidation: ({ takeProfit, liquidationPrice }) =>
    `The target at ${format(takeProfit)} is never reached: liquidation at ${format(liquidationPrice)} comes first.`,
  stopBeyondBankruptcy: ({ stopLoss, bankruptcyPrice }) =>
    `The stop at ${format(stopLoss)} lies beyond ${format(bankruptcyPrice)}, where nothing is left.`,
  stopOnWrongSide: ({ stopLoss, price: from }) => `The stop at ${format(stopLoss)} would trigger at once, at ${format(from)}.`,
  takeProfitOnWrongSide: ({ takeProfit, price: from }) =>
    `The target at ${format(takeProfit)} would trigger at once, at ${format(from)}.`,
  liquidatableAtOnce: ({ equity, maintenanceMargin }) =>
    `It would be liquidated at once: an equity of ${format(equity)} for a maintenance margin of ${format(maintenanceMargin)}.`,
  leverageOverTier: ({ leverage, maxLeverage }) =>
    `A leverage of ${format(leverage)} is more than the ${format(maxLeverage)} allowed at this size.`,
  sizeBeyondTable: ({ size, largestSize }) => `A size of ${format(size)} is more than the largest allowed, ${format(largestSize)}.`,
  notEnoughFreeMargin: ({ needed, freeMargin }) => `It takes ${format(needed)}, and ${format(freeMargin)} is free.`,
  initialMarginUnknown: () => "Whether enough is free cannot be told without the leverage setting.",
  liquidationUnknown: () => "The liquidation price is not known, so nothing is judged by it.",
  flips: ({ closedQuantity, openedQuantity }) =>
    `The order closes ${format(closedQuantity)} and opens ${format(openedQuantity)} on the other side.`,
  reducesOnly: ({ closedQuantity, quantityLeft }) =>
    `The order opens nothing: it closes ${format(closedQuantity)}, and ${format(quantityLeft)} is left.`,
  moreThanHeld: ({ quantity, heldQuantity }) => `The order is for ${format(quantity)}, and ${format(heldQuantity)} is held.`,
  closesBeyondBankruptcy: ({ price: at, bankruptcyPrice }) =>
    `At ${format(at)} it closes beyond ${format(bankruptcyPrice)}, where nothing is left.`,
  quantityOffLot: ({ quantity, lotSize }) => `A quantity of ${format(quantity)} is not a whole number of lots of ${format(lotSize)}.`,
  marginModeDiffers: ({ heldQuantity }) => `${format(heldQuantity)} is held in the other margin mode, and most venues know one for a symbol.`,
  filledBetterThanMark: ({ price: at, markPrice }) =>
    `An order at ${format(at)} rests while the mark is ${format(markPrice)}: the profit that is shown will not be there.`,
};

/** English for a problem of a preview. */
export function problemText(problem: Problem): string {
  return (problemTexts[problem.code] as (values: object) => string)(problem.values);
}
