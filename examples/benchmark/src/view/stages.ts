import { byId, element, svg } from "../../../page/dom.ts";
import { fixed, percent } from "../../../page/format.ts";
import type { Share, Stage } from "../measure/shares.ts";
import { fillTable } from "./figures.ts";

const words: Readonly<Record<Stage, readonly [name: string, what: string]>> = {
  transport: ["Transport", "the text into WebAssembly’s memory"],
  parsing: ["Parsing", "numbers out of the text"],
  book: ["Book", "order book, trade flow and all else a market follows"],
  readings: ["Readings", "imbalance and weighted mid"],
};

const height = 30;

/** One bar that is the whole, and a table of its parts. */
export function showStages(shares: readonly Share[]): void {
  const drawn = byId<SVGSVGElement>("stages-bar");
  let from = 0;
  const parts = shares.map(({ stage, share }) => {
    const width = 100 * share;
    const part = svg("rect", { x: `${from}%`, y: 0, width: `${width}%`, height, class: `stage stage-${stage}` });
    from += width;
    return part;
  });
  drawn.querySelectorAll("rect").forEach((old) => old.remove());
  drawn.append(...parts);
  fillTable(byId("stages-table"), [{ title: "Stage" }, { title: "Time", unit: "ns" }, { title: "Share" }], shares.map(({ stage, nanosecondsPerMessage, share }) => {
    const [name, what] = words[stage];
    const swatch = element("span", `swatch stage-${stage}`);
    swatch.setAttribute("aria-hidden", "true");
    const head = element("span", "stage-name", swatch, element("span", "", name, " ", element("small", "", what)));
    return [head, fixed(nanosecondsPerMessage, 0), percent(share, 0)];
  }));
}
