import type { Answer, Outcome, Problem } from "./outcome.ts";
import type { State } from "./state.ts";

/** What the page shows: an account that could be used, as it is and as it would be. */
export interface Shown<Typed, Answered> {
  readonly state: Typed;
  readonly now: Answered;
  /** The same as `now` where nothing is tried; null where what is tried cannot be. */
  readonly then: Answered | null;
  readonly isTried: boolean;
}

/** Positions, as they are and as they would be. */
export type Picture = Shown<State, Answer>;

/** What is done with one kind of account. */
export interface Rules<Typed, Answered> {
  outcomeOf(state: Typed): Outcome<Answered>;
  isTried(state: Typed): boolean;
  tried(state: Typed): Typed;
  isEmpty(state: Typed): boolean;
  /** Whether what is chosen is part of it. */
  holds(state: Typed, shown: string): boolean;
}

/** A page's state for one kind of account, apart from how it looks. */
export class Calculator<Typed extends { readonly venue: string; readonly shown: string }, Answered> {
  #state: Typed;
  #picture: Shown<Typed, Answered> | null = null;
  #outcome: Outcome<Answered> | null = null;
  readonly #rules: Rules<Typed, Answered>;
  readonly #changed: () => void;

  /** @param changed  told when something is not what it was */
  constructor(state: Typed, rules: Rules<Typed, Answered>, changed: () => void) {
    this.#state = state;
    this.#rules = rules;
    this.#changed = changed;
  }

  get state(): Typed {
    return this.#state;
  }

  get isEmpty(): boolean {
    return this.#rules.isEmpty(this.#state);
  }

  get isTried(): boolean {
    return this.#rules.isTried(this.#state);
  }

  /** What was typed is taken as it is; whether it can be used is seen when it is drawn. */
  change(next: Typed): void {
    if (next.venue !== this.#state.venue) this.#picture = null;
    this.#state = next;
    this.#outcome = null;
    this.#changed();
  }

  get problems(): readonly Problem[] {
    return this.#settled().problems;
  }

  /** The last account that could be used; null before there was one, and of an empty one. */
  get picture(): Shown<Typed, Answered> | null {
    this.#settled();
    if (this.isEmpty || this.#picture === null) return null;
    // Something else may have been chosen since.
    const { shown } = this.#state;
    const { state } = this.#picture;
    return state.shown === shown || !this.#rules.holds(state, shown) ? this.#picture : { ...this.#picture, state: { ...state, shown } };
  }

  /** What is shown is older than what is typed. */
  get isStale(): boolean {
    return this.problems.length > 0 && this.picture !== null;
  }

  #settled(): Outcome<Answered> {
    if (this.#outcome !== null) return this.#outcome;
    const state = this.#state;
    this.#outcome = this.#rules.outcomeOf(state);
    const { answer: now } = this.#outcome;
    if (now !== null) {
      const { isTried } = this;
      const then = isTried ? this.#rules.outcomeOf(this.#rules.tried(state)).answer : now;
      this.#picture = { state, now, then, isTried };
    }
    return this.#outcome;
  }
}
