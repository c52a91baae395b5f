import { byId, element, setAttribute, setData, setHidden, setText } from "../../../page/dom.ts";
import { none, signedPercent } from "../../../page/format.ts";
import { refusalText } from "../../../page/words.ts";
import type { Calculator, Shown } from "../calculator.ts";
import { lendingVenueOf } from "../venues/lending.ts";
import { type Column, Rows } from "../view/rows.ts";
import { briefText, decimalsFor } from "../view/units.ts";
import { blankAsset, isBegun, type Loan, type TypedAsset } from "./loan.ts";
import type { LoanAnswer } from "./loan-account.ts";
import { loanUnits } from "./loan-figures.ts";

/** Form and list of what is supplied and owed. */
export class LoanForm {
  readonly #loan: () => Loan;
  readonly #rows: Rows<TypedAsset>;
  readonly #choose: (symbol: string) => void;

  constructor(loan: () => Loan, change: (loan: Loan) => void) {
    this.#loan = loan;
    this.#choose = (symbol) => change({ ...loan(), shown: symbol });
    this.#rows = new Rows("assets", "Asset", blankAsset, () => loan().assets, (assets) => change(kept({ ...loan(), assets })));
    for (const name of ["eModeMaxLtv", "eModeThreshold"] as const) {
      byId(name).addEventListener("input", ({ target }) => change({ ...loan(), [name]: (target as HTMLInputElement).value }));
    }
  }

  draw({ problems }: Calculator<Loan, LoanAnswer>, picture: Shown<Loan, LoanAnswer> | null): void {
    const loan = this.#loan();
    const { hasOneThreshold, hasEMode, source, date } = lendingVenueOf(loan.venue);
    const isInMode = hasEMode && (loan.eModeMaxLtv !== "" || loan.eModeThreshold !== "");
    const columns: Column<TypedAsset>[] = [
      { key: "symbol", label: "Asset", kind: "word" }, { key: "price", label: "Price", kind: "number" },
      { key: "collateralQuantity", label: "Collateral", kind: "number" }, { key: "debtQuantity", label: "Debt", kind: "number" },
      ...(hasOneThreshold ? [] : [{ key: "maxLtv", label: "Max LTV, %", kind: "number" } as const]),
      { key: "liquidationThreshold", label: hasOneThreshold ? "LLTV, %" : "Threshold, %", kind: "number" },
      ...(isInMode ? [{ key: "inEMode", label: "In e-mode", kind: "check" } as const] : []),
    ];
    this.#rows.draw(columns);
    this.#rows.refuse(problems.find(({ place }) => place === "assets"));
    setHidden(byId("eMode"), !hasEMode);
    for (const name of ["eModeMaxLtv", "eModeThreshold"] as const) {
      const input = byId<HTMLInputElement>(name);
      if (input.value !== loan[name]) input.value = loan[name];
      setAttribute(input, "aria-invalid", problems.some(({ place }) => place === "eMode") ? "true" : null);
    }
    const wrong = problems.find(({ place }) => place === "eMode")?.error;
    setText(byId("eMode-error"), wrong === undefined ? "" : refusalText(wrong.code, wrong.field));
    setText(byId("loan-source"), "The thresholds that stand here to begin with are an example, not yours: " +
      `${source}, ${date}. The protocol’s own page states today’s.`);
    this.#drawList(loan, picture);
  }

  #drawList(loan: Loan, picture: Shown<Loan, LoanAnswer> | null): void {
    const list = byId("loan-list");
    const begun = loan.assets.filter(isBegun);
    const keys = begun.map(({ symbol }) => symbol).join("\n");
    if (list.dataset["keys"] !== keys) {
      setData(list, "keys", keys);
      list.replaceChildren(...begun.map((asset) => this.#item(asset)));
    }
    begun.forEach(({ symbol, price, collateralQuantity, debtQuantity }, i) => {
      const button = list.children[i]?.firstElementChild;
      if (!(button instanceof HTMLElement)) return;
      const [name, what, where] = [...button.children] as [HTMLElement, HTMLElement, HTMLElement];
      const risk = picture?.now.risk.assets[i];
      setAttribute(button, "aria-pressed", String(symbol === loan.shown));
      setText(name, symbol || "no name");
      const held = [collateralQuantity && `${collateralQuantity} supplied`, debtQuantity && `${debtQuantity} owed`];
      setText(what, held.filter((text) => text !== "").join(", ") || "nothing");
      const units = { ...loanUnits(loan), priceDecimals: decimalsFor(Number(price), 5, 2) };
      const move = risk?.moveToLiquidation.value ?? null;
      setText(where.firstElementChild as Element, risk === undefined ? none : briefText(risk.liquidationPrice, "price", units));
      setText(where.lastElementChild as Element, move === null ? "" : signedPercent(move));
    });
  }

  #item({ symbol }: TypedAsset): HTMLElement {
    const button = element("button", "position", element("span", "what"), element("span", "minor number"),
      element("span", "where", element("span", "number price"), element("span", "minor number")));
    button.type = "button";
    button.addEventListener("click", () => this.#choose(symbol));
    return element("li", "", button);
  }
}

/** A symbol that is typed letter by letter stays the chosen one. */
function kept(loan: Loan): Loan {
  if (loan.assets.some(({ symbol }) => symbol === loan.shown)) return loan;
  const supplied = loan.assets.find(({ collateralQuantity }) => collateralQuantity !== "") ?? loan.assets[0];
  return { ...loan, shown: supplied?.symbol ?? "" };
}
