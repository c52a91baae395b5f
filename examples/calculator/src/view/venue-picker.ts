import { byId, element, setHidden } from "../../../page/dom.ts";
import { groups, type VenueName } from "../venues/index.ts";
import { isLendingName, type LendingName, lendingVenues } from "../venues/lending.ts";

/** Every venue of the package whose rules hold today. */
export class VenuePicker {
  readonly #select = byId<HTMLSelectElement>("venue");

  constructor(choose: (name: VenueName | LendingName) => void) {
    const listed = [...groups, { title: "Lending loops", venues: lendingVenues }];
    this.#select.append(...listed.map(({ title, venues }) => {
      const group = element("optgroup", "", ...venues.map((venue) => new Option(venue.title, venue.name)));
      group.label = title;
      return group;
    }));
    this.#select.addEventListener("change", () => choose(this.#select.value as VenueName | LendingName));
  }

  /** Each part of the page is for positions, for loans, or for both. */
  show(name: VenueName | LendingName): void {
    this.#select.value = name;
    const mode = isLendingName(name) ? "lending" : "positions";
    for (const part of document.querySelectorAll<HTMLElement>("[data-mode]")) setHidden(part, part.dataset["mode"] !== mode);
  }
}
