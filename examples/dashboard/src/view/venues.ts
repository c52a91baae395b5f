import { byId, element } from "../../../page/dom.ts";
import type { Venue } from "../data/venues.ts";

/** The list in the header: the venues of a source, and the one that the page is about. */
export function showVenues(venues: readonly Venue[], chosen: string): void {
  const list = byId<HTMLSelectElement>("venue");
  const names = venues.map(({ name }) => name).join();
  if (list.dataset["names"] !== names) {
    list.dataset["names"] = names;
    list.replaceChildren(...venues.map(({ name, title }) => {
      const option = element("option", "", title);
      option.value = name;
      return option;
    }));
  }
  list.value = chosen;
}
