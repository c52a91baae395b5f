import { InputError, type MarginTable } from "plimsoll/margin";

import { byId, element, setAttribute, setData, setHidden, setText } from "../../../page/dom.ts";
import { amount, fixed, percent } from "../../../page/format.ts";
import { RestError } from "../../../page/rest.ts";
import { refusalText } from "../../../page/words.ts";
import { tableOf } from "../account.ts";
import type { Problem } from "../outcome.ts";
import { shownPosition, type State, withoutTables, withTables } from "../state.ts";
import { fetchedTables, pastedTables } from "../tables.ts";
import { venueOf } from "../venues/index.ts";
import { moneyOf } from "./units.ts";

/** Where the margin rules come from: the venue, a paste, or an example that says what it is. */
export class TableBox {
  readonly #state: () => State;
  readonly #change: (state: State) => void;
  readonly #paste = byId<HTMLTextAreaElement>("paste");
  #asking: AbortController | null = null;
  #drawn: MarginTable | null | undefined;

  constructor(state: () => State, change: (state: State) => void) {
    this.#state = state;
    this.#change = change;
    byId("use-paste").addEventListener("click", () => this.#usePaste());
    byId("copy-table").addEventListener("click", () => this.#copy());
    byId("fetch-table").addEventListener("click", () => void this.#ask());
    byId("drop-table").addEventListener("click", () => {
      setText(byId("fetch-text"), "");
      change(withoutTables(state()));
    });
  }

  draw(): void {
    const state = this.#state();
    const { endpoint, payload, title, tables } = venueOf(state.venue);
    const symbol = this.#symbol();
    const table = this.#table();
    setText(byId("paste-payload"), payload);
    setHidden(byId("fetch-table"), endpoint === undefined);
    setText(byId("fetch-table"), `Ask ${title}`);
    const isOwn = state.tables.some((own) => own.table === table);
    setHidden(byId("drop-table"), state.tables.length === 0);
    setText(byId("drop-table"), tables.length > 0 ? "Back to the example" : "Forget them");
    setHidden(byId("copy-table"), table === null);
    if (table === this.#drawn) return;
    this.#drawn = table;
    const origin = isOwn ? state.tables.find((own) => own.table === table)?.origin ?? "pasted" : table === null ? "none" : "example";
    setData(byId("table"), "origin", origin);
    setText(byId("table-source"), originText(origin, table, title));
    setText(byId("table-text"), sourceText(origin, table, title));
    const isCounted = table?.brackets[0]?.contractsFloor !== undefined;
    setText(byId("table-from"), isCounted ? "From contracts" : `From ${moneyOf(state, symbol)}`);
    setHidden(byId("table-rows"), table === null);
    byId("table-rows").querySelector("tbody")?.replaceChildren(...(table?.brackets ?? []).map((bracket) => element("tr", "",
      element("td", "number", amount(Number(bracket.contractsFloor ?? bracket.notionalFloor ?? 0))),
      element("td", "number", percent(Number(bracket.maintenanceMarginRate), 3).replace(/0(?= )/, "")),
      element("td", "number", `${fixed(Number(bracket.maxLeverage), Number(bracket.maxLeverage) % 1 === 0 ? 0 : 2)}×`))));
  }

  refuse(problem: Problem | undefined): void {
    if (problem !== undefined) byId<HTMLDetailsElement>("table").open = true;
    setText(byId("table-error"), problem === undefined ? "" : refusalText(problem.error.code, problem.error.field));
  }

  #symbol(): string {
    const state = this.#state();
    return (shownPosition(state)?.symbol ?? venueOf(state.venue).market.symbol).trim();
  }

  #table(): MarginTable | null {
    const state = this.#state();
    const { market } = venueOf(state.venue);
    return tableOf(state, shownPosition(state) ?? market);
  }

  #wanted(): string[] {
    return [...new Set(this.#state().positions.map(({ symbol }) => symbol.trim()))];
  }

  #usePaste(): void {
    const state = this.#state();
    let refusal = "";
    try {
      this.#change(withTables(state, pastedTables(state.venue, this.#paste.value, this.#symbol(), this.#wanted())));
    } catch (error) {
      refusal = wordsFor(error, venueOf(state.venue).payload);
    }
    setText(byId("paste-error"), refusal);
    setAttribute(this.#paste, "aria-invalid", refusal === "" ? null : "true");
  }

  #copy(): void {
    const table = this.#table();
    if (table === null) return;
    const { date, source, ...rules } = table;
    const { symbol: _, ...own } = rules as typeof rules & { symbol?: string };
    this.#paste.value = JSON.stringify(own, null, 1).replace(/\n {3,}/g, " ").replace(/\n {2}\}/g, " }");
    this.#paste.focus();
  }

  async #ask(): Promise<void> {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const asked = this.#state();
    const { title } = venueOf(asked.venue);
    setText(byId("fetch-text"), `Asking ${title} …`);
    try {
      const tables = await fetchedTables(asked.venue, this.#symbol(), this.#wanted(), signal);
      if (signal.aborted || this.#state().venue !== asked.venue) return;
      this.#change(withTables(this.#state(), tables));
      setText(byId("fetch-text"), `${title} has answered with ${tables.length === 1 ? "one table" : `${tables.length} tables`}.`);
    } catch (error) {
      if (!signal.aborted) setText(byId("fetch-text"), wordsFor(error, "brackets"));
    }
  }
}

function originText(origin: string, table: MarginTable | null, title: string): string {
  switch (origin) {
    case "venue": return `${title}, ${table?.date}`;
    case "pasted": return `pasted, ${table?.date}`;
    case "example": return `an example of ${table?.date}, not yours`;
    default: return "none for this symbol";
  }
}

function sourceText(origin: string, table: MarginTable | null, title: string): string {
  switch (origin) {
    case "venue": return `As ${title} answered on ${table?.date}.`;
    case "pasted": return `Pasted on ${table?.date}.`;
    case "example": return `From ${table?.source}. The venue changes its brackets.`;
    default: return "Without a table there is no liquidation price.";
  }
}

/** @param payload  what was expected */
function wordsFor(error: unknown, payload: string): string {
  if (error instanceof InputError) return payloadText(error, payload);
  if (error instanceof SyntaxError) return refusalText("notJson", "payload");
  if (error instanceof RestError) {
    const why = error.how === "blocked"
      ? " The network is down, or the venue does not let pages of others read its answers (CORS): paste them instead." : "";
    return `${error.message}.${why}`;
  }
  throw error;
}

/** What is wrong with what somebody pasted or a venue answered: the field is one of the payload's. */
function payloadText({ code, field }: InputError, payload: string): string {
  switch (code) {
    case "wrongType": return `Not what was expected: ${payload}.`;
    case "missingField": return `It does not say ${field}.`;
    case "badNumber": case "notFinite": return `Its ${field} is no number.`;
    default: return refusalText(code, field);
  }
}
