import { byId, choose, setHidden, setText } from "../../../page/dom.ts";
import { fixed } from "../../../page/format.ts";
import { refusalText } from "../../../page/words.ts";
import { hasLeverage } from "../account.ts";
import { mostLeverage, type Place, type Problem } from "../outcome.ts";
import {
  changeMarket, changePosition, marginOf, marketOf, shownPosition, type State, type TypedMarket, type TypedPosition,
} from "../state.ts";
import { venueOf } from "../venues/index.ts";
import { Field, type FieldWords } from "./field.ts";
import { baseOf, moneyOf } from "./units.ts";

const words: Readonly<Partial<Record<Place, FieldWords>>> = {
  walletBalance: { label: "Wallet balance" },
  takerFee: { label: "Taker fee", unit: "%" },
  orderMargin: { label: "Held back by open orders" },
  symbol: { label: "Symbol" },
  size: { label: "Size" },
  entryPrice: { label: "Entry price" },
  markPrice: { label: "Mark price" },
  leverage: { label: "Leverage", unit: "×" },
  posted: { label: "Posted margin" },
  pendingFees: { label: "Fees that are due" },
  contractSize: { label: "Contract size" },
  tickSize: { label: "Tick size", hint: "prices are rounded as the venue shows them" },
  beta: { label: "Beta", hint: "per cent that it moves when the market moves one" },
};

export interface FormListener {
  readonly state: () => State;
  change(state: State): void;
}

const ofPosition = ["symbol", "size", "entryPrice", "leverage", "posted", "pendingFees"] as const;
const ofMarket: readonly Place[] = ["markPrice", "contractSize", "tickSize", "beta"];
const ofAccount: readonly Place[] = ["walletBalance", "takerFee", "orderMargin"];

/** Everything that is typed, apart from tables and collateral. */
export class Form {
  readonly #fields = new Map<Place, Field>();
  readonly #marginBy = byId<HTMLSelectElement>("marginBy");
  readonly #listener: FormListener;

  constructor(listener: FormListener) {
    this.#listener = listener;
    for (const host of document.querySelectorAll<HTMLElement>("[data-field]")) {
      const name = host.dataset["field"] as Place;
      this.#fields.set(name, new Field(host, words[name] ?? { label: name }));
    }
    this.#field("symbol").input.setAttribute("list", "symbols");
    byId("position-form").addEventListener("submit", (event) => event.preventDefault());
    for (const at of [byId("account-numbers"), byId("account-more"), byId("position-form")]) {
      at.addEventListener("input", ({ target }) => this.#typed(target as HTMLInputElement));
    }
  }

  show(state: State): void {
    const venue = venueOf(state.venue);
    const needs = (need: (typeof venue.needs)[number]) => venue.needs.includes(need);
    const isCross = state.positions.some(({ mode }) => mode === "cross");
    this.#field("walletBalance").setHidden(!isCross);
    this.#field("takerFee").setHidden(!needs("takerFee"));
    for (const name of ofAccount) this.#field(name).show(state[name as "walletBalance"]);
    const position = shownPosition(state);
    setHidden(byId("position-form"), position === null);
    const symbol = position?.symbol ?? venue.market.symbol;
    const money = moneyOf(state, symbol);
    this.#say("walletBalance", { unit: money });
    this.#say("orderMargin", { unit: money });
    if (position !== null) this.#showPosition(state, position);
  }

  #showPosition(state: State, position: TypedPosition): void {
    const { needs, counts, modes } = venueOf(state.venue);
    const market = marketOf(state, position.symbol);
    const money = moneyOf(state, position.symbol);
    for (const name of ["side", "mode"] as const) choose(name, position[name]);
    choose("kind", market.kind);
    setHidden(byId("mode-field"), modes.length === 1 && modes[0] === position.mode);
    setHidden(byId("kind-field"), !needs.includes("kind"));
    for (const name of ofPosition) this.#field(name).show(position[name]);
    for (const name of ofMarket) this.#field(name).show(market[name as "beta"]);
    this.#marginBy.value = position.marginBy;

    const isIsolated = position.mode === "isolated";
    setHidden(byId("marginBy-field"), !isIsolated);
    this.#field("leverage").setHidden(!hasLeverage(state, position));
    this.#field("posted").setHidden(!isIsolated || position.marginBy === "leverage");
    this.#field("pendingFees").setHidden(!needs.includes("pendingFees"));
    this.#field("contractSize").setHidden(counts === "quantity");
    this.#say("size", { unit: baseOf(state, position.symbol), hint: sizeHint(state, position) });
    this.#say("posted", { unit: money });
    this.#say("pendingFees", { unit: money });
    this.#say("leverage", { label: isIsolated && position.marginBy === "leverage" ? "Leverage" : "Leverage setting" });
    this.#say("contractSize", { unit: market.kind === "inverse" ? "USD" : "" });
  }

