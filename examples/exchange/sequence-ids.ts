import type { Market } from "./market.ts";

/** So many changes before a restart have ids of the new count: they may not have been told yet. */
const untoldChanges = 1_000;

/**
 * A venue's update ids, made of how many level changes there have been. They jump
 * irregularly, because those in between belong to other instruments, and start
 * over when the venue does.
 */
export class SequenceIds {
  readonly #base: number;
  readonly #stride: number;
  readonly #restarts = new WeakMap<Market, { readonly count: number; readonly sequence: number }>();

  /**
   * @param base    the least id of any instrument; those of two are 10^10 apart at least
   * @param stride  how far two ids in succession are apart on average, 4 at least
   */
  constructor(base: number, stride: number) {
    this.#base = base;
    this.#stride = stride;
  }

  /** The id of the market's n-th level change. What was long before a restart has the first id after it. */
  of(market: Market, sequence: number): number {
    const restart = this.#restarts.get(market);
    if (restart === undefined) return this.#base + hash(market, 900) * 1e10 + this.#spaced(sequence);
    return 1 + this.#spaced(Math.max(0, sequence - restart.sequence));
  }

  restart(market: Market): void {
    this.#restarts.set(market, { count: this.restartCount(market) + 1, sequence: market.sequence - untoldChanges });
  }

  restartCount(market: Market): number {
    return this.#restarts.get(market)?.count ?? 0;
  }

  #spaced(sequence: number): number {
    return sequence * this.#stride + scatter(sequence, this.#stride >> 1);
  }
}

/** A whole number below `count` that looks random and is always the same for a number. */
export function scatter(sequence: number, count: number): number {
  return (Math.imul(sequence, 0x9e3779b1) >>> 16) % count;
}

/** Digits of a trade's hash, uuid or the like; always the same for a trade. */
export function hexDigits(market: Market, id: number, digits: number): string {
  let text = "";
  for (let part = 0; text.length < digits; ++part) {
    const mixed = Math.imul(id + part * 0x632be5ab + hash(market, 0x7fff_ffff), 0x85ebca6b);
    text += ((mixed ^ (mixed >>> 13)) >>> 0).toString(16).padStart(8, "0");
  }
  return text.slice(0, digits);
}

function hash({ instrument }: Market, count: number): number {
  let value = 0;
  for (const letter of instrument.symbol) value = (value * 31 + letter.charCodeAt(0)) % count;
  return value;
}
