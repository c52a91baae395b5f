import { element } from "../../../page/dom.ts";

/** A column: what it is called, and what else stands under its name. */
export interface Column {
  readonly title: string;
  readonly unit?: string;
  /** Left out on a phone. */
  readonly minor?: boolean;
}

/** Writes a table anew; the first cell of a row is its head. */
export function fillTable(table: HTMLTableElement, columns: readonly Column[], rows: readonly (readonly (string | Node)[])[]): void {
  const named = (cell: HTMLTableCellElement, at: number) => {
    if (columns[at]?.minor === true) cell.classList.add("wide-only");
    return cell;
  };
  const heads = columns.map(({ title, unit }, at) => {
    const cell = named(element("th", "", title, ...(unit === undefined ? [] : [" ", element("small", "", unit)])), at);
    cell.scope = "col";
    return cell;
  });
  const lines = rows.map((cells) => element("tr", "", ...cells.map((cell, at) => {
    const made = named(element(at === 0 ? "th" : "td", "", cell), at);
    if (at === 0) made.scope = "row";
    return made;
  })));
  table.replaceChildren(
    ...[table.caption].filter((caption) => caption !== null),
    element("thead", "", element("tr", "", ...heads)),
    element("tbody", "", ...lines),
  );
}
