// What became of the cases: a table by venue, and what could not be asked or was excused.

import type { Case } from "./cases.ts";
import { Inputs, NotComputable } from "./inputs.ts";
import { type Answers, judged, Missing } from "./judging.ts";
import type { Mapping } from "./mapping.ts";
import { mappingOf } from "./mappings.ts";
import type { TablesBySymbol } from "./tables.ts";

/** An answer that is not asked for, because its source contradicts itself. */
interface Excuse {
  readonly venue: string;
  readonly kind: string;
  readonly name: string;
  /** Of a case that contradicts itself where others of its kind do not. */
  readonly id?: string;
  readonly reason: string;
}

/** Ten at most. */
const excuses: readonly Excuse[] = [
  {
    venue: "Binance COINM", kind: "liquidation_price", name: "liquidation_price_binance_calculator",
    reason: "two prices for one position: Binance's own formula, and its web calculator, which departs from it",
  },
  {
    venue: "KuCoin", kind: "liquidation_price", name: "liquidation_price", id: "kucoin-243",
    reason: "the page's price does not follow from the page's own margin ratio of 0.2262",
  },
];

export type Verdict = "passed" | "failed" | "excused" | "unknown" | "notComputable";

export interface Outcome {
  readonly verdict: Verdict;
  readonly worst: number;
  /** Why, and what of it is missing or wrong. */
  readonly notes: readonly string[];
}


/** What became of one case. */
export function outcomeOf(one: Case, tables: TablesBySymbol): Outcome {
  if (one.lacks !== null) return notComputable(one, one.lacks);
  const mapping = mappingOf(one);
  if (mapping === undefined) return { verdict: "unknown", worst: 0, notes: [] };
  try {
    return judgedCase(one, mapping(new Inputs(one), tables));
  } catch (error) {
    if (error instanceof NotComputable) return notComputable(one, error.message);
    return { verdict: "failed", worst: 0, notes: [`FAILED: ${one.id}: ${String(error)}`] };
  }
}

/** The numbers that a case has an answer or a reason for. */
export function namesAnswered(one: Case, mapping: Mapping, tables: TablesBySymbol): string[] {
  try {
    const answers = Object.entries(mapping(new Inputs(one), tables));
    return answers.flatMap(([name, answer]) => (answer === undefined ? [] : [name]));
  } catch (error) {
    if (error instanceof NotComputable) return [];
    throw error;
  }
}

function notComputable({ id }: Case, missing: string): Outcome {
  return { verdict: "notComputable", worst: 0, notes: [`not computable: ${id}, for want of ${missing}`] };
}

/** Each of a case's numbers counts. */
function judgedCase(one: Case, answers: Answers): Outcome {
  const notes: string[] = [];
  const found = Object.entries(one.expected).map(([name, expected]): number | "excused" | "missing" | null => {
    const excuse = excuses.find(({ venue, kind, id = one.id, ...of }) =>
      venue === one.venue && kind === one.kind && id === one.id && of.name === name);
    if (excuse !== undefined) {
      notes.push(`excused: ${one.id}, ${name}, ${excuse.reason}`);
      return "excused";
    }
    const answer = answers[name];
    if (answer instanceof Missing) {
      notes.push(`in part not computable: ${one.id}, ${name}, for want of ${answer.what}`);
      return "missing";
    }
    const worst = judged(answer, expected, one.tolerance);
    if (worst === null) notes.push(`FAILED: ${one.id}, ${name}: expected ${JSON.stringify(expected)}, found ${textOf(answer)}`);
    return worst;
  });
  const numbers = found.filter((worst) => typeof worst === "number");
  const verdict = found.includes(null) ? "failed" : found.includes("excused") ? "excused"
    : numbers.length === 0 ? "notComputable" : "passed";
  return { verdict, worst: Math.max(0, ...numbers), notes };
}

function textOf(answer: unknown): string {
  return answer === undefined ? "no answer" : typeof answer === "bigint" ? `${answer}` : JSON.stringify(answer);
}

type Row = Record<Verdict, number> & { worst: number };

const emptyRow = (): Row => ({ passed: 0, failed: 0, excused: 0, unknown: 0, notComputable: 0, worst: 0 });

/** Prints a line for each venue, and one for all; returns that. */
export function printTable(outcomes: readonly (readonly [Case, Outcome])[]): Row {
  const rows = new Map<string, Row>();
  const all = emptyRow();
  for (const [{ venue }, { verdict, worst }] of outcomes) {
    const row = rows.get(venue) ?? emptyRow();
    rows.set(venue, row);
    for (const counted of [row, all]) {
      counted[verdict]++;
      counted.worst = Math.max(counted.worst, worst);
    }
  }
  const line = (name: string, { passed, failed, excused, unknown, notComputable, worst }: Row) => {
    const cases = passed + failed + excused + unknown + notComputable;
    const numbers = [cases, passed, failed, excused, unknown].map((count) => String(count).padStart(8)).join("");
    console.log(`  ${name.padEnd(40)}${numbers}${String(notComputable).padStart(16)}   ${worst.toExponential(1)}`);
  };
  console.log(`  ${"".padEnd(40)}${["cases", "passed", "failed", "excused", "unknown"].map((name) => name.padStart(8)).join("")}  not computable   worst relative`);
  for (const [name, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) line(name, row);
  line("~ all", all);
  return all;
}
