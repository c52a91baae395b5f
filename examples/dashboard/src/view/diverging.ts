import { element, setTransform } from "../../../page/dom.ts";

/** A bar that leaves the middle to both sides: asks and sellers left, bids and buyers right. */
export class Diverging {
  readonly #left = element("span", "asks");
  readonly #right = element("span", "bids");
  readonly element: HTMLElement;

  /** @param tag  a `dd` within a list of terms */
  constructor(tag: "dd" | "div" = "dd") {
    this.element = element(tag, "lean", this.#left, this.#right);
    this.element.setAttribute("aria-hidden", "true");
  }

  /** Each 0 to 1. */
  draw(left: number, right: number): void {
    setTransform(this.#left, `scaleX(${left.toFixed(3)})`);
    setTransform(this.#right, `scaleX(${right.toFixed(3)})`);
  }

  /** @param lean  -1 to 1; nothing is drawn where there is none */
  drawLean(lean: number | null): void {
    this.draw(Math.max(0, -(lean ?? 0)), Math.max(0, lean ?? 0));
  }
}
