// One run of a connection against the misbehaving exchange, and what was seen in it.

import { createHash } from "node:crypto";
import { connect, type Connection } from "plimsoll/connect";
import type { Market } from "plimsoll";
import type { Fault, FaultName } from "../../examples/exchange/faults.ts";
import { type Venue, venues } from "../../examples/exchange/protocol.ts";
import type { ExpectedBook, SimulatedExchange } from "../../examples/exchange/simulated-exchange.ts";
import { Random } from "../../examples/exchange/random.ts";
import { engine } from "../web/plimsoll.ts";
import { names, startMarket } from "./market-clock.ts";

/** Levels of a side that are compared at every message. */
const comparedLevels = 100;
const beforeMs = 3_000;
export const pulseMs = 100;

/** How long a run goes on after its fault, ms of market time. */
export function durationMs(fault: FaultName | null): number {
  return fault === null || fault === "stall" ? 48_000 : fault === "close" || fault === "staleSnapshot" ? 6_000 : 4_000;
}

/** How often the book is told, ms. */
function periodMs(venue: Venue): number {
  return venue === "hyperliquid" ? 500 : 100;
}

/** How to know a message of the book of bitcoin. */
const bookMarks: Readonly<Record<Venue, readonly string[]>> = {
  "binance-usdm": ['"e":"depthUpdate"', '"s":"BTCUSDT"'],
  "bybit-linear": ['"orderbook.200.BTCUSDT"', '"data"'],
  okx: ['"books"', '"BTC-USDT-SWAP"', '"data"'],
  deribit: ['"book.BTC_USDC-PERPETUAL.100ms"', '"data"'],
  hyperliquid: ['"l2Book"', '"levels"', '"coin":"BTC"'],
  "gate-usdt": ['"ob.BTC_USDT.400"', '"t":'],
};

/** What was seen right after one message of the book. */
export interface Seen {
  readonly timeMs: number;
  readonly text: string;
  readonly status: string;
  readonly gaps: number;
  readonly events: number;
  /** Digests of the book as the client has it, and as the exchange has it now; empty while it is not live. */
  readonly book: string;
  readonly exchangeBook: string;
}

export interface Run {
  readonly seen: readonly Seen[];
  readonly faultMs: number;
  /** When the sockets of the tested venue were open, the last time. */
  readonly openedMs: number;
  /** At every pulse: whether the book was live, and the prices at which it is not the exchange's. */
  readonly pulses: readonly {
    readonly timeMs: number;
    readonly status: string;
    readonly different: readonly string[];
    /** Prices that both books show whatever lies beyond. */
    readonly within: { readonly low: number; readonly high: number };
  }[];
  /** Every reading and the book of a market of another venue on the same engine, by ms since the fault. */
  readonly other: ReadonlyMap<number, string>;
  readonly errors: readonly string[];
  readonly refused: number;
}

