/** Stops what it was returned for; calling it twice does no harm. */
export type Unsubscribe = () => void;

/** Says to the page that a listener threw, without disturbing anybody else. */
function report(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  else console.error(error);
}

/** Does something that may throw, without disturbing anybody else. */
export function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    report(error);
  }
}

/** Those who want to be told of one kind of thing. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  get size(): number {
    return this.#listeners.size;
  }

  add(listener: (value: T) => void): Unsubscribe {
    const own = (value: T) => listener(value); // the same function added twice is two listeners
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  tell(value: T): void {
    for (const listener of [...this.#listeners]) attempt(() => listener(value));
  }
}
