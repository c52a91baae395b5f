// What becomes of results when they are printed: a file of them, a check, a new baseline.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Results } from "../../examples/benchmark/src/measure/results.ts";
import { type Baseline, better, compared, type Comparison, engineBaseline, isRegression, tolerance, tries, updated } from "./baseline.ts";

const baselineFile = join(import.meta.dirname, "baseline.json");

export interface Options {
  readonly capture: string | undefined;
  readonly rounds: number;
  readonly withoutCcxt: boolean;
  readonly json: string | undefined;
  readonly check: boolean;
  readonly update: boolean;
}

/** @throws when the command line says something else */
export function optionsOf(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      capture: { type: "string" },
      rounds: { type: "string", default: "9" },
      "without-ccxt": { type: "boolean", default: false },
      json: { type: "string" },
      check: { type: "boolean", default: false },
      update: { type: "boolean", default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: one or more are needed`);
  const { capture, json, check, update } = values;
  return { capture, rounds, withoutCcxt: values["without-ccxt"], json, check, update };
}

/**
 * Writes, checks and keeps them as asked. A regression is the exit code 1.
 *
 * @param again  measures once more in the engine of that name
 */
export async function conclude(
  all: readonly Results[], { json, check, update }: Options, again: (engine: string) => Promise<Results | null>,
): Promise<void> {
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(all, null, 2)}\n`);
  const baseline: Baseline = existsSync(baselineFile) ? (JSON.parse(readFileSync(baselineFile, "utf8")) as Baseline) : {};
  if (check) for (const results of all) await checkEngine(baseline, results, again);
  if (!update) return;
  writeFileSync(baselineFile, `${JSON.stringify(updated(baseline, all, machine()), null, 2)}\n`);
  console.log(`\nwrote ${baselineFile}`);
}

function machine(): string {
  return `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} cores, ${process.platform}`;
}

async function checkEngine(baseline: Baseline, results: Results, again: (engine: string) => Promise<Results | null>): Promise<void> {
  const { engine, recording } = results;
  const before = baseline[recording.name]?.[engine.name];
  if (before === undefined) {
    console.log(`\n${engine.name}: nothing to compare with for ${recording.name}; --update keeps this run`);
    process.exitCode = 1;
    return;
  }
  let now = engineBaseline(results, machine());
  for (let run = 1; run < tries && compared(before, now).some(({ verdict }) => verdict === "worse"); ++run) {
    console.log(`\n${engine.name}: something looks worse; measuring again`);
    const more = await again(engine.name);
    if (more !== null) now = better(now, engineBaseline(more, machine()));
  }
  console.log(`\n${engine.name} ${engine.version} against ${before.version} of ${before.measuredAt.slice(0, 10)} (${before.machine}): times as long as Plimsoll`);
  const comparisons = compared(before, now);
  for (const comparison of comparisons) console.log(comparisonText(comparison));
  const regressions = comparisons.filter(isRegression).length;
  const limit = `${Math.round(100 * tolerance)} %`;
  console.log(regressions === 0 ? `no ratio is worse by more than ${limit}` : `FAILED: ${regressions} of ${comparisons.length} ratios are worse by more than ${limit}, or missing`);
  if (regressions > 0) process.exitCode = 1;
}

function comparisonText({ row, against, before, now, verdict }: Comparison): string {
  const ratio = (value: number | null) => (value === null ? "-" : value.toFixed(2)).padStart(7);
  const change = before === null || now === null ? "" : `${now < before ? "-" : "+"}${(100 * Math.abs(now / before - 1)).toFixed(0)} %`;
  const whom = against === "jsonParse" ? "JSON.parse" : "by hand";
  return `  ${row.padEnd(46)} ${whom.padEnd(10)} ${ratio(before)} ${ratio(now)} ${change.padStart(7)}  ${verdict}`;
}