  /** Refusals stand at their fields; of other positions than the shown one, in the list. */
  refuse(state: State, problems: readonly Problem[]): void {
    const shown = problems.filter(({ positionId }) => positionId === null || positionId === state.shown);
    for (const [name, field] of this.#fields) {
      const problem = shown.find(({ place }) => place === name);
      field.refuse(problem, name === "leverage" ? limitText(state, problem) : null);
    }
    const error = (place: Place) => shown.find((problem) => problem.place === place)?.error;
    const account = error("account");
    setText(byId("account-error"), account === undefined ? "" : refusalText(account.code, account.field));
    // What is folded away opens where something in it is wrong.
    const unfold = (id: string, ...within: readonly Place[]) => {
      if (shown.some(({ place }) => within.includes(place))) byId<HTMLDetailsElement>(id).open = true;
    };
    unfold("contract-more", "contractSize", "tickSize", "beta");
    unfold("account-more", "orderMargin", "collaterals");
  }

  #typed({ id, name, value }: HTMLInputElement): void {
    const state = this.#listener.state();
    const next = changed(state, id === "" ? name : id, value);
    if (next !== state) this.#listener.change(next);
  }

  #field(name: Place): Field {
    return this.#fields.get(name) as Field;
  }

  #say(name: Place, said: Partial<FieldWords>): void {
    this.#field(name).say({ label: name, ...words[name], ...said });
  }
}

/** A leverage that the table does not allow, with the one that it does. */
function limitText(state: State, problem: Problem | undefined): string | null {
  const position = shownPosition(state);
  if (problem?.error.code !== "leverageOutOfRange" || position === null || !(Number(position.leverage) > 1)) return null;
  const most = mostLeverage(state, position);
  return most === null ? null : `At this size the margin table allows ${fixed(most, most % 1 === 0 ? 0 : 2)}× at most.`;
}

function sizeHint(state: State, { size, symbol }: TypedPosition): string {
  if (venueOf(state.venue).counts !== "contracts") return "";
  const { contractSize, kind } = marketOf(state, symbol);
  const units = Number(size) * Number(contractSize);
  if (!(units > 0)) return "";
  return kind === "inverse" ? `${units} USD` : `${Number(units.toPrecision(8))} units of the coin`;
}

/** What a field's text makes of a state. */
function changed(state: State, name: string, value: string): State {
  if (ofAccount.includes(name as Place)) return { ...state, [name]: value };
  const position = shownPosition(state);
  if (position === null) return state;
  if (name === "symbol") return renamed(state, position, value);
  if (name === "kind" || ofMarket.includes(name as Place)) {
    return changeMarket(state, position.symbol, { [name]: value } as Partial<TypedMarket>);
  }
  if (name === "marginBy" || name === "mode") return completed(state, position, { [name]: value } as Partial<TypedPosition>);
  const isKnown = ["side", "size", "entryPrice", "leverage", "posted", "pendingFees"].includes(name);
  return isKnown ? changePosition(state, position.id, { [name]: value } as Partial<TypedPosition>) : state;
}

/** Where the margin is given in another way from now on, what leverage has posted is a first answer. */
function completed(state: State, position: TypedPosition, change: Partial<TypedPosition>): State {
  const margin = marginOf(state, position);
  const changed = changePosition(state, position.id, { ...change, posted: position.posted || margin });
  return change.mode === "cross" && state.walletBalance === "" ? { ...changed, walletBalance: margin } : changed;
}

/** A symbol that is typed letter by letter takes along what was known, unless another position has it. */
function renamed(state: State, position: TypedPosition, symbol: string): State {
  const isShared = state.positions.some((other) => other.id !== position.id && other.symbol === position.symbol);
  const isKnown = state.markets.some((market) => market.symbol === symbol);
  const before = marketOf(state, position.symbol);
  const kept = isShared ? state.markets : state.markets.filter((market) => market !== before);
  const markets = isKnown ? kept : [...kept, { ...before, symbol }];
  return changePosition({ ...state, markets }, position.id, { symbol });
}

/** Every symbol that a table is there for. */
export function drawSymbols(state: State): void {
  const names = [...venueOf(state.venue).tables, ...state.tables].map(({ symbol }) => symbol.split("@")[0] as string);
  const unique = [...new Set(names)];
  const list = byId("symbols");
  if (list.children.length === unique.length && unique.every((name, i) => (list.children[i] as HTMLOptionElement).value === name)) return;
  list.replaceChildren(...unique.map((name) => new Option(name)));
}