/** Runs a market with one fault at a moment that the seed decides; without one for comparison. */
export async function run(venue: Venue, seed: number, fault: Fault | null): Promise<Run> {
  const luck = new Random(seed, `${venue} moment`);
  const market = startMarket({ seed });
  const { exchange, clock } = market;
  try {
    const plimsoll = await engine();
    let refused = 0;
    plimsoll.onError(() => ++refused);
    const tapped: { after: (text: string) => void } = { after: () => {} };
    let openedMs = 0;
    class TappedSocket extends market.WebSocket {
      constructor(url: string) {
        super(url);
        this.addEventListener("message", ({ data }: { data: string }) => {
          tapped.after(data);
          clock.heard();
        });
        this.addEventListener("open", () => { openedMs = exchange.simulation.timeMs; });
      }

      /** A venue answers later than it is asked. */
      override send(text: string): void {
        exchange.simulation.at(exchange.simulation.timeMs + 1, () => super.send(text));
      }
    }
    const { symbol, channel } = names[venue];
    const otherVenue = venues[(venues.indexOf(venue) + 1) % venues.length]!;
    const options = { fetch: market.fetch, instruments: false, streams: ["book"] as const };
    const connection = connect(plimsoll, { ...options, venue, symbols: [symbol("BTC")], WebSocket: TappedSocket });
    const second = connect(plimsoll, {
      ...options, venue: otherVenue, symbols: [names[otherVenue].symbol("ETH")], WebSocket: market.WebSocket,
    });
    const errors: string[] = [];
    connection.on("error", ({ kind }) => errors.push(kind));
    second.on("error", ({ kind }) => errors.push(`second ${kind}`));
    const btc = connection.market(symbol("BTC"));
    const ladder = new Float64Array(3 * comparedLevels);
    const exchangeBook = () => textOfExpected(exchange.expectedBook(venue, "BTCUSDT", channel));
    const seen: Seen[] = [];
    tapped.after = (text) => {
      if (!bookMarks[venue].every((mark) => text.includes(mark))) return;
      const { gaps, events } = btc.getSnapshot();
      const isLive = btc.status === "live";
      seen.push({
        timeMs: exchange.simulation.timeMs, text, status: btc.status, gaps: gaps!, events: events!,
        book: isLive ? digest(textOf(btc, ladder)) : "", exchangeBook: isLive ? digest(exchangeBook()) : "",
      });
    };

    await clock.pass(beforeMs + 10 * luck.below(50), pulseMs / 2);
    const faultMs = exchange.simulation.timeMs;
    if (fault !== null) arm(exchange, fault);
    const pulses: Run["pulses"][number][] = [];
    const other = new Map<number, string>();
    const lastMs = durationMs(fault?.fault ?? null);
    for (let passedMs = pulseMs; passedMs <= lastMs; passedMs += pulseMs) {
      await clock.pass(pulseMs - (exchange.simulation.timeMs % pulseMs), pulseMs);
      if ([4_000, 6_000, 48_000].includes(passedMs)) other.set(passedMs, everything(second));
      // Between two of its messages a book may be that of the last one.
      if (fault === null || exchange.simulation.timeMs % periodMs(venue) !== 0) continue;
      const isLive = btc.status === "live";
      const books = isLive ? [textOf(btc, ladder), exchangeBook()] as const : null;
      pulses.push({
        timeMs: exchange.simulation.timeMs, status: btc.status,
        different: books === null ? [] : differences(...books), within: books === null ? nowhere : common(...books),
      });
    }
    connection.close();
    second.close();
    return { seen, faultMs, openedMs, pulses, other, errors, refused };
  } finally {
    clock.end();
  }
}

function digest(text: string): string {
  return createHash("sha1").update(text).digest("base64");
}

function arm(exchange: SimulatedExchange, fault: Fault): void {
  exchange.misbehave(fault);
  // A snapshot is asked for only by who needs one.
  if (fault.fault === "staleSnapshot") exchange.misbehave({ ...fault, fault: "drop" });
}

/** Prices and quantities of the best levels, as numbers: how a venue writes them is another matter. */
function textOf(market: Market, ladder: Float64Array): string {
  return (["bid", "ask"] as const).map((side) => {
    const rows = market.levels(side, { count: comparedLevels, into: ladder });
    return Array.from({ length: rows }, (_, row) => `${ladder[3 * row]}:${ladder[3 * row + 1]}`).join(" ");
  }).join("|");
}

function textOfExpected({ bids, asks }: ExpectedBook): string {
  return [bids, asks].map((side) =>
    side.slice(0, comparedLevels).map(([price, quantity]) => `${Number(price)}:${Number(quantity)}`).join(" ")).join("|");
}

const nowhere = { low: 0, high: 0 };

/** What a few levels more or less at the far ends of two books do not change. */
function common(...books: readonly string[]): { low: number; high: number } {
  const sides = books.map((book) => book.split("|").map((side) => side.split(" ").map((level) => Number(level.split(":")[0]))));
  const end = (prices: readonly number[]) => prices.at(-5) ?? prices[0] ?? 0;
  return {
    low: Math.max(...sides.map(([bids]) => end(bids!))),
    high: Math.min(...sides.map(([, asks]) => end(asks!))),
  };
}

/** Prices with another quantity, or that only one of the books has. */
function differences(book: string, expected: string): string[] {
  const [ours, theirs] = [book, expected].map((text) => new Set(text.split(/[ |]/)));
  const lone = [...ours!].filter((level) => !theirs!.has(level)).concat([...theirs!].filter((level) => !ours!.has(level)));
  return [...new Set(lone.map((level) => level.split(":")[0]!))];
}

function everything(connection: Connection): string {
  const market = connection.market(connection.symbols[0]!);
  return JSON.stringify([market.getSnapshot(), market.book(), connection.feed.counters()]);
}
