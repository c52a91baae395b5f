// What account payloads have in common: answers wrapped or several together, numbers as
// texts, and "" for what there is none of. Fields within fields go by paths: "leverage.value".

import { InputError } from "../errors.ts";
import { numberOf, type Numeric } from "../numbers.ts";
import { isObject, placeOf } from "../words.ts";

/** An object in a payload, by the venue's own names. */
export type PayloadRecord = Readonly<Record<string, unknown>>;

/** By which a venue says that all went well. */
const fine: readonly unknown[] = [undefined, 0, "0", 200];

/**
 * The objects in a payload that have each of these fields: whatever wraps them, and whether
 * one answer was given or several, in a list or under names of one's own. An object with
 * several of the fields counts for the first.
 *
 * @param account  the field of the account's own answer, of which there is one or none
 * @throws {InputError} when an answer says that it is an error; when it is of several accounts;
 *     or when there is none of all this and no empty list either, which is how a venue says
 *     that nothing is held
 */
export function recordsIn<Names extends readonly string[]>(
  payload: unknown,
  account: string,
  ...fields: Names
): readonly [PayloadRecord | undefined, ...{ readonly [Name in keyof Names]: readonly PayloadRecord[] }] {
  const names = [account, ...fields];
  const found = names.map((): PayloadRecord[] => []);
  // A set grows while it is walked: no depth is too deep, no circle is walked twice.
  const inside = new Set([payload]);
  let isAnswer = false;
  for (const one of inside) {
    if (!isObject(one)) continue;
    const record = one as PayloadRecord;
    for (const code of ["code", "retCode"]) {
      if (!fine.includes(record[code])) throw new InputError("wrongType", code, record[code]);
    }
    const list = found[names.findIndex((name) => Object.hasOwn(record, name))];
    list?.push(record);
    const values = Object.values(record);
    isAnswer ||= Boolean(list) || (Array.isArray(one) && values.length === 0);
    for (const value of values) inside.add(value);
  }
  if (!isAnswer) throw new InputError("wrongType", "payload", payload);
  const [[only, second] = [], ...rest] = found;
  if (second) throw new InputError("duplicateField", account, second[account]);
  return [only, ...rest] as never;
}

export function valueAt(record: PayloadRecord | undefined, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => (inner as PayloadRecord | null | undefined)?.[name], record);
}

/** A number; NaN where the venue states none, by "" or null or no field. */
export function optionalIn(record: PayloadRecord | undefined, path: string): number {
  const value = valueAt(record, path) ?? "";
  if (value === "") return Number.NaN;
  return numberOf((typeof value === "bigint" ? String(value) : value) as Numeric, path);
}

export function numberIn(record: PayloadRecord | undefined, path: string): number {
  const number = optionalIn(record, path);
  if (Number.isNaN(number)) throw new InputError("missingField", path, valueAt(record, path));
  return number;
}

export function textIn(record: PayloadRecord, path: string): string {
  const value = valueAt(record, path);
  if (!value || typeof value !== "string") throw new InputError(value ? "wrongType" : "missingField", path, value);
  return value;
}

/** Whether it is the second of two words. */
export function isSecond(record: PayloadRecord, path: string, first: string, second: string): boolean {
  return placeOf(textIn(record, path), [first, second], path) === 1;
}

export function flagIn(record: PayloadRecord, field: string): boolean {
  const value = record[field];
  if (typeof value !== "boolean") throw new InputError("wrongType", field, value);
  return value;
}

/** Without what is not stated. */
export function knownOf<Fields extends object>(
  fields: { readonly [Name in keyof Fields]: Fields[Name] | undefined },
): Fields {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined && !Number.isNaN(value));
  return Object.fromEntries(known) as Fields;
}
