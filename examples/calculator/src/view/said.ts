import { byId, setText } from "../../../page/dom.ts";

/** A pause after which what is seen is also said. */
const pauseMs = 900;

/** Tells those who do not see the page what has come of what they typed, once they pause. */
export class Said {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: string | null = null;

  /** What the page has to say; the first time nobody has asked for it. */
  tell(text: string): void {
    if (text === this.#last) return;
    const isFirst = this.#last === null;
    this.#last = text;
    clearTimeout(this.#timer);
    if (!isFirst) this.#timer = setTimeout(() => setText(byId("said"), text), pauseMs);
  }
}
