import type { Floor } from "../floor.ts";
import { parsedObject, type Session, type Wire } from "../protocol.ts";
import { Subscriptions, type Feed } from "../subscriptions.ts";
import { invalidParams, type Asked, type RpcError } from "./methods.ts";

type Params = Readonly<Record<string, unknown>>;

const leastHeartbeatSeconds = 10;
const mostChannels = 500;

/**
 * One socket. A client that has asked for heartbeats must answer each test request
 * with `public/test` before the next is due; one that has not is never closed.
 */
export class DeribitSession implements Session {
  readonly #floor: Floor;
  readonly #wire: Wire;
  readonly #feed: (channel: string) => Feed | null;
  readonly #ask: (method: string, params: Params) => Asked;
  readonly #subscriptions: Subscriptions;
  #stopHeartbeat: () => void = () => {};
  #isTested = false;

  constructor(
    floor: Floor, wire: Wire, feed: (channel: string) => Feed | null, ask: (method: string, params: Params) => Asked,
  ) {
    this.#floor = floor;
    this.#wire = wire;
    this.#feed = feed;
    this.#ask = ask;
    this.#subscriptions = new Subscriptions((text, topic) => wire.send(text, topic));
  }

  receive(text: string): void {
    const request = parsedObject(text);
    if (request === null) return this.#refuse(null, { code: -32_700, message: "Parse error" });
    const { id = null, method, params } = request;
    if (typeof method !== "string") return this.#refuse(id, { code: -32_600, message: "Invalid Request" });
    const given = typeof params === "object" && params !== null ? (params as Params) : {};
    switch (method) {
      case "public/subscribe": return this.#subscribe(id, given);
      case "public/unsubscribe": return this.#onChannels(id, given, (channels) => {
        this.#reply(id, JSON.stringify(channels.filter((channel) => this.#subscriptions.remove(channel))));
      });
      case "public/unsubscribe_all":
        this.#subscriptions.clear();
        return this.#reply(id, '"ok"');
      case "public/set_heartbeat": return this.#setHeartbeat(id, Number(given["interval"]));
      case "public/disable_heartbeat":
        this.#stopHeartbeat();
        return this.#reply(id, '"ok"');
    }
    if (method === "public/test") this.#isTested = false;
    const { result, error } = this.#ask(method, given);
    if (error === undefined) this.#reply(id, result);
    else this.#refuse(id, error);
  }

  closed(): void {
    this.#stopHeartbeat();
    this.#subscriptions.clear();
  }

  /** Channels that mean nothing are missing from the answer, and nothing more is said of them. */
  #subscribe(id: unknown, params: Params): void {
    this.#onChannels(id, params, (channels) => {
      if (channels.some((channel) => channel.endsWith(".raw"))) {
        return this.#refuse(id, { code: 13_778, message: "raw_subscriptions_not_available_for_unauthorized" });
      }
      const known = channels.flatMap((channel) => {
        const feed = this.#feed(channel);
        return feed === null ? [] : [{ channel, feed }];
      });
      this.#reply(id, JSON.stringify(known.map(({ channel }) => channel)));
      for (const { channel, feed } of known) {
        if (!this.#subscriptions.has(channel)) this.#subscriptions.add(channel, feed);
      }
    });
  }

  #onChannels(id: unknown, { channels }: Params, act: (channels: readonly string[]) => void): void {
    const areChannels = Array.isArray(channels) && channels.length <= mostChannels &&
      channels.every((channel) => typeof channel === "string");
    if (areChannels) act(channels);
    else this.#refuse(id, invalidParams("channels", "must be an array of channels"));
  }

  #setHeartbeat(id: unknown, seconds: number): void {
    if (!(seconds >= leastHeartbeatSeconds)) {
      return this.#refuse(id, invalidParams("interval", `value must be greater than or equal to ${leastHeartbeatSeconds}`));
    }
    this.#stopHeartbeat();
    this.#isTested = false;
    this.#reply(id, '"ok"');
    this.#beat(1_000 * seconds * this.#floor.patience);
  }

  #beat(periodMs: number): void {
    const { simulation } = this.#floor;
    this.#stopHeartbeat = simulation.at(simulation.timeMs + periodMs, () => {
      if (this.#isTested) return this.#wire.close(1006, "");
      this.#isTested = true;
      for (const type of ["heartbeat", "test_request"]) {
        this.#wire.send(`{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"${type}"}}`);
      }
      this.#beat(periodMs);
    });
  }

  #reply(id: unknown, result: string): void {
    const us = `${this.#floor.simulation.timeMs}`;
    this.#wire.send(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result},"usIn":${us}111,"usOut":${us}325,"usDiff":214,"testnet":false}`);
  }

  #refuse(id: unknown, error: RpcError): void {
    this.#wire.send(JSON.stringify({ jsonrpc: "2.0", ...(id === null ? {} : { id }), error, testnet: false }));
  }
}
