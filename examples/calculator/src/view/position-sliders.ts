import { fixed, signedPercent } from "../../../page/format.ts";
import type { Picture } from "../calculator.ts";
import { marketOf, shownPosition } from "../state.ts";
import { kept } from "../texts.ts";
import type { WhatIf } from "../what-if.ts";
import { axisReach } from "./position-axis.ts";
import type { Setting } from "./sliders.ts";
import { unitsOf } from "./units.ts";

/** Most leverage of a slider where a table says nothing. */
const usualMost = 125;

/** What can be tried on the chosen position and its account. */
export function positionSettings(picture: Picture, put: (tried: Partial<WhatIf>) => void): Setting[] {
  const { state } = picture;
  const position = shownPosition(state);
  const risk = picture.now.risk.positions.find(({ id }) => id === position?.id);
  if (position === null || risk === undefined) return [];
  const { id, symbol, mode, marginBy } = position;
  const { whatIf } = state;
  const units = unitsOf(state, position);
  const factor = (name: "size" | "margin", label: string, value: number, text: string, change: Setting["put"]): Setting =>
    ({ name, label, value, least: 0.1, most: 3, step: 0.05, text, change: `×${fixed(value, 2)}`, put: change });
  const money = (value: number) => `${fixed(value, units.moneyDecimals)} ${units.money}`;

  const markPrice = Number(marketOf(state, symbol).markPrice);
  const { down, up } = axisReach(position, risk, markPrice);
  const move = kept(whatIf.moves, symbol) ?? 0;
  const mark: Setting = {
    name: "mark", label: `Mark price of ${symbol}`, value: move, least: down, most: up, step: 0.001,
    text: fixed(markPrice * (1 + move), units.priceDecimals), change: signedPercent(move, 1),
    put: (value) => put({ moves: { ...whatIf.moves, [symbol]: value } }),
  };
  const isOne = new Set(state.positions.map((other) => other.symbol)).size < 2;
  const common: Setting[] = isOne ? [] : [{
    name: "common", label: "All marks together", value: whatIf.common, least: -0.5, most: 0.5, step: 0.001,
    text: signedPercent(whatIf.common, 1), change: "", put: (value) => put({ common: value }),
  }];
  const times = kept(whatIf.sizes, id) ?? 1;
  const size = factor("size", "Size", times, `${fixed(Number(position.size) * times, units.sizeDecimals)} ${units.size}`,
    (value) => put({ sizes: { ...whatIf.sizes, [id]: value } }));

  const putMargin = (value: number) => put({ margins: { ...whatIf.margins, [id]: value } });
  const margin = (): Setting[] => {
    if (mode === "cross") {
      const wallet = Number(state.walletBalance);
      return wallet > 0
        ? [factor("margin", "Wallet balance", whatIf.wallet, money(wallet * whatIf.wallet), (value) => put({ wallet: value }))]
        : [];
    }
    const set = kept(whatIf.margins, id);
    if (marginBy === "posted") return [factor("margin", "Posted margin", set ?? 1, money(Number(position.posted) * (set ?? 1)), putMargin)];
    const typed = Number(position.leverage);
    const value = set ?? typed;
    return [{
      name: "margin", label: "Leverage", value, least: 1, step: 0.5,
      most: Math.max(Math.floor(risk.maxLeverage.value ?? usualMost), Math.ceil(typed)),
      text: `${fixed(value, 1)}×`, change: value === typed ? "" : `from ${fixed(typed, 1)}×`, put: putMargin,
    }];
  };
  return [mark, ...common, size, ...margin()];
}
