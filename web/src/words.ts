import { InputError } from "./errors.ts";

/** One of a few words, by its place among them, which is the engine's number for it. */
export function placeOf(word: string, words: readonly string[], field: string): number {
  const place = words.indexOf(word);
  if (place < 0) throw new InputError("wrongType", field, word);
  return place;
}

/** Yes as 1 and no as 0. */
export function flagOf(value: unknown, field: string): number {
  if (typeof value !== "boolean") throw new InputError("wrongType", field, value);
  return Number(value);
}

/** Something with fields, which a list is not. */
export function recordOf<Fields>(value: Fields, field: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new InputError("wrongType", field, value);
}

/** A list without holes, which the ways of walking it do not agree about. */
export function listOf<Item>(value: readonly Item[], field: string): readonly Item[] {
  if (Array.isArray(value) && !value.includes(undefined)) return value;
  throw new InputError("wrongType", field, value);
}

export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** What stands under a name that came from outside, and not what every object has by birth. */
export function ownOf<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}
