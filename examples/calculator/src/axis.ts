import type { MarginTable } from "plimsoll/margin";

import type { TypedMarket } from "./state.ts";

// Where things stand on the price axis. Fractions are of the mark, as the sliders' are, so
// that a thumb stands below what it moves.

/** As far as the axis reaches to both sides of the mark: below zero and above it. */
export interface Reach {
  readonly down: number;
  readonly up: number;
}

/** Edges are round: to five per cent, or to one where everything is near. */
const steps = { wide: 0.05, near: 0.01 } as const;
const nearest = 0.02;
const widest = { down: -0.95, up: 2 } as const;

/** Wide enough for the mark and what is near it, and the same while something is tried. */
export function reachOf(markPrice: number, prices: readonly (number | null)[]): Reach {
  const moves = prices.flatMap((price) => (price === null || !(price > 0) ? [] : [price / markPrice - 1]));
  const lowest = Math.max(widest.down, 1.15 * Math.min(-nearest, ...moves.filter((move) => move >= widest.down)));
  const highest = Math.min(widest.up, 1.15 * Math.max(nearest, ...moves.filter((move) => move <= widest.up)));
  const step = highest - lowest > 0.2 ? steps.wide : steps.near;
  const [down, up] = [Math.floor(lowest / step) * step, Math.ceil(highest / step) * step];
  // One side is not a sliver beside the other.
  return {
    down: round(Math.max(widest.down, Math.min(down, -up / 2))),
    up: round(Math.min(widest.up, Math.max(up, -down / 2))),
  };
}

const round = (value: number) => Number(value.toFixed(4));

/** A bracket as a stretch of the axis. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
}

/** At which prices each bracket holds for a position of this size. */
export function bandsOf(
  table: MarginTable,
  { kind }: Pick<TypedMarket, "kind">,
  { quantity, contracts }: { readonly quantity: number; readonly contracts: number },
): Band[] {
  return table.brackets.flatMap((bracket): Band[] => {
    const rate = Number(bracket.maintenanceMarginRate);
    if (bracket.contractsFloor !== undefined) {
      const isHere = contracts >= Number(bracket.contractsFloor) && contracts < Number(bracket.contractsCap ?? Infinity);
      return isHere ? [{ from: 0, to: Infinity, rate }] : [];
    }
    const edges = [Number(bracket.notionalFloor ?? 0), Number(bracket.notionalCap ?? Infinity)].map((notional) =>
      kind === "inverse" ? quantity / notional : notional / quantity);
    return [{ from: Math.min(...edges), to: Math.max(...edges), rate }];
  });
}

/** Round numbers for a scale: one, two or five of a power of ten apart. */
export function scaleOf(from: number, to: number, most: number): number[] {
  const rough = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const apart = power * ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10);
  const first = Math.ceil(from / apart) * apart;
  const count = Math.floor((to - first) / apart) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => first + i * apart);
}

/** A label that wants to stand at a place, and how wide it is. */
export interface Label {
  readonly x: number;
  readonly width: number;
}

/** In which row each label stands, so that none covers another, and where its middle is. */
export function placed<Item extends Label>(labels: readonly Item[], width: number, rows: number): (Item & { row: number; middle: number })[] {
  const ends = Array.from({ length: rows }, () => -Infinity);
  return labels.toSorted((a, b) => a.x - b.x).map((label) => {
    const middle = Math.min(width - label.width / 2, Math.max(label.width / 2, label.x));
    const start = middle - label.width / 2;
    const free = ends.findIndex((end) => end + 8 <= start);
    const row = free < 0 ? ends.indexOf(Math.min(...ends)) : free;
    ends[row] = middle + label.width / 2;
    return { ...label, row, middle };
  });
}
