import { svg } from "../../../page/dom.ts";
import type { ContenderId } from "../measure/contender.ts";

/** How many times as long as Plimsoll somebody took. */
export interface Bar {
  readonly id: ContenderId;
  readonly name: string;
  readonly times: number;
}

export interface BarRow {
  readonly title: string;
  readonly bars: readonly Bar[];
}

const barHeight = 14;
const barApart = 18;
const titleHeight = 20;
const rowApart = 12;
const axisHeight = 24;
/** Beside a bar stands its name and number. */
const labelWidth = 122;

/**
 * Bars from zero, and a line through all of them where Plimsoll is: who is beyond the line
 * takes longer. Drawn anew when the room changes.
 */
export class Bars {
  readonly #svg: SVGSVGElement;
  readonly #drawing = svg("g", {});
  #rows: readonly BarRow[] = [];
  #width = 0;

  constructor(drawn: SVGSVGElement) {
    this.#svg = drawn;
    drawn.append(this.#drawing);
    new ResizeObserver(() => {
      if (drawn.clientWidth === this.#width) return;
      this.#width = drawn.clientWidth;
      this.draw(this.#rows);
    }).observe(drawn);
  }

  draw(rows: readonly BarRow[]): void {
    this.#rows = rows;
    if (this.#width === 0) return;
    const most = Math.max(1, ...rows.flatMap(({ bars }) => bars.map(({ times }) => times)));
    const room = this.#width - labelWidth;
    const x = (times: number) => Math.max(1, (room * times) / most);
    const drawn: SVGElement[] = [];
    const written: SVGElement[] = [];
    let y = axisHeight;
    for (const { title, bars } of rows) {
      written.push(svg("text", { x: 0, y: y + 14, class: "bars-title" }, title));
      y += titleHeight;
      for (const { id, name, times } of bars) {
        drawn.push(svg("rect", { x: 0, y, width: x(times), height: barHeight, rx: 2, class: `bar-${id}` }));
        written.push(svg("text", { x: x(times) + 7, y: y + 11.5 }, svg("tspan", { class: "bar-times" }, `${times.toFixed(1)}×`), ` ${name}`));
        y += barApart;
      }
      y += rowApart;
    }
    const height = y - rowApart + 4;
    this.#svg.style.height = `${height}px`;
    this.#drawing.replaceChildren(...drawn, ...waterline(x(1), height, this.#width), ...written);
  }
}

function waterline(x: number, height: number, width: number): SVGElement[] {
  const label = "Plimsoll";
  const isFarRight = x + 70 > width;
  return [
    svg("path", { d: `M${x} 16V${height}`, class: "waterline" }),
    svg("text", { x: isFarRight ? x - 14 : x + 14, y: 14, class: "waterline-label", "text-anchor": isFarRight ? "end" : "start" }, label),
    svg("circle", { cx: x, cy: 10, r: 5, class: "waterline-mark" }),
    svg("path", { d: `M${x - 9} 10h18`, class: "waterline" }),
  ];
}
