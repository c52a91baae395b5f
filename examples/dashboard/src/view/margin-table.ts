import { InputError } from "plimsoll/full";

import { byId, element, setAttribute, setText } from "../../../page/dom.ts";
import { amount, fixed, percent } from "../../../page/format.ts";
import { refusalText } from "../../../page/words.ts";
import type { OriginTable } from "../data/tables.ts";

/** Where the margin rules come from, and a place to paste one's own. */
export class MarginTableView {
  #drawn: OriginTable | undefined;

  /** @param use  takes pasted brackets; throws what is wrong with them */
  constructor(use: (text: string) => void) {
    const text = byId<HTMLTextAreaElement>("brackets");
    byId("use-brackets").addEventListener("click", () => {
      const error = refusalOf(() => use(text.value));
      setText(byId("brackets-error"), error ?? "");
      setAttribute(text, "aria-invalid", error === null ? null : "true");
    });
  }

  draw(known: OriginTable | undefined, exchange: string): void {
    if (known === this.#drawn && known !== undefined) return;
    this.#drawn = known;
    byId("table").dataset["origin"] = known?.origin ?? "none";
    setText(byId("table-source"), titleOf(known, exchange));
    setText(byId("table-text"), textOf(known, exchange));
    const rows = (known?.table.brackets ?? []).map(({ notionalCap, maintenanceMarginRate, maxLeverage }) =>
      element("tr", "",
        element("td", "number", notionalCap === undefined ? "no end" : amount(Number(notionalCap))),
        element("td", "number", percent(Number(maintenanceMarginRate))),
        element("td", "number", `${fixed(Number(maxLeverage), 0)}×`)));
    byId("table-rows").querySelector("tbody")?.replaceChildren(...rows);
  }
}

function titleOf(known: OriginTable | undefined, exchange: string): string {
  switch (known?.origin) {
    case "venue": return `${exchange}, ${known.table.date}`;
    case "pasted": return `pasted, ${known.table.date}`;
    case "example": return `an example of ${known.table.date}, not yours`;
    case undefined: return "not known yet";
  }
}

function textOf(known: OriginTable | undefined, exchange: string): string {
  switch (known?.origin) {
    case "venue": return `As ${exchange} states it.`;
    case "pasted": return "Your own brackets, until this page is closed.";
    case "example":
      return "Binance shows brackets to signed requests only. This is the first bracket of its public rules as of " +
        `${known.table.date}: up to 50,000 USDT, and too hopeful beyond. Paste your account’s own below.`;
    case undefined: return `Waiting for ${exchange} to state it; without a table there is no liquidation price.`;
  }
}

/** What is wrong, in words; null when nothing is. */
function refusalOf(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof InputError) return refusalText(error.code, error.field);
    return refusalText("notJson", "brackets");
  }
}
