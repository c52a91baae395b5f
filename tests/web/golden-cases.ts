// Cases whose numbers venues state, and how one is judged.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MarginTable } from "plimsoll/margin";
import { expressionValue } from "./golden-expression.ts";
import { recordedFolder } from "./recorded.ts";

type Json = Readonly<Record<string, unknown>>;
export type Answers = Readonly<Record<string, number | null | undefined>>;

export interface Case {
  readonly id: string;
  readonly venue: string;
  readonly mode: string;
  readonly kind: string;
  readonly inputs: Json;
  readonly expected: Readonly<Record<string, number | string | null>>;
  readonly tolerance: Tolerance;
}

/** A real position, with the liquidation price that the exchange showed for it. */
export interface Held {
  readonly id: string;
  readonly exchange: string;
  readonly complete: boolean;
  readonly exchange_liquidation_price: number | null;
  readonly tolerance: Tolerance;
}

interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
  readonly ticks?: number;
  readonly tick?: number;
  readonly exact?: boolean;
}

const wanted = process.env["PLIMSOLL_GOLDEN"] ?? "";

/** A family's cases; none, and a line about it, where they were not asked for or are not there. */
export function golden<T>(family: string): T[] {
  if (wanted !== "" && wanted !== family) {
    console.log(`skipped: ${family}, as only ${wanted} was asked for`);
    return [];
  }
  const folder = recordedFolder("golden");
  return folder === null ? [] : (JSON.parse(readFileSync(join(folder, `${family}.json`), "utf8")) as T[]);
}

/** How far off a number may be. A hair more than whole ticks: a tick is no binary fraction. */
export function allowedError({ abs, rel = 1e-9, ticks, tick, exact }: Tolerance, expected: number): number {
  if (exact) return 0;
  if (abs !== undefined) return abs;
  if (ticks !== undefined && tick !== undefined) return ticks * tick * (1 + 1e-9);
  return rel * Math.abs(expected);
}

/** Reads a case's inputs by name. */
export class Inputs {
  readonly #json: Json;

  constructor(json: unknown) {
    this.#json = json as Json;
  }

  /** As it stands in the case. */
  get whole(): unknown {
    return this.#json;
  }

  has(name: string): boolean {
    return this.#json[name] !== undefined && this.#json[name] !== null;
  }

  /** A number, given as such, as text, or as a formula of the others. */
  number(name: string, otherwise?: number): number {
    const value = this.#json[name];
    const text = typeof value === "string" ? value : String(this.#json[`${name}_expr`] ?? "");
    const found = typeof value === "number" ? value : expressionValue(text, this.#json);
    if (found === null && otherwise === undefined) throw new Error(`there is no ${name}`);
    return found ?? otherwise!;
  }

  text(name: string): string {
    return typeof this.#json[name] === "string" ? this.#json[name] : "";
  }

  isList(name: string): boolean {
    return Array.isArray(this.#json[name]);
  }

  list(name: string): Inputs[] {
    return (this.#json[name] as unknown[]).map((one) => new Inputs(one));
  }

  in(name: string): Inputs {
    return new Inputs(this.#json[name] ?? {});
  }

  get side(): "long" | "short" {
    return this.text("side").startsWith("short") ? "short" : "long";
  }

  get sign(): 1 | -1 {
    return this.side === "short" ? -1 : 1;
  }
}

/**
 * A case names one bracket by its rate and amount; a table has to begin at zero. So another
 * bracket of half the rate stands below, and they meet where the amount says.
 */
export function tableAround(rate: number, amount = 0): MarginTable {
  const maxLeverage = 0.5 / Math.max(rate, 1e-4);
  const upper = { notionalFloor: 0, maintenanceMarginRate: rate, maintenanceAmount: amount, maxLeverage };
  if (amount === 0) return { brackets: [upper] };
  const notionalFloor = amount / (rate / 2);
  return {
    brackets: [
      { notionalFloor: 0, notionalCap: notionalFloor, maintenanceMarginRate: rate / 2, maintenanceAmount: 0, maxLeverage },
      { ...upper, notionalFloor },
    ],
  };
}
