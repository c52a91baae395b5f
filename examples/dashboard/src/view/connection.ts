import { byId, setData, setHidden, setText } from "../../../page/dom.ts";
import { age } from "../../../page/format.ts";
import type { RestError } from "../../../page/rest.ts";
import type { Connection } from "../data/connection.ts";

/** The lamp in the header, and a notice where something has to be said at length. */
export function drawConnection(connection: Connection, bookAgeMs: number | null): void {
  setData(byId("connection"), "kind", connection.kind);
  setText(byId("connection-title"), connection.title);
  setText(byId("connection-age"), bookAgeMs === null ? "" : age(bookAgeMs));
}

/** @param failure  why the last snapshot of the book did not come; null when it did */
export function drawNotice(connection: Connection, failure: RestError | null, advice: string): void {
  const lost = connection.kind === "unreachable" || connection.kind === "disconnected";
  setHidden(byId("notice"), !lost && failure === null);
  if (lost) {
    setText(byId("notice-title"), connection.title);
    setText(byId("notice-text"), `${connection.text} ${connection.kind === "unreachable" ? advice : ""}`);
  } else if (failure !== null) {
    setText(byId("notice-title"), "The book’s snapshot could not be fetched");
    setText(byId("notice-text"), snapshotText(failure));
  }
}

function snapshotText({ how, message }: RestError): string {
  const why =
    how === "blocked"
      ? "The network is down, or the venue does not let pages of others read its answers (CORS); a browser does not say which."
      : "";
  return `${message}. ${why} Marks and trades go on; the ladder and imbalance need a snapshot. The page keeps trying.`;
}
