import type { Floor } from "../floor.ts";
import { Idle } from "../idle.ts";
import { parsedObject, type Session, type Wire } from "../protocol.ts";
import { Subscriptions, type Feed } from "../subscriptions.ts";

/** The venue asks for a ping each 20 s; three may be missed. */
const silentMs = 60_000;
const mostLetters = 21_000;

export class BybitSession implements Session {
  readonly #wire: Wire;
  readonly #feed: (topic: string) => Feed | null;
  readonly #subscriptions: Subscriptions;
  readonly #idle: Idle;
  readonly #connection: string;

  constructor(floor: Floor, wire: Wire, number: number, feed: (topic: string) => Feed | null) {
    this.#wire = wire;
    this.#feed = feed;
    this.#subscriptions = new Subscriptions((text, topic) => wire.send(text, topic));
    this.#connection = `c0f1e2d3-${String(number).padStart(12, "0")}`;
    this.#idle = new Idle(floor, silentMs, () => wire.close(1006, ""));
  }

  receive(text: string): void {
    this.#idle.heard();
    const request = parsedObject(text) ?? {};
    const { op, args, req_id } = request;
    const answer = (success: boolean, ret_msg: string) => this.#wire.send(JSON.stringify({
      success, ret_msg, conn_id: this.#connection, req_id: typeof req_id === "string" ? req_id : "", op: op ?? "",
    }));
    if (op === "ping") return answer(true, "pong");
    if (op !== "subscribe" && op !== "unsubscribe") return answer(false, "error:op not found");
    if (!Array.isArray(args) || !args.every((topic) => typeof topic === "string")) {
      return answer(false, "error:args should be an array of strings");
    }
    if (op === "subscribe") this.#subscribe(args, answer);
    else {
      for (const topic of args) this.#subscriptions.remove(topic);
      answer(true, "");
    }
  }

  closed(): void {
    this.#idle.stop();
    this.#subscriptions.clear();
  }

  /** One topic that is refused refuses them all. */
  #subscribe(topics: readonly string[], answer: (success: boolean, message: string) => void): void {
    if (topics.join().length > mostLetters) return answer(false, "error:args length exceeds the limit");
    const feeds = topics.map((topic) => [topic, this.#feed(topic)] as const);
    for (const [topic, feed] of feeds) {
      if (feed === null) return answer(false, `error:handler not found,topic:${topic}`);
      if (this.#subscriptions.has(topic)) return answer(false, `error:already subscribed,topic:${topic}`);
    }
    answer(true, "");
    for (const [topic, feed] of feeds) this.#subscriptions.add(topic, feed!);
  }
}
