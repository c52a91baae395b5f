import type { AccountRisk, Estimate, PositionRisk } from "plimsoll/margin";

import type { Picture } from "../calculator.ts";
import type { Answer } from "../outcome.ts";
import { shownPosition } from "../state.ts";
import type { Line, Stated } from "./numbers.ts";
import type { Kind } from "./units.ts";

type PositionName = {
  [Name in keyof PositionRisk]: PositionRisk[Name] extends Estimate ? Name : never;
}[keyof PositionRisk];
type AccountName = { [Name in keyof AccountRisk]: AccountRisk[Name] extends Estimate ? Name : never }[keyof AccountRisk];

const ofPosition: readonly (readonly [PositionName, string, Kind])[] = [
  ["liquidation", "Liquidation price", "price"],
  ["bankruptcyPrice", "Bankruptcy price", "price"],
  ["distanceRate", "Distance", "percent"],
  ["distanceMoney", "Distance in money", "money"],
  ["marginRatio", "Margin ratio", "percent"],
  ["equity", "Equity", "money"],
  ["maintenanceMargin", "Maintenance margin", "money"],
  ["unrealizedPnl", "Unrealized profit", "money"],
  ["notional", "Notional", "money"],
  ["effectiveLeverage", "Effective leverage", "times"],
  ["maxLeverage", "Most leverage here", "times"],
  ["lossIfLiquidated", "Loss if liquidated", "money"],
];

const ofAccount: readonly (readonly [AccountName, string, Kind])[] = [
  ["commonMoveToLiquidation", "Common move to liquidation", "percent"],
  ["equity", "Equity of the cross positions", "money"],
  ["maintenanceMargin", "Maintenance margin of all", "money"],
  ["marginRatio", "Margin ratio of the account", "percent"],
  ["freeMargin", "Free margin", "money"],
];

/** The chosen position's numbers, and the account's where it has a part in them. */
export function linesOf(picture: Picture): Line[] {
  const position = shownPosition(picture.state);
  if (position === null) return [];
  const line = (id: string, label: string, kind: Kind, of: (risk: PositionRisk, answer: Answer) => Stated): Line => {
    const stated = (answer: Answer | null): Stated => {
      const risk = answer?.risk.positions.find((candidate) => candidate.id === position.id);
      return answer === null || risk === undefined ? null : of(risk, answer);
    };
    return { id, label, kind, now: stated(picture.now), then: stated(picture.then) };
  };
  const isShared = picture.state.positions.length > 1 || position.mode === "cross";
  return [
    line("markPrice", "Mark price", "price", ({ symbol }, { marks }) => Number(marks[symbol])),
    ...ofPosition.map(([name, label, kind]) => line(name, label, kind, (risk) => risk[name])),
    ...(isShared ? ofAccount.map(([name, label, kind]) => line(`account-${name}`, label, kind, (_, { risk }) => risk[name])) : []),
  ];
}
