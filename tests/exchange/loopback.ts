import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";

/** A socket that keeps what it hears. */
export class Listener {
  readonly socket: WebSocket;
  readonly texts: string[] = [];
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (message) => this.texts.push(String(message)));
    this.closed = new Promise((resolve) => socket.once("close", resolve));
  }

  static async open(port: number, path: string): Promise<Listener> {
    const listener = new Listener(new WebSocket(`ws://127.0.0.1:${port}${path}`));
    await once(listener.socket, "open");
    return listener;
  }

  /** Sends a request and waits for the answer with its id. */
  async ask(request: { id: number; [field: string]: unknown }): Promise<Record<string, unknown>> {
    this.socket.send(JSON.stringify(request));
    return JSON.parse(await this.hears((text) => text.includes(`"id":${request.id}}`))) as Record<string, unknown>;
  }

  async hears(wanted: (text: string) => boolean): Promise<string> {
    for (let n = 0; n < 1_000; ++n) {
      const found = this.texts.find(wanted);
      if (found !== undefined) return found;
      await wait(5);
    }
    throw new Error("not heard within five seconds");
  }

  close(): void {
    this.socket.close();
  }
}
