import type { Estimate } from "plimsoll/margin";

import { byId, element, setData, setText } from "../../../page/dom.ts";
import { briefText, differenceOf, type Kind, textOf, type Units } from "./units.ts";

/** A number of an answer: mostly an estimate, or null where there is no answer. */
export type Stated = Estimate | number | null;

/** A number as it is and as it would be. */
export interface Line {
  readonly id: string;
  readonly label: string;
  readonly kind: Kind;
  readonly now: Stated;
  readonly then: Stated;
}

/** Each number as it is, as it would be, and the difference. */
export class Numbers {
  readonly #body = byId("numbers-rows");
  #order = "";
  readonly #rows = new Map<string, { readonly row: HTMLElement; readonly cells: readonly HTMLElement[] }>();

  draw(lines: readonly Line[], units: Units | null, isTried: boolean): void {
    setText(byId("numbers-unit"), units === null ? "" : `estimates on the mark price, money in ${units.money}`);
    // A row is kept where the same follow one another, so that what reads it out is not disturbed.
    const order = lines.map(({ id, label }) => `${id} ${label}`).join("\n");
    if (order !== this.#order) {
      this.#rows.clear();
      this.#body.replaceChildren();
      this.#order = order;
    }
    if (units !== null) for (const line of lines) this.#drawLine(line, units, isTried);
  }

  #drawLine(line: Line, units: Units, isTried: boolean): void {
    const { cells } = this.#rows.get(line.id) ?? this.#added(line);
    const [nowCell, thenCell, differenceCell] = cells as [HTMLElement, HTMLElement, HTMLElement];
    setText(nowCell, statedText(line.now, line.kind, units));
    setText(thenCell, statedText(line.then, line.kind, units));
    setText(differenceCell, isTried ? differenceOf(valueOf(line.now), valueOf(line.then), line.kind, units) : "");
    setData(thenCell, "same", String(!isTried || nowCell.textContent === thenCell.textContent));
  }

  #added({ id, label }: Line): { row: HTMLElement; cells: readonly HTMLElement[] } {
    const cells = [0, 1, 2].map(() => element("td"));
    const heading = element("th", "", label);
    heading.scope = "row";
    const row = element("tr", id.startsWith("account-") ? "of-account" : "", heading, ...cells);
    row.id = `row-${id}`;
    this.#body.append(row);
    this.#rows.set(id, { row, cells });
    return { row, cells };
  }
}

function valueOf(stated: Stated): number | null {
  return typeof stated === "number" || stated === null ? stated : stated.value;
}

function statedText(stated: Stated, kind: Kind, units: Units): string {
  return typeof stated === "object" && stated !== null ? briefText(stated, kind, units) : textOf(stated, kind, units);
}
