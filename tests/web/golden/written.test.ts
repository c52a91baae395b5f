import { describe, expect, it } from "vitest";
import { outcomeOf } from "./report.ts";
import { tablesIn } from "./tables.ts";
import { written } from "./written.ts";

describe("every kind is asked, under whichever names its inputs go", () => {
  const tables = tablesIn(written);

  it.each(written.map((one) => [`${one.venue}, ${one.kind}: ${JSON.stringify(one.inputs).slice(0, 80)}`, one] as const))("%s", (_, one) => {
    const { verdict, notes } = outcomeOf(one, tables);
    expect(verdict, notes.join("\n")).not.toMatch(/failed|unknown/);
    // What is missing is named, and nothing else is missing.
    expect(notes.length, notes.join("\n")).toBe(one.without.length);
    for (const [i, lacking] of one.without.entries()) expect(notes[i]).toContain(lacking);
  });
});
