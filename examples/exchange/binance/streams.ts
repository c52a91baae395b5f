import { DepthStream } from "./depth.ts";
import { liquidationEvent, markEvent, quoteEvent, tradeEvent, AggregateTrades } from "./events.ts";
import type { MarketListener } from "../market-events.ts";
import type { Market } from "../market.ts";
import type { MarketSimulation } from "../simulation.ts";
import { streamMessage, type StreamListener, type StreamSource } from "../stream.ts";
import type { Liquidation } from "../traders.ts";

/** Calls `send` with each event of a stream; returns a function that stops it. */
type Attach = (send: (data: string) => void) => () => void;

interface OpenStream {
  readonly listeners: Set<StreamListener>;
  readonly detach: () => void;
}

/**
 * The messages of Binance's USDⓈ-M streams, made from a simulation and without
 * any socket. A stream costs nothing while nobody listens to it.
 *
 *     const streams = new BinanceStreams(simulation);
 *     streams.subscribe("btcusdt@depth@100ms", ({ combined }) => lines.push(combined));
 *     simulation.advance(1_000);
 */
export class BinanceStreams implements StreamSource {
  readonly #simulation: MarketSimulation;
  readonly #open = new Map<string, OpenStream>();
  readonly #aggregates: ReadonlyMap<Market, AggregateTrades>;

  constructor(simulation: MarketSimulation) {
    this.#simulation = simulation;
    this.#aggregates = new Map(simulation.markets.map((market) => [market, new AggregateTrades(market)]));
  }

  subscribe(stream: string, listener: StreamListener): (() => void) | null {
    const open = this.#open.get(stream) ?? this.#start(stream);
    if (open === null) return null;
    open.listeners.add(listener);
    return () => {
      open.listeners.delete(listener);
      if (open.listeners.size > 0 || this.#open.get(stream) !== open) return;
      open.detach();
      this.#open.delete(stream);
    };
  }

  #start(stream: string): OpenStream | null {
    const attach = this.#source(stream);
    if (attach === null) return null;
    const listeners = new Set<StreamListener>();
    const detach = attach((data) => {
      const message = streamMessage(stream, data);
      for (const listener of listeners) listener(message);
    });
    const open = { listeners, detach };
    this.#open.set(stream, open);
    return open;
  }

  #source(stream: string): Attach | null {
    if (stream === "!forceOrder@arr") return this.#liquidations(this.#simulation.markets);
    const [symbol = "", ...words] = stream.split("@");
    const market = this.#simulation.find(symbol.toUpperCase());
    if (market === undefined || symbol !== symbol.toLowerCase()) return null;
    const kind = words.join("@");
    const depth = /^depth(5|10|20)?(?:@(0|100|250|500)ms)?$/.exec(kind);
    if (depth !== null) {
      const levelCount = depth[1] === undefined ? null : Number(depth[1]);
      return this.#depth(market, levelCount, Number(depth[2] ?? 250) || 10);
    }
    switch (kind) {
      case "bookTicker": return this.#quotes(market);
      case "trade": return (send) => market.listen({
        traded: (trades) => trades.forEach((trade) => send(tradeEvent(market, trade))),
      });
      case "aggTrade": return (send) => this.#aggregates.get(market)!.listen(send);
      case "markPrice@1s": return (send) => market.listen({ marked: (mark) => send(markEvent(market, mark)) });
      case "markPrice": return (send) => market.listen({
        marked: (mark) => {
          if (mark.pinned || mark.timeMs % 3_000 === 0) send(markEvent(market, mark));
        },
      });
      case "forceOrder": return this.#liquidations([market]);
      default: return null;
    }
  }

  #depth(market: Market, levelCount: number | null, periodMs: number): Attach {
    return (send) => {
      const depth = new DepthStream(market, levelCount);
      const stop = market.listen(depth);
      const unset = this.#simulation.every(periodMs, (timeMs) => {
        const event = depth.flush(timeMs);
        if (event !== null) send(event);
      });
      return () => {
        stop();
        unset();
      };
    };
  }

  #quotes(market: Market): Attach {
    return (send) => {
      let last = "";
      const listener: MarketListener = {
        bookSettled: () => {
          const { key, event } = quoteEvent(market);
          if (key === last) return;
          last = key;
          send(event());
        },
      };
      return market.listen(listener);
    };
  }

  /** Only the latest of each instrument and second is told. */
  #liquidations(markets: readonly Market[]): Attach {
    return (send) => {
      const latest = new Map<Market, { liquidation: Liquidation; timeMs: number }>();
      const stops = markets.map((market) => market.listen({
        liquidated: (liquidation) => {
          if (liquidation.fills.length > 0) latest.set(market, { liquidation, timeMs: market.timeMs });
        },
      }));
      stops.push(this.#simulation.every(1_000, (timeMs) => {
        for (const [market, { liquidation, timeMs: tradeMs }] of latest) {
          send(liquidationEvent(market, liquidation, tradeMs, timeMs));
        }
        latest.clear();
      }));
      return () => stops.forEach((stop) => stop());
    };
  }
}

/** Which of the venue's sockets carries a stream; null when none does. */
export function streamClass(stream: string): "public" | "market" | null {
  const kind = stream.startsWith("!") ? stream.slice(1) : stream.slice(stream.indexOf("@") + 1);
  if (/^(depth|rpiDepth|bookTicker|trade)/.test(kind)) return "public";
  if (/^(aggTrade|markPrice|forceOrder)/.test(kind)) return "market";
  return null;
}
