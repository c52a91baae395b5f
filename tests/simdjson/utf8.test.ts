// UTF-8 in strings and outside of them, whole and broken, wherever blocks of 64 bytes part it.

import { isUtf8 } from "node:buffer";
import { describe, expect, test } from "vitest";
import { block, bytes, codeOf, kernels, upTo } from "./asked.ts";
import { code, ours } from "./kernels.ts";

describe("UTF-8", () => {
  const whole = { two: "é", three: "€", four: "😀", lastOfTwo: "\u07ff", firstOfThree: "\u0800",
    beforeSurrogates: "\ud7ff", afterSurrogates: "\ue000", lastOfThree: "\uffff", firstOfFour: "\u{10000}",
    lastOfAll: "\u{10ffff}" };
  const broken: Readonly<Record<string, readonly number[]>> = {
    "a continuation alone": [0x80], "a last continuation alone": [0xbf],
    "two bytes, one there": [0xc3], "three bytes, one there": [0xe2], "three bytes, two there": [0xe2, 0x82],
    "four bytes, one there": [0xf0], "four bytes, two there": [0xf0, 0x9f], "four bytes, three there": [0xf0, 0x9f, 0x98],
    "two bytes and one more": [0xc3, 0xa9, 0xa9], "three bytes and one more": [0xe2, 0x82, 0xac, 0xac],
    "four bytes and one more": [0xf0, 0x9f, 0x98, 0x80, 0x80],
    "overlong, two bytes": [0xc0, 0x80], "overlong, two bytes, the last": [0xc1, 0xbf],
    "overlong, three bytes": [0xe0, 0x80, 0x80], "overlong, three bytes, the last": [0xe0, 0x9f, 0xbf],
    "overlong, four bytes": [0xf0, 0x80, 0x80, 0x80], "overlong, four bytes, the last": [0xf0, 0x8f, 0xbf, 0xbf],
    "the first surrogate": [0xed, 0xa0, 0x80], "the last surrogate": [0xed, 0xbf, 0xbf],
    "above U+10FFFF": [0xf4, 0x90, 0x80, 0x80], "a lead of F5": [0xf5, 0x80, 0x80, 0x80],
    "a lead of F7": [0xf7, 0xbf, 0xbf, 0xbf], "a lead of FB": [0xfb, 0xbf, 0xbf, 0xbf, 0xbf], "FE": [0xfe], "FF": [0xff],
  };

  for (const [name, character] of Object.entries(whole)) {
    test(`a whole character at each offset: ${name}`, () => {
      for (const before of upTo(2 * block)) {
        expect(codeOf('"', "a".repeat(before), character, '"')).toBe(code.success);
        expect(codeOf('"', "a".repeat(before), character.repeat(40), '"')).toBe(code.success);
      }
    });
  }

  for (const [name, wrong] of Object.entries(broken)) {
    test(`refused at each offset: ${name}`, () => {
      for (const before of upTo(2 * block)) {
        const text = "a".repeat(before);
        expect(codeOf('"', text, wrong, '"')).toBe(code.utf8);
        expect(codeOf('"', text, wrong, "é", '"')).toBe(code.utf8);
        // A block of nothing but ASCII after it.
        expect(codeOf('"', text, wrong, "a".repeat(2 * block), '"')).toBe(code.utf8);
      }
    });

    test(`refused as the last bytes of a message: ${name}`, () => {
      for (const before of upTo(2 * block)) expect(codeOf("1".repeat(before), wrong)).toBe(code.utf8);
    });
  }

  test("every two bytes, before the edge of a block and across it", () => {
    const wrong: string[] = [];
    for (const before of [20, 62, 63]) {
      const message = bytes("1".repeat(before + 3));
      for (let pair = 0; pair < 65_536; ++pair) {
        message[before] = pair >> 8;
        message[before + 1] = pair & 255;
        if (kernels.validUtf8(ours, message) !== isUtf8(message) || kernels.differences(message).length > 0) {
          wrong.push(`${pair.toString(16)} at ${before}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("a character that a block of ASCII parts", () => {
    expect(codeOf("1".repeat(63), [0xc3], "1".repeat(64), [0xa9])).toBe(code.utf8);
    expect(codeOf("1".repeat(61), [0xe2, 0x82, 0xac], "1".repeat(64), [0x80])).toBe(code.utf8);
  });

  test("what is broken otherwise is said first", () => {
    expect(codeOf('"', [0xff])).toBe(code.unclosed);
    expect(codeOf('"', [0xff, 0x01], '"')).toBe(code.unescaped);
  });
});
