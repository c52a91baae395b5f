import type { Agenda, Cancel } from "./agenda.ts";
import { backOffMs } from "./back-off.ts";
import type { Poll, Question } from "./venue.ts";

export interface PollListener {
  ask(question: Question): Promise<string>;
  /** @return false where the answer could not be used */
  answered(poll: Poll, symbols: readonly string[], answer: string): boolean;
  failed(poll: Poll, symbols: readonly string[], cause: unknown): void;
}

/** What did not come is asked for again sooner than what did, and less often each time. */
const again = { firstMs: 10_000, mostMs: 600_000 };

/** One question, and whom its answer is about. */
interface Running {
  readonly poll: Poll;
  readonly symbols: Set<string>;
  failures: number;
  cancel: Cancel;
}

/** Asks a venue again and again what it streams to nobody; for many symbols once. */
export class Polls {
  readonly #agenda: Agenda;
  readonly #listener: PollListener;
  readonly #running = new Map<string, Running>();

  constructor(agenda: Agenda, listener: PollListener) {
    this.#agenda = agenda;
    this.#listener = listener;
  }

  add(symbol: string, polls: readonly Poll[]): void {
    for (const poll of polls) {
      const key = JSON.stringify(poll);
      const running = this.#running.get(key) ?? { poll, symbols: new Set(), failures: 0, cancel: () => {} };
      running.symbols.add(symbol);
      if (this.#running.has(key)) continue;
      this.#running.set(key, running);
      this.#plan(running, 0);
    }
  }

  remove(symbol: string): void {
    for (const [key, { symbols, cancel }] of this.#running) {
      if (!symbols.delete(symbol) || symbols.size > 0) continue;
      cancel();
      this.#running.delete(key);
    }
  }

  #plan(running: Running, afterMs: number): void {
    running.cancel = this.#agenda.after(afterMs, () => void this.#ask(running));
  }

  async #ask(running: Running): Promise<void> {
    const { poll, symbols } = running;
    let isUsed = false;
    try {
      const answer = await this.#listener.ask(poll);
      isUsed = this.#listener.answered(poll, [...symbols], answer);
    } catch (error) {
      this.#listener.failed(poll, [...symbols], error);
    }
    if (symbols.size === 0) return; // nobody wants it any longer
    this.#plan(running, isUsed ? poll.everyMs : backOffMs(running.failures, again));
    running.failures = isUsed ? 0 : running.failures + 1;
  }
}
