import { type AccountDoor, readBlock } from "./account-door.ts";

export const doubleBytes = 8;

/** An answer's fields by their names. */
export function fieldsAt<Name extends string>(door: AccountDoor, at: number, names: readonly Name[]): Record<Name, number> {
  const block = readBlock(door, at, names.length);
  return Object.fromEntries(names.map((name, i) => [name, block[i]])) as Record<Name, number>;
}

/** As many rows of such fields; none where there is no answer. */
export function rowsAt<Name extends string>(
  door: AccountDoor,
  at: number,
  names: readonly Name[],
  count: number,
): Record<Name, number>[] {
  return Array.from({ length: at === 0 ? 0 : count }, (_, i) => fieldsAt(door, at + i * names.length * doubleBytes, names));
}
