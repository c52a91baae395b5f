import type { Topic, Wire } from "./protocol.ts";

/** A source of messages that costs nothing until it is attached to. */
export interface Feed {
  readonly topic: Topic;
  /** Calls `send` with each message; returns a function that stops it. */
  attach(send: (text: string) => void): () => void;
}

/** What one socket has asked for, by the venue's own names. */
export class Subscriptions {
  readonly #send: Wire["send"];
  readonly #stops = new Map<string, () => void>();

  constructor(send: Wire["send"]) {
    this.#send = send;
  }

  get names(): string[] {
    return [...this.#stops.keys()];
  }

  has(name: string): boolean {
    return this.#stops.has(name);
  }

  add(name: string, { topic, attach }: Feed): void {
    this.remove(name);
    this.#stops.set(name, attach((text) => this.#send(text, topic)));
  }

  /** @return whether there was one of that name */
  remove(name: string): boolean {
    this.#stops.get(name)?.();
    return this.#stops.delete(name);
  }

  clear(): void {
    for (const name of this.names) this.remove(name);
  }
}
