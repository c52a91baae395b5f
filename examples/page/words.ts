import type { ErrorCode, ReasonCode } from "plimsoll";

/** Why an input was refused, for the person who typed it. */
export function refusalText(code: ErrorCode, field: string): string {
  return refusals[code] ?? `${field} cannot be used (${code}).`;
}

const refusals: Partial<Record<ErrorCode, string>> = {
  badNumber: "Not a number. Write 1250.5, without commas.",
  notFinite: "Not a number.",
  missingField: "Needed.",
  quantityNotPositive: "Has to be above zero.",
  quantityNegative: "Has to be above zero.",
  priceNotPositive: "Has to be above zero.",
  marginNotPositive: "Has to be above zero.",
  sizeNotPositive: "Has to be above zero.",
  rateOutOfRange: "Has to be a rate of 0 to 100 %.",
  notionalNegative: "Must not be below zero.",
  mixedContracts: "One account holds linear contracts or inverse ones, not both.",
  duplicatePosition: "There are two of the same name.",
  leverageOutOfRange: "Has to be 1 or more, and no more than the margin table allows.",
  wrongType: "Not the answer of leverageBracket: a list of { symbol, brackets } is expected.",
  notJson: "Not JSON.",
  tableEmpty: "A table without brackets.",
  tableNotFromZero: "The first bracket has to begin at zero.",
  tableHole: "There is a hole between two brackets.",
  tableOverlap: "Two brackets overlap.",
  tableNotIncreasing: "Rates have to rise from bracket to bracket, and leverage to fall.",
  tablePercent: "These rates are in per cent; 0.4 % has to be 0.004.",
  tableRate: "A maintenance rate has to be below one over the leverage.",
  tableDiscontinuous: "The amounts (cum) do not fit the rates.",
};

/** Why a number is not there. */
export const reasonText: Readonly<Record<ReasonCode, string>> = {
  noMark: "no mark price yet",
  noTable: "no margin table",
  fullyCollateralized: "never: the margin covers the whole position",
  alreadyLiquidatable: "at or beyond the liquidation price",
  noEquity: "no equity is left",
  noVolatility: "volatility is warming up",
  noTickSize: "tick size not known",
  exitCostTooHigh: "closing costs more than is left",
  beyondTable: "beyond the margin table",
  noPostedMargin: "posted margin not known",
  wholeAccount: "a number of the whole account",
  noPosition: "no position",
  noTakerFee: "taker fee not known",
  noLeverage: "leverage setting not known",
  noDebt: "nothing is borrowed",
  noCollateral: "nothing is supplied",
};
