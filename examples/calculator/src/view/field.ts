import { element, setAttribute, setData, setHidden, setText } from "../../../page/dom.ts";
import { refusalText } from "../../../page/words.ts";
import type { Place, Problem } from "../outcome.ts";

export interface FieldWords {
  readonly label: string;
  readonly unit?: string;
  /** Said below the field while nothing is wrong. */
  readonly hint?: string;
}

/** A labelled input, its unit, and what is wrong with it. */
export class Field {
  readonly name: Place;
  readonly input = element("input");
  readonly #host: HTMLElement;
  readonly #label = element("label");
  readonly #unit = element("span", "unit");
  readonly #error = element("p", "error");
  readonly #hint = element("p", "minor");

  /** @param host  the element that index.html has for it */
  constructor(host: HTMLElement, words: FieldWords) {
    this.#host = host;
    this.name = host.dataset["field"] as Place;
    this.input.id = this.name;
    this.input.inputMode = this.name === "symbol" ? "text" : "decimal";
    this.input.spellcheck = false;
    this.input.autocomplete = "off";
    this.#label.htmlFor = this.name;
    this.#error.id = `${this.name}-error`;
    this.#hint.id = `${this.name}-hint`;
    this.input.setAttribute("aria-describedby", `${this.#error.id} ${this.#hint.id}`);
    this.#unit.setAttribute("aria-hidden", "true");
    host.append(this.#label, element("div", "entry", this.input, this.#unit), this.#error, this.#hint);
    this.say(words);
  }

  say({ label, unit = "", hint = "" }: FieldWords): void {
    this.#label.replaceChildren(label, ...(unit === "" ? [] : [element("span", "hidden", `, in ${unit}`)]));
    setText(this.#unit, unit);
    setHidden(this.#unit, unit === "");
    setText(this.#hint, hint);
    setHidden(this.#hint, hint === "");
  }

  /** A field that has the caret keeps it: its text is only written when it is another one. */
  show(text: string): void {
    if (this.input.value !== text) this.input.value = text;
  }

  setHidden(hidden: boolean): void {
    setHidden(this.#host, hidden);
  }

  /** @param words  instead of the usual ones for such a problem */
  refuse(problem: Problem | undefined, words: string | null = null): void {
    const isMissing = problem !== undefined && (problem.error.value === undefined || problem.error.value === "");
    const text = problem === undefined ? "" : words ?? (isMissing ? "Needed." : refusalText(problem.error.code, problem.error.field));
    setText(this.#error, text);
    setData(this.#error, "code", problem?.error.code ?? "");
    setAttribute(this.input, "aria-invalid", problem === undefined ? null : "true");
  }
}
