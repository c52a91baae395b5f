import type { Agenda, Cancel } from "./agenda.ts";
import type { Poll, Question } from "./venue.ts";

export interface PollListener {
  ask(question: Question): Promise<string>;
  /** @return false where the answer could not be used */
  answered(symbol: string, data: string): boolean;
  failed(symbol: string, cause: unknown): void;
}

/** After a failure a question waits for longer, and at most for so many of its periods. */
const mostPeriods = 16;
/** Not all of them at once. */
const firstWithinMs = 2_000;

/** One question, and whom its answer is about. */
interface Running {
  readonly poll: Poll;
  readonly symbols: Set<string>;
  periods: number;
  cancel: Cancel;
}

/** Asks a venue again and again what it streams to nobody. */
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
      const known = this.#running.get(poll.path);
      if (known !== undefined) known.symbols.add(symbol);
      else this.#start(symbol, poll);
    }
  }

  remove(symbol: string): void {
    for (const [path, { symbols, cancel }] of this.#running) {
      if (!symbols.delete(symbol) || symbols.size > 0) continue;
      cancel();
      this.#running.delete(path);
    }
  }

  #start(symbol: string, poll: Poll): void {
    const running: Running = { poll, symbols: new Set([symbol]), periods: 1, cancel: () => {} };
    running.cancel = this.#agenda.after(firstWithinMs * Math.random(), () => void this.#ask(running));
    this.#running.set(poll.path, running);
  }

  async #ask(running: Running): Promise<void> {
    const { poll, symbols } = running;
    let isUsed = false;
    try {
      const answer = await this.#listener.ask(poll);
      const data = poll.stream === undefined ? answer : `{"stream":"${poll.stream}","data":${answer}}`;
      isUsed = [...symbols].map((symbol) => this.#listener.answered(symbol, data)).every(Boolean);
    } catch (error) {
      for (const symbol of symbols) this.#listener.failed(symbol, error);
    }
    if (this.#running.get(poll.path) !== running) return;
    running.periods = isUsed ? 1 : Math.min(mostPeriods, running.periods * 2);
    running.cancel = this.#agenda.after(poll.everyMs * running.periods, () => void this.#ask(running));
  }
}
