import type { PositionRisk } from "plimsoll/margin";

import { fixed, percent } from "../../../page/format.ts";
import { tableOf } from "../account.ts";
import { type Band, bandsOf, type Reach, reachOf } from "../axis.ts";
import type { Picture } from "../calculator.ts";
import { marketOf, shownPosition, type TypedPosition } from "../state.ts";
import { tried } from "../what-if.ts";
import type { AxisPicture, Mark } from "./axis.ts";
import { type Units, unitsOf } from "./units.ts";

/** The chosen position on its symbol's price axis. */
export function positionAxis(picture: Picture): AxisPicture | null {
  const position = shownPosition(picture.state);
  const risk = picture.now.risk.positions.find(({ id }) => id === position?.id);
  if (position === null || risk === undefined) return null;
  const units = unitsOf(picture.state, position);
  const markPrice = Number(marketOf(picture.state, position.symbol).markPrice);
  const after = picture.isTried ? picture.then?.risk.positions.find(({ id }) => id === position.id) : undefined;
  const changed = tried(picture.state);
  return {
    reach: axisReach(position, risk, markPrice),
    markPrice,
    marks: marksOf(risk, Number(position.entryPrice), markPrice),
    marksAfter: after === undefined ? [] : marksOf(after, null, Number(marketOf(changed, position.symbol).markPrice)),
    bands: bandsAt(changed, position),
    priceDecimals: units.priceDecimals,
    title: description(position, risk, after, units),
  };
}

/** The same for the axis and for the slider below it. */
export function axisReach(position: TypedPosition, { liquidation, bankruptcyPrice }: PositionRisk, markPrice: number): Reach {
  return reachOf(markPrice, [liquidation.value, bankruptcyPrice.value, Number(position.entryPrice)]);
}

function bandsAt(state: Picture["state"], { id }: TypedPosition): Band[] {
  const position = state.positions.find((other) => other.id === id);
  const table = position === undefined ? null : tableOf(state, position);
  if (position === undefined || table === null) return [];
  const market = marketOf(state, position.symbol);
  const { perSize } = unitsOf(state, position);
  const contractSize = Number(market.contractSize) || 1;
  const quantity = Number(position.size) * perSize;
  return bandsOf(table, market, { quantity, contracts: quantity / contractSize });
}

function marksOf({ liquidation, bankruptcyPrice }: PositionRisk, entryPrice: number | null, markPrice: number): Mark[] {
  const stated: readonly (readonly [Mark["name"], string, number | null])[] = [
    ["bankruptcy", "bankrupt", bankruptcyPrice.value], ["liquidation", "liquidation", liquidation.value],
    ["entry", "entry", entryPrice], ["mark", "mark", markPrice],
  ];
  return stated.flatMap(([name, title, price]) => (price === null || !(price > 0) ? [] : [{ name, title, price }]));
}

/** The same in words, for who does not see it. */
function description(position: TypedPosition, risk: PositionRisk, after: PositionRisk | undefined, units: Units): string {
  const price = (value: number | null) => (value === null ? "none" : fixed(value, units.priceDecimals));
  const said = ({ liquidation, bankruptcyPrice, distanceRate }: PositionRisk) => {
    const away = distanceRate.value === null ? "" : `, ${percent(distanceRate.value)} away`;
    return `liquidation ${price(liquidation.value)}${away}; bankruptcy ${price(bankruptcyPrice.value)}`;
  };
  const then = after === undefined ? "" : ` What if: ${said(after)}.`;
  return `Price axis of ${position.side} ${position.symbol}: entry ${price(Number(position.entryPrice))}; ${said(risk)}.${then}`;
}
