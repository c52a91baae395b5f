// One message asked of both kernels and of plain words, with everything that can be asked.

import { isUtf8 } from "node:buffer";
import { expect } from "vitest";
import { Kernels, ours, type Stage1, westmere } from "./kernels.ts";
import { plainMinified, plainStage1 } from "./plain-stage1.ts";

const encoder = new TextEncoder();

export const kernels = new Kernels(4096);
export const block = 64;

/** Text, or bytes that are no text. */
export function bytes(...parts: (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...encoder.encode(part)] : part)));
}

const same = (one: ArrayLike<number> | null, other: ArrayLike<number> | null) =>
  one === null || other === null
    ? one === other
    : one.length === other.length && Array.prototype.every.call(one, (value, i) => value === other[i]);

/** Asks everything about a message, and returns what stage 1 says of it. */
export function asked(message: Uint8Array): Stage1 {
  const plain = plainStage1(message);
  const wrong = kernels.differences(message);
  for (const which of [westmere, ours] as const) {
    const found = kernels.stage1(which, message);
    if (found.code !== plain.code || !same(found.indexes, plain.indexes)) wrong.push(`stage 1 of ${which}`);
  }
  if (kernels.validUtf8(ours, message) !== isUtf8(message)) wrong.push("UTF-8");
  if (!same(kernels.minified(ours, message), plainMinified(message))) wrong.push("without white space");
  // One expect, and only when it fails: there are a hundred thousand messages.
  if (wrong.length > 0) expect.fail(`${JSON.stringify(new TextDecoder("latin1").decode(message))}: ${wrong.join(", ")}`);
  return plain;
}

export const codeOf = (...parts: Parameters<typeof bytes>) => asked(bytes(...parts)).code;
export const indexesOf = (...parts: Parameters<typeof bytes>) => asked(bytes(...parts)).indexes;

/** Each number from 0 to the last, that included. */
export const upTo = (last: number) => Array.from({ length: last + 1 }, (_, n) => n);
export const spaces = (count: number) => " ".repeat(count);
