import type { Question } from "./venue.ts";

const mostWaitMs = 15_000;
/** A venue that counts requests is not asked for more than so many things at once. */
const mostAtOnce = 4;
/** One that says there were too many is left alone for as long as it says, or for this long. */
const usualRestMs = 10_000;
const tooMany: readonly number[] = [418, 429, 503];

/** Asks a venue's REST. What goes wrong, and an answer that is none, is an `Error`. */
export class Answers {
  readonly #rest: string;
  readonly #fetch: typeof fetch;
  readonly #now: () => number;
  readonly #pending = new Set<AbortController>();
  readonly #asked = new Map<string, Promise<string>>();
  readonly #queue: (() => void)[] = [];
  #underWay = 0;
  #restUntilMs = 0;
  #isOver = false;

  constructor(rest: string, fetched: typeof fetch, now: () => number) {
    this.#rest = rest;
    this.#fetch = fetched;
    this.#now = now;
  }

  /** Where a path is asked for. */
  address(path: string): string {
    return this.#rest + path;
  }

  /** Who asks the same while it is under way hears the same. */
  to(question: Question): Promise<string> {
    const key = JSON.stringify(question);
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const answer = this.fresh(question);
    this.#asked.set(key, answer);
    const forget = () => this.#asked.delete(key);
    answer.then(forget, forget);
    return answer;
  }

  /** Waits for none of them any longer. */
  close(): void {
    this.#isOver = true;
    for (const patience of this.#pending) patience.abort();
  }

  /** Asked from now on, whatever is under way. */
  async fresh(question: Question): Promise<string> {
    if (this.#underWay < mostAtOnce) ++this.#underWay;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      return await this.#patiently(question);
    } finally {
      // Whose turn it is takes this place, whatever came of it.
      const next = this.#queue.shift();
      if (next === undefined) --this.#underWay;
      else next();
    }
  }

  async #patiently(question: Question): Promise<string> {
    const restMs = this.#restUntilMs - this.#now();
    if (this.#isOver) throw new Error("the connection was closed");
    if (restMs > 0) throw new Error(`the venue wants no questions for ${Math.ceil(restMs / 1_000)} s`);
    const patience = new AbortController();
    this.#pending.add(patience);
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      // A fetch that minds no signal is not waited for either.
      return await new Promise<string>((resolve, reject) => {
        patience.signal.addEventListener("abort", () => reject(patience.signal.reason as Error));
        timer = setTimeout(() => patience.abort(new Error("no answer came in time")), mostWaitMs);
        this.#fetched(question, patience.signal).then(resolve, reject);
      });
    } finally {
      clearTimeout(timer);
      this.#pending.delete(patience);
    }
  }

  async #fetched({ path, body }: Question, signal: AbortSignal): Promise<string> {
    const response = await this.#fetch.call(undefined, this.address(path), {
      signal,
      ...(body === undefined
        ? {}
        : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (tooMany.includes(response.status)) this.#rested(response);
    const text = await response.text();
    if (!response.ok) throw new Error(`the venue answered ${response.status}: ${text.slice(0, 200)}`);
    return text;
  }

  #rested({ headers }: Response): void {
    const seconds = Number(headers.get("retry-after"));
    this.#restUntilMs = this.#now() + (seconds > 0 ? 1_000 * seconds : usualRestMs);
  }
}
