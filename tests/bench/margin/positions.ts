// What the margin benchmark asks about: the same positions for everybody, from a fixed seed.

import type { HoldingsTerms, MarginTable, PositionColumns } from "plimsoll/holdings";
import type { Account } from "plimsoll/margin";

/** A linear congruence: the same numbers in every engine. */
function random(seed: number): (low: number, high: number) => number {
  let state = seed;
  return (low, high) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  };
}

/** Five to ten brackets, as exchanges have them. */
function tableOf(between: (low: number, high: number) => number): MarginTable {
  let notionalFloor = 0;
  let maintenanceMarginRate = between(0.004, 0.01);
  const count = Math.floor(between(5, 11));
  const brackets = Array.from({ length: count }, (_, row) => {
    const notionalCap = notionalFloor === 0 ? between(2e4, 1e5) : notionalFloor * between(2, 5);
    const bracket = {
      notionalFloor,
      ...(row + 1 < count ? { notionalCap } : {}),
      maintenanceMarginRate,
      maxLeverage: 0.5 / maintenanceMarginRate,
    };
    notionalFloor = notionalCap;
    maintenanceMarginRate = Math.min(0.4, maintenanceMarginRate * between(1.3, 2));
    return bracket;
  });
  return { brackets };
}

export interface Sheet {
  readonly terms: HoldingsTerms;
  readonly columns: PositionColumns;
  /** Marks of one moment after another, by symbol. */
  readonly moments: readonly Float64Array[];
}

/** Positions over so many symbols, in no order, in every bracket, long and short. */
export function sheetOf(positions: number, symbols: number): Sheet {
  const between = random(4);
  const prices = Float64Array.from({ length: symbols }, () => 10 ** between(-3, 4.8));
  const tables = Array.from(prices, () => tableOf(between));
  const symbol = Uint16Array.from({ length: positions }, () => between(0, symbols));
  const entryPrice = Float64Array.from(symbol, (i) => prices[i]! * between(0.9, 1.1));
  const value = Float64Array.from(symbol, () => 10 ** between(3, 7));
  return {
    terms: { venue: "binance-usdm", tables },
    columns: {
      symbol,
      signedQuantity: value.map((one, i) => ((between(0, 1) < 0.5 ? -1 : 1) * one) / entryPrice[i]!),
      entryPrice,
      posted: value.map((one) => one / between(2, 20)),
    },
    moments: Array.from({ length: 8 }, () => prices.map((price) => price * between(0.95, 1.05))),
  };
}

export interface AccountAtMoments {
  readonly account: Account;
  readonly moments: readonly Record<string, number>[];
}

/** A cross account with as many positions, each in a symbol of its own. */
export function crossAccountOf(positions: number): AccountAtMoments {
  const between = random(9);
  const names = Array.from({ length: positions }, (_, i) => `COIN${i}USDT`);
  const prices = names.map(() => 10 ** between(-2, 4.8));
  const of = <Value>(value: (i: number) => Value) => Object.fromEntries(names.map((name, i) => [name, value(i)]));
  return {
    account: {
      venue: "binance-usdm",
      walletBalance: 60_000 * positions,
      tables: of(() => tableOf(between)),
      instruments: of((i) => ({ tickSize: 10 ** (Math.floor(Math.log10(prices[i]!)) - 4) })),
      positions: names.map((symbol, i) => ({
        symbol,
        side: between(0, 1) < 0.5 ? "long" : "short",
        quantity: 10 ** between(3, 6) / prices[i]!,
        entryPrice: prices[i]! * between(0.97, 1.03),
        mode: "cross",
        leverageSetting: 2,
      })),
    },
    moments: Array.from({ length: 8 }, () => of((i) => prices[i]! * between(0.98, 1.02))),
  };
}
