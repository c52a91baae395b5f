import { setImmediate as turn } from "node:timers/promises";
import type { Line } from "./line.ts";
import { found, type Protocol, type Session } from "./protocol.ts";
import type { SimulatedExchange } from "./simulated-exchange.ts";

export interface InProcessOptions {
  /** market time that a message is under way, each way; 0 when it is left out */
  readonly latencyMs?: number;
}

/** What a client takes in place of the globals of these names. */
export interface InProcess {
  readonly WebSocket: {
    new (url: string | URL, protocols?: string | string[]): InProcessSocket;
    readonly CONNECTING: 0;
    readonly OPEN: 1;
    readonly CLOSING: 2;
    readonly CLOSED: 3;
  };
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * Lets market time pass in steps, with room in between for what the client awaits.
   *
   * @param stepMs   10 when it is left out
   * @param stepped  called behind each step, as for a clock of the client's that is to go along
   */
  run(durationMs: number, stepMs?: number, stepped?: (ms: number) => void): Promise<void>;
  /** The sockets that are open or opening, for who wants to drop one. */
  readonly sockets: ReadonlySet<InProcessSocket>;
}

interface SocketEvent {
  readonly type: "open" | "message" | "error" | "close";
  readonly target: InProcessSocket;
  /** of a message */
  readonly data?: string;
  /** of a close */
  readonly code?: number;
  readonly reason?: string;
  readonly wasClean?: boolean;
}

type Listener = ((event: never) => void) | { handleEvent(event: never): void };

/** Opening, and an answer to `fetch`, take a moment of market time at least. */
const leastMs = 1;
const nowhere = 1006;

/**
 * Sockets and requests to an exchange within this process, in market time: what is
 * sent arrives while the exchange advances, and nothing does while time stands still.
 * Any host will do; the path says which venue is meant.
 *
 *     const exchange = new SimulatedExchange({ seed: 7, activity: 0.2 });
 *     const { WebSocket, fetch, run } = inProcess(exchange);
 *     const socket = new WebSocket("wss://stream.bybit.com/v5/public/linear");
 *     socket.onopen = () => socket.send('{"op":"subscribe","args":["orderbook.50.BTCUSDT"]}');
 *     await run(1_000);
 */
export function inProcess(exchange: SimulatedExchange, { latencyMs = 0 }: InProcessOptions = {}): InProcess {
  const sockets = new Set<InProcessSocket>();
  const afterLatency = (act: () => void) => exchange.simulation.at(exchange.simulation.timeMs + Math.max(leastMs, latencyMs), act);
  class WebSocket extends InProcessSocket {
    constructor(url: string | URL) {
      super(exchange, String(url), latencyMs, sockets);
    }
  }
  return {
    WebSocket,
    sockets,
    fetch: (input, init = {}) => new Promise((resolve, reject) => {
      const url = new URL(input instanceof Request ? input.url : String(input));
      const method = init.method ?? (input instanceof Request ? input.method : "GET");
      const body = typeof init.body === "string" ? init.body : "";
      const abort = () => reject(init.signal!.reason as Error);
      if (init.signal?.aborted) return abort();
      init.signal?.addEventListener("abort", abort, { once: true });
      afterLatency(() => {
        answerTo(exchange, { method, url, body }).then(({ status, body: text }) => {
          resolve(new Response(text, { status, headers: { "content-type": "application/json" } }));
        }, reject);
      });
    }),
    run: async (durationMs, stepMs = 10, stepped = () => {}) => {
      await turn();
      for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
        const ms = Math.min(stepMs, durationMs - passedMs);
        exchange.advance(ms);
        stepped(ms);
        await turn();
      }
    },
  };
}

async function answerTo(exchange: SimulatedExchange, request: { method: string; url: URL; body: string }) {
  const { method, url } = request;
  for (const protocol of exchange.protocols) {
    const answer = await protocol.answer(request);
    if (answer !== null) return answer;
  }
  const symbol = url.searchParams.get("symbol") ?? "";
  if (method === "GET" && url.pathname === "/truth" && exchange.simulation.find(symbol) !== undefined) return found(exchange.truth(symbol));
  return { status: 404, body: '{"code":-1000,"msg":"There is no such path."}' };
}

