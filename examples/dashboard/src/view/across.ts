import type { FeedVenue } from "plimsoll/full";

import { byId, choose, element, setAttribute, setData, setHidden, setText, setTransform } from "../../../page/dom.ts";
import { amount, fixed, none, signed, signedPercent } from "../../../page/format.ts";
import { type Choice, distances, type DistanceBps } from "../data/choice.ts";
import type { Compared, Comparison } from "../data/comparison.ts";
import type { Venue } from "../data/venues.ts";
import { scaleFor } from "./scale.ts";

/** What a row says beside its venue, its state and its picture. */
const columns = ["mid", "distance", "spread", "imbalance", "bids", "asks", "funding", "interest"] as const;

type Column = (typeof columns)[number];

const titles: Readonly<Record<Column, string>> = {
  mid: "Mid",
  distance: "vs others, bps",
  spread: "Spread, bps",
  imbalance: "Imbalance",
  bids: "Bids",
  asks: "Asks",
  funding: "Funding, 8 h",
  interest: "Open interest",
};

interface Row {
  readonly row: HTMLElement;
  readonly name: HTMLElement;
  readonly state: HTMLElement;
  readonly cells: Readonly<Record<Column, HTMLElement>>;
  readonly bidBar: HTMLElement;
  readonly askBar: HTMLElement;
}

/** How much stands before a bar, and how long it is, of what the picture can show: 0 to 1. */
interface Bar {
  readonly from: number;
  readonly size: number;
}

/**
 * Venues side by side. Their depth is stacked downwards on one scale, bids to the left and
 * asks to the right, each venue beginning where the one above ended; the last row is all.
 */
export class Across {
  readonly #choice: (change: Partial<Choice>) => void;
  readonly #chips = byId("across-venues");
  readonly #body = byId("across-rows");
  readonly #all = newRow(element("strong", "", "All"), "all");
  readonly #rows = new Map<FeedVenue, Row>();
  #offered: readonly Venue[] = [];
  #scale = 0;

  /** @param choice  told when another venue, or another distance is wanted */
  constructor(choice: (change: Partial<Choice>) => void) {
    this.#choice = choice;
    byId("across-all").append(this.#all.row);
    for (const cell of ["imbalance", "funding", "interest"] as const) {
      this.#all.cells[cell].append(element("span"), element("small"));
    }
    this.#chips.addEventListener("change", () => {
      const on = [...this.#chips.querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => value);
      choice({ across: on as FeedVenue[] });
    });
    byId("across-within").addEventListener("change", ({ target }) => {
      const asked = Number((target as HTMLInputElement).value);
      choice({ withinBps: distances.find((distance) => distance === asked) as DistanceBps });
    });
  }

