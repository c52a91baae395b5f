import { byId, element, setAttribute, setText } from "../../../page/dom.ts";
import { refusalText } from "../../../page/words.ts";
import type { Problem } from "../outcome.ts";

/** A column of texts, or of marks that are "yes" or "". */
export interface Column<Row> {
  readonly key: keyof Row & string;
  readonly label: string;
  readonly kind: "word" | "number" | "check";
}

/** Records of texts, each a row of inputs; the caret stays where it is while they are drawn. */
export class Rows<Row extends { readonly [Key in keyof Row]: string }> {
  readonly #host: HTMLElement;
  readonly #error: HTMLElement;
  readonly #title: string;
  readonly #rows: () => readonly Row[];
  readonly #change: (rows: readonly Row[]) => void;
  #columns: readonly Column<Row>[] = [];

  /**
   * @param name    ids begin with it: `NAME`, `NAME-error` and `add-NAME` are in index.html
   * @param blank   what another row begins with
   */
  constructor(name: string, title: string, blank: Row, rows: () => readonly Row[], change: (rows: readonly Row[]) => void) {
    this.#host = byId(name);
    this.#error = byId(`${name}-error`);
    this.#title = title;
    this.#rows = rows;
    this.#change = change;
    byId(`add-${name}`).addEventListener("click", () => {
      change([...rows(), blank]);
      this.draw(this.#columns);
      this.#host.lastElementChild?.querySelector("input")?.focus();
    });
  }

  draw(columns: readonly Column<Row>[]): void {
    const keys = (list: readonly Column<Row>[]) => list.map(({ key, label }) => `${key} ${label}`).join();
    if (keys(columns) !== keys(this.#columns)) this.#host.replaceChildren();
    this.#columns = columns;
    const rows = this.#rows();
    while (this.#host.children.length > rows.length) this.#host.lastElementChild?.remove();
    while (this.#host.children.length < rows.length) this.#host.append(this.#added(this.#host.children.length));
    rows.forEach((row, i) => {
      this.#host.children[i]?.querySelectorAll("input").forEach((input) => {
        const text = row[input.name as keyof Row & string];
        if (input.type === "checkbox") input.checked = text !== "";
        else if (input.value !== text) input.value = text;
      });
    });
  }

  /** An error names the field and what it held; the row is found by both. */
  refuse(problem: Problem | undefined): void {
    const { field = "", value, code } = problem?.error ?? {};
    const words = code === undefined ? "" : refusalText(code, field);
    setText(this.#error, code !== undefined && value === undefined ? `${field.replace("marks.", "Price of ")} is needed.` : words);
    const rows = this.#rows();
    [...this.#host.children].forEach((row, i) => row.querySelectorAll("input").forEach((input) => {
      const symbol = (rows[i] as { readonly symbol?: string } | undefined)?.symbol?.trim();
      const isPrice = field === `marks.${symbol}` && input.name === "price";
      const isHeld = input.name === field && this.#holds(input.value.trim(), value);
      setAttribute(input, "aria-invalid", problem !== undefined && (isPrice || isHeld) ? "true" : null);
    }));
  }

  /** A rate is typed in per cent, and refused as the fraction that it is. */
  #holds(text: string, value: unknown): boolean {
    const stated = value === undefined ? "" : String(value);
    return text === stated || (text !== "" && Number(text) / 100 === Number(stated)) || Number(text) === Number(stated);
  }

  #added(at: number): HTMLElement {
    const fields = this.#columns.map(({ key, label, kind }) => {
      const input = element("input");
      input.name = key;
      input.type = kind === "check" ? "checkbox" : "text";
      input.inputMode = kind === "word" ? "text" : "decimal";
      input.autocomplete = "off";
      input.spellcheck = false;
      input.setAttribute("aria-describedby", this.#error.id);
      input.addEventListener("input", () => {
        const text = kind === "check" ? (input.checked ? "yes" : "") : input.value;
        this.#change(this.#rows().map((row, i) => (i === at ? { ...row, [key]: text } : row)));
      });
      return element("label", kind, element("span", "", label), input);
    });
    const remove = element("button", "text", "remove");
    remove.type = "button";
    remove.addEventListener("click", () => this.#change(this.#rows().filter((_, i) => i !== at)));
    return element("fieldset", "row", element("legend", "hidden", `${this.#title} ${at + 1}`), ...fields, remove);
  }
}
