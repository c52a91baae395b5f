import { byId, choose, chosen, setAttribute, setData, setHidden, setText } from "../../../page/dom.ts";
import { refusalText } from "../../../page/words.ts";
import { type FieldName, type Reading, type TypedPosition, untyped } from "../data/positions.ts";
import type { Contract } from "../data/contract.ts";
import type { SymbolName } from "../data/stated-contract.ts";

const fields: readonly FieldName[] = ["quantity", "entryPrice", "leverage", "posted"];

/** A pause in typing after which a position counts as meant. */
const typingPauseMs = 400;

export interface FormListener {
  /** Somebody has typed and paused: half a price would raise alarms that nobody meant. */
  typed(position: TypedPosition): void;
  symbol(name: SymbolName): void;
  /** The present mark, for the button; null while there is none. */
  markPrice(): number | null;
}

/** The form of a position. */
export class PositionForm {
  readonly #form = byId<HTMLFormElement>("position-form");
  readonly #symbol = byId<HTMLSelectElement>("position-symbol");
  readonly #listener: FormListener;
  #contract: Contract | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(listener: FormListener) {
    this.#listener = listener;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#tell();
    });
    this.#form.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#showMarginField();
      this.#timer = setTimeout(() => this.#tell(), typingPauseMs);
    });
    this.#form.addEventListener("change", (event) => {
      if (event.target === this.#symbol) listener.symbol(this.#symbol.value as SymbolName);
      else this.#tell();
    });
    byId("use-mark").addEventListener("click", () => this.#useMark());
    byId("clear").addEventListener("click", () => this.#fill({ ...this.typed, ...blank }));
    byId("example").addEventListener("click", () => this.#fillExample());
  }

  get typed(): TypedPosition {
    const text = (name: FieldName) => byId<HTMLInputElement>(name).value.trim();
    return {
      side: chosen("side") === "short" ? "short" : "long",
      quantity: text("quantity"),
      entryPrice: text("entryPrice"),
      marginBy: byId<HTMLSelectElement>("marginBy").value === "posted" ? "posted" : "leverage",
      leverage: text("leverage"),
      posted: text("posted"),
    };
  }

  show(typed: TypedPosition, contract: Contract): void {
    clearTimeout(this.#timer);
    this.#contract = contract;
    choose("side", typed.side);
    byId<HTMLSelectElement>("marginBy").value = typed.marginBy;
    for (const name of fields) byId<HTMLInputElement>(name).value = typed[name];
    this.#symbol.value = contract.symbol;
    setText(byId("quantity-unit"), contract.base);
    setText(byId("posted-unit"), contract.quote);
    this.#showMarginField();
  }

  showRefusals({ refusals, mostLeverage }: Reading): void {
    for (const name of fields) {
      const error = refusals.get(name);
      const message = byId(`${name}-error`);
      let text = error === undefined ? "" : refusalText(error.code, error.field);
      if (name === "leverage" && mostLeverage !== null) text = `At this size the margin table allows ${mostLeverage}× at most.`;
      setText(message, text);
      setData(message, "code", error?.code ?? "");
      setAttribute(byId(name), "aria-invalid", error === undefined ? null : "true");
    }
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#listener.typed(this.typed);
  }

  #fill(typed: TypedPosition): void {
    if (this.#contract === null) return;
    this.show(typed, this.#contract);
    this.#tell();
    byId("quantity").focus({ preventScroll: true });
  }

  #useMark(): void {
    const mark = this.#markText();
    if (mark === null) return;
    byId<HTMLInputElement>("entryPrice").value = mark;
    this.#tell();
  }

  #fillExample(): void {
    const mark = this.#markText();
    if (mark === null) return;
    const quantity = this.#contract?.symbol === "ETHUSDT" ? "12" : "0.5";
    this.#fill({ ...untyped, quantity, entryPrice: mark, leverage: "20" });
  }

  #markText(): string | null {
    const mark = this.#listener.markPrice();
    return mark === null ? null : mark.toFixed(this.#contract?.priceDecimals ?? 2);
  }

  #showMarginField(): void {
    const byLeverage = this.typed.marginBy === "leverage";
    setHidden(byId("leverage-field"), !byLeverage);
    setHidden(byId("posted-field"), byLeverage);
  }
}

const blank = { quantity: "", entryPrice: "", posted: "" } as const;
