import { defineConfig } from "vitest/config";

// One project for each stage of scripts/test. Tests on recorded data are named for it:
// binance.captures.test.ts, liquidation.golden.test.ts.
const recorded = ["captures", "golden"];

function project(name: string, include: string[], exclude: string[] = []) {
  return { extends: true as const, test: { name, include, exclude } };
}

export default defineConfig({
  test: {
    // The rows that tests on recorded data print are for people: as they are, no frames.
    disableConsoleIntercept: true,
    // A browser and a packed tarball take their time to start.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      project("web", ["tests/web/**/*.test.{ts,tsx}", "tests/exchange/**/*.test.ts"],
        recorded.map((what) => `tests/web/**/*.${what}.test.ts`)),
      project("consumers", ["tests/consumers/**/*.test.ts"]),
      project("browser", ["tests/browser/**/*.test.ts"]),
      project("simdjson", ["tests/simdjson/**/*.test.ts"]),
      ...recorded.map((what) => project(what, [`tests/web/**/*.${what}.test.ts`])),
    ],
  },
});
