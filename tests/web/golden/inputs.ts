import type { Case, Json } from "./cases.ts";
import { expressionValue } from "../golden-expression.ts";

/** Thrown by a mapping: the case's inputs do not suffice. */
export class NotComputable extends Error {}

export type Side = "long" | "short";

/** A whole number of units of 10^-decimals, from decimal text: "0.86" is 86 of 2 decimals. */
function unitsOf(text: string, decimals: number): bigint | null {
  const [, sign, whole, part = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === undefined) return null;
  const shift = decimals + Number(exponent) - part.length;
  const digits = whole + part;
  const rest = shift < 0 ? digits.slice(shift) : "";
  if (/[1-9]/.test(rest)) return null;
  const units = BigInt(shift < 0 ? digits.slice(0, shift) || "0" : digits + "0".repeat(shift));
  return sign === "-" ? -units : units;
}

/** Reads a case's inputs by name. */
export class Inputs {
  readonly json: Json;
  readonly #case: Case;

  constructor(one: Case, json: Json = one.inputs) {
    this.#case = one;
    this.json = json;
  }

  get mode(): string {
    return this.#case.mode;
  }

  get kind(): string {
    return this.#case.kind;
  }

  get venue(): string {
    return this.#case.venue;
  }

  has(name: string): boolean {
    return this.json[name] !== undefined && this.json[name] !== null;
  }

  /** The first of these names that the case has. */
  nameOf(...names: readonly string[]): string | undefined {
    return names.find((name) => this.has(name));
  }

  /**
   * A number, given as such, as text, or as a formula of the others, under its name or NAME_expr.
   *
   * @throws {NotComputable} when the case has no such number
   */
  number(name: string): number {
    const found = this.#read(name);
    if (found === null) throw new NotComputable(this.has(name) ? `${name} as a number` : name);
    return found;
  }

  numberOr(name: string, otherwise: number): number {
    return this.#read(name) ?? otherwise;
  }

  #read(name: string): number | null {
    const value = this.json[name] ?? this.json[`${name}_expr`];
    return typeof value === "number" ? value
      : typeof value === "string" ? expressionValue(value, this.json) : null;
  }

  /** The first number in a text: "adjust_factor 0.015" is 0.015. */
  numberIn(name: string): number {
    const [found] = /-?\d+(\.\d+)?(e-?\d+)?/i.exec(String(this.json[name] ?? "")) ?? [];
    if (found === undefined) throw new NotComputable(name);
    return Number(found);
  }

  /**
   * A whole number of units of 10^-decimals, without going through a double.
   *
   * @throws {NotComputable} when the case has no such number, or one with more decimals
   */
  units(name: string, decimals = 0): bigint {
    if (!this.has(name)) throw new NotComputable(name);
    const found = unitsOf(String(this.json[name]), decimals);
    if (found === null) throw new NotComputable(`${name} in units`);
    return found;
  }

  /** The same of what people write with as many decimals as they like. */
  roundedUnits(name: string, decimals: number): bigint {
    const exact = this.has(name) ? unitsOf(String(this.json[name]), decimals) : null;
    return exact ?? BigInt(Math.round(this.number(name) * 10 ** decimals));
  }

  unitsOr(name: string, otherwise: bigint, decimals = 0): bigint {
    return this.has(name) ? this.units(name, decimals) : otherwise;
  }

  text(name: string): string {
    const value = this.json[name];
    return typeof value === "string" ? value : "";
  }

  isList(name: string): boolean {
    return Array.isArray(this.json[name]);
  }

  /** @throws {NotComputable} when it is no list */
  raw(name: string): readonly unknown[] {
    if (!this.isList(name)) throw new NotComputable(name);
    return this.json[name] as unknown[];
  }

  /** Of several, or of one that stands there by itself. */
  list(name: string): Inputs[] {
    if (!this.has(name)) throw new NotComputable(name);
    return [this.json[name]].flat().map((one) => this.of(one));
  }

  in(name: string): Inputs {
    return this.of(this.json[name] ?? {});
  }

  /** Other inputs of the same case. */
  of(json: unknown): Inputs {
    return new Inputs(this.#case, json as Json);
  }

  /** The same with other values. */
  with(values: Json): Inputs {
    return this.of({ ...this.json, ...values });
  }

  get side(): Side {
    return this.text("side").startsWith("short") ? "short" : "long";
  }

  get sign(): 1 | -1 {
    return this.side === "short" ? -1 : 1;
  }

  /** Whether the contract is an inverse one, as far as the case says. */
  get isInverse(): boolean {
    return this.nameOf("contracts_usd", "quantity_usd", "qty_usd", "face_value_usd") !== undefined ||
      /inverse|coin-m/i.test(this.mode) || this.numberOr("multiplier", 1) < 0;
  }
}

export const opposite = (side: Side): Side => (side === "long" ? "short" : "long");
