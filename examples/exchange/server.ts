import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Socket } from "./line.ts";
import type { Answer, Protocol, Request, Venue, Wire } from "./protocol.ts";

/** Answers what no protocol does; null when it has nothing to say either. */
export type Control = (request: Request) => Answer | Promise<Answer> | null;

export interface ServerOptions {
  /** 0 lets the system choose */
  readonly port: number;
  /** bytes that may wait for a client that does not read before it is dropped */
  readonly mostBufferedBytes?: number;
  /** What lies between a session and its socket; nothing when it is left out. */
  readonly wire?: (protocol: Protocol, socket: Socket) => Wire;
}

const mostBodyBytes = 16_384;
const mostMessageBytes = 65_536;

/** Answers HTTP and websockets on the loopback address, for protocols that it knows nothing of. */
export class ExchangeServer {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes, perMessageDeflate: false });
  readonly #protocols: readonly Protocol[];
  readonly #control: Control;
  #port = 0;
  readonly #mostBufferedBytes: number;
  readonly #sent = new Map<Venue, number>();
  readonly #wire: (protocol: Protocol, socket: Socket) => Wire;

  private constructor(protocols: readonly Protocol[], control: Control, options: ServerOptions) {
    this.#protocols = protocols;
    this.#control = control;
    this.#mostBufferedBytes = options.mostBufferedBytes ?? 8_000_000;
    this.#wire = options.wire ?? ((_protocol, socket) => socket);
    this.#http = createServer((request, response) => void this.#answer(request, response));
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    this.#http.on("clientError", (_error, socket) => {
      if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
    });
  }

  /** @throws the system's error when the port is taken */
  static async listen(protocols: readonly Protocol[], control: Control, options: ServerOptions): Promise<ExchangeServer> {
    const server = new ExchangeServer(protocols, control, options);
    await new Promise<void>((resolve, reject) => {
      server.#http.once("error", reject);
      server.#http.listen(options.port, "127.0.0.1", resolve);
    });
    server.#port = (server.#http.address() as AddressInfo).port;
    return server;
  }

  /** Stays when it is closed. */
  get port(): number {
    return this.#port;
  }

  get clientCount(): number {
    return this.#sockets.clients.size;
  }

  /** Messages that went out to the clients of a venue. */
  sentCount(venue: Venue): number {
    return this.#sent.get(venue) ?? 0;
  }

  /** Bytes that wait for the slowest client. */
  get mostWaitingBytes(): number {
    return Math.max(0, ...[...this.#sockets.clients].map(({ bufferedAmount }) => bufferedAmount));
  }

  /** Says goodbye to every socket and keeps listening. */
  closeSockets(reason: string): void {
    for (const socket of this.#sockets.clients) socket.close(1001, reason);
  }

  async close(): Promise<void> {
    this.closeSockets("the exchange closes");
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    const patience = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
    }, 500);
    this.#http.closeAllConnections();
    await closed;
    clearTimeout(patience);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#answerTo(request);
    } catch {
      answer = { status: 400, body: '{"code":-1000,"msg":"The request could not be understood."}' };
    }
    response.writeHead(answer.status, {
      "content-type": "application/json;charset=UTF-8",
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST, OPTIONS",
      "access-control-allow-headers": "*",
      "cache-control": "no-store",
      ...(request.complete ? {} : { connection: "close" }),
    });
    response.end(answer.body);
  }

  async #answerTo(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const method = request.method ?? "GET";
    if (method === "OPTIONS") return { status: 204, body: "" };
    const body = await bodyOf(request);
    if (body === null) return { status: 413, body: '{"code":-1000,"msg":"The request is too large."}' };
    const asked = { method, url, body };
    for (const protocol of this.#protocols) {
      const answer = await protocol.answer(asked);
      if (answer !== null) return answer;
    }
    return (await this.#control(asked)) ?? { status: 404, body: '{"code":-1000,"msg":"There is no such path."}' };
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const url = parsedUrl(request.url);
    if (url === null) {
      socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => this.#open(client, url));
  }

  #open(client: WebSocket, url: URL): void {
    const send = (text: string, venue: Venue) => {
      if (client.readyState !== client.OPEN) return;
      // Who does not read is dropped rather than waited for.
      if (client.bufferedAmount > this.#mostBufferedBytes) return client.terminate();
      client.send(text);
      this.#sent.set(venue, this.sentCount(venue) + 1);
    };
    client.on("error", () => client.terminate());
    const socketOf = ({ venue }: Protocol): Socket => ({
      send: (text) => send(text, venue),
      // 1006 is what who is cut off sees, and cannot be said.
      close: (code, reason) => (code === 1006 ? client.terminate() : client.close(code, reason)),
      drop: () => client.terminate(),
    });
    for (const protocol of this.#protocols) {
      const session = protocol.open(url, this.#wire(protocol, socketOf(protocol)));
      if (session === null) continue;
      client.on("message", (message, isBinary) => {
        if (!isBinary) session.receive(message.toString());
      });
      client.on("close", () => session.closed());
      if (protocol.pings !== undefined) keepAlive(client, protocol.pings);
      return;
    }
    client.close(1008, "there is no such path");
  }
}

/** Pings as the venue does and drops a client that has not answered for too long. */
function keepAlive(client: WebSocket, { everyMs, pongWithinMs }: NonNullable<Protocol["pings"]>): void {
  let heardMs = performance.now();
  client.on("pong", () => {
    heardMs = performance.now();
  });
  const timer = setInterval(() => {
    if (performance.now() - heardMs > pongWithinMs) client.terminate();
    else client.ping();
  }, everyMs);
  client.on("close", () => clearInterval(timer));
}

function parsedUrl(path: string | undefined): URL | null {
  try {
    return new URL(path ?? "/", "http://127.0.0.1");
  } catch {
    return null;
  }
}

/** @return null when it is too large */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBodyBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
