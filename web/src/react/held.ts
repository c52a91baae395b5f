import { Listeners, type Unsubscribe } from "../listeners.ts";
import { same } from "./same.ts";

/** What a market and a watch have in common. */
export interface Store<Snapshot> {
  getSnapshot(): Snapshot;
  subscribe(listener: () => void): Unsubscribe;
}

/**
 * One snapshot of a store for all components that look at it. A market's own is as new as its
 * last message, while it tells once a frame: components that render in between would show
 * another moment than those beside them.
 *
 * A store that was disposed of throws. Here it has nothing to say: effects of a component
 * run after those of its children, so that one may end what the other still looks at.
 */
export class Held<Snapshot, Part> {
  readonly #store: Store<Snapshot>;
  readonly #partOf: (snapshot: Snapshot) => Part;
  readonly #listeners = new Listeners<void>();
  #stop: Unsubscribe | null = null;
  #part: Part | null = null;

  constructor(store: Store<Snapshot>, partOf: (snapshot: Snapshot) => Part) {
    this.#store = store;
    this.#partOf = partOf;
  }

  readonly subscribe = (listener: () => void): Unsubscribe => {
    if (this.#stop === null) this.#listen();
    const remove = this.#listeners.add(listener);
    return () => {
      remove();
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = null;
    };
  };

  readonly getSnapshot = (): Part | null => {
    if (this.#stop === null) this.#read();
    return this.#part;
  };

  #listen(): void {
    try {
      this.#stop = this.#store.subscribe(() => {
        this.#read();
        this.#listeners.tell();
      });
    } catch {
      this.#stop = null;
    }
    this.#read();
  }

  /** The same object as before where it says the same. */
  #read(): void {
    let part: Part | null = null;
    try {
      part = this.#partOf(this.#store.getSnapshot());
    } catch {}
    if (!same(part, this.#part)) this.#part = part;
  }
}

/** The one holder of each store, for as long as the store is there. */
export function holders<Snapshot, Part>(
  partOf: (snapshot: Snapshot) => Part,
): (store: Store<Snapshot>) => Held<Snapshot, Part> {
  const known = new WeakMap<Store<Snapshot>, Held<Snapshot, Part>>();
  return (store) => {
    const held = known.get(store) ?? new Held(store, partOf);
    known.set(store, held);
    return held;
  };
}
