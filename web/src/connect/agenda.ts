import { attempt } from "../listeners.ts";

/** Timers of a browser hold no longer waits than this, ms. */
const longestWaitMs = 60_000;

interface Entry {
  dueMs: number;
  readonly act: () => void;
}

/** Takes something off the agenda; calling it twice does no harm. */
export type Cancel = () => void;

/**
 * What a connection has to do and when, on a single timer.
 *
 * Timers of a hidden tab come once a minute, and none comes while a machine sleeps. So
 * whoever hears something calls `look` too: what is late is done then, in its order.
 */
export class Agenda {
  readonly #now: () => number;
  readonly #entries = new Set<Entry>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #nextMs = Infinity;
  #closed = false;

  /** @param now  local time in ms that only goes forward */
  constructor(now: () => number) {
    this.#now = now;
  }

  now(): number {
    return this.#now();
  }

  /** Does something once, `afterMs` from now. */
  after(afterMs: number, act: () => void): Cancel {
    if (this.#closed) return () => {};
    const entry = { dueMs: this.#now() + afterMs, act };
    this.#entries.add(entry);
    if (entry.dueMs < this.#nextMs) this.#wait();
    return () => void this.#entries.delete(entry);
  }

  /** Does something again and again; a time that was missed is not made up for. */
  every(periodMs: number, act: () => void): Cancel {
    let cancel: Cancel;
    const again = () => {
      cancel = this.after(periodMs, again);
      act();
    };
    cancel = this.after(periodMs, again);
    return () => cancel();
  }

  /** Does what is due. Cheap where nothing is. */
  look(): void {
    if (this.#now() < this.#nextMs) return;
    const due = [...this.#entries].filter(({ dueMs }) => dueMs <= this.#now());
    for (const entry of due.sort((a, b) => a.dueMs - b.dueMs)) {
      // One of them may have cancelled another.
      if (this.#entries.delete(entry)) attempt(entry.act);
    }
    this.#wait();
  }

  close(): void {
    this.#closed = true;
    this.#entries.clear();
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#nextMs = Math.min(Infinity, ...[...this.#entries].map(({ dueMs }) => dueMs));
    if (this.#entries.size === 0) return;
    const waitMs = Math.min(longestWaitMs, Math.max(0, this.#nextMs - this.#now()));
    this.#timer = setTimeout(() => {
      this.look();
      this.#wait();
    }, waitMs);
  }
}
