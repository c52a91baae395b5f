import { byId, setHidden, setText } from "../../../page/dom.ts";
import { fixed, none } from "../../../page/format.ts";
import type { ContenderId } from "../measure/contender.ts";
import type { Results, Row } from "../measure/results.ts";
import { simulated } from "../simulated.ts";
import { type BarRow, Bars } from "./bars.ts";
import { type Column, fillTable } from "./figures.ts";
import { Offer } from "./offer.ts";
import { showStages } from "./stages.ts";

const comparedBars = new Bars(byId("compared-bars"));
const venueBars = new Bars(byId("venues-bars"));
const offer = new Offer();

/** Short enough for a phone, and for the end of a bar. */
const shortNames: Readonly<Partial<Record<ContenderId, string>>> = { jsonParse: "JSON.parse", byHand: "by hand" };

const families: Readonly<Record<string, string>> = { bookTicker: "quotes alone", depth: "depth alone", trade: "trades alone" };

export function showResults(results: Results): void {
  const { rows } = results;
  setHidden(byId("empty"), true);
  for (const id of ["found", "details", "offer"]) setHidden(byId(id), false);
  offer.of(results);
  showHeadline(results);
  const compared = rows.filter(({ group }) => group !== "venue");
  const venues = rows.filter(({ group }) => group === "venue");
  comparedBars.draw(compared.map(barRow));
  fillTable(byId("compared-table"), [{ title: "Course" }, ...columns, { title: "JSON.parse" }, { title: "by hand" }],
    compared.map((row) => [...cells(row), timesText(row, "jsonParse"), timesText(row, "byHand")]));
  showStages(results.shares);
  setHidden(byId("venues"), venues.length === 0);
  venueBars.draw(venues.map(barRow));
  fillTable(byId("venues-table"), [{ title: "Venue" }, ...columns, { title: "JSON.parse" }], venues.map((row) => [...cells(row), timesText(row, "jsonParse")]));
}

const columns: readonly Column[] = [
  { title: "Messages", minor: true }, { title: "Each", unit: "bytes", minor: true }, { title: "Plimsoll", unit: "µs" }, { title: "Text", unit: "MB/s" },
];

function cells(row: Row): string[] {
  const { messages, bytesPerMessage, megabytesPerSecond, times } = row;
  const own = times.find(({ id }) => id === "plimsoll")!;
  return [titleOf(row), fixed(messages, 0), fixed(bytesPerMessage, 0), fixed(own.microseconds, 2), fixed(megabytesPerSecond, 0)];
}

function titleOf({ group, name }: Row): string {
  if (group === "venue") return name.replace(`, ${simulated}`, "");
  const words = families[name] ?? name;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function timesText({ times }: Row, contender: ContenderId): string {
  const found = times.find(({ id }) => id === contender);
  return found === undefined ? none : `${fixed(found.times, 2)}×`;
}

function barRow(row: Row): BarRow {
  const bars = row.times
    .filter(({ id }) => id !== "plimsoll")
    .map(({ id, name, times }) => ({ id, name: shortNames[id] ?? name, times }));
  return { title: titleOf(row), bars };
}

function showHeadline({ engine, rounds, recording, rows, measuredAt }: Results): void {
  const first = rows[0]!;
  setText(byId("headline-time"), `${fixed(first.times[0]!.microseconds, 2)} µs`);
  setText(byId("headline-rate"), `${fixed(first.megabytesPerSecond, 0)} MB/s`);
  setText(byId("headline-parse"), timesText(first, "jsonParse"));
  setText(byId("headline-hand"), timesText(first, "byHand"));
  setText(byId("about"), `${engine.name} ${engine.version}, ${new Date(measuredAt).toLocaleString()}: medians of ${rounds} rounds in turn over ` +
    `${recording.messages.toLocaleString("en")} messages, ${fixed(recording.bytes / 1e6, 1)} MB (${recording.name}).`);
}
