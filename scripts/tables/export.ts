import { readFileSync } from "node:fs";
import { writeWhole } from "./snapshot.ts";

const entry = { types: "./dist/tables/*.d.ts", default: "./dist/tables/*.js" };

/**
 * Lets a package.json export its snapshots. As long as there are none there is no such
 * export either: whoever imports tables that do not exist learns of it when building, and
 * not from a page that shows no price.
 */
export function exportTables(path: string): void {
  const pkg = JSON.parse(readFileSync(path, "utf8")) as { exports: Record<string, unknown> };
  if ("./tables/*" in pkg.exports) return;
  const { "./package.json": own, ...others } = pkg.exports;
  pkg.exports = { ...others, "./tables/*": entry, "./package.json": own };
  writeWhole(path, `${JSON.stringify(pkg, null, 2)}\n`);
}
