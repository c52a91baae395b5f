import type { Floor } from "../floor.ts";
import { Idle } from "../idle.ts";
import { parsedObject, type Session, type Topic, type Wire } from "../protocol.ts";
import { Subscriptions, type Feed } from "../subscriptions.ts";

/** What a client asks for. */
export interface Arg {
  readonly channel?: string;
  readonly instId?: string;
  readonly instType?: string;
  readonly instFamily?: string;
}

/** Without a word in either direction for as long as this the venue closes the socket. */
const silentMs = 30_000;

export class OkxSession implements Session {
  readonly #wire: Wire;
  readonly #feed: (arg: Arg) => Feed | null;
  readonly #subscriptions: Subscriptions;
  readonly #idle: Idle;
  readonly #connection: string;

  constructor(floor: Floor, wire: Wire, number: number, feed: (arg: Arg) => Feed | null) {
    this.#wire = wire;
    this.#feed = feed;
    this.#idle = new Idle(floor, silentMs, () => wire.close(4004, "No data received in 30s"));
    this.#subscriptions = new Subscriptions((text, topic) => this.#push(text, topic));
    this.#connection = number.toString(16).padStart(8, "a");
  }

  receive(text: string): void {
    this.#idle.heard();
    if (text === "ping") return this.#wire.send("pong");
    const request = parsedObject(text);
    const { op, args, id } = request ?? {};
    if ((op !== "subscribe" && op !== "unsubscribe") || !Array.isArray(args)) {
      return this.#wire.send(JSON.stringify({ event: "error", code: "60012", msg: `Invalid request: ${text.slice(0, 200)}`, connId: this.#connection }));
    }
    for (const arg of args as Arg[]) this.#ask(op, arg ?? {}, typeof id === "string" ? { id } : {});
  }

  closed(): void {
    this.#idle.stop();
    this.#subscriptions.clear();
  }

  #ask(op: "subscribe" | "unsubscribe", arg: Arg, id: object): void {
    const name = `${arg.channel} ${arg.instId ?? arg.instFamily ?? arg.instType}`;
    const feed = this.#feed(arg);
    if (feed === null) {
      const msg = `Wrong URL or channel:${arg.channel},instId:${arg.instId} doesn't exist. Please use the correct URL, channel and parameters referring to API document.`;
      return this.#wire.send(JSON.stringify({ ...id, event: "error", code: "60018", msg, connId: this.#connection }));
    }
    this.#wire.send(JSON.stringify({ ...id, event: op, arg, connId: this.#connection }));
    if (op === "unsubscribe") this.#subscriptions.remove(name);
    else if (!this.#subscriptions.has(name)) this.#subscriptions.add(name, feed);
  }

  #push(text: string, topic?: Topic): void {
    this.#idle.heard();
    this.#wire.send(text, topic);
  }
}
