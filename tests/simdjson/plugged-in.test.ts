// Our kernel at simdjson's extension point: what its parser and On Demand do with it.

import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../examples/exchange/random.ts";
import { broken, randomJson, realMessages } from "./inputs.ts";
import { Kernels, ours, westmere } from "./kernels.ts";

const seed = 1;
const encoder = new TextEncoder();
let kernels: Kernels;
beforeAll(() => { kernels = new Kernels(65_536); });

describe("simdjson's parser with our stage 1", () => {
  test("a document, its strings and its numbers", () => {
    const text = '{"a":[1,-2.5,true,null],"b\\n\\"\\u00e9":"😀 \\ud83d\\ude00","c":{}}';
    expect(JSON.parse(kernels.parsed(ours, encoder.encode(` ${text} `)) as string)).toEqual(JSON.parse(text));
  });

  test("real messages say what JSON.parse says", () => {
    for (const message of realMessages().filter((_, i) => i % 5 === 0)) {
      // Numbers beyond 64 bits are an error of simdjson's.
      const found = kernels.parsed(ours, message);
      expect(found).toEqual(kernels.parsed(westmere, message));
      if (typeof found === "string") {
        expect(JSON.parse(found)).toEqual(JSON.parse(Buffer.from(message).toString("utf8")));
      }
    }
  });

  test(`the same errors and the same documents as with westmere, seed ${seed}`, () => {
    const sources = [broken(realMessages(), new Random(seed, "parsed, broken")), randomJson(new Random(seed, "parsed"))];
    for (let count = 0; count < 2_000; ++count) {
      const message = sources[count % sources.length]!();
      expect(kernels.parsed(ours, message), `message ${count}`).toEqual(kernels.parsed(westmere, message));
    }
  });

  test("a stream of documents, whatever is read at a time", () => {
    const documents = Array.from({ length: 60 }, (_, n) => JSON.stringify({ n, é: ["x", "😀".repeat(n % 7)] }));
    const stream = encoder.encode(documents.join(" "));
    for (const batch of [64, 100, 127, 128, 1_000, stream.length]) {
      const found = kernels.parsed(ours, stream, batch);
      expect(found).toEqual(kernels.parsed(westmere, stream, batch));
      if (batch > 64) expect(found).toBe(documents.map((text) => `${text}\n`).join(""));
    }
  });
});

describe("On Demand with our stage 1", () => {
  test("finds in a message what it finds with westmere", () => {
    const messages = realMessages().slice(0, 500);
    const found = messages.filter((message) => {
      const offsets = kernels.offsets([message.length]);
      kernels.put(message);
      const number = kernels.call["timeOnDemand"]!(ours, offsets, 1);
      expect(number).toBe(kernels.call["timeOnDemand"]!(westmere, offsets, 1));
      return number > 0;
    });
    // Some were written to be refused.
    expect(found.length).toBeGreaterThan(messages.length * 0.9);
  });
});
