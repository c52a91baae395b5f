import { byId, element, setAttribute, setHidden, setText } from "../../../page/dom.ts";

/** The price slider stands first: its thumb lies below the axis. */
const names = ["mark", "common", "multiple", "size", "margin"] as const;

/** Something that can be tried, and where it is. */
export interface Setting {
  readonly name: (typeof names)[number];
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** What the thumb's place means. */
  readonly text: string;
  /** The same beside what it is now. */
  readonly change: string;
  /** Told when a thumb has moved. */
  put(value: number): void;
}

class Slider {
  readonly name: string;
  readonly input = element("input");
  readonly row: HTMLElement;
  readonly #label = element("label");
  readonly #text = element("output", "number");
  readonly #change = element("span", "minor number");

  constructor(name: string) {
    this.name = name;
    this.input.type = "range";
    this.input.id = `try-${name}`;
    this.#label.htmlFor = this.input.id;
    this.#text.htmlFor.add(this.input.id);
    this.#text.setAttribute("aria-live", "off"); // the slider itself says where it is
    this.row = element("div", `slider slider-${name}`,
      element("div", "slider-head", this.#label, this.#text, this.#change), this.input);
  }

  show(setting: Setting | undefined): void {
    setHidden(this.row, setting === undefined);
    if (setting === undefined) return;
    const { label, value, least, most, step, text, change } = setting;
    setText(this.#label, label);
    setText(this.#text, text);
    setText(this.#change, change);
    for (const [name, bound] of [["min", least], ["max", most], ["step", step]] as const) setAttribute(this.input, name, String(bound));
    if (this.input.valueAsNumber !== value) this.input.valueAsNumber = value;
    setAttribute(this.input, "aria-valuetext", [text, change].join(" ").trim());
  }
}

/** Everything that can be tried on the copy of an account. */
export class Sliders {
  readonly #sliders = names.map((name) => new Slider(name));
  #settings: readonly Setting[] = [];

  constructor() {
    for (const slider of this.#sliders) {
      byId("sliders").append(slider.row);
      slider.input.addEventListener("input", () =>
        this.#settings.find(({ name }) => name === slider.name)?.put(slider.input.valueAsNumber));
    }
  }

  draw(settings: readonly Setting[], isStale: boolean): void {
    this.#settings = settings;
    for (const slider of this.#sliders) {
      slider.input.disabled = isStale;
      slider.show(settings.find(({ name }) => name === slider.name));
    }
  }
}
