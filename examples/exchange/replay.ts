import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { exchangeInfo, forSymbols, invalidSymbol, leverageBracket, refused, withDepthLimit } from "./binance/rest.ts";
import { openSession } from "./binance/session.ts";
import { instruments } from "./instrument.ts";
import { found, parsedObject, type Answer, type Protocol, type Request, type Session, type Wire } from "./protocol.ts";
import { recordedLines, recordedMessage } from "./recorded-message.ts";
import { ReplayBook, type DepthSnapshot, type DepthUpdate } from "./replay-book.ts";
import { ExchangeServer } from "./server.ts";
import type { StreamListener, StreamMessage, StreamSource } from "./stream.ts";

export interface ReplayOptions {
  /** `recv_ns message` lines, packed when the name ends in `.gz` */
  readonly path: string;
  readonly port?: number;
  /** how many times faster than it was recorded */
  readonly speed?: number;
  /** begins again when it ends, rather than closing the sockets */
  readonly loop?: boolean;
}

export interface ReplayExchange {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

const snapshotPatienceMs = 10_000;
const congestedBytes = 1_000_000;

/**
 * Serves a recording of Binance's messages on the paths that they came from. It
 * begins when the first client has subscribed; when it ends the sockets are
 * closed, and the next client hears it from the start.
 *
 * @throws the system's error when the file cannot be read or the port is taken
 */
export async function startReplay(options: ReplayOptions): Promise<ReplayExchange> {
  const { path, port = 0, speed = 1, loop = false } = options;
  for await (const _first of recordedLines(path)) break;
  const replay = new Replay(path, speed, loop);
  const server = await ExchangeServer.listen([replay], () => null, { port });
  void replay.run(server);
  return {
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    close: async () => {
      replay.stop();
      await server.close();
    },
  };
}

class Replay implements Protocol, StreamSource {
  readonly venue = "binance-usdm";
  readonly pings = { everyMs: 180_000, pongWithinMs: 600_000 };
  readonly #path: string;
  readonly #speed: number;
  readonly #loop: boolean;
  readonly #listeners = new Map<string, Set<StreamListener>>();
  readonly #books = new Map<string, ReplayBook>();
  readonly #openInterests = new Map<string, string>();
  #stopped = false;

  constructor(path: string, speed: number, loop: boolean) {
    this.#path = path;
    this.#speed = speed;
    this.#loop = loop;
  }

  open(url: URL, wire: Wire): Session | null {
    return openSession(url, this, wire);
  }

  subscribe(stream: string, listener: StreamListener): () => void {
    const key = streamKey(stream);
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  answer({ method, url }: Request): Answer | Promise<Answer> | null {
    if (method !== "GET") return null;
    const symbol = url.searchParams.get("symbol") ?? "";
    switch (url.pathname) {
      case "/fapi/v1/depth": return this.#depth(url, symbol);
      case "/fapi/v1/openInterest": {
        const body = this.#openInterests.get(symbol);
        return body === undefined ? refused(-1000, "The recording holds no open interest.") : found(body);
      }
      case "/fapi/v1/exchangeInfo": return found(exchangeInfo(instruments, Date.now()));
      case "/fapi/v1/leverageBracket": return forSymbols(url, instruments, leverageBracket);
      default: return null;
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(server: ExchangeServer): Promise<void> {
    while (!this.#stopped) {
      if (this.#listeners.size === 0) {
        await wait(5);
        continue;
      }
      await this.#play(server);
      if (!this.#loop && !this.#stopped) {
        server.closeSockets("the recording has ended");
        this.#listeners.clear();
      }
    }
  }

  async #play(server: ExchangeServer): Promise<void> {
    this.#books.clear();
    const startMs = performance.now();
    let sent = 0;
    for await (const { offsetMs, raw } of recordedLines(this.#path)) {
      const earlyMs = startMs + offsetMs / this.#speed - performance.now();
      if (earlyMs > 1) await wait(earlyMs);
      else if (++sent % 64 === 0) await uncongested(server);
      if (this.#stopped) return;
      this.#deliver(raw);
    }
  }

  #deliver(raw: string): void {
    const message = recordedMessage(raw);
    if (message === null) {
      this.#keep(raw);
      return;
    }
    if (message.data.startsWith('{"e":"depthUpdate"')) this.#update(message);
    for (const listener of this.#listeners.get(streamKey(message.stream)) ?? []) listener(message);
  }

  #update({ stream, data }: StreamMessage): void {
    const event = parsedObject(data);
    // A partial book has no place in the chain of updates.
    if (event === null || /@depth\d/.test(stream)) return;
    this.#book(String(event["s"])).update(event as unknown as DepthUpdate);
  }

  /** REST answers: a snapshot belongs to the instrument whose ids are nearest to it. */
  #keep(raw: string): void {
    const answer = parsedObject(raw);
    if (typeof answer?.["openInterest"] === "string") this.#openInterests.set(String(answer["symbol"]), raw);
    if (typeof answer?.["lastUpdateId"] !== "number") return;
    const snapshot = answer as unknown as DepthSnapshot;
    const [nearest] = [...this.#books.values()].sort((a, b) => a.distance(snapshot) - b.distance(snapshot));
    nearest?.load(snapshot);
  }

  #book(symbol: string): ReplayBook {
    const book = this.#books.get(symbol) ?? new ReplayBook();
    this.#books.set(symbol, book);
    return book;
  }

  /** Before the recorded snapshot was taken the answer waits for it. */
  async #depth(url: URL, symbol: string): Promise<Answer> {
    const patientUntilMs = performance.now() + snapshotPatienceMs;
    while (!this.#stopped && performance.now() < patientUntilMs) {
      const book = this.#books.get(symbol);
      if (book?.ready) return withDepthLimit(url, (limit) => book.snapshot(limit, Date.now()));
      if (this.#books.size > 0 && book === undefined && performance.now() > patientUntilMs - 8_000) return invalidSymbol;
      await wait(5);
    }
    return refused(-1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown.");
  }
}

/** Lets sockets catch up, so that a fast replay loses nothing; but not for ever. */
async function uncongested(server: ExchangeServer): Promise<void> {
  await turn();
  for (let n = 0; n < 1_000 && server.mostWaitingBytes > congestedBytes; ++n) await wait(5);
}

/** Who asks for a book or mark at another pace than it was recorded hears the recorded one. */
function streamKey(stream: string): string {
  return stream.replace(/@depth@\d+ms$/, "@depth").replace(/@markPrice@1s$/, "@markPrice");
}
