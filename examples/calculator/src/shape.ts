// Readers of what somebody else has written: each takes one shape and refuses every other.

const longestText = 60;
const mostNames = 60;

/** A fragment that is no account, or not one of ours. */
export class ShareError extends Error {
  override readonly name = "ShareError";
}

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new ShareError("The link is of another shape.");
  return value as Fields;
}

export function listOf<Item>(value: unknown, longest: number, read: (item: unknown) => Item): Item[] {
  if (!Array.isArray(value) || value.length > longest) throw new ShareError("The link is of another shape.");
  return value.map(read);
}

export function text(value: unknown): string {
  if (typeof value !== "string" || value.length > longestText) throw new ShareError("The link is of another shape.");
  return value;
}

export function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new ShareError("The link is of another shape.");
  return found;
}

export function number(value: unknown, least: number, greatest: number): number {
  if (typeof value !== "number" || !(value >= least && value <= greatest)) throw new ShareError("The link is of another shape.");
  return value;
}

/** Names in a link are data: none of them may be a name of the language. */
export function numbers(value: unknown, least: number, greatest: number): Record<string, number> {
  const entries = Object.entries(fieldsOf(value));
  if (entries.length > mostNames) throw new ShareError("The link is of another shape.");
  return Object.fromEntries(entries.map(([name, factor]) => [text(name), number(factor, least, greatest)]));
}

/** Numbers, or texts that the package will read as such: those that are there. */
export function numericFields<Name extends string>(value: unknown, names: readonly Name[]): Record<Name, number | string> {
  const fields = fieldsOf(value);
  const entries = names.flatMap((name) => {
    const stated = fields[name];
    if (stated === undefined) return [];
    return [[name, typeof stated === "number" ? number(stated, -1e18, 1e18) : text(stated)] as const];
  });
  return Object.fromEntries(entries) as Record<Name, number | string>;
}
