import type { Agenda, Cancel } from "./agenda.ts";
import type { Poll, Question } from "./venue.ts";

export interface PollListener {
  ask(question: Question): Promise<string>;
  answered(symbol: string, data: string | object): void;
  failed(symbol: string, cause: unknown): void;
}

/** After a failure a question waits for longer, and at most for so many of its periods. */
const mostPeriods = 16;

/** Asks a venue again and again what it streams to nobody. */
export class Polls {
  readonly #agenda: Agenda;
  readonly #listener: PollListener;
  readonly #running = new Map<string, Cancel[]>();

  constructor(agenda: Agenda, listener: PollListener) {
    this.#agenda = agenda;
    this.#listener = listener;
  }

  add(symbol: string, polls: readonly Poll[]): void {
    this.#running.set(symbol, polls.map((poll) => this.#start(symbol, poll)));
  }

  remove(symbol: string): void {
    for (const cancel of this.#running.get(symbol) ?? []) cancel();
    this.#running.delete(symbol);
  }

  #start(symbol: string, poll: Poll): Cancel {
    let isOver = false;
    let cancel: Cancel = () => {};
    let periods = 1;
    const ask = async () => {
      try {
        const answer = await this.#listener.ask(poll);
        if (isOver) return;
        const { stream } = poll;
        this.#listener.answered(symbol, stream === undefined ? answer : `{"stream":"${stream}","data":${answer}}`);
        periods = 1;
      } catch (error) {
        if (isOver) return;
        this.#listener.failed(symbol, error);
        periods = Math.min(mostPeriods, periods * 2);
      }
      cancel = this.#agenda.after(poll.everyMs * periods, () => void ask());
    };
    cancel = this.#agenda.after(0, () => void ask());
    return () => {
      isOver = true;
      cancel();
    };
  }
}
