// simdjson can be given a part of a stream of documents, which ends anywhere.

import { describe, expect, test } from "vitest";
import { asked, block, bytes, kernels, spaces, upTo } from "./asked.ts";
import { code, mode, ours } from "./kernels.ts";

describe("a stream of documents", () => {
  /** The indexes that stage 1 leaves of a part and of the end of a stream. */
  const left = (text: string, how: number) => {
    asked(bytes(text));
    return kernels.stage1(ours, bytes(text), how);
  };

  test("what belongs to a document that has not ended is left out", () => {
    expect(left('{"a":1} {"b":', mode.streamingPartial).indexes).toEqual([0, 1, 4, 5, 6]);
    expect(left('{"a":1} {"b":', mode.streamingFinal).indexes).toEqual([0, 1, 4, 5, 6]);
    expect(left("[1] [2]", mode.streamingPartial).indexes).toEqual([0, 1, 2, 4, 5, 6]);
  });

  test("a string that has not ended is left out", () => {
    expect(left('[1] "abc', mode.streamingPartial)).toEqual({ code: code.success, indexes: [0, 1, 2] });
  });

  test("a document that begins with the buffer and does not end in it is too large", () => {
    expect(left('{"a":1', mode.streamingPartial).code).toBe(code.capacity);
    expect(left(' {"a":1', mode.streamingPartial).code).toBe(code.empty);
    expect(left('{"a":1', mode.streamingFinal).code).toBe(code.empty);
    expect(left('"a', mode.streamingPartial).code).toBe(code.capacity);
    expect(left('"a', mode.streamingFinal).code).toBe(code.empty);
  });

  test("a character that has not ended is left out", () => {
    for (const before of upTo(2 * block).slice(3)) {
      const message = bytes("1".repeat(before - 3), " 2 ", [0xf0, 0x9f, 0x98]);
      asked(message);
      expect(kernels.stage1(ours, message, mode.streamingPartial).indexes).toEqual(before === 3 ? [1] : [0, before - 2]);
    }
    expect(kernels.stage1(ours, bytes([0xf0]), mode.streamingPartial).code).toBe(code.utf8);
  });

  test("two documents that are cut at each byte", () => {
    const text = '{"a":[1,"x\\"y",{"b":null}],"é":"😀"} [[],{},"z"] true';
    const message = bytes(text);
    for (const before of upTo(block)) {
      for (const length of upTo(message.length)) asked(bytes(spaces(before), [...message.subarray(0, length)]));
    }
  });
});
