// Our kernel and simdjson's westmere kernel are one and the same, as far as many bytes can
// tell. A few million of them here; `npm run kernel` takes a hundred million.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../examples/exchange/random.ts";
import { broken, randomBytes, randomJson, realMessages, type Source } from "./inputs.ts";
import { code, Kernels, ours, westmere } from "./kernels.ts";
import { plainStage1 } from "./plain-stage1.ts";

const total = Number(process.env["PLIMSOLL_KERNEL_BYTES"] || 4e6);
const seed = Number(process.env["PLIMSOLL_KERNEL_SEED"] || 1);
/** A message is put behind so many spaces, so that blocks part it at other places. */
const offsets = 64;
/** One message of so many is tried at every offset, the others at the next one each. */
const everywhere = 200;
/** One of so many is compared with plain words too. */
const plainly = 50;
const minutes = 60_000;

interface Told { readonly kind: string; messages: number; bytes: number; successes: number; }

let kernels: Kernels;
const told: Told[] = [];
beforeAll(() => { kernels = new Kernels(16_384); });
afterAll(() => {
  for (const { kind, messages, bytes, successes } of told) {
    console.log(`kernels compared, seed ${seed}: ${messages} times ${kind}, ${bytes} bytes, ` +
      `${((100 * successes) / messages).toFixed(0)} % of them without an error`);
  }
});

function behindSpaces(message: Uint8Array, count: number): Uint8Array {
  const shifted = new Uint8Array(message.length + count).fill(0x20);
  shifted.set(message, count);
  return shifted;
}

/** @throws when the two kernels, or ours and plain words, part */
function compare(message: Uint8Array, plainToo: boolean): number {
  const wrong = kernels.differences(message);
  const { code: found, indexes } = kernels.stage1(ours, message);
  const plain = plainToo ? plainStage1(message) : null;
  if (plain !== null && (plain.code !== found || String(plain.indexes) !== String(indexes))) wrong.push("plain words");
  if (wrong.length > 0) {
    const text = Buffer.from(message).toString("base64");
    expect.fail(`seed ${seed}, ${wrong.join(", ")}: base64 of the message is ${text}`);
  }
  return found;
}

/** Compares until there were so many bytes, spaces before messages not counted. */
function compareMany(kind: string, source: Source, bytes: number): Told {
  const sum: Told = { kind, messages: 0, bytes: 0, successes: 0 };
  for (let count = 0; sum.bytes < bytes; ++count) {
    const message = source();
    const first = count % offsets;
    const last = count % everywhere === 0 ? first + offsets : first + 1;
    for (let offset = first; offset < last; ++offset) {
      const found = compare(behindSpaces(message, offset % offsets), count % plainly === 0);
      sum.messages += 1;
      sum.bytes += message.length;
      sum.successes += found === code.success ? 1 : 0;
    }
  }
  told.push(sum);
  return sum;
}

const luck = (name: string) => new Random(seed, name);

describe(`two kernels, seed ${seed}`, () => {
  test("real messages, as they came, at every offset", () => {
    for (const message of realMessages().filter((_, i) => i % 40 === 0)) {
      for (let offset = 0; offset < offsets; ++offset) {
        expect(compare(behindSpaces(message, offset), offset === 0)).toBe(code.success);
      }
    }
  });

  test("real messages that were broken", () => {
    const { messages, successes } = compareMany("broken messages", broken(realMessages(), luck("broken")), total * 0.5);
    // Else the accidents were none, or nothing but.
    expect(successes).toBeGreaterThan(messages * 0.1);
    expect(successes).toBeLessThan(messages * 0.9);
  }, 30 * minutes);

  test("random JSON, which both take", () => {
    const { messages, successes } = compareMany("JSON", randomJson(luck("JSON")), total * 0.25);
    expect(successes).toBe(messages);
  }, 30 * minutes);

  test("random bytes", () => {
    const { successes } = compareMany("bytes", randomBytes(luck("bytes")), total * 0.25);
    expect(successes).toBeGreaterThan(0);
  }, 30 * minutes);

  test("a long message, as a snapshot of a whole book is", () => {
    const levels = Array.from({ length: 350 }, (_, i) => [`${60_000 + i}.10`, `${i / 8}`]);
    const message = new TextEncoder().encode(JSON.stringify({ lastUpdateId: 1, bids: levels, asks: levels }));
    for (let offset = 0; offset < offsets; ++offset) {
      expect(compare(behindSpaces(message, offset), true)).toBe(code.success);
    }
    expect(kernels.stage1(westmere, message).indexes).toHaveLength(plainStage1(message).indexes.length);
  });
});
