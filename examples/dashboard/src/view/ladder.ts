import type { Market } from "plimsoll/full";

import { byId, element, setData, setHidden, setText, setTransform } from "../../../page/dom.ts";
import { fixed, none } from "../../../page/format.ts";
import { type Contract, unitOf } from "../data/contract.ts";
import type { Hearing } from "../data/hearing.ts";

const rowCount = 12;
const rowNumbers = 3;
/** How many ticks stand in one row. */
const groupings = [1, 10, 50, 100, 500];

interface Row {
  readonly row: HTMLTableRowElement;
  readonly price: HTMLElement;
  readonly size: HTMLElement;
  readonly total: HTMLElement;
  readonly bar: HTMLElement;
}

/** The book around the mid: rows that are made once and written over. */
export class Ladder {
  readonly #body = byId("ladder-body");
  readonly #grouping = byId<HTMLSelectElement>("grouping");
  readonly #veil = byId("ladder-veil");
  readonly #asks = rowsIn(byId("asks"), "ask").reverse();
  readonly #bids = rowsIn(byId("bids"), "bid");
  readonly #askNumbers = new Float64Array(rowCount * rowNumbers);
  readonly #bidNumbers = new Float64Array(rowCount * rowNumbers);
  #symbol = "";
  #tickSize = 0;

  constructor(changed: () => void) {
    this.#grouping.addEventListener("change", changed);
  }

  /** @param hearing  what to say over a book that cannot be trusted */
  draw(market: Market, contract: Contract, hearing: Hearing): void {
    this.#offerGroupings(contract);
    this.#drawVeil(hearing);
    const reading = market.getSnapshot();
    const { priceDecimals, quantityDecimals } = contract;
    const unit = unitOf(reading, contract);
    setText(byId("ladder-unit"), `in ${unit.note || unit.short}`);
    const bid = reading.bestBidPrice ?? reading.lastKnownBidPrice;
    const ask = reading.bestAskPrice ?? reading.lastKnownAskPrice;
    setText(byId("best-bid"), fixed(bid, priceDecimals));
    setText(byId("best-ask"), fixed(ask, priceDecimals));
    setText(byId("best-bid-quantity"), quantityText(reading.bestBidQuantity, quantityDecimals));
    setText(byId("best-ask-quantity"), quantityText(reading.bestAskQuantity, quantityDecimals));
    setText(byId("spread"), bid === null || ask === null ? none : fixed(ask - bid, priceDecimals));
    setText(byId("weighted-mid"), fixed(reading.weightedMid, priceDecimals + 1));

    const asked = Number(this.#grouping.value);
    const grouping = asked > contract.tickSize ? asked : 0;
    const askRows = market.levels("ask", { count: rowCount, grouping, into: this.#askNumbers });
    const bidRows = market.levels("bid", { count: rowCount, grouping, into: this.#bidNumbers });
    if (askRows + bidRows === 0) return; // what was last known stays, under the veil
    const most = Math.max(lastTotal(this.#askNumbers, askRows), lastTotal(this.#bidNumbers, bidRows));
    const write = { most, priceDecimals, quantityDecimals };
    drawRows(this.#asks, this.#askNumbers, askRows, write);
    drawRows(this.#bids, this.#bidNumbers, bidRows, write);
  }

  /** Of another market nothing is known. */
  clear(): void {
    for (const { row } of [...this.#asks, ...this.#bids]) row.classList.add("blank");
  }

  #drawVeil({ kind, title, text }: Hearing): void {
    setData(this.#body, "state", kind);
    setHidden(this.#veil, kind === "live");
    setText(byId("veil-title"), title);
    setText(byId("veil-text"), text);
  }

  #offerGroupings({ symbol, tickSize, priceDecimals }: Contract): void {
    if (symbol === this.#symbol && tickSize === this.#tickSize) return;
    this.#symbol = symbol;
    this.#tickSize = tickSize;
    this.#grouping.replaceChildren(
      ...groupings.map((ticks) => {
        const option = element("option", "", fixed(ticks * tickSize, priceDecimals));
        option.value = String(ticks * tickSize);
        return option;
      }),
    );
    this.#grouping.selectedIndex = 1;
  }
}

function rowsIn(body: HTMLElement, side: "bid" | "ask"): Row[] {
  return Array.from({ length: rowCount }, () => {
    const bar = element("span", "bar");
    const [price, size, total] = [element("td", "price"), element("td"), element("td")];
    const row = element("tr", `${side} blank`, price, size, total);
    total.append(element("span"), bar);
    body.append(row);
    return { row, price, size, total: total.firstElementChild as HTMLElement, bar };
  });
}

function drawRows(
  rows: readonly Row[],
  numbers: Float64Array,
  filled: number,
  { most, priceDecimals, quantityDecimals }: { most: number; priceDecimals: number; quantityDecimals: number },
): void {
  rows.forEach(({ row, price, size, total, bar }, i) => {
    const blank = i >= filled;
    if (row.classList.contains("blank") !== blank) row.classList.toggle("blank", blank);
    if (blank) return;
    const cumulative = numbers[i * rowNumbers + 2] as number;
    setText(price, fixed(numbers[i * rowNumbers] as number, priceDecimals));
    setText(size, fixed(numbers[i * rowNumbers + 1] as number, quantityDecimals));
    setText(total, fixed(cumulative, quantityDecimals));
    setTransform(bar, `scaleX(${(cumulative / most).toFixed(3)})`);
  });
}

function lastTotal(numbers: Float64Array, rows: number): number {
  return rows === 0 ? 0 : (numbers[(rows - 1) * rowNumbers + 2] as number);
}

function quantityText(quantity: number | null, decimals: number): string {
  return quantity === null ? "" : `× ${fixed(quantity, decimals)}`;
}
