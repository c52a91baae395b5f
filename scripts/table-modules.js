// What plimsoll/tables/<venue> is: a module and its types for each snapshot in web/tables.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Tables carry date and source each, for an answer to say how old they are. */
function moduleText({ date, source, tables }) {
  const parsed = `JSON.parse(${JSON.stringify(JSON.stringify(tables))})`;
  return `export const date = ${JSON.stringify(date)};
export const source = ${JSON.stringify(source)};
export const tables = Object.fromEntries(Object.entries(${parsed}).map(([symbol, table]) =>
  [symbol, { date, source, ...table }]));
`;
}

function typesText({ venue, date }) {
  return `import type { MarginTable } from "../margin-table.js";
/** The last day on which the venue stated these tables. */
export declare const date: string;
/** The venue's page of the endpoint they come from. */
export declare const source: string;
/** Margin tables of ${venue} by its symbols, as of ${date}. */
export declare const tables: Readonly<Record<string, MarginTable>>;
`;
}

/** Writes a module for each snapshot; no snapshots, no folder. */
export function writeTableModules(snapshots, folder) {
  if (!existsSync(snapshots)) return;
  for (const name of readdirSync(snapshots).filter((one) => one.endsWith(".json"))) {
    const snapshot = JSON.parse(readFileSync(join(snapshots, name), "utf8"));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${snapshot.venue}.js`), moduleText(snapshot));
    writeFileSync(join(folder, `${snapshot.venue}.d.ts`), typesText(snapshot));
  }
}