  /** Another choice: who is offered, who is on, and how far is counted. */
  show(venues: readonly Venue[], { coin, across, withinBps, venue: shown }: Choice): void {
    if (venues !== this.#offered) {
      this.#offered = venues;
      this.#chips.querySelectorAll("label").forEach((chip) => chip.remove());
      this.#chips.append(...venues.map(chipOf));
    }
    for (const input of this.#chips.querySelectorAll("input")) input.checked = across.includes(input.value as FeedVenue);
    choose("within", String(withinBps));
    setText(byId("across-coin"), coin);
    setText(byId("across-depth"), `Depth within ${withinBps} bps`);
    setText(byId("across-imbalance-within"), `${withinBps} bps`);
    setHidden(byId("across-table"), across.length === 0);
    setHidden(byId("across-empty"), across.length > 0);
    this.#scale = 0;
    for (const [name, { row }] of this.#rows) {
      if (across.includes(name)) continue;
      row.remove();
      this.#rows.delete(name);
    }
    venues.filter(({ name }) => across.includes(name)).forEach((venue, place) => {
      const { row, name } = this.#rowOf(venue);
      // One that stands where it should is not touched, or it would lose the focus.
      if (this.#body.children[place] !== row) this.#body.insertBefore(row, this.#body.children[place] ?? null);
      setAttribute(name, "aria-current", venue.name === shown ? "true" : null);
    });
  }

  draw({ rows, all }: Comparison): void {
    this.#scale = scaleFor(this.#scale, Math.max(all.bidNotional ?? 0, all.askNotional ?? 0));
    let [bidsBefore, asksBefore] = [0, 0];
    for (const compared of rows) {
      const row = this.#rowOf(compared.venue);
      const [bids, asks] = [compared.bidNotional ?? 0, compared.askNotional ?? 0];
      drawRow(row, compared);
      drawBars(row, this.#bar(bidsBefore, bids), this.#bar(asksBefore, asks));
      bidsBefore += bids;
      asksBefore += asks;
    }
    const { cells } = this.#all;
    const counted = all.markets.filter(({ bidNotional }) => bidNotional !== null).length;
    setText(this.#all.state, counted === rows.length ? `${counted} books` : `${counted} of ${rows.length} books`);
    writeBoth(cells.imbalance, signed(all.imbalance, 2), all.imbalanceDispersion === null ? "" : `σ ${fixed(all.imbalanceDispersion, 2)} of venues`);
    writeBoth(cells.funding, signedPercent(all.fundingRatePer8Hours, 4), spreadText(all.fundingDispersionPer8Hours));
    writeBoth(cells.interest, amount(all.openInterestNotional), all.effectiveVenues === null ? "" : `like ${fixed(all.effectiveVenues, 1)} equal venues`);
    setText(cells.bids, millions(all.bidNotional));
    setText(cells.asks, millions(all.askNotional));
    drawBars(this.#all, this.#bar(0, all.bidNotional ?? 0), this.#bar(0, all.askNotional ?? 0));
    for (const side of ["bids", "asks"]) setText(byId(`across-scale-${side}`), this.#scale === 0 ? "" : millions(this.#scale, 1));
  }

  #bar(before: number, notional: number): Bar {
    return this.#scale === 0 ? { from: 0, size: 0 } : { from: before / this.#scale, size: notional / this.#scale };
  }

  #rowOf({ name, title }: Venue): Row {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const button = element("button", "text", title);
    button.type = "button";
    button.title = `Make the page about ${title}`;
    button.addEventListener("click", () => this.#choice({ venue: name }));
    const made = newRow(button, name);
    this.#rows.set(name, made);
    return made;
  }
}

function drawRow({ row, state, cells }: Row, compared: Compared): void {
  const { hearing, contract, reading } = compared;
  setData(row, "kind", hearing.kind);
  setText(state, hearing.title);
  state.title = hearing.text;
  setText(cells.mid, fixed(reading.midPrice, contract.priceDecimals + 1));
  setText(cells.distance, signed(compared.distanceBps, 2));
  setText(cells.spread, fixed(compared.spreadBps, 2));
  setText(cells.imbalance, signed(compared.imbalance, 2));
  setText(cells.bids, millions(compared.bidNotional));
  setText(cells.asks, millions(compared.askNotional));
  setText(cells.funding, signedPercent(reading.fundingRatePer8Hours, 4));
  setText(cells.interest, amount(reading.openInterestNotional));
}

function drawBars({ bidBar, askBar }: Row, bids: Bar, asks: Bar): void {
  setTransform(bidBar, `translateX(${(-100 * bids.from).toFixed(2)}%) scaleX(${bids.size.toFixed(4)})`);
  setTransform(askBar, `translateX(${(100 * asks.from).toFixed(2)}%) scaleX(${asks.size.toFixed(4)})`);
}

/** A number of all, and what says how far the venues are from each other. */
function writeBoth(cell: HTMLElement, text: string, note: string): void {
  setText(cell.firstElementChild as Element, text);
  setText(cell.lastElementChild as Element, note);
}

/** The highest rate less the lowest, which is never below zero. */
function spreadText(rate: number | null): string {
  return rate === null ? "" : `spread ${fixed(100 * rate, 4)} %`;
}

/** All in one unit, so that a column can be read downwards. */
function millions(notional: number | null, decimals = 2): string {
  return notional === null ? none : `${fixed(notional / 1e6, decimals)} m`;
}

function chipOf({ name, title }: Venue): HTMLElement {
  const input = element("input");
  input.type = "checkbox";
  input.name = "across";
  input.value = name;
  return element("label", "chip", input, element("span", "", title));
}

/** Laid out as a grid, so its parts say what they are in the table. */
function newRow(name: HTMLElement, id: string): Row {
  const state = element("span", "state");
  const cells = Object.fromEntries(columns.map((column) => [column, cellOf(column)])) as Record<Column, HTMLElement>;
  const [bidBar, askBar] = [element("span", "bids"), element("span", "asks")];
  const picture = element("td", "picture", element("span", "half", bidBar), element("span", "half", askBar));
  picture.setAttribute("aria-hidden", "true");
  const head = element("th", "venue", name, element("span", "lamp"), state);
  head.scope = "row";
  head.setAttribute("role", "rowheader");
  const row = element("tr", "", head, ...columns.map((column) => cells[column]));
  cells.bids.after(picture);
  row.setAttribute("role", "row");
  row.dataset["venue"] = id;
  return { row, name, state, cells, bidBar, askBar };
}

function cellOf(column: Column): HTMLElement {
  const cell = element("td", "number");
  cell.setAttribute("role", "cell");
  cell.dataset["column"] = column;
  cell.dataset["title"] = titles[column];
  return cell;
}