/** A socket with the surface of the standard's, and text messages only. */
export class InProcessSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;

  readonly url: string;
  readonly protocol = "";
  readonly extensions = "";
  readonly bufferedAmount = 0;
  binaryType: "blob" | "arraybuffer" = "blob";
  readyState: 0 | 1 | 2 | 3 = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;

  readonly #exchange: SimulatedExchange;
  readonly #latencyMs: number;
  readonly #sockets: Set<InProcessSocket>;
  readonly #listeners = new Map<string, Map<Listener, { readonly once: boolean }>>();
  #line: Line | null = null;
  #session: Session | null = null;

  constructor(exchange: SimulatedExchange, url: string, latencyMs: number, sockets: Set<InProcessSocket>) {
    this.url = new URL(url).href;
    this.#exchange = exchange;
    this.#latencyMs = latencyMs;
    this.#sockets = sockets;
    sockets.add(this);
    this.#later(leastMs, () => this.#open());
  }

  addEventListener(type: string, listener: Listener, options?: boolean | { once?: boolean }): void {
    const ofType = this.#listeners.get(type) ?? new Map<Listener, { once: boolean }>();
    this.#listeners.set(type, ofType);
    ofType.set(listener, { once: typeof options === "object" && options.once === true });
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  /** @throws {Error} named InvalidStateError, before it is open */
  send(text: string): void {
    if (this.readyState === 0) throw new DOMException("The socket is still connecting", "InvalidStateError");
    if (this.readyState !== 1) return;
    if (this.#latencyMs === 0) this.#session?.receive(text);
    else this.#later(0, () => this.#session?.receive(text));
  }

  close(code = 1005, reason = ""): void {
    if (this.readyState >= 2) return;
    const wasOpen = this.readyState === 1;
    this.readyState = 2;
    this.#leave();
    this.#later(leastMs, () => this.#end(wasOpen ? code : nowhere, reason));
  }

  /** Cuts it off without a word, as a cable that is pulled. */
  drop(): void {
    if (this.readyState < 3) this.#end(nowhere, "");
  }

  #open(): void {
    if (this.readyState !== 0) return;
    const url = new URL(this.url);
    for (const protocol of this.#exchange.protocols) if (this.#opens(protocol, url)) return;
    this.#tell({ type: "error", target: this });
    this.#end(nowhere, "");
  }

  #opens(protocol: Protocol, url: URL): boolean {
    const line = this.#exchange.line(protocol, {
      send: (data) => {
        if (this.readyState === 1) this.#tell({ type: "message", target: this, data });
      },
      close: (code, reason) => {
        if (this.readyState < 3) this.#end(code, reason);
      },
      drop: () => this.drop(),
    }, this.#latencyMs);
    // A path may name streams, and those say something at once: what they say follows the opening.
    const early: Parameters<Line["send"]>[] = [];
    let isOpen = false;
    const session = protocol.open(url, {
      send: (...message) => {
        if (isOpen) line.send(...message);
        else early.push(message);
      },
      close: (code, reason) => line.close(code, reason),
    });
    if (session === null) return false;
    this.#line = line;
    this.#session = session;
    this.readyState = 1;
    this.#tell({ type: "open", target: this });
    isOpen = true;
    for (const message of early) line.send(...message);
    return true;
  }

  #leave(): void {
    this.#sockets.delete(this);
    this.#line?.cut();
    const session = this.#session;
    this.#session = null;
    session?.closed();
  }

  #end(code: number, reason: string): void {
    this.readyState = 3;
    this.#leave();
    this.#tell({ type: "close", target: this, code, reason, wasClean: code !== nowhere });
  }

  #later(leastWaitMs: number, act: () => void): void {
    const { simulation } = this.#exchange;
    simulation.at(simulation.timeMs + Math.max(leastWaitMs, this.#latencyMs), act);
  }

  #tell(event: SocketEvent): void {
    const told = event as never;
    this[`on${event.type}`]?.(told);
    const listeners = this.#listeners.get(event.type);
    if (listeners === undefined) return;
    for (const [listener, { once }] of [...listeners]) {
      if (once) listeners.delete(listener);
      if (typeof listener === "function") listener(told);
      else listener.handleEvent(told);
    }
  }
}
