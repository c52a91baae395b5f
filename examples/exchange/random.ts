/**
 * Numbers that look random and are the same for the same seed on every machine.
 *
 * sfc32 ("small fast counting", Chris Doty-Humphrey, PractRand): three words of
 * state and a counter, 32-bit additions and shifts only. The name selects one of
 * many sequences of a seed, so that a new user of randomness does not disturb
 * the old ones.
 *
 *     new Random(7, "BTCUSDT makers").uniform()   // always the same
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(seed: number, name: string) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    this.#c = fnv1a(name);
    for (let round = 0; round < 15; ++round) this.#word();
  }

  /** Above 0 and below 1. */
  uniform(): number {
    return (this.#word() + 0.5) / 2 ** 32;
  }

  /** A whole number, 0 <= n < count. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** Above 0, mean 1: the wait for something that happens once in a unit of time. */
  exponential(): number {
    return -Math.log(this.uniform());
  }

  /**
   * Mean 0, standard deviation 1, never beyond 3.47: the sum of four uniforms.
   * Cut tails keep the market tame; its jumps are made elsewhere, on purpose.
   */
  normal(): number {
    return (this.uniform() + this.uniform() + this.uniform() + this.uniform() - 2) * Math.sqrt(3);
  }

  #word(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum >>> 0;
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; ++i) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
