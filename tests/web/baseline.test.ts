// What counts as a regression.

import { describe, expect, test } from "vitest";
import type { Results, Row } from "../../examples/benchmark/src/measure/results.ts";
import { Random } from "../../examples/exchange/random.ts";
import { type Baseline, better, compared, engineBaseline, isRegression, tolerance, updated } from "../bench/baseline.ts";

const seed = 7;

/** Rows whose JSON.parse, and by hand where there is one, took so many times as long. */
function resultsOf(rows: Readonly<Record<string, readonly [jsonParse: number, byHand?: number]>>, engine = "Node"): Results {
  return {
    format: 1,
    engine: { name: engine, version: "20" },
    measuredAt: "2026-11-29T00:00:00.000Z",
    rounds: 9,
    recording: { name: "a recording", symbols: [], messages: 1, bytes: 1 },
    shares: [],
    rows: Object.entries(rows).map(([name, [jsonParse, byHand]]): Row => ({
      group: "all", name, messages: 1, bytesPerMessage: 1, megabytesPerSecond: 1,
      times: [
        { id: "plimsoll", name: "", microseconds: 1, best: 1, times: 1 },
        { id: "jsonParse", name: "", microseconds: 1, best: 1, times: jsonParse },
        ...(byHand === undefined ? [] : [{ id: "byHand", name: "", microseconds: 1, best: 1, times: byHand } as const]),
      ],
    })),
  };
}

function verdicts(before: Parameters<typeof resultsOf>[0], now: Parameters<typeof resultsOf>[0]) {
  return compared(engineBaseline(resultsOf(before), "one"), engineBaseline(resultsOf(now), "another"));
}

describe("a check against the baseline", () => {
  test.each([
    ["the same passes", 2.5, "as before", false],
    ["a little worse passes", 2.5 * (1 - 0.9 * tolerance), "as before", false],
    ["worse by more than the tolerance fails", 2.5 * (1 - 1.1 * tolerance), "worse", true],
    ["better passes, and is said", 2.5 * (1 + 1.1 * tolerance), "better", false],
    ["a ratio that is no number fails", Number.NaN, "worse", true],
  ] as const)("%s", (_, now, verdict, fails) => {
    const [parse, byHand] = verdicts({ row: [2.5, 4] }, { row: [now, 4] });
    expect(parse).toMatchObject({ row: "all: row", against: "jsonParse", before: 2.5, verdict });
    expect(isRegression(parse!)).toBe(fails);
    expect(byHand).toMatchObject({ against: "byHand", verdict: "as before" });
  });

  test("a row that is not measured any more is named, and fails", () => {
    const found = verdicts({ kept: [2], gone: [3, 4] }, { kept: [2] });
    expect(found.filter(isRegression)).toEqual([
      { row: "all: gone", against: "jsonParse", before: 3, now: null, verdict: "missing" },
      { row: "all: gone", against: "byHand", before: 4, now: null, verdict: "missing" },
    ]);
  });

  test("a row that is new is named, and passes", () => {
    const found = verdicts({ kept: [2] }, { kept: [2], fresh: [1] });
    expect(found.at(-1)).toEqual({ row: "all: fresh", against: "jsonParse", before: null, now: 1, verdict: "new" });
    expect(found.some(isRegression)).toBe(false);
  });

  test("whatever is kept compares with itself, and a run that is slower throughout fails in every row", () => {
    const random = new Random(seed, "ratios");
    for (let run = 0; run < 100; ++run) {
      const ratio = () => 0.2 + 10 * random.uniform();
      const before = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`row ${i}`, [ratio(), ratio()] as const]));
      const slower = Object.fromEntries(Object.entries(before).map(([name, [a, b]]) => [name, [a * 0.5, b * 0.5] as const]));
      expect(verdicts(before, before).some(isRegression), `seed ${seed}, run ${run}`).toBe(false);
      expect(verdicts(before, slower).every(isRegression), `seed ${seed}, run ${run}`).toBe(true);
    }
  });
});

describe("a second try", () => {
  const of = (rows: Parameters<typeof resultsOf>[0]) => engineBaseline(resultsOf(rows), "one");

  test("keeps the better ratio of each row, whichever run it is from", () => {
    expect(better(of({ a: [2, 5], b: [3] }), of({ a: [2.5, 4], b: [1] })).rows)
      .toEqual({ "all: a": { jsonParse: 2.5, byHand: 5 }, "all: b": { jsonParse: 3 } });
  });

  test("excuses a row that one run had worse, and none that both had", () => {
    const before = of({ a: [2], b: [2] });
    const found = compared(before, better(of({ a: [1], b: [1] }), of({ a: [2], b: [1] })));
    expect(found.map(({ row, verdict }) => [row, verdict])).toEqual([["all: a", "as before"], ["all: b", "worse"]]);
  });
});

describe("a new baseline", () => {
  const old: Baseline = updated({}, [resultsOf({ row: [2] }), resultsOf({ row: [1] }, "Firefox")], "the machine");

  test("takes the place of its engine and recording, and of nothing else", () => {
    const next = updated(old, [resultsOf({ row: [3] })], "another machine");
    expect(next["a recording"]!["Node"]).toEqual({
      version: "20", machine: "another machine", measuredAt: "2026-11-29T00:00:00.000Z", rounds: 9, rows: { "all: row": { jsonParse: 3 } },
    });
    expect(next["a recording"]!["Firefox"]).toEqual(old["a recording"]!["Firefox"]);
    expect(old["a recording"]!["Node"]!.rows["all: row"]!.jsonParse).toBe(2);
  });
});
