import { bookView } from "../book-view.ts";
import { bookFeed, feed, liquidationFeed, pacedFeed, tradeFeed } from "../feeds.ts";
import type { Floor } from "../floor.ts";
import type { Market } from "../market.ts";
import type { Answer, Request, Session, Wire } from "../protocol.ts";
import { SequenceIds } from "../sequence-ids.ts";
import type { Feed } from "../subscriptions.ts";
import type { SimulatedVenue } from "../venue.ts";
import { bookTexts, deleveragingMessage, levelText, levelTexts, liquidationsMessage, tickerFields, tradesMessage, type Restarts } from "./messages.ts";
import { restAnswer } from "./rest.ts";
import { BybitSession } from "./session.ts";

/** How often each depth is told, in ms. */
const periods: Readonly<Record<string, number>> = { 1: 10, 50: 20, 200: 100, 1000: 200 };
const repeatedAfterMs = 3_000;
const tickerPeriodMs = 100;
const liquidationPeriodMs = 500;
const deleveragingPeriodMs = 1_000;

/** Bybit v5, linear contracts. */
export class Bybit implements SimulatedVenue {
  readonly venue = "bybit-linear";
  readonly #floor: Floor;
  readonly #seq = new SequenceIds(300_000_000_000, 12);
  readonly #restarts: Restarts = new WeakMap();
  #connections = 0;

  constructor(floor: Floor) {
    this.#floor = floor;
  }

  open(url: URL, wire: Wire): Session | null {
    if (url.pathname !== "/v5/public/linear") return null;
    return new BybitSession(this.#floor, wire, ++this.#connections, (topic) => this.#feed(topic));
  }

  answer({ method, url }: Request): Answer | null {
    return method === "GET" ? restAnswer(url, this.#floor, this.#seq) : null;
  }

  bookDepth(channel: string): number | null {
    const depth = /^orderbook\.(\d+)$/.exec(channel)?.[1];
    return depth !== undefined && depth in periods ? Number(depth) : null;
  }

  readonly levelText = levelText;

  restartSequence(market: Market): void {
    const count = (this.#restarts.get(market)?.count ?? 0) + 1;
    this.#restarts.set(market, { count, timeMs: market.timeMs });
  }

  #feed(topic: string): Feed | null {
    const [kind, symbol] = topic.split(/\.(?=[^.]*$)/);
    const { simulation } = this.#floor;
    if (topic === "adlAlert.USDT") {
      return pacedFeed(this.#floor, { kind: "liquidations", symbol: null }, deleveragingPeriodMs, () =>
        deleveragingMessage(topic, simulation.markets, simulation.timeMs));
    }
    const market = simulation.find(symbol ?? "");
    if (market === undefined) return null;
    const depth = this.bookDepth(kind!);
    if (depth === 1) return this.#touch(topic, market);
    if (depth !== null) {
      const periodMs = periods[depth]!;
      const texts = bookTexts(topic, market, periodMs, this.#seq, this.#restarts);
      return bookFeed(this.#floor, this.venue, market, { levelCount: depth, periodMs }, texts);
    }
    switch (kind) {
      case "publicTrade": return tradeFeed(market, (trades) => [tradesMessage(topic, market, this.#seq, trades)]);
      case "tickers": return this.#ticker(topic, market);
      case "allLiquidation": return liquidationFeed(
        this.#floor, [market], { periodMs: liquidationPeriodMs, onlyLatest: false },
        (told) => liquidationsMessage(topic, simulation.timeMs, told));
      default: return null;
    }
  }

  /** One level deep there are only snapshots; one is repeated when nothing has changed for a while. */
  #touch(topic: string, market: Market): Feed {
    return feed("quote", market, (send) => {
      let told = "";
      let toldMs = 0;
      let count = market.sequence;
      const tell = () => {
        const view = bookView(market, 1);
        const data = { s: market.instrument.symbol, b: levelTexts(view, view.bid), a: levelTexts(view, view.ask) };
        const key = JSON.stringify(data);
        if (key === told && market.timeMs - toldMs < repeatedAfterMs) return;
        if (key !== told) ++count;
        told = key;
        toldMs = market.timeMs;
        const seq = this.#seq.of(market, view.sequence);
        send(JSON.stringify({ topic, type: "snapshot", ts: toldMs, data: { ...data, u: count, seq }, cts: view.changedMs }));
      };
      tell();
      return this.#floor.simulation.every(periods[1]!, tell);
    });
  }

  #ticker(topic: string, market: Market): Feed {
    return feed("mark", market, (send) => {
      let told = tickerFields(market);
      const tell = (type: string, data: object) => send(JSON.stringify({
        topic, type, data, cs: this.#seq.of(market, market.sequence), ts: market.timeMs,
      }));
      tell("snapshot", told);
      return this.#floor.simulation.every(tickerPeriodMs, () => {
        const now = tickerFields(market);
        const changed = Object.entries(now).filter(([name, text]) => told[name] !== text);
        told = now;
        if (changed.length > 0) tell("delta", { symbol: market.instrument.symbol, ...Object.fromEntries(changed) });
      });
    });
  }
}
