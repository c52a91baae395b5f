import type { Floor } from "../floor.ts";
import { parsedObject, type Session, type Wire } from "../protocol.ts";
import { Subscriptions, type Feed } from "../subscriptions.ts";

type Feeds = (channel: string, payload: readonly string[]) => ReadonlyMap<string, Feed> | null;

/** One socket. The venue closes none for silence: its own ping frames are enough. */
export class GateSession implements Session {
  readonly #floor: Floor;
  readonly #wire: Wire;
  readonly #feeds: Feeds;
  readonly #subscriptions: Subscriptions;

  constructor(floor: Floor, wire: Wire, feeds: Feeds) {
    this.#floor = floor;
    this.#wire = wire;
    this.#feeds = feeds;
    this.#subscriptions = new Subscriptions((text, topic) => wire.send(text, topic));
  }

  receive(text: string): void {
    const request = parsedObject(text) ?? {};
    const { id, channel, event, payload = [] } = request;
    const answer = (fields: object) => {
      const { timeMs } = this.#floor.simulation;
      const sent = { time: Math.floor(timeMs / 1_000), time_ms: timeMs, ...(id === undefined ? {} : { id }) };
      this.#wire.send(JSON.stringify({ ...sent, ...fields }));
    };
    if (channel === "futures.ping") return answer({ channel: "futures.pong", event: "", result: null });
    const refuse = (code: number, message: string) =>
      answer({ channel, event, payload, error: { code, message }, result: { status: "fail" } });
    if (typeof channel !== "string") return refuse(1, "invalid request body format");
    if (event !== "subscribe" && event !== "unsubscribe") return refuse(1, "invalid event");
    if (!Array.isArray(payload) || !payload.every((name) => typeof name === "string")) return refuse(2, "invalid argument");
    const feeds = this.#feeds(channel, payload);
    if (feeds === null) return refuse(2, `unknown contract or channel ${channel} ${payload.join()}`);
    const known = [...feeds].map(([name, feed]) => ({ name: `${channel} ${name}`, feed }));
    const [twice] = known.filter(({ name }) => this.#subscriptions.has(name));
    if (event === "subscribe" && channel === "futures.obu" && twice !== undefined) return refuse(2, `already subscribed ${payload.join()}`);
    answer({ channel, event, payload, result: { status: "success" } });
    for (const { name, feed } of known) {
      if (event === "subscribe") this.#subscriptions.add(name, feed);
      else this.#subscriptions.remove(name);
    }
  }

  closed(): void {
    this.#subscriptions.clear();
  }
}
