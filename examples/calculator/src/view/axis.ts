import { byId, setText, svg } from "../../../page/dom.ts";
import { fixed, percent } from "../../../page/format.ts";
import { type Band, placed, type Reach, scaleOf } from "../axis.ts";

/** As much as a slider's thumb keeps its middle from the edge. */
export const inset = 11;

const height = 202;
const line = 82;
const labelRows = 4;
const bandTop = 146;

export interface Mark {
  readonly name: "liquidation" | "bankruptcy" | "entry" | "mark";
  readonly title: string;
  readonly price: number;
}

/** What stands on the axis: a price now, what is tried of it, and where brackets change. */
export interface AxisPicture {
  readonly reach: Reach;
  readonly markPrice: number;
  readonly marks: readonly Mark[];
  /** Empty where nothing is tried. */
  readonly marksAfter: readonly Mark[];
  readonly bands: readonly Band[];
  readonly priceDecimals: number;
  /** The same in words, for who does not see it. */
  readonly title: string;
}

/** Prices on one line: what is above it, what would be below it, and the brackets. */
export class Axis {
  readonly #svg = byId<SVGSVGElement>("axis");
  readonly #title = byId<SVGTitleElement>("axis-title");
  readonly #drawing = svg("g", {});
  #picture: AxisPicture | null = null;
  #width = 0;

