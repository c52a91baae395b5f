// Stage 1 in plain words, one byte after the other: what both kernels are to answer.

import { isUtf8 } from "node:buffer";
import { code, type Stage1 } from "./kernels.ts";

const byteOf = (character: string) => character.charCodeAt(0);
const backslash = byteOf("\\");
const quote = byteOf('"');
const whitespace = new Set([..." \t\n\r"].map(byteOf));
/** simdjson's kernels find two control characters among these: they differ from , and : in bit 5 alone. */
const punctuation = new Set([...",:[]{}\x0c\x1a"].map(byteOf));

/**
 * A string begins at its quote; any other value at its first byte; punctuation is each by
 * itself. What follows an unquoted value without white space or punctuation between is taken
 * for more of it, a quote too.
 */
export function plainStage1(message: Uint8Array): Stage1 {
  const indexes: number[] = [];
  let inString = false;
  let escaped = false;
  let inValue = false;
  let control = false;
  message.forEach((byte, at) => {
    const isQuote = byte === quote && !escaped;
    escaped = byte === backslash && !escaped;
    const means = !whitespace.has(byte);
    const continues = inValue && !punctuation.has(byte);
    if (inString) control ||= byte < 0x20;
    else if (means && !continues) indexes.push(at);
    if (isQuote) inString = !inString;
    inValue = means && !punctuation.has(byte) && !isQuote;
  });
  return answer(message, indexes, inString, control);
}

function answer(message: Uint8Array, indexes: number[], inString: boolean, control: boolean): Stage1 {
  const failed = (why: number): Stage1 => ({ code: why, indexes: [] });
  if (message.length === 0) return failed(code.empty);
  if (inString) return failed(code.unclosed);
  if (control) return failed(code.unescaped);
  if (indexes.length === 0) return failed(code.empty);
  return isUtf8(message) ? { code: code.success, indexes } : failed(code.utf8);
}

/** The message without the white space that is outside of its strings; null when one does not end. */
export function plainMinified(message: Uint8Array): Uint8Array | null {
  let inString = false;
  let escaped = false;
  const kept = message.filter((byte) => {
    const isQuote = byte === quote && !escaped;
    escaped = byte === backslash && !escaped;
    if (isQuote) inString = !inString;
    return inString || isQuote || !whitespace.has(byte);
  });
  return inString ? null : kept;
}
