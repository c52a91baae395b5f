// A socket whose other end is the test, on a clock that the test moves.

import { vi } from "vitest";

export class ScriptedSocket {
  static readonly all: ScriptedSocket[] = [];

  static get last(): ScriptedSocket {
    return ScriptedSocket.all.at(-1)!;
  }

  /** Those that nobody has closed. */
  static get open(): ScriptedSocket[] {
    return ScriptedSocket.all.filter(({ isClosed }) => !isClosed);
  }

  readonly url: string;
  readonly sent: string[] = [];
  binaryType = "blob";
  isClosed = false;
  onopen: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;

  constructor(url: string) {
    this.url = url;
    ScriptedSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.isClosed = true;
  }

  /** What was sent since somebody asked last. */
  takeSent(): string[] {
    return this.sent.splice(0);
  }

  opens(): this {
    this.onopen?.({} as never);
    return this;
  }

  says(message: object | string): void {
    const data = typeof message === "string" ? message : JSON.stringify(message);
    this.onmessage?.({ data } as never);
  }

  breaks(): void {
    this.isClosed = true;
    this.onclose?.({} as never);
  }
}

/** Begins a test: no sockets yet, and time stands still until `vi.advanceTimersByTime`. */
export function stopTime(): void {
  ScriptedSocket.all.length = 0;
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
}
