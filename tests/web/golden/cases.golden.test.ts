// Every number that a venue states, asked of plimsoll/margin and plimsoll/formulas as a user would.

import { describe, expect, it } from "vitest";
import { golden } from "./cases.ts";
import { listedKinds } from "./kinds.ts";
import { mappingOf } from "./mappings.ts";
import { namesAnswered, type Outcome, outcomeOf, printTable } from "./report.ts";
import { tablesIn } from "./tables.ts";
import { written } from "./written.ts";

describe.each(["margin", "positions"])("golden %s", (family) => {
  const cases = golden(family);
  const tables = tablesIn(cases);
  const outcomes = new Map<string, Outcome>();

  it.skipIf(cases.length === 0).each(cases.map((one) => [`${one.id}, ${one.kind}`, one] as const))("%s", (_, one) => {
    const outcome = outcomeOf(one, tables);
    outcomes.set(one.id, outcome);
    expect(outcome.verdict, outcome.notes.join("\n")).not.toBe("failed");
  });

  it.skipIf(cases.length === 0)("excuses ten at most, and says what became of all", () => {
    const known = cases.flatMap((one) => (outcomes.has(one.id) ? [[one, outcomes.get(one.id)!] as const] : []));
    console.log(`golden ${family}, ${cases.length} cases, through the public JavaScript API`);
    for (const [, { notes }] of known) for (const note of notes) console.log(`  ${note}`);
    const unknown = known.filter(([, { verdict }]) => verdict === "unknown").map(([one]) => `${one.venue}, ${one.kind}`);
    for (const kind of new Set(unknown)) {
      console.log(`  no mapping: ${kind} (${unknown.filter((of) => of === kind).length})`);
    }
    expect(printTable(known).excused).toBeLessThanOrEqual(10);
  });
});

const kinds = listedKinds();

describe.skipIf(kinds.length === 0)("the kinds that are listed", () => {
  const cases = [...golden("margin"), ...written];
  const tables = tablesIn(cases);

  // A suite without tests is a failure, and without the folder there are none.
  it.each(kinds.length === 0 ? [{ venue: "", kind: "", answers: [] }] : kinds)("$venue, $kind has a mapping that answers each of its numbers", (listed) => {
    const mapping = mappingOf(listed);
    expect(mapping).toBeDefined();
    const own = cases.filter(({ venue, kind }) => venue === listed.venue && kind === listed.kind);
    const answered = own.flatMap((one) => namesAnswered(one, mapping!, tables));
    // None where its cases lack an input that the mapping has to have.
    if (answered.length > 0) expect(answered).toEqual(expect.arrayContaining([...listed.answers]));
  });
});
