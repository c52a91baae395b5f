import { byId, setData, setHidden } from "../../../page/dom.ts";
import type { Calculator } from "../calculator.ts";
import type { Loan } from "../lending/loan.ts";
import type { LoanAnswer } from "../lending/loan-account.ts";
import { loanAxis, loanLines, loanSettings, loanUnits } from "../lending/loan-figures.ts";
import { LoanForm } from "../lending/loan-form.ts";
import { drawLoan } from "../lending/loan-glance.ts";
import type { Answer } from "../outcome.ts";
import { shownPosition, type State, type TypedCollateral } from "../state.ts";
import type { VenueName } from "../venues/index.ts";
import type { LendingName } from "../venues/lending.ts";
import { Axis } from "./axis.ts";
import { drawSymbols, Form } from "./form.ts";
import { drawGlance } from "./glance.ts";
import { Numbers } from "./numbers.ts";
import { positionAxis } from "./position-axis.ts";
import { linesOf } from "./position-numbers.ts";
import { positionSettings } from "./position-sliders.ts";
import { PositionList } from "./positions.ts";
import { type Column, Rows } from "./rows.ts";
import { Said } from "./said.ts";
import { Sliders } from "./sliders.ts";
import { TableBox } from "./table.ts";
import { unitsOf } from "./units.ts";
import { VenuePicker } from "./venue-picker.ts";

const collateralColumns: readonly Column<TypedCollateral>[] = [
  { key: "asset", label: "Asset", kind: "word" }, { key: "quantity", label: "Quantity", kind: "number" },
  { key: "price", label: "Price", kind: "number" }, { key: "weight", label: "Weight, %", kind: "number" },
  { key: "follows", label: "Follows", kind: "word" },
];

const blankCollateral: TypedCollateral = { asset: "", quantity: "", price: "", weight: "100", follows: "" };

/** The line that the strip below the page shows, as a sentence. */
function spoken(): string {
  const text = (id: string) => byId(id).textContent?.trim() ?? "";
  const tried = text("strip-tried").replace("→ ", "");
  return `${text("strip-label")} ${text("strip-liquidation")}, ${text("strip-distance")} away.${tried === "" ? "" : ` What if: ${tried}.`}`;
}

/** Everything that is seen, drawn from a calculator of positions or one of a loan. */
export class Page {
  readonly #positions: Calculator<State, Answer>;
  readonly #loan: Calculator<Loan, LoanAnswer>;
  readonly #picker: VenuePicker;
  readonly #form: Form;
  readonly #list: PositionList;
  readonly #collaterals: Rows<TypedCollateral>;
  readonly #table: TableBox;
  readonly #loanForm: LoanForm;
  readonly #sliders = new Sliders();
  readonly #axis = new Axis();
  readonly #numbers = new Numbers();
  readonly #said = new Said();

  /** @param choose  told which venue somebody has chosen */
  constructor(positions: Calculator<State, Answer>, loan: Calculator<Loan, LoanAnswer>, choose: (name: VenueName | LendingName) => void) {
    this.#positions = positions;
    this.#loan = loan;
    this.#picker = new VenuePicker(choose);
    const state = () => positions.state;
    this.#form = new Form({ state, change: (next) => positions.change(next) });
    this.#list = new PositionList((id) => positions.change({ ...state(), shown: id }));
    this.#collaterals = new Rows("collaterals", "Collateral", blankCollateral, () => state().collaterals,
      (collaterals) => positions.change({ ...state(), collaterals }));
    this.#table = new TableBox(state, (next) => positions.change(next));
    this.#loanForm = new LoanForm(() => loan.state, (next) => loan.change(next));
  }

  /** Which of the two calculators is shown. */
  draw(isLending: boolean): void {
    const { isTried, isEmpty, picture, isStale } = isLending ? this.#loan : this.#positions;
    this.#picker.show(isLending ? this.#loan.state.venue : this.#positions.state.venue);
    setHidden(byId("stale"), !isStale);
    for (const card of ["what-if", "numbers-card"]) setData(byId(card), "stale", String(isStale));
    setHidden(byId("glance-empty"), picture !== null);
    setHidden(byId("example"), !isEmpty);
    setHidden(byId("what-if"), picture === null);
    setHidden(byId("numbers-card"), picture === null);
    setHidden(byId("reset"), !isTried);
    setHidden(byId("refused"), picture === null || picture.then !== null);
    setHidden(byId("positions-note"), isEmpty);
    setData(byId("strip-below"), "stale", String(isStale));
    if (isLending) this.#drawLoan();
    else this.#drawPositions();
    this.#said.tell(isStale ? "Something in the form cannot be used." : picture === null ? "" : spoken());
  }

  #drawPositions(): void {
    const { state, problems, picture, isStale, isEmpty } = this.#positions;
    this.#form.show(state);
    this.#form.refuse(state, problems);
    this.#collaterals.draw(collateralColumns);
    this.#collaterals.refuse(problems.find(({ place }) => place === "collaterals"));
    this.#list.draw(state, picture, (id) => problems.some(({ positionId }) => positionId === id));
    this.#table.draw();
    this.#table.refuse(problems.find(({ place }) => place === "table"));
    drawSymbols(state);
    drawGlance(picture, isStale, isEmpty);
    const position = picture === null ? null : shownPosition(picture.state);
    this.#axis.draw(picture === null ? null : positionAxis(picture));
    this.#sliders.draw(picture === null ? [] : positionSettings(picture, (tried) =>
      this.#positions.change({ ...this.#positions.state, whatIf: { ...this.#positions.state.whatIf, ...tried } })), isStale);
    this.#numbers.draw(picture === null ? [] : linesOf(picture),
      picture === null || position === null ? null : unitsOf(picture.state, position), picture?.isTried ?? false);
  }

  #drawLoan(): void {
    const { picture, isStale, isEmpty } = this.#loan;
    this.#loanForm.draw(this.#loan, picture);
    drawLoan(picture, isStale, isEmpty);
    this.#axis.draw(picture === null ? null : loanAxis(picture));
    this.#sliders.draw(picture === null ? [] : loanSettings(picture, (tried) =>
      this.#loan.change({ ...this.#loan.state, whatIf: { ...this.#loan.state.whatIf, ...tried } })), isStale);
    this.#numbers.draw(picture === null ? [] : loanLines(picture),
      picture === null ? null : loanUnits(picture.state), picture?.isTried ?? false);
  }
}
