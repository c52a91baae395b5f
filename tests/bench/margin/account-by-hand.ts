// The formulas that `evaluate` asks of a cross account, over plain objects: what a front end
// has that writes them itself. It gives numbers alone, without reasons, sources and checks.

import type { Account } from "plimsoll/margin";

interface Row {
  readonly cap: number;
  readonly rate: number;
  readonly amount: number;
}

interface Held {
  readonly symbol: string;
  readonly signedQuantity: number;
  readonly entryPrice: number;
  readonly leverage: number;
  readonly tickSize: number;
  readonly rows: readonly Row[];
  readonly maxLeverages: readonly number[];
}

/** An account as a front end keeps it: numbers, and each position with its table. */
export interface HeldAccount {
  readonly walletBalance: number;
  readonly positions: readonly Held[];
}

export function heldAccount(account: Account): HeldAccount {
  return {
    walletBalance: Number(account.walletBalance),
    positions: account.positions.map((position) => {
      const { brackets } = account.tables![position.symbol]!;
      let amount = 0;
      let before = 0;
      const rows = brackets.map((bracket) => {
        const rate = Number(bracket.maintenanceMarginRate);
        amount += Number(bracket.notionalFloor) * (rate - before);
        before = rate;
        return { cap: Number(bracket.notionalCap ?? Infinity), rate, amount };
      });
      return {
        symbol: position.symbol,
        signedQuantity: Number(position.quantity) * (position.side === "long" ? 1 : -1),
        entryPrice: Number(position.entryPrice),
        leverage: Number(position.leverageSetting),
        tickSize: Number(account.instruments![position.symbol]!.tickSize),
        rows,
        maxLeverages: brackets.map((bracket) => Number(bracket.maxLeverage)),
      };
    }),
  };
}

function rowOf(rows: readonly Row[], notional: number): number {
  let row = 0;
  while (notional >= rows[row]!.cap) ++row;
  return row;
}

/** Where A + q x is what maintenance asks for. */
function crossing({ rows, signedQuantity }: Held, atZero: number): number | null {
  const size = Math.abs(signedQuantity);
  for (const { cap, rate, amount } of rows) {
    const price = (atZero + amount) / (size * rate - signedQuantity);
    if (size * price < cap) return price > 0 ? price : null;
  }
  return null;
}

/** By which factor all marks move together until nothing is left, from a start beyond it. */
function commonFactor(values: readonly { value: number; rows: readonly Row[] }[], equity: number, start: number): number | null {
  let factor = start;
  for (let step = 0; step < 200; ++step) {
    let left = equity;
    let slope = 0;
    for (const { value, rows } of values) {
      const notional = Math.abs(value) * factor;
      const { rate, amount } = rows[rowOf(rows, notional)]!;
      left += value * (factor - 1) - (rate * notional - amount);
      slope += value - rate * Math.abs(value);
    }
    if (left >= 0) break;
    if (slope === 0 || slope > 0 !== start < 1) return null;
    const next = factor - left / slope;
    if (next === factor) break;
    factor = next;
  }
  return factor > 0 ? factor : null;
}

export function riskByHand({ walletBalance, positions }: HeldAccount, marks: Readonly<Record<string, number>>, wanted = 0.5) {
  let equity = walletBalance;
  let maintenanceMargin = 0;
  let initialMargin = 0;
  let notional = 0;
  const counted = positions.map((held) => {
    const mark = marks[held.symbol]!;
    const value = held.signedQuantity * mark;
    const size = Math.abs(value);
    const row = rowOf(held.rows, size);
    const { rate, amount } = held.rows[row]!;
    const own = rate * size - amount;
    const unrealizedPnl = held.signedQuantity * (mark - held.entryPrice);
    equity += unrealizedPnl;
    maintenanceMargin += own;
    initialMargin += size / held.leverage;
    notional += size;
    return { mark, value, size, own, unrealizedPnl, rows: held.rows, maxLeverage: held.maxLeverages[row]! };
  });
  const marginRatio = equity > 0 ? maintenanceMargin / equity : null;
  const effectiveLeverage = equity > 0 ? notional / equity : null;
  const marginToAdd = Math.max(0, maintenanceMargin / wanted - equity);
  const rise = counted.reduce((sum, { value, rows }) => sum + value - rows[rows.length - 1]!.rate * Math.abs(value), 0);
  let far = 1;
  if (rise < 0) {
    const leftAt = (factor: number) => counted.reduce((sum, { value, rows }) => {
      const size = Math.abs(value) * factor;
      const { rate, amount } = rows[rowOf(rows, size)]!;
      return sum + value * (factor - 1) - (rate * size - amount);
    }, equity);
    while (leftAt(far) > 0) far *= 2;
  }
  const above = rise < 0 ? commonFactor(counted, equity, far) : null;
  const atNothing = counted.reduce((sum, { value }) => sum - value, equity);
  const below = atNothing < 0 ? commonFactor(counted, equity, 0) : null;
  return {
    equity,
    maintenanceMargin,
    initialMargin,
    freeMargin: Math.max(0, equity - initialMargin),
    marginRatio,
    effectiveLeverage,
    commonFallToLiquidation: below === null ? null : below - 1,
    commonRiseToLiquidation: above === null ? null : above - 1,
    liquidatable: equity <= maintenanceMargin,
    positions: positions.map((held, i) => {
      const { mark, value, size, own, unrealizedPnl, maxLeverage } = counted[i]!;
      const side = value > 0 ? 1 : -1;
      const liquidationPrice = crossing(held, equity - maintenanceMargin + own - value);
      const bankruptcy = (value - equity) / held.signedQuantity;
      const steps = (liquidationPrice ?? 0) / held.tickSize;
      return {
        symbol: held.symbol,
        notional: size,
        unrealizedPnl,
        equity,
        effectiveLeverage,
        maintenanceMargin: own,
        marginRatio,
        maxLeverage,
        liquidationPrice,
        roundedLiquidationPrice: liquidationPrice === null ? null : (side > 0 ? Math.ceil(steps) : Math.floor(steps)) * held.tickSize,
        bankruptcyPrice: bankruptcy > 0 ? bankruptcy : null,
        distanceRate: liquidationPrice === null ? null : (side * (mark - liquidationPrice)) / mark,
        distanceMoney: liquidationPrice === null ? null : held.signedQuantity * (mark - liquidationPrice),
        marginToAdd,
        quantityToClose: marginToAdd === 0 ? 0 : null,
        liquidatable: equity <= maintenanceMargin,
      };
    }),
  };
}
