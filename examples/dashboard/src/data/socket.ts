import { backOffMs } from "./back-off.ts";

export interface SocketListener {
  opened?(): void;
  closed?(): void;
  message(data: string): void;
  /** The phase is another one now. */
  changed(): void;
}

/** Silence for longer than this is a dead connection that nobody closed. */
const mostSilenceMs = 45_000;
const lookEveryMs = 5_000;
const mostConnectMs = 10_000;

/** A socket that comes back by itself. */
export class LastingSocket {
  readonly url: string;
  phase: "connecting" | "open" | "resting" = "connecting";
  /** Attempts since it was open last. */
  failures = 0;
  wasOpen = false;
  /** Wall-clock time of the next attempt, while it rests. */
  retryAtMs = 0;
  readonly #listener: SocketListener;
  readonly #look: ReturnType<typeof setInterval>;
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heardMs = 0;

  constructor(url: string, listener: SocketListener) {
    this.url = url;
    this.#listener = listener;
    this.#look = setInterval(() => this.#lookForSilence(), lookEveryMs);
    this.#connect();
  }

  /** Does not wait any longer. */
  retryNow(): void {
    if (this.phase === "resting") this.#connect();
  }

  close(): void {
    clearInterval(this.#look);
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.phase = "connecting";
    this.#timer = setTimeout(() => this.#lost(socket), mostConnectMs);
    socket.onopen = () => this.#opened(socket);
    socket.onclose = () => this.#lost(socket);
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#heardMs = Date.now();
      this.#listener.message(data as string);
    };
    this.#listener.changed();
  }

  #opened(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    clearTimeout(this.#timer);
    this.phase = "open";
    this.failures = 0;
    this.wasOpen = true;
    this.#heardMs = Date.now();
    this.#listener.opened?.();
    this.#listener.changed();
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    clearTimeout(this.#timer);
    this.#socket = null;
    socket.close();
    if (this.phase === "open") this.#listener.closed?.();
    const restMs = backOffMs(this.failures++);
    this.phase = "resting";
    this.retryAtMs = Date.now() + restMs;
    this.#timer = setTimeout(() => this.#connect(), restMs);
    this.#listener.changed();
  }

  #lookForSilence(): void {
    const silent = Date.now() - this.#heardMs > mostSilenceMs;
    if (this.phase === "open" && silent && this.#socket !== null) this.#lost(this.#socket);
  }
}
