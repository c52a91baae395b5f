import { byId, element, setAttribute, setText, setTransform } from "../../../page/dom.ts";
import { none, percent } from "../../../page/format.ts";
import type { PictureQuality } from "../data/quality.ts";

/** The foot of a picture: how much its numbers are worth, as a bar and in words. */
export class QualityFoot {
  readonly #foot: HTMLElement;
  readonly #meter = element("span", "quality-bar");
  readonly #fill = element("span");
  readonly #percent = element("span", "number");
  readonly #note = element("span", "quality-note");

  /**
   * @param id  of an empty paragraph in index.html
   * @param of  what is judged: "Quality of " stands before it
   */
  constructor(id: string, of: string) {
    this.#foot = byId(id);
    this.#meter.append(this.#fill);
    for (const [name, value] of [["role", "meter"], ["aria-label", `Quality of ${of}`], ["aria-valuemin", "0"], ["aria-valuemax", "100"]] as const) {
      this.#meter.setAttribute(name, value);
    }
    this.#percent.setAttribute("aria-hidden", "true");
    this.#foot.append(element("span", "", "Quality"), this.#meter, this.#percent, this.#note);
  }

  draw({ share, note, detail }: PictureQuality): void {
    setTransform(this.#fill, `scaleX(${(share ?? 0).toFixed(2)})`);
    setText(this.#percent, percentText(share));
    setText(this.#note, note);
    setAttribute(this.#foot, "title", detail);
    setAttribute(this.#meter, "aria-valuenow", String(Math.round(100 * (share ?? 0))));
    setAttribute(this.#meter, "aria-valuetext", share === null ? "not known yet" : `${percentText(share)}. ${detail}`);
  }
}

function percentText(share: number | null): string {
  if (share === null) return none;
  return share > 0 && share < 0.01 ? "<1 %" : percent(share, 0);
}
