import { Clock } from "./clock.ts";
import { simulationControl } from "./control.ts";
import type { Venue } from "./protocol.ts";
import { ExchangeServer } from "./server.ts";
import { SimulatedExchange, type SimulatedExchangeOptions } from "./simulated-exchange.ts";

export interface ExchangeOptions extends SimulatedExchangeOptions {
  /** 0, which is the default, lets the system choose */
  readonly port?: number;
  /** market seconds that pass in a second; 0 stands still until `advance` or `resume` */
  readonly speed?: number;
  /** bytes that may wait for a client that does not read before it is dropped */
  readonly mostBufferedBytes?: number;
}

/**
 * A simulated exchange that listens on the loopback address.
 *
 *     const exchange = await startExchange({ seed: 7, speed: 0 });
 *     const socket = new WebSocket(`ws://127.0.0.1:${exchange.port}/public/ws/btcusdt@bookTicker`);
 *     exchange.advance(1_000);
 *     await exchange.close();
 */
export class Exchange extends SimulatedExchange {
  #server!: ExchangeServer;
  readonly #clock: Clock;

  private constructor(options: ExchangeOptions, speed: number) {
    super({ startTimeMs: Date.now(), patience: Math.max(1, speed), ...options });
    this.#clock = new Clock(speed === 0 ? 1 : speed, (durationMs) => this.advance(durationMs));
  }

  /** @throws the system's error when the port is taken */
  static async start(options: ExchangeOptions): Promise<Exchange> {
    const { port = 0, speed = 1, mostBufferedBytes } = options;
    const exchange = new Exchange(options, speed);
    exchange.#server = await ExchangeServer.listen(exchange.protocols, simulationControl(exchange, exchange.#clock), {
      port,
      ...(mostBufferedBytes === undefined ? {} : { mostBufferedBytes }),
      wire: (protocol, socket) => exchange.line(protocol, socket),
    });
    if (speed > 0) exchange.resume();
    return exchange;
  }

  get port(): number {
    return this.#server.port;
  }

  /** `http://127.0.0.1:PORT`; the sockets are at the same port */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Messages that went out to the clients of a venue. */
  sentCount(venue: Venue): number {
    return this.#server.sentCount(venue);
  }

  get clientCount(): number {
    return this.#server.clientCount;
  }

  /** Market time stands still, and so do the messages. */
  pause(): void {
    this.#clock.stop();
  }

  resume(): void {
    this.#clock.start();
  }

  async close(): Promise<void> {
    this.#clock.stop();
    await this.#server.close();
  }
}

/** @throws the system's error when the port is taken */
export function startExchange(options: ExchangeOptions = {}): Promise<Exchange> {
  return Exchange.start(options);
}
