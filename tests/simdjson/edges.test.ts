// What can go wrong where one block of 64 bytes ends and the next begins. Our kernel is to
// answer what plain-stage1.ts says in plain words, and what simdjson's westmere kernel says.

import { describe, expect, test } from "vitest";
import { asked, block, bytes, codeOf, indexesOf, kernels, spaces, upTo } from "./asked.ts";
import { code, mode, ours, westmere } from "./kernels.ts";

describe("the length of a message", () => {
  test("nothing at all is empty", () => {
    expect(codeOf("")).toBe(code.empty);
  });

  test("white space alone is empty, however much there is", () => {
    for (const length of upTo(200)) {
      for (const kind of " \t\n\r") expect(codeOf(kind.repeat(length))).toBe(code.empty);
    }
  });

  test("one value of each length from 1 to 200 begins once", () => {
    for (const length of upTo(200).slice(1)) expect(indexesOf("1".repeat(length))).toEqual([0]);
  });

  test("punctuation of each length from 1 to 200 begins everywhere", () => {
    for (const length of upTo(200).slice(1)) {
      expect(indexesOf("[".repeat(length))).toEqual(upTo(length - 1));
    }
  });

  test("what stands behind a message is not read, whatever it is", () => {
    for (const length of upTo(200).slice(3)) {
      const message = bytes(`["${"x".repeat(length - 3)}`, "]");
      kernels.put(message);
      for (const behind of [0x22, 0x5c, 0x00, 0x80, 0xf0, 0x7b]) {
        kernels.room().fill(behind, message.length, message.length + 64);
        expect(kernels.call["stage1"]!(ours, 0, message.length, mode.regular)).toBe(code.unclosed);
        expect(kernels.call["validUtf8"]!(ours, 0, message.length)).toBe(1);
      }
    }
  });

  test("a message longer than there is capacity for is refused", () => {
    for (const which of [ours, westmere] as const) {
      expect(kernels.stage1(which, new Uint8Array(kernels.size)).code).not.toBe(code.capacity);
      expect(kernels.call["stage1"]!(which, 0, kernels.size + 1, mode.regular)).toBe(code.capacity);
    }
  });
});

describe("quotes", () => {
  test("a string that opens at 63 and one that opens at 64", () => {
    expect(indexesOf(spaces(63), '"a"')).toEqual([63]);
    expect(indexesOf(spaces(64), '"a"')).toEqual([64]);
  });

  test("a string that closes at 63 and one that closes at 64", () => {
    expect(indexesOf('"', "a".repeat(62), '",1')).toEqual([0, 64, 65]);
    expect(indexesOf('"', "a".repeat(63), '",1')).toEqual([0, 65, 66]);
  });

  test("a string of each length that ends at each offset", () => {
    for (const before of upTo(block)) {
      for (const length of [0, 1, 2, 61, 62, 63, 64, 65, 126, 127, 128, 129]) {
        expect(indexesOf(spaces(before), '"', "a".repeat(length), '"')).toEqual([before]);
      }
    }
  });

  test("a string that does not end is unclosed, wherever it opens", () => {
    for (const before of upTo(2 * block)) {
      for (const length of [0, 1, 62, 63, 64, 65]) {
        expect(codeOf(spaces(before), '"', "a".repeat(length))).toBe(code.unclosed);
      }
    }
  });

  test("punctuation and white space within a string begin nothing, at each offset", () => {
    for (const before of upTo(block)) {
      expect(indexesOf(spaces(before), '"[{,:}] 1 [{,:}]"')).toEqual([before]);
    }
  });

  test("blocks that are all quotes", () => {
    for (const count of upTo(200).slice(1)) {
      expect(codeOf('"'.repeat(count))).toBe(count % 2 === 0 ? code.success : code.unclosed);
    }
  });
});

