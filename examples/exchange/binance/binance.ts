import { restAnswer } from "./rest.ts";
import { openSession } from "./session.ts";
import { BinanceStreams } from "./streams.ts";
import type { Answer, Protocol, Session } from "../protocol.ts";
import type { MarketSimulation } from "../simulation.ts";

/** Binance USDⓈ-M, as its sockets are split since April 2026, over a simulated market. */
export class Binance implements Protocol {
  readonly pingEveryMs = 180_000;
  readonly pongWithinMs = 600_000;
  readonly streams: BinanceStreams;
  readonly #simulation: MarketSimulation;

  constructor(simulation: MarketSimulation) {
    this.#simulation = simulation;
    this.streams = new BinanceStreams(simulation);
  }

  open(url: URL, send: (text: string) => void): Session | null {
    return openSession(url, this.streams, send);
  }

  get(url: URL): Answer | null {
    return restAnswer(url, this.#simulation);
  }
}
