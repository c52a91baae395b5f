// What the tests of single formulas share.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as formulas from "plimsoll/formulas";
import { InputError } from "plimsoll/formulas";
import { recordedFolder } from "./recorded.ts";

export function refusalOf(ask: () => unknown): InputError {
  try {
    ask();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** Numbers from 0 to 1 that are the same at each run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Golden {
  readonly name: string;
  readonly inputs: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<string, number>>;
}

const folder = recordedFolder("golden");
/** What venues and papers state of markets; empty without the shared folder. */
export const stated = folder === null ? [] : JSON.parse(readFileSync(join(folder, "analytics.json"), "utf8")) as readonly Golden[];
export const golden = (name: string) => stated.find((one) => one.name === name)!;

/** A field, what stands in it, and the code of its refusal. */
export type Refused = readonly [field: string, value: unknown, code: string];

export function refuses(name: string, ask: (change: object) => unknown, changes: readonly Refused[]): void {
  describe(`${name} refuses by field and value`, () => {
    it.each(changes)("%s of %s is %s", (field, value, code) => {
      expect(refusalOf(() => ask({ [field]: value }))).toMatchObject({ code, field, value });
    });
  });

  it(`${name} is asked with an object`, () => {
    const whole = (formulas as unknown as Readonly<Record<string, (given: unknown) => unknown>>)[name]!;
    for (const given of [null, undefined, 1, "x", []]) expect(refusalOf(() => whole(given)).code).toBe("wrongType");
  });
}
