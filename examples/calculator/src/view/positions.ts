import type { PositionRisk } from "plimsoll/margin";

import { byId, element, setAttribute, setData, setText } from "../../../page/dom.ts";
import { signedPercent } from "../../../page/format.ts";
import type { Picture } from "../calculator.ts";
import type { State, TypedPosition } from "../state.ts";
import { briefText, unitsOf } from "./units.ts";

interface Row {
  readonly item: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly side: HTMLElement;
  readonly what: HTMLElement;
  readonly mode: HTMLElement;
  readonly price: HTMLElement;
  readonly distance: HTMLElement;
}

/** The account's positions, each with its liquidation price; one of them is chosen. */
export class PositionList {
  readonly #list = byId<HTMLUListElement>("positions");
  readonly #rows = new Map<string, Row>();
  readonly #choose: (id: string) => void;

  constructor(choose: (id: string) => void) {
    this.#choose = choose;
  }

  draw(state: State, picture: Picture | null, isWrong: (id: string) => boolean): void {
    for (const [id, { item }] of this.#rows) {
      if (state.positions.some((position) => position.id === id)) continue;
      item.remove();
      this.#rows.delete(id);
    }
    for (const position of state.positions) {
      const row = this.#rows.get(position.id) ?? this.#added(position.id);
      const risk = picture?.now.risk.positions.find(({ id }) => id === position.id);
      drawRow(row, state, position, risk, isWrong(position.id));
    }
  }

  #added(id: string): Row {
    const row = newRow();
    row.button.addEventListener("click", () => this.#choose(id));
    this.#list.append(row.item);
    this.#rows.set(id, row);
    return row;
  }
}

function newRow(): Row {
  const [side, what, mode] = [element("span", "side"), element("span", "what"), element("span", "minor number")];
  const [price, distance] = [element("span", "number price"), element("span", "minor number")];
  const button = element("button", "position", side, what, mode, element("span", "where", price, distance));
  button.type = "button";
  return { item: element("li", "", button), button, side, what, mode, price, distance };
}

function drawRow(row: Row, state: State, position: TypedPosition, risk: PositionRisk | undefined, isWrong: boolean): void {
  const units = unitsOf(state, position);
  setAttribute(row.button, "aria-pressed", String(position.id === state.shown));
  setData(row.button, "wrong", String(isWrong));
  setText(row.side, position.side === "long" ? "Long" : "Short");
  setData(row.side, "side", position.side);
  setText(row.what, position.symbol || "no symbol");
  setText(row.mode, `${position.size || "?"} ${units.size}, ${position.mode}`);
  if (isWrong || risk === undefined) {
    setText(row.price, isWrong ? "see the form" : "—");
    setText(row.distance, "");
    return;
  }
  setText(row.price, briefText(risk.liquidation, "price", units));
  const { value } = risk.distanceRate;
  const isBelow = (risk.liquidation.value ?? 0) < Number(state.markets.find(({ symbol }) => symbol === position.symbol)?.markPrice);
  setText(row.distance, value === null ? "" : signedPercent(isBelow ? -value : value));
}
