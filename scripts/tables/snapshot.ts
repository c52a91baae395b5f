// A venue's tables as they lie in web/tables: one file, one bracket a line, symbols in order,
// so that a change at the venue is a change of a line here.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { MarginTable, MarginVenue } from "plimsoll/margin";

type Tables = Readonly<Record<string, Omit<MarginTable, "date" | "source">>>;

export interface Snapshot {
  readonly venue: MarginVenue;
  /** The last day on which the venue stated these tables, in UTC. */
  readonly date: string;
  /** The venue's page of the endpoint. */
  readonly source: string;
  readonly tables: Tables;
}

function tableText({ brackets, ...rest }: Tables[string]): string {
  const fields = Object.entries(rest).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}, `);
  const lines = brackets.map((bracket) => `      ${JSON.stringify(bracket)}`);
  return `{ ${fields.join("")}"brackets": [\n${lines.join(",\n")}\n    ] }`;
}

export function snapshotText({ venue, date, source, tables }: Snapshot): string {
  const head = Object.entries({ venue, date, source }).map(([name, value]) => `  "${name}": ${JSON.stringify(value)},\n`);
  const lines = Object.keys(tables).sort().map((symbol) => `    ${JSON.stringify(symbol)}: ${tableText(tables[symbol]!)}`);
  return `{\n${head.join("")}  "tables": {\n${lines.join(",\n")}\n  }\n}\n`;
}

/** Null where there is none yet. */
export function readSnapshot(path: string): Snapshot | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Snapshot) : null;
}

/** How a venue's tables differ from what they were. */
export function difference(before: Tables, now: Tables): { new: number; gone: number; changed: number } {
  const symbols = Object.keys(now);
  const known = symbols.filter((symbol) => Object.hasOwn(before, symbol));
  return {
    new: symbols.length - known.length,
    gone: Object.keys(before).length - known.length,
    changed: known.filter((symbol) => tableText(before[symbol]!) !== tableText(now[symbol]!)).length,
  };
}

/** Wholly or not at all: beside the file first, and then in its place. */
export function writeWhole(path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { flush: true });
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}
