import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { recordedFolder } from "../recorded.ts";

/** A kind of case, and the numbers that its cases may expect. */
export interface ListedKind {
  readonly venue: string;
  readonly kind: string;
  readonly answers: readonly string[];
}

/** What kinds.md lists, those of cases included that nobody here has seen. */
export function listedKinds(): ListedKind[] {
  const folder = recordedFolder("golden");
  if (folder === null || !existsSync(join(folder, "kinds.md"))) return [];
  const [, ...venues] = readFileSync(join(folder, "kinds.md"), "utf8").split(/^## /m);
  return venues.flatMap((text) => {
    const venue = text.slice(0, text.indexOf("\n")).trim();
    return [...text.matchAll(/^- \*\*(\w+)\*\*: .* -> (.*)$/gm)].map(([, kind, answers]) =>
      ({ venue, kind: kind!, answers: answers!.split(", ") }));
  });
}
