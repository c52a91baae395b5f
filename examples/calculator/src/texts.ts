// What was typed, as the package takes it.

/** What was left empty is left out. */
export function given(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === "" ? undefined : trimmed;
}

/** Per cent as a fraction; what is no number stays for the package to refuse. */
export function fraction(text: string): number | string | undefined {
  const trimmed = given(text);
  const percent = Number(trimmed);
  if (trimmed === undefined || !/^-?\d+(\.\d+)?$/.test(trimmed)) return trimmed;
  return Number((percent / 100).toPrecision(15));
}

type Defined<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

/** Only those that were given: the package tells left out from undefined where it can. */
export function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** What is kept by a name that somebody typed, which may be one of the language's: "constructor". */
export function kept<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** A text that is a number, times a factor; what is none stays as it is, for the package to refuse. */
export function scaled(text: string, factor: number): string {
  const value = Number(text);
  return factor === 1 || text.trim() === "" || !Number.isFinite(value) ? text : String(value * factor);
}
