import { describe, expect, it } from "vitest";
import { outcomeOf } from "./report.ts";
import { tablesIn } from "./tables.ts";
import { written } from "./written.ts";

describe("cases of our own, by the mappings of those that venues state", () => {
  const tables = tablesIn(written);

  it.each(written.map((one) => [`${one.venue}, ${one.kind}: ${JSON.stringify(one.inputs).slice(0, 80)}`, one] as const))("%s", (_, one) => {
    const { verdict, notes } = outcomeOf(one, tables);
    expect(verdict, notes.join("\n")).not.toMatch(/failed|unknown/);
    // What is missing is named, and nothing else is missing.
    expect(notes.length, notes.join("\n")).toBe(one.incomplete.length);
    for (const [i, lacking] of one.incomplete.entries()) expect(notes[i]).toContain(lacking);
  });
});
