import { streamClass } from "./streams.ts";
import { parsedObject, type Session, type Topic, type Wire } from "../protocol.ts";
import type { StreamMessage, StreamSource } from "../stream.ts";

const mostStreams = 200;
const methods = ["SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY"] as const;

/**
 * Opens a socket as the venue routes it: `/public/...` and `/market/...`, each
 * as `stream?streams=a/b` (wrapped events) or `ws/name` (bare ones); the old paths
 * without a class carry what is public.
 *
 * A stream of the other class can be subscribed to and stays silent, as do names
 * that mean nothing.
 *
 * @return null when the path is none of these
 */
export function openSession(url: URL, source: StreamSource, wire: Wire): Session | null {
  const path = /^(?:\/(public|market))?\/(stream|ws)(?:\/(.*))?$/.exec(url.pathname);
  if (path === null) return null;
  const [, kind = "public", form, rest] = path;
  const session = new BinanceSession(source, kind, form === "stream", wire);
  const names = form === "stream" ? url.searchParams.get("streams") : rest;
  session.subscribe((names ?? "").split("/").map(decoded).filter((name) => name !== ""));
  return session;
}

class BinanceSession implements Session {
  readonly #source: StreamSource;
  readonly #kind: string;
  readonly #wire: Wire;
  readonly #subscriptions = new Map<string, (() => void) | null>();
  #combined: boolean;

  constructor(source: StreamSource, kind: string, combined: boolean, wire: Wire) {
    this.#source = source;
    this.#kind = kind;
    this.#combined = combined;
    this.#wire = wire;
  }

  subscribe(streams: readonly string[]): void {
    for (const stream of streams) {
      if (this.#subscriptions.has(stream) || this.#subscriptions.size >= mostStreams) continue;
      const deliver = (message: StreamMessage) =>
        this.#wire.send(this.#combined ? message.combined : message.data, topicOf(message.stream));
      const heard = streamClass(stream) === this.#kind ? this.#source.subscribe(stream, deliver) : null;
      this.#subscriptions.set(stream, heard);
    }
  }

  receive(text: string): void {
    this.#wire.send(JSON.stringify(this.#answer(text)));
  }

  closed(): void {
    this.#unsubscribe([...this.#subscriptions.keys()]);
  }

  #unsubscribe(streams: readonly string[]): void {
    for (const stream of streams) {
      this.#subscriptions.get(stream)?.();
      this.#subscriptions.delete(stream);
    }
  }

  #answer(text: string): object {
    const request = parsedObject(text);
    if (request === null) return refusal("Invalid JSON: expected value at line 1 column 1", 3);
    const { method, params = [], id } = request;
    if (typeof id !== "number" && typeof id !== "string" && id !== null) {
      return refusal("Invalid request: request ID must be an unsigned integer", 2);
    }
    if (!Array.isArray(params)) return { ...refusal("Invalid request: params must be an array", 2), id };
    const names = params.filter((name) => typeof name === "string");
    switch (method) {
      case "SUBSCRIBE":
      case "UNSUBSCRIBE":
        if (names.length !== params.length) return { ...refusal("Invalid request: stream must be a string", 2), id };
        if (method === "SUBSCRIBE") this.subscribe(names);
        else this.#unsubscribe(names);
        return { result: null, id };
      case "LIST_SUBSCRIPTIONS":
        return { result: [...this.#subscriptions.keys()], id };
      case "SET_PROPERTY":
        if (params[0] !== "combined") return { ...refusal("Unknown property", 0), id };
        if (typeof params[1] !== "boolean") return { ...refusal("Invalid value type: expected Boolean", 1), id };
        this.#combined = params[1];
        return { result: null, id };
      case "GET_PROPERTY":
        if (params[0] !== "combined") return { ...refusal("Unknown property", 0), id };
        return { result: this.#combined, id };
      default:
        return { ...refusal(`Invalid request: unknown variant ${String(method)}, expected one of ${methods.join(", ")}`, 2), id };
    }
  }
}

/** What a stream is about, by its name. */
function topicOf(stream: string): Topic {
  const [name = "", word = ""] = stream.split("@");
  const symbol = name.startsWith("!") ? null : name.toUpperCase();
  if (word.startsWith("depth")) return { kind: "book", symbol };
  if (word.startsWith("bookTicker")) return { kind: "quote", symbol };
  if (word.startsWith("markPrice")) return { kind: "mark", symbol };
  if (stream.includes("forceOrder")) return { kind: "liquidations", symbol };
  return { kind: "trades", symbol };
}

function refusal(msg: string, code: number): { error: { code: number; msg: string } } {
  return { error: { code, msg } };
}

/** A path may hold its names percent-encoded; what is no such thing stays as it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