describe("backslashes", () => {
  test("an odd run escapes the quote after it and an even run does not: each length up to 130 at each offset", () => {
    for (const before of upTo(block - 1)) {
      for (const length of upTo(130)) {
        const odd = length % 2 === 1;
        const found = codeOf(spaces(before), '"', "\\".repeat(length), '"');
        expect(found).toBe(odd ? code.unclosed : code.success);
      }
    }
  });

  test("a run that ends a block escapes the first byte of the next, and no more than that", () => {
    for (const length of upTo(block - 1).slice(1)) {
      const start = spaces(block - length - 1);
      const odd = length % 2 === 1;
      expect(codeOf(start, '"', "\\".repeat(length), '"')).toBe(odd ? code.unclosed : code.success);
      expect(codeOf(start, '"', "\\".repeat(length), '""')).toBe(odd ? code.success : code.unclosed);
    }
  });

  test("a backslash at 63 before another at 64", () => {
    expect(codeOf(spaces(61), '"a\\\\"')).toBe(code.success);
    expect(codeOf(spaces(61), '"a\\\\\\"')).toBe(code.unclosed);
  });

  test("runs that begin at even and odd places beside one another", () => {
    for (const before of upTo(block - 1)) {
      expect(codeOf(spaces(before), '"\\\\a\\\\\\\\\\\\b\\"\\\\"')).toBe(code.success);
    }
  });

  test("outside of a string they escape too", () => {
    expect(codeOf('\\"')).toBe(code.success);
    expect(codeOf(spaces(63), '\\"')).toBe(code.success);
  });

  test("a message that ends with one", () => {
    for (const before of upTo(2 * block)) {
      expect(codeOf(spaces(before), "\\")).toBe(code.success);
      expect(codeOf(spaces(before), '"\\')).toBe(code.unclosed);
    }
  });
});

describe("values beside punctuation", () => {
  test("an unquoted value after each kind of punctuation, at each offset", () => {
    for (const before of upTo(block)) {
      for (const mark of ",:[]{}") {
        expect(indexesOf(spaces(before), mark, "12", mark, "true")).toEqual([0, 1, 3, 4].map((n) => n + before));
      }
    }
  });

  test("a value across the edge of a block begins once", () => {
    for (const before of upTo(block)) expect(indexesOf(spaces(before), "1234567890")).toEqual([before]);
  });

  test("a value right after a string begins, and a string right after a value does not", () => {
    for (const before of upTo(block)) {
      expect(indexesOf(spaces(before), '"a"true')).toEqual([before, before + 3]);
      expect(indexesOf(spaces(before), 'true"a"')).toEqual([before]);
    }
  });

  test("a string right after a string begins", () => {
    for (const before of upTo(block)) expect(indexesOf(spaces(before), '"a""b"')).toEqual([before, before + 3]);
  });

  test("two values with white space between them at the edge of a block", () => {
    for (const kind of " \t\n\r") {
      expect(indexesOf("1".repeat(63), kind, "2")).toEqual([0, 64]);
      expect(indexesOf("1".repeat(64), kind, "2")).toEqual([0, 65]);
    }
  });

  test("each single byte by itself, between values and within a string", () => {
    for (const byte of upTo(255)) {
      for (const before of [0, 62, 63, 64]) {
        asked(bytes(spaces(before), [byte]));
        asked(bytes(spaces(before), "1", [byte], "2"));
        asked(bytes(spaces(before), '"1', [byte], '2"'));
      }
    }
  });
});

describe("control characters", () => {
  test("one within a string is refused at each offset, and a space is not", () => {
    for (const before of upTo(block)) {
      for (const control of upTo(31)) {
        expect(codeOf(spaces(before), '"a', [control], 'a"')).toBe(code.unescaped);
      }
      expect(codeOf(spaces(before), '"a a"')).toBe(code.success);
    }
  });

  test("one right after an opening and right before a closing quote, across the edge of a block", () => {
    expect(codeOf(spaces(63), '"', [0x1f], '"')).toBe(code.unescaped);
    expect(codeOf(spaces(61), '"a', [0x1f], '"')).toBe(code.unescaped);
    expect(codeOf(spaces(62), '"a', [0x1f], '"')).toBe(code.unescaped);
  });

  test("one is not forgotten over what follows it", () => {
    for (const length of [1, 62, 63, 64, 65, 200]) {
      expect(codeOf('"', [0x1f], "a".repeat(length), '"')).toBe(code.unescaped);
      expect(codeOf('"', [0x1f], '"', spaces(length), "1")).toBe(code.unescaped);
    }
  });

  test("one outside of strings is for somebody else to refuse", () => {
    for (const before of upTo(block)) {
      for (const control of upTo(31)) expect([code.success, code.empty]).toContain(codeOf(spaces(before), [control]));
    }
  });

  test("form feed and substitute are taken for punctuation, as by simdjson", () => {
    expect(indexesOf("1", [0x0c], "2")).toEqual([0, 1, 2]);
    expect(indexesOf("1", [0x1a], "2")).toEqual([0, 1, 2]);
    expect(indexesOf("1", [0x0b], "2")).toEqual([0]);
  });

  test("DEL is none", () => {
    expect(codeOf('"', [0x7f], '"')).toBe(code.success);
  });
});
