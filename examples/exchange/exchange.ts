import { Binance } from "./binance/binance.ts";
import type { BinanceStreams } from "./binance/streams.ts";
import { Clock } from "./clock.ts";
import { simulationControl } from "./control.ts";
import type { Market } from "./market.ts";
import { ExchangeServer } from "./server.ts";
import { MarketSimulation, type SimulationOptions } from "./simulation.ts";
import { truth, type Truth } from "./truth.ts";

export interface ExchangeOptions extends SimulationOptions {
  /** 0, which is the default, lets the system choose */
  readonly port?: number;
  /** market seconds that pass in a second; 0 stands still until `advance` or `resume` */
  readonly speed?: number;
  /** bytes that may wait for a client that does not read before it is dropped */
  readonly mostBufferedBytes?: number;
}

/** A simulated exchange that listens on the loopback address. */
export interface Exchange {
  readonly port: number;
  /** `http://127.0.0.1:PORT`; the sockets are at the same port */
  readonly url: string;
  readonly simulation: MarketSimulation;
  /** the messages it sends, without a socket */
  readonly streams: BinanceStreams;
  readonly clientCount: number;
  market(symbol: string): Market;
  truth(symbol: string): Truth;
  /** Lets market time pass at once, whatever the speed. */
  advance(durationMs: number): void;
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/**
 * Starts a simulated exchange.
 *
 *     const exchange = await startExchange({ seed: 7, speed: 0 });
 *     const socket = new WebSocket(`ws://127.0.0.1:${exchange.port}/public/ws/btcusdt@bookTicker`);
 *     exchange.advance(1_000);
 *     await exchange.close();
 *
 * @throws the system's error when the port is taken
 */
export async function startExchange(options: ExchangeOptions = {}): Promise<Exchange> {
  const { port = 0, speed = 1, mostBufferedBytes } = options;
  const simulation = new MarketSimulation({ startTimeMs: Date.now(), ...options });
  const binance = new Binance(simulation);
  const clock = new Clock(speed === 0 ? 1 : speed, (durationMs) => simulation.advance(durationMs));
  const server = await ExchangeServer.listen([binance], simulationControl(simulation, clock), {
    port, ...(mostBufferedBytes === undefined ? {} : { mostBufferedBytes }),
  });
  if (speed > 0) clock.start();
  return {
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    simulation,
    streams: binance.streams,
    get clientCount() { return server.clientCount; },
    market: (symbol) => simulation.market(symbol),
    truth: (symbol) => truth(simulation.market(symbol)),
    advance: (durationMs) => simulation.advance(durationMs),
    pause: () => clock.stop(),
    resume: () => clock.start(),
    close: async () => {
      clock.stop();
      await server.close();
    },
  };
}
