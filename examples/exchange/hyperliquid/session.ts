import type { Floor } from "../floor.ts";
import { Idle } from "../idle.ts";
import { parsedObject, type Session, type Topic, type Wire } from "../protocol.ts";
import { Subscriptions, type Feed } from "../subscriptions.ts";

/** What a client asks for. */
export interface Subscription {
  readonly type?: string;
  readonly coin?: string;
  readonly fast?: boolean;
}

/** The venue closes a socket to which it has not said anything for as long as this. */
const silentMs = 60_000;

export class HyperliquidSession implements Session {
  readonly #wire: Wire;
  readonly #feed: (subscription: Subscription) => Feed | null;
  readonly #subscriptions: Subscriptions;
  readonly #idle: Idle;

  constructor(floor: Floor, wire: Wire, feed: (subscription: Subscription) => Feed | null) {
    this.#wire = wire;
    this.#feed = feed;
    this.#idle = new Idle(floor, silentMs, () => wire.close(1000, "Inactive"));
    this.#subscriptions = new Subscriptions((text, topic) => this.#send(text, topic));
  }

  receive(text: string): void {
    const { method, subscription } = parsedObject(text) ?? {};
    if (method === "ping") return this.#send('{"channel":"pong"}');
    const isAsked = typeof subscription === "object" && subscription !== null;
    if ((method !== "subscribe" && method !== "unsubscribe") || !isAsked) {
      return this.#refuse(`Error parsing JSON into valid websocket request: ${text.slice(0, 200)}`);
    }
    this.#ask(method, subscription as Subscription);
  }

  closed(): void {
    this.#idle.stop();
    this.#subscriptions.clear();
  }

  #ask(method: "subscribe" | "unsubscribe", subscription: Subscription): void {
    const { type, coin, fast } = subscription;
    const name = `${type} ${coin}`;
    const said = JSON.stringify(subscription);
    const feed = this.#feed(subscription);
    if (feed === null) return this.#refuse(`Invalid subscription ${said}`);
    const isSubscription = method === "subscribe";
    if (this.#subscriptions.has(name) === isSubscription) {
      return this.#refuse(`Already ${isSubscription ? "subscribed" : "unsubscribed"}: ${said}`);
    }
    const isBook = type === "l2Book";
    const whole = isBook ? { type, coin, nSigFigs: null, mantissa: null, ...(fast === true ? { fast } : {}) } : { type, coin };
    this.#send(JSON.stringify({ channel: "subscriptionResponse", data: { method, subscription: whole } }));
    if (isSubscription) this.#subscriptions.add(name, feed);
    else this.#subscriptions.remove(name);
  }

  #refuse(data: string): void {
    this.#send(JSON.stringify({ channel: "error", data }));
  }

  #send(text: string, topic?: Topic): void {
    this.#idle.heard();
    this.#wire.send(text, topic);
  }
}
