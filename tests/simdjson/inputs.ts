// Messages to compare kernels with: real ones that were broken, JSON that never was one, and
// bytes of any kind. The same for the same seed.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Random } from "../../examples/exchange/random.ts";
import { recordedBytes, root } from "../bench/recordings.ts";

const encoder = new TextEncoder();
const longest = 4_000;
/** So many of a recording are enough to have its kinds of messages. */
const ofEachRecording = 2_000;

/** Messages that the tests have written, and recorded ones where there are any. */
export function realMessages(): Uint8Array[] {
  return [...writtenMessages(), ...recordedMessages()]
    .map((text) => encoder.encode(text))
    .filter(({ length }) => length <= longest);
}

function writtenMessages(): string[] {
  const folder = join(root, "tests/venues");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".txt"));
  return files.sort().flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line.startsWith("{") || line.startsWith("["));
}

function recordedMessages(): string[] {
  const captures = resolve(root, process.env["PLIMSOLL_SHARED"] || "../shared", "captures");
  if (!existsSync(captures)) return [];
  const files = readdirSync(captures, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".gz"));
  return files.sort().flatMap((name) => {
    const lines = Buffer.from(recordedBytes(join(captures, name))).toString("utf8").split("\n");
    const step = Math.ceil(lines.length / ofEachRecording);
    return lines.filter((_, i) => i % step === 0).map((line) => line.slice(line.indexOf(" ") + 1));
  });
}

/** What is likely to matter to stage 1. */
const pieces = [
  "\"", "\\", "\\\\", "\\\\\\", "\\\"", "{", "}", "[", "]", ":", ",", " ", "\t", "\r\n", "\0", "\x01", "\x0c", "\x1a",
  "\x1f", "\x7f", "1", "-0.5e+3", "true", "null", "é", "€", "😀", "\\u00e9", "\u2028", "\u{10ffff}", "\"\"", "[]", "{}",
].map((text) => encoder.encode(text)).concat([
  [0x80], [0xbf, 0x80], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x9f, 0xbf],
  [0xf0, 0x8f, 0xbf, 0xbf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff],
].map((bytes) => Uint8Array.from(bytes)));

/** A maker of messages, of which there is no end. */
export type Source = () => Uint8Array;

/** Real messages after one to four accidents. */
export function broken(messages: readonly Uint8Array[], luck: Random): Source {
  const any = () => messages[luck.below(messages.length)]!;
  return () => {
    let message = any();
    for (let left = 1 + luck.below(4); left > 0; --left) message = accident(message, any, luck);
    return message.subarray(0, longest);
  };
}

function accident(message: Uint8Array, other: Source, luck: Random): Uint8Array {
  const at = luck.below(message.length + 1);
  const to = Math.min(message.length, at + luck.below(70));
  const before = message.subarray(0, at);
  const piece = pieces[luck.below(pieces.length)]!;
  switch (luck.below(7)) {
    case 0: return flipped(message, luck);
    case 1: return joined(before, piece, message.subarray(at)); // put in
    case 2: return joined(before, piece, message.subarray(Math.min(message.length, at + piece.length))); // in place of
    case 3: return joined(before, message.subarray(to)); // lost
    case 4: return joined(message.subarray(0, to), message.subarray(at)); // twice
    case 5: return before; // cut off
    default: return joined(before, other().subarray(luck.below(200))); // another goes on
  }
}

function flipped(message: Uint8Array, luck: Random): Uint8Array {
  const changed = message.slice();
  const at = luck.below(message.length);
  if (at < changed.length) changed[at] = changed[at]! ^ (1 << luck.below(8));
  return changed;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** JSON with everything that may stand in it, and white space where it may. */
export function randomJson(luck: Random): Source {
  const one = <T>(choices: readonly T[]): T => choices[luck.below(choices.length)]!;
  const spacious = () => (luck.chance(0.3) ? one([" ", "\t", "\n", "\r\n", "    "]) : "");
  const parts = [
    "a", "Z", "0", " ", "\\\"", "\\\\", "\\n", "\\u00e9", "\\ud83d\\ude00", "é", "€", "😀", "{", "]", ":", ",", "/",
  ];
  const length = () => luck.below(luck.chance(0.1) ? 90 : 12);
  const text = () => `"${Array.from({ length: length() }, () => one(parts)).join("")}"`;
  const number = () =>
    one([`${luck.below(1e9)}`, `-${luck.below(100)}.${luck.below(1e6)}`, `${luck.below(10)}e-${luck.below(20)}`]);
  const list = (depth: number, item: (depth: number) => string) =>
    Array.from({ length: luck.below(7) }, () => spacious() + item(depth - 1) + spacious()).join(",");
  const value = (depth: number): string => {
    const kind = luck.below(depth > 0 ? 10 : 5);
    if (kind < 2) return text();
    if (kind < 4) return number();
    if (kind === 4) return one(["true", "false", "null"]);
    return kind < 8 ? `[${list(depth, value)}${spacious()}]` : `{${list(depth, member)}${spacious()}}`;
  };
  const member = (depth: number) => `${text()}${spacious()}:${spacious()}${value(depth)}`;
  return () => encoder.encode(spacious() + value(1 + luck.below(5)) + spacious());
}

/** Any bytes; those that mean something to JSON; leads and continuations of UTF-8; or some of each. */
export function randomBytes(luck: Random): Source {
  const meaning = encoder.encode("\"\"\\\\{}[]:,  \n\t\r01ae.-\x00\x0c\x1a\x1f\x7f");
  const byte = [
    () => luck.below(256),
    () => meaning[luck.below(meaning.length)]!,
    () => 0x80 + luck.below(128),
    () => (luck.chance(0.9) ? 0x61 : meaning[luck.below(meaning.length)]!),
  ];
  return () => {
    const kind = luck.below(byte.length + 1);
    return Uint8Array.from({ length: luck.below(300) }, () => (byte[kind] ?? byte[luck.below(byte.length)]!)());
  };
}
