// What was measured once, kept as ratios, which depend on a machine less than times do; and
// how a new measurement compares with it.

import type { Results } from "../../examples/benchmark/src/measure/results.ts";

/** How many times as long as Plimsoll the other took. */
export interface Ratios {
  readonly jsonParse: number;
  /** Venues have nobody who wrote by hand. */
  readonly byHand?: number;
}

/** What one engine measured on one recording. */
export interface EngineBaseline {
  readonly version: string;
  readonly machine: string;
  readonly measuredAt: string;
  readonly rounds: number;
  readonly rows: Readonly<Record<string, Ratios>>;
}

/** By recording, then by engine. */
export type Baseline = Readonly<Record<string, Readonly<Record<string, EngineBaseline>>>>;

/**
 * A ratio may be this much smaller than it was: 0.1 is a tenth.
 *
 * On a two-core server with five other programs running, the lowest ratio of four runs stood up to
 * 16 % below their median in Node and up to 27 % in a browser; half of the ratios less than 10 %.
 * So one run proves nothing, and what looks worse is measured again, `tries` times in all.
 */
export const tolerance = 0.15;
export const tries = 3;

export type Verdict = "as before" | "better" | "worse" | "missing" | "new";

/** One ratio, then and now. */
export interface Comparison {
  readonly row: string;
  readonly against: keyof Ratios;
  readonly before: number | null;
  readonly now: number | null;
  readonly verdict: Verdict;
}

export function engineBaseline(results: Results, machine: string): EngineBaseline {
  const rows: Record<string, Ratios> = {};
  for (const { group, name, times } of results.rows) {
    const timesOf = (id: string) => times.find((time) => time.id === id)?.times;
    const byHand = timesOf("byHand");
    rows[`${group}: ${name}`] = { jsonParse: rounded(timesOf("jsonParse")!), ...(byHand === undefined ? {} : { byHand: rounded(byHand) }) };
  }
  const { engine, measuredAt, rounds } = results;
  return { version: engine.version, machine, measuredAt, rounds, rows };
}

/** A baseline with what was measured in place of what stood there of the same recording and engine. */
export function updated(baseline: Baseline, all: readonly Results[], machine: string): Baseline {
  const next: Record<string, Record<string, EngineBaseline>> = {};
  for (const [recording, engines] of Object.entries(baseline)) next[recording] = { ...engines };
  for (const results of all) (next[results.recording.name] ??= {})[results.engine.name] = engineBaseline(results, machine);
  return next;
}

/** Of two runs the better ratio of each row: a busy moment hides what the package can do, and shows nothing that it cannot. */
export function better(one: EngineBaseline, other: EngineBaseline): EngineBaseline {
  const rows = Object.entries(other.rows).map(([row, ratios]): [string, Ratios] => {
    const { jsonParse, byHand } = one.rows[row] ?? ratios;
    return [row, {
      jsonParse: Math.max(jsonParse, ratios.jsonParse),
      ...(byHand === undefined || ratios.byHand === undefined ? {} : { byHand: Math.max(byHand, ratios.byHand) }),
    }];
  });
  return { ...other, rows: Object.fromEntries(rows) };
}

/** Every ratio of either; those of the baseline that were not measured are named too. */
export function compared(before: EngineBaseline, now: EngineBaseline): Comparison[] {
  const rows = [...new Set([...Object.keys(before.rows), ...Object.keys(now.rows)])];
  return rows.flatMap((row) => (["jsonParse", "byHand"] as const).flatMap((against): Comparison[] => {
    const was = before.rows[row]?.[against] ?? null;
    const is = now.rows[row]?.[against] ?? null;
    return was === null && is === null ? [] : [{ row, against, before: was, now: is, verdict: verdict(was, is) }];
  }));
}

/** What must not be: a ratio that got worse, and one that is not measured any more. */
export function isRegression({ verdict }: Comparison): boolean {
  return verdict === "worse" || verdict === "missing";
}

function verdict(before: number | null, now: number | null): Verdict {
  if (before === null) return "new";
  if (now === null) return "missing";
  if (!(now >= before * (1 - tolerance))) return "worse"; // nor one that is no number
  return now > before * (1 + tolerance) ? "better" : "as before";
}

function rounded(ratio: number): number {
  return Math.round(ratio * 1_000) / 1_000;
}
