import type { LastingSocket } from "./lasting-socket.ts";
import type { Topic, VenueProtocol } from "./venue.ts";

/** What one socket is subscribed to, kept so over every reconnection. */
export class Subscriptions {
  readonly #socket: LastingSocket;
  readonly #protocol: VenueProtocol;
  readonly #nextId: () => number;
  readonly #topics = new Map<string, Topic["name"]>();

  constructor(socket: LastingSocket, protocol: VenueProtocol, nextId: () => number) {
    this.#socket = socket;
    this.#protocol = protocol;
    this.#nextId = nextId;
  }

  /** Makes these the topics: begins what is new and ends what is left out. */
  replace(topics: readonly Topic[]): void {
    const wanted = new Map(topics.map(({ name }) => [JSON.stringify(name), name]));
    const ended = [...this.#topics].filter(([key]) => !wanted.has(key));
    const begun = [...wanted].filter(([key]) => !this.#topics.has(key));
    for (const [key] of ended) this.#topics.delete(key);
    for (const [key, name] of begun) this.#topics.set(key, name);
    this.#request(false, ended.map(([, name]) => name));
    this.#request(true, begun.map(([, name]) => name));
  }

  /** The socket is open: it knows of nothing yet. */
  begin(): void {
    this.#request(true, [...this.#topics.values()]);
  }

  /** Ends topics and begins them anew, for the snapshot that comes first. */
  renew(names: readonly Topic["name"][]): void {
    this.#request(false, names);
    this.#request(true, names);
  }

  #request(subscribes: boolean, names: readonly Topic["name"][]): void {
    if (this.#socket.phase !== "open") return;
    const most = this.#protocol.mostInRequest ?? Infinity;
    for (let i = 0; i < names.length; i += most) {
      for (const text of this.#protocol.request(subscribes, names.slice(i, i + most), this.#nextId())) {
        this.#socket.send(text);
      }
    }
  }
}
