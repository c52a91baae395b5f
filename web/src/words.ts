import { InputError } from "./errors.ts";

/** One of a few words, by its place among them, which is the engine's number for it. */
export function placeOf(word: string, words: readonly string[], field: string): number {
  const place = words.indexOf(word);
  if (place < 0) throw new InputError("wrongType", field, word);
  return place;
}
