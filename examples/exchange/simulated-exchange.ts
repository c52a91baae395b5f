import { Binance } from "./binance/binance.ts";
import type { BinanceStreams } from "./binance/streams.ts";
import { bookView } from "./book-view.ts";
import { Bybit } from "./bybit/bybit.ts";
import { Deribit } from "./deribit/deribit.ts";
import { type Fault } from "./faults.ts";
import { Floor, type FloorOptions } from "./floor.ts";
import { Gate } from "./gate/gate.ts";
import { Hyperliquid } from "./hyperliquid/hyperliquid.ts";
import { Line, type Socket } from "./line.ts";
import type { Market } from "./market.ts";
import { Okx } from "./okx/okx.ts";
import type { Protocol, Venue } from "./protocol.ts";
import { MarketSimulation, type SimulationOptions } from "./simulation.ts";
import { truth, type Truth } from "./truth.ts";
import type { LevelText, SimulatedVenue } from "./venue.ts";

export interface SimulatedExchangeOptions extends SimulationOptions, FloorOptions {}

/** A book as a channel of a venue shows it, best first, in the venue's own texts. */
export interface ExpectedBook {
  readonly bids: readonly LevelText[];
  readonly asks: readonly LevelText[];
}

/**
 * One market of each instrument, and all venues over it, without any network.
 * Market time stands still until `advance`.
 */
export class SimulatedExchange {
  readonly simulation: MarketSimulation;
  readonly protocols: readonly SimulatedVenue[];
  /** Binance's messages, without a socket */
  readonly streams: BinanceStreams;
  readonly #floor: Floor;
  #lines = 0;

  constructor(options: SimulatedExchangeOptions = {}) {
    this.simulation = new MarketSimulation(options);
    const floor = new Floor(this.simulation, options);
    const binance = new Binance(floor);
    this.#floor = floor;
    this.streams = binance.streams;
    // Binance takes every path under /ws, and so it is asked last.
    this.protocols = [new Bybit(floor), new Okx(floor), new Deribit(floor), new Hyperliquid(floor), new Gate(floor), binance];
  }

  /** How often each fault has happened. */
  get faultCounts() {
    return this.#floor.faults.counts;
  }

  /** @throws {RangeError} when there is none of that symbol */
  market(symbol: string): Market {
    return this.simulation.market(symbol);
  }

  truth(symbol: string): Truth {
    return truth(this.market(symbol));
  }

  /** Lets market time pass at once. */
  advance(durationMs: number): void {
    this.simulation.advance(durationMs);
  }

  /**
   * Lets something go wrong: `restartSequence` at once, the others with the next
   * message that they are aimed at.
   *
   *     exchange.misbehave({ fault: "drop", venue: "okx", symbol: "BTCUSDT", kind: "book" });
   */
  misbehave(fault: Fault): void {
    if (fault.fault === "restartSequence") this.#restartSequence(fault.venue, fault.symbol);
    else this.#floor.faults.arm(fault);
  }

  /**
   * The book as a channel shows it. It is that of this moment, and so what was told
   * is the same whenever market time is a multiple of the channel's period.
   *
   *     exchange.expectedBook("bybit-linear", "BTCUSDT", "orderbook.50").bids[0]   // ["60011.00", "5.676"]
   *
   * @param symbol   the simulation's
   * @param channel  the venue's name without its symbol: `depth@100ms`, `orderbook.50`, `books`,
   *                 `book.100ms`, `book.none.10.100ms`, `l2Book`, `l2Book.fast`, `ob.400`, `order_book_update.100`
   * @throws {RangeError} when there is no such symbol, or the channel is none of a book
   */
  expectedBook(venue: Venue, symbol: string, channel: string): ExpectedBook {
    const protocol = this.#protocol(venue);
    const depth = protocol.bookDepth(channel);
    if (depth === null) throw new RangeError(`${venue} has no book channel ${channel}`);
    const market = this.market(symbol);
    const { bid, ask } = bookView(market, depth);
    const [bids, asks] = [bid, ask].map((side) => side.map((level) => protocol.levelText(market.instrument, level)));
    return { bids: bids!, asks: asks! };
  }

  /** A line on which faults happen, between a session of a protocol and a socket. */
  line(protocol: Protocol, socket: Socket, latencyMs = 0): Line {
    return new Line(socket, {
      floor: this.#floor, venue: protocol.venue, number: ++this.#lines, latencyMs,
      restartSequence: (symbol) => this.#restartSequence(protocol.venue, symbol),
    });
  }

  #restartSequence(venue: Venue | undefined, symbol: string | undefined): void {
    const { markets } = this.simulation;
    for (const protocol of venue === undefined ? this.protocols : [this.#protocol(venue)]) {
      for (const market of symbol === undefined ? markets : [this.market(symbol)]) {
        protocol.restartSequence(market);
        ++this.#floor.faults.counts.restartSequence;
      }
    }
  }

  #protocol(venue: Venue): SimulatedVenue {
    return this.protocols.find((protocol) => protocol.venue === venue)!;
  }
}
