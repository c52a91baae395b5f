import type { ConnectionError } from "plimsoll/connect";

import { byId, setData, setHidden, setText } from "../../../page/dom.ts";
import { age } from "../../../page/format.ts";
import type { Hearing } from "../data/hearing.ts";

/** The lamp in the header, and a notice where something has to be said at length. */
export function drawHearing(hearing: Hearing, bookAgeMs: number | null): void {
  setData(byId("connection"), "kind", hearing.kind);
  setText(byId("connection-title"), hearing.title);
  setText(byId("connection-age"), bookAgeMs === null ? "" : age(bookAgeMs));
}

/** @param failure  why the last snapshot of the book did not come; null when it did */
export function drawNotice(hearing: Hearing, failure: ConnectionError | null, advice: string): void {
  const lost = hearing.kind === "unreachable" || hearing.kind === "disconnected";
  setHidden(byId("notice"), !lost && failure === null);
  if (lost) {
    setText(byId("notice-title"), hearing.title);
    setText(byId("notice-text"), `${hearing.text} ${hearing.kind === "unreachable" ? advice : ""}`);
  } else if (failure !== null) {
    setText(byId("notice-title"), "The book’s snapshot could not be fetched");
    setText(byId("notice-text"), snapshotText(failure));
  }
}

function snapshotText({ cause, message }: ConnectionError): string {
  // What fetch throws where it gets no answer at all; what a venue answered is another error.
  const why = cause instanceof TypeError
    ? "The network is down, or the venue does not let pages of others read its answers (CORS); a browser does not say which."
    : `Its answer could not be used: ${message}.`;
  return `${why} Marks and trades go on; the ladder and imbalance need a snapshot. The page keeps trying.`;
}
