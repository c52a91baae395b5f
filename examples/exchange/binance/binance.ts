import type { ViewLevel } from "../book-view.ts";
import type { Floor } from "../floor.ts";
import { priceText, quantityText, type Instrument } from "../instrument.ts";
import type { Market } from "../market.ts";
import type { Answer, Request, Session, Wire } from "../protocol.ts";
import type { LevelText, SimulatedVenue } from "../venue.ts";
import { updateIds } from "./ids.ts";
import { restAnswer } from "./rest.ts";
import { openSession } from "./session.ts";
import { BinanceStreams } from "./streams.ts";

/** Binance USDⓈ-M, as its sockets are split since April 2026, over a simulated market. */
export class Binance implements SimulatedVenue {
  readonly venue = "binance-usdm";
  readonly pings = { everyMs: 180_000, pongWithinMs: 600_000 };
  readonly streams: BinanceStreams;
  readonly #floor: Floor;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.streams = new BinanceStreams(floor.simulation);
  }

  open(url: URL, wire: Wire): Session | null {
    return openSession(url, this.streams, wire);
  }

  answer({ method, url }: Request): Answer | null {
    return method === "GET" ? restAnswer(url, this.#floor) : null;
  }

  bookDepth(channel: string): number | null {
    const levels = /^depth(5|10|20)?(?:@\d+ms)?$/.exec(channel);
    return levels === null ? null : Number(levels[1] ?? Infinity);
  }

  levelText(instrument: Instrument, { priceTicks, lots }: ViewLevel): LevelText {
    return [priceText(instrument, priceTicks), quantityText(instrument, lots)];
  }

  restartSequence(market: Market): void {
    updateIds.restart(market);
  }
}
