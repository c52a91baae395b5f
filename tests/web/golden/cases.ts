// Cases whose numbers venues state, as they lie in the shared folder.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { recordedFolder } from "../recorded.ts";
import type { Tolerance } from "./judging.ts";

export type Json = Readonly<Record<string, unknown>>;

/** A case of a venue's formula, or a position that was held. */
export interface Case {
  readonly id: string;
  readonly venue: string;
  readonly mode: string;
  readonly kind: string;
  readonly inputs: Json;
  readonly expected: Json;
  readonly tolerance: Tolerance;
  /** What a case that was written down in part lacks; null for one that is whole. */
  readonly lacks: string | null;
}

/** Whole numbers that no double holds stay text: a case's integers are exact. */
export function parseExactly(text: string): unknown {
  return JSON.parse(text.replace(/([:[,]\s*)(-?\d{16,})(?=\s*[,}\]])/g, '$1"$2"'));
}

/** Zero and below are how exchanges show that there is no price. */
function shownPrice({ exchange_liquidation_price: shown }: Json): number | null {
  return typeof shown === "number" && shown > 0 ? shown : null;
}

function caseOf(raw: Json): Case {
  const { id, mode, kind, tolerance } = raw;
  const missing = raw["missing_inputs"] as readonly string[] | undefined;
  return {
    id: String(id),
    venue: String(raw["venue"] ?? raw["exchange"] ?? raw["module"] ?? "?"),
    mode: String(mode ?? raw["margin_mode"] ?? ""),
    kind: String(kind ?? "?"),
    inputs: (raw["inputs"] ?? raw) as Json,
    expected: (raw["expected"] ?? { liquidation_price: shownPrice(raw) }) as Json,
    tolerance: tolerance as Tolerance,
    lacks: raw["complete"] === false ? missing?.join(", ") || String(raw["note"]) : null,
  };
}

const wanted = process.env["PLIMSOLL_GOLDEN"] ?? "";

/** A family's cases; none, and a line about it, where they were not asked for or are not there. */
export function golden(family: string): Case[] {
  if (wanted !== "" && wanted !== family) {
    console.log(`skipped: ${family}, as only ${wanted} was asked for`);
    return [];
  }
  const folder = recordedFolder("golden");
  if (folder === null) return [];
  const list = parseExactly(readFileSync(join(folder, `${family}.json`), "utf8")) as Json[];
  return list.map(caseOf);
}