  constructor() {
    this.#svg.append(this.#drawing);
    new ResizeObserver(() => {
      this.#width = this.#svg.clientWidth;
      this.draw(this.#picture);
    }).observe(this.#svg);
  }

  draw(picture: AxisPicture | null): void {
    this.#picture = picture;
    setText(this.#title, picture?.title ?? "Price axis: nothing to show");
    if (picture === null || this.#width === 0) return this.#drawing.replaceChildren();
    const { length } = picture.bands;
    this.#svg.setAttribute("viewBox", `0 0 ${this.#width} ${length === 0 ? height - 34 : height}`);
    this.#svg.setAttribute("class", length === 0 ? "low" : "");
    this.#drawing.replaceChildren(...nodesOf(picture, this.#width));
  }
}

/** Where a price stands. */
type Place = (price: number) => number;
type Stretch = readonly [from: number, to: number];

function nodesOf({ reach, markPrice, marks, marksAfter, bands, priceDecimals }: AxisPicture, width: number): SVGElement[] {
  const [from, to] = [markPrice * (1 + reach.down), markPrice * (1 + reach.up)];
  const x = (price: number) => inset + ((price - from) / (to - from)) * (width - 2 * inset);
  const inside = ({ price }: Mark) => price >= from && price <= to;
  const isOther = ({ name, price }: Mark) =>
    !marks.some((mark) => mark.name === name && Math.abs(mark.price - price) < 1e-9 * price);
  const scaleTop = bands.length === 0 ? bandTop - 14 : bandTop + 18;
  return [
    ...bandNodes(bands, x, [from, to]),
    ...scaleNodes(scaleOf(from, to, width < 500 ? 4 : 8), x, priceDecimals, scaleTop),
    ...zoneNodes(marks, x, [from, to], false),
    ...zoneNodes(marksAfter, x, [from, to], true),
    svg("line", { class: "axis-line", x1: x(from), x2: x(to), y1: line, y2: line }),
    ...markNodes(marksAfter.filter((mark) => inside(mark) && isOther(mark)), x, priceDecimals, width, true),
    ...markNodes(marks.filter(inside), x, priceDecimals, width, false),
  ];
}

/** From the liquidation price away from the mark: hatched, as colour alone says too little. */
function zoneNodes(marks: readonly Mark[], x: Place, [from, to]: Stretch, isTried: boolean): SVGElement[] {
  const at = (name: Mark["name"]) => marks.find((mark) => mark.name === name)?.price;
  const [liquidation, mark] = [at("liquidation"), at("mark")];
  if (liquidation === undefined || mark === undefined) return [];
  const [start, end] = liquidation < mark ? [from, Math.min(to, liquidation)] : [Math.max(from, liquidation), to];
  if (!(end > start)) return [];
  return [svg("rect", {
    class: isTried ? "zone zone-tried" : "zone",
    x: x(start), width: x(end) - x(start), y: isTried ? line : line - 14, height: 14, fill: isTried ? "url(#hatch-tried)" : "url(#hatch)",
  })];
}

function bandNodes(bands: readonly Band[], x: Place, [from, to]: Stretch): SVGElement[] {
  const caption = svg("text", { class: "axis-minor", x: inset, y: bandTop - 5 }, "maintenance rate by bracket, at the size tried");
  const nodes = bands.flatMap(({ from: start, to: end, rate }, i) => {
    const [left, right] = [Math.max(from, start), Math.min(to, end)];
    if (!(right > left)) return [];
    const stretch = x(right) - x(left);
    const decimals = String(Number((100 * rate).toPrecision(4))).split(".")[1]?.length ?? 0;
    const label = percent(rate, Math.max(2, Math.min(3, decimals)));
    const fits = stretch > 7 * label.length + 6;
    return [
      svg("rect", { class: i % 2 === 0 ? "band" : "band band-odd", x: x(left), width: stretch, y: bandTop, height: 18 }),
      ...(fits ? [svg("text", { class: "band-text", x: (x(left) + x(right)) / 2, y: bandTop + 13 }, label)] : []),
    ];
  });
  return nodes.length === 0 ? [] : [caption, ...nodes];
}

function scaleNodes(prices: readonly number[], x: Place, priceDecimals: number, top: number): SVGElement[] {
  const apart = (prices[1] ?? 0) - (prices[0] ?? 0);
  const decimals = apart >= 1 ? 0 : Math.min(8, priceDecimals, Math.ceil(-Math.log10(apart || 1)));
  return prices.flatMap((price) => [
    svg("line", { class: "axis-tick", x1: x(price), x2: x(price), y1: top, y2: top + 5 }),
    svg("text", { class: "axis-scale", x: x(price), y: top + 19 }, fixed(price, decimals)),
  ]);
}

/** What is stands above the line, what would be below it. */
function markNodes(marks: readonly Mark[], x: Place, priceDecimals: number, width: number, isTried: boolean): SVGElement[] {
  const labelled = marks.map((mark) => {
    const text = `${mark.title} ${fixed(mark.price, priceDecimals)}`;
    return { ...mark, text, x: x(mark.price), width: 6.7 * text.length };
  });
  const rows = isTried ? 2 : labelRows;
  return placed(labelled, width, rows).flatMap(({ name, text, x: at, row, middle }) => {
    const y = isTried ? line + 26 + 13 * row : line - 24 - 13 * row;
    const end = isTried ? y - 10 : y + 3;
    return [
      svg("line", { class: "leader", x1: at, x2: at, y1: line, y2: end }),
      ...symbolOf(name, at, isTried),
      svg("text", { class: `axis-label axis-${name}${isTried ? " axis-tried" : ""}`, x: middle, y }, text),
    ];
  });
}

function symbolOf(name: Mark["name"], at: number, isTried: boolean): SVGElement[] {
  const className = `symbol symbol-${name}${isTried ? " symbol-tried" : ""}`;
  const [up, down] = isTried ? [line - 4, line + 16] : [line - 16, line + 4];
  switch (name) {
    case "mark":
      return [
        svg("circle", { class: className, cx: at, cy: line, r: 7.5 }),
        svg("line", { class: `${className} waterline`, x1: at - 13, x2: at + 13, y1: line, y2: line }),
      ];
    case "liquidation": case "bankruptcy":
      return [svg("line", { class: className, x1: at, x2: at, y1: up, y2: down })];
    case "entry":
      return [svg("line", { class: className, x1: at, x2: at, y1: line - 7, y2: line + 7 })];
  }
}
