import type { MessageData } from "../transport.ts";
import type { Agenda, Cancel } from "./agenda.ts";
import { backOffMs } from "./back-off.ts";

/** As much of a WebSocket as is used: the browser's, that of `ws`, or Node's own. */
export interface SocketLike {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

export type SocketClass = new (url: string) => SocketLike;

/** `resting` until the next attempt. */
export type SocketPhase = "connecting" | "open" | "resting";

export interface SocketListener {
  opened(): void;
  /** It was open, and is no longer. */
  closed(): void;
  received(data: MessageData): void;
  /** Its phase is another one now. */
  changed(): void;
  failed(error: Error): void;
}

export interface Heartbeat {
  readonly everyMs: number;
  text(): string;
}

const rest = { firstMs: 1_000, mostMs: 30_000 };
const mostConnectMs = 10_000;
/** Open for this long, and the next failure is the first one again. */
const steadyMs = 10_000;
/** A venue that was asked for a sign of life has this long. */
const answerWithinMs = 10_000;
/** Where nothing can be asked, silence for this long is a dead connection. */
const mostSilenceMs = 60_000;
/** Somebody came back to the page, or the machine woke: no long wait then. */
const probeWithinMs = 5_000;

/** A socket that comes back by itself, and notices when the other end is gone without a word. */
export class LastingSocket {
  readonly name: string;
  readonly url: string;
  phase: SocketPhase = "resting";
  /** Attempts in a row that led to nothing. */
  failures = 0;
  /** Local time of the next attempt, while it rests. */
  retryAtMs: number | null = null;
  readonly #class: SocketClass;
  readonly #agenda: Agenda;
  readonly #heartbeat: Heartbeat | null;
  readonly #listener: SocketListener;
  readonly #pending = new Set<Cancel>();
  #socket: SocketLike | null = null;
  #heardMs = 0;
  #heardCount = 0;
  #isOver = false;

  constructor(
    of: { name: string; url: string; socketClass: SocketClass; heartbeat: Heartbeat | null },
    agenda: Agenda,
    listener: SocketListener,
  ) {
    this.name = of.name;
    this.url = of.url;
    this.#class = of.socketClass;
    this.#heartbeat = of.heartbeat;
    this.#agenda = agenda;
    this.#listener = listener;
  }

  /** Opens it now; a rest that is going on ends. */
  connect(): void {
    if (this.#isOver || this.phase !== "resting") return;
    this.#forget();
    let socket: SocketLike;
    try {
      socket = new this.#class(this.url);
    } catch (error) {
      this.#rest("cannot be opened", error);
      return;
    }
    this.#socket = socket;
    this.#later(mostConnectMs, () => this.#lost(socket, "does not answer"));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#opened(socket);
    socket.onclose = () => this.#lost(socket, "was closed");
    // What went wrong is not told to a page; the close that follows counts.
    socket.onerror = () => {};
    socket.onmessage = ({ data }: { data: MessageData }) => {
      if (socket !== this.#socket) return;
      this.#heardMs = this.#agenda.now();
      ++this.#heardCount;
      this.#listener.received(data);
    };
    this.#become("connecting");
  }

  send(text: string): void {
    if (this.phase === "open") this.#socket?.send(text);
  }

  /** Asks for a sign of life: with none the connection is dead, whatever the socket says. */
  probe(): void {
    if (this.phase === "open") this.#ask(probeWithinMs);
  }

  /** Ends it: it does not come back. */
  close(): void {
    this.#isOver = true;
    this.#forget();
    this.#drop();
    this.phase = "resting";
    this.retryAtMs = null;
  }

  #opened(socket: SocketLike): void {
    if (socket !== this.#socket) return;
    this.#forget();
    this.#heardMs = this.#agenda.now();
    this.#beat();
    this.#later(steadyMs, () => {
      if (this.failures === 0) return;
      this.failures = 0;
      this.#listener.changed();
    });
    this.phase = "open";
    // Whoever is told of a phase finds all else as it is then.
    this.#listener.opened();
    if (socket === this.#socket) this.#become("open");
  }

  #beat(): void {
    const everyMs = this.#heartbeat?.everyMs ?? mostSilenceMs / 4;
    this.#later(everyMs, () => {
      this.#beat();
      this.#ask(answerWithinMs);
    });
  }

  #ask(withinMs: number): void {
    const socket = this.#socket;
    const heardCount = this.#heardCount;
    if (this.#heartbeat !== null) this.send(this.#heartbeat.text());
    else if (this.#agenda.now() - this.#heardMs < mostSilenceMs) return;
    const judge = () => {
      if (socket !== null && this.#heardCount === heardCount) this.#lost(socket, "has gone silent");
    };
    // Where a page was blocked, what it was sent may wait behind this.
    this.#later(withinMs, () => this.#later(0, judge));
  }

  #lost(socket: SocketLike, why: string): void {
    if (socket !== this.#socket) return;
    const wasOpen = this.phase === "open";
    this.#forget();
    this.#drop();
    this.phase = "resting";
    if (wasOpen) this.#listener.closed();
    if (!this.#isOver && this.#socket === null) this.#rest(why);
  }

  #rest(why: string, cause?: unknown): void {
    const restMs = backOffMs(this.failures++, rest);
    this.retryAtMs = this.#agenda.now() + restMs;
    this.#later(restMs, () => this.connect());
    this.#become("resting");
    if (!this.#isOver) this.#listener.failed(new Error(`${this.url} ${why}`, { cause }));
  }

  #become(phase: SocketPhase): void {
    this.phase = phase;
    if (phase !== "resting") this.retryAtMs = null;
    this.#listener.changed();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    // Its onerror stays: in Node one that is closed while it connects fails aloud.
    if (socket === null) return;
    socket.onopen = socket.onclose = socket.onmessage = null;
    socket.close();
  }

  #later(afterMs: number, act: () => void): void {
    const cancel = this.#agenda.after(afterMs, () => {
      this.#pending.delete(cancel);
      act();
    });
    this.#pending.add(cancel);
  }

  #forget(): void {
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
  }
}
