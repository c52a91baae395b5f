// What a page pays for: the engine, and all JavaScript of the main entry, as a server that
// compresses well sends them.

import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { expect, it } from "vitest";
import { root } from "./project.ts";

const dist = join(root, "dist");

function brotliBytes(file: string): number {
  const bytes = readFileSync(file);
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;
}

/** A module and everything that it imports from beside it. */
function modules(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const [, path] of readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+\.js)"/g)) {
    modules(join(dirname(file), path!), known);
  }
  return known;
}

it.each([
  ["plimsoll.wasm", [join(dist, "plimsoll.wasm")], 90_000],
  ["plimsoll-full.wasm", [join(dist, "plimsoll-full.wasm")], 112_000],
  ["all JavaScript of plimsoll", [...modules(join(dist, "index.js"))], 12_200],
  ["all JavaScript of plimsoll/full", [...modules(join(dist, "full.js"))], 14_200],
  ["plimsoll/margin with its engine", [...modules(join(dist, "margin.js"))], 25_000],
  ["plimsoll/accounts", [...modules(join(dist, "accounts.js"))], 6_000],
  ["plimsoll/formulas with its engine", [...modules(join(dist, "formulas.js"))], 34_500],
  ["plimsoll/holdings with its engine", [...modules(join(dist, "holdings.js"))], 12_000],
  ["plimsoll/connect", [join(dist, "connect.js")], 12_000],
  ["plimsoll/react beside plimsoll/margin", [join(dist, "react.js")], 1_500],
])("%s keeps within its budget", (name, files, budget) => {
  const bytes = files.reduce((sum, file) => sum + brotliBytes(file), 0);
  console.log(`  ${name}: ${bytes.toLocaleString("en")} of ${budget.toLocaleString("en")} bytes, brotli 11`);
  expect(bytes).toBeLessThanOrEqual(budget);
});

it("plimsoll/react is marked for the client, and has the engine of plimsoll/margin", () => {
  expect(readFileSync(join(dist, "react.js"), "utf8")).toMatch(/^"use client";/);
  expect([...modules(join(dist, "react.js"))].map((file) => basename(file))).toEqual(["react.js", "margin.js"]);
});
