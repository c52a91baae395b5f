import type { Agenda, Cancel } from "./agenda.ts";
import { backOffMs } from "./back-off.ts";
import type { Question } from "./venue.ts";

export interface InstrumentsListener {
  ask(question: Question): Promise<string>;
  /** @throws where the answer cannot be used */
  answered(data: string): void;
  failed(symbol: string, cause: unknown): void;
}

const again = { firstMs: 10_000, mostMs: 600_000 };

/** Learns what a venue lists of the symbols that are listened to: each answer once. */
export class Instruments {
  readonly #agenda: Agenda;
  readonly #listener: InstrumentsListener;
  readonly #known = new Set<string>();
  readonly #waiting = new Map<string, Cancel>();

  constructor(agenda: Agenda, listener: InstrumentsListener) {
    this.#agenda = agenda;
    this.#listener = listener;
  }

  add(symbol: string, question: Question): void {
    this.#plan(symbol, question, 0, 0);
  }

  remove(symbol: string): void {
    this.#waiting.get(symbol)?.();
    this.#waiting.delete(symbol);
  }

  #plan(symbol: string, question: Question, failures: number, afterMs: number): void {
    this.#waiting.set(symbol, this.#agenda.after(afterMs, () => void this.#ask(symbol, question, failures)));
  }

  async #ask(symbol: string, question: Question, failures: number): Promise<void> {
    const key = JSON.stringify(question);
    if (this.#known.has(key)) return;
    try {
      const data = await this.#listener.ask(question);
      // Two symbols may have asked the same and heard the same answer.
      if (this.#known.has(key) || !this.#waiting.has(symbol)) return;
      this.#listener.answered(data);
      this.#known.add(key);
    } catch (error) {
      if (!this.#waiting.has(symbol)) return;
      this.#listener.failed(symbol, error);
      this.#plan(symbol, question, failures + 1, backOffMs(failures, again));
    }
  }
}
