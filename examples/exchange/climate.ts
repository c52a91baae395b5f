import type { Random } from "./random.ts";

/**
 * What moves the market and nobody in it sees: the fair price, how busy the
 * traders are, which side they lean to, and how far the perpetual trades from
 * its index.
 *
 * Each is a mean-reverting walk, dx = -x dt / tau + s sqrt(2 dt / tau) n, with its
 * own time tau and standard deviation s; the fair price adds noise, jumps that
 * take seconds to arrive, and the push that trades give it.
 */
export class Climate {
  fairTicks: number;
  /** 1 on a usual day; arrivals per second scale with it */
  activity = 1;
  /** -1 everybody sells .. +1 everybody buys: what is felt over seconds */
  sentiment = 0;
  /** the same over a quarter of an hour: decides who opens which side */
  conviction = 0;
  /** fraction by which the perpetual is above its index */
  basisRate = 0.0001;

  readonly #random: Random;
  readonly #openingTicks: number;
  #logActivity = 0;
  #burst = 0;
  #mood = 0;
  #driftPerSecond = 0;
  #pendingRate = 0;

  constructor(random: Random, openingTicks: number) {
    this.#random = random;
    this.#openingTicks = openingTicks;
    this.fairTicks = openingTicks;
    this.conviction = 0.3 * random.normal();
  }

  step(seconds: number): void {
    const random = this.#random;
    this.#logActivity = this.#walk(this.#logActivity, 45, 0.5, seconds);
    this.#burst *= 1 - seconds / 4;
    if (random.chance(seconds / 25)) this.#burst += 1 + 2 * random.uniform();
    this.activity = Math.min(8, Math.exp(this.#logActivity) + this.#burst);

    this.#mood = this.#walk(this.#mood, 18, 0.4, seconds);
    this.conviction = this.#walk(this.conviction, 900, 0.3, seconds);
    this.sentiment = Math.max(-1, Math.min(1, this.#mood + this.conviction));
    this.basisRate = 0.0001 + this.#walk(this.basisRate - 0.0001, 1_800, 0.0008, seconds);

    this.#driftPerSecond = this.#walk(this.#driftPerSecond, 400, 3e-6, seconds);
    if (random.chance(seconds / 420)) {
      const sign = random.chance(0.5 + 0.2 * this.conviction) ? 1 : -1;
      this.shock(sign * (0.001 + 0.0035 * random.uniform()));
    }
    this.#moveFair(seconds);
  }

  /** Moves the fair price by a fraction, over the next seconds. */
  shock(rate: number): void {
    this.#pendingRate += rate;
    this.#burst += 3;
  }

  /** The push of a trade: quote units, above zero when the aggressor bought. */
  press(signedNotional: number): void {
    this.fairTicks *= 1 + 3e-10 * Math.max(-2e6, Math.min(2e6, signedNotional));
  }

  #moveFair(seconds: number): void {
    const arrived = this.#pendingRate * Math.min(1, seconds / 1.5);
    this.#pendingRate -= arrived;
    const noise = 5e-5 * Math.sqrt(seconds * this.activity) * this.#random.normal();
    const pull = -Math.log(this.fairTicks / this.#openingTicks) * (seconds / 21_600);
    const lean = (this.#driftPerSecond + 6e-6 * this.sentiment) * seconds;
    const rate = arrived + noise + pull + lean;
    this.fairTicks *= 1 + Math.max(-0.2, rate);
  }

  #walk(value: number, tauSeconds: number, deviation: number, seconds: number): number {
    const step = seconds / tauSeconds;
    return value * (1 - step) + deviation * Math.sqrt(2 * step) * this.#random.normal();
  }
}
