import { bookView } from "../book-view.ts";
import { bookFeed, feed, quoteFeed } from "../feeds.ts";
import type { Floor } from "../floor.ts";
import type { Trade } from "../market-events.ts";
import type { Market } from "../market.ts";
import type { Answer, Request, Session, Wire } from "../protocol.ts";
import { SequenceIds } from "../sequence-ids.ts";
import type { Feed } from "../subscriptions.ts";
import { lotsOf } from "../traders.ts";
import { marketsByName, type SimulatedVenue } from "../venue.ts";
import * as messages from "./messages.ts";
import { ask, type Asked } from "./methods.ts";
import { DeribitSession } from "./session.ts";

/** What follows the last point of a channel: `agg2` gathers for longer. */
const periods: Readonly<Record<string, number>> = { "100ms": 100, agg2: 1_000 };

/** Deribit's JSON-RPC, linear perpetuals that settle in USDC: amounts are in base coin. */
export class Deribit implements SimulatedVenue {
  readonly venue = "deribit";
  readonly #floor: Floor;
  readonly #ids = new SequenceIds(70_000_000_000, 18);
  readonly #markets: ReadonlyMap<string, Market>;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#markets = marketsByName(floor.simulation, messages.instrumentName);
  }

  open(url: URL, wire: Wire): Session | null {
    if (url.pathname !== "/ws/api/v2") return null;
    return new DeribitSession(this.#floor, wire, (channel) => this.#feed(channel), (method, params) => this.#ask(method, params));
  }

  answer({ method, url }: Request): Answer | null {
    const name = /^\/api\/v2\/(public\/\w+)$/.exec(url.pathname)?.[1];
    if (method !== "GET" || name === undefined) return null;
    const { result, error } = this.#ask(name, Object.fromEntries(url.searchParams));
    const outcome = error === undefined ? `"result":${result}` : `"error":${JSON.stringify(error)}`;
    return { status: error === undefined ? 200 : 400, body: `{"jsonrpc":"2.0",${outcome},"usDiff":81,"testnet":false}` };
  }

  bookDepth(channel: string): number | null {
    const [, group, depth, interval] = /^book(?:\.(none)\.(1|10|20))?\.(\w+)$/.exec(channel) ?? [];
    if (interval === undefined || !(interval in periods)) return null;
    return group === undefined ? Infinity : Number(depth);
  }

  readonly levelText = messages.levelText;

  restartSequence(market: Market): void {
    this.#ids.restart(market);
  }

  #ask(method: string, params: Readonly<Record<string, unknown>>): Asked {
    return ask(method, params, this.#floor, this.#markets, this.#ids);
  }

  #feed(channel: string): Feed | null {
    const [kind, name = "", ...rest] = channel.split(".");
    const market = this.#markets.get(name);
    if (market === undefined) return null;
    if (kind === "quote") {
      if (rest.length > 0) return null;
      return quoteFeed(this.#floor, market, { levelCount: 1, periodMs: 0 }, (view) => messages.quoteMessage(channel, view));
    }
    const periodMs = periods[rest.at(-1) ?? ""];
    if (periodMs === undefined) return null;
    const levelCount = this.bookDepth([kind, ...rest].join("."));
    if (levelCount === Infinity) {
      return bookFeed(this.#floor, this.venue, market, { levelCount, periodMs }, messages.bookTexts(channel, market, this.#ids));
    }
    if (levelCount !== null) {
      return quoteFeed(this.#floor, market, { levelCount, periodMs }, (view) => messages.groupedBook(channel, this.#ids, view));
    }
    if (rest.length !== 1) return null;
    if (kind === "trades") return this.#trades(channel, market, periodMs);
    return kind === "ticker" ? this.#ticker(channel, market, periodMs) : null;
  }

  #ticker(channel: string, market: Market, periodMs: number): Feed {
    return feed("mark", market, (send) => {
      const tell = () => send(messages.notification(channel, messages.ticker(bookView(market, 1))));
      tell();
      return this.#floor.simulation.every(periodMs, tell);
    });
  }

  /** A liquidation is known only behind its trades, which wait for the end of the period anyway. */
  #trades(channel: string, market: Market, periodMs: number): Feed {
    return feed("trades", market, (send) => {
      let waiting: { readonly trade: Trade; isLiquidation: boolean }[] = [];
      const stop = market.listen({
        traded: (trades) => {
          if (trades[0]!.counterparty === "book") waiting.push(...trades.map((trade) => ({ trade, isLiquidation: false })));
        },
        liquidated: ({ fills }) => {
          if (lotsOf(fills) === 0) return;
          for (const told of waiting.slice(-fills.length)) told.isLiquidation = true;
        },
      });
      const unset = this.#floor.simulation.every(periodMs, () => {
        if (waiting.length === 0) return;
        const texts = waiting.map(({ trade, isLiquidation }) => messages.tradeText(market, trade, isLiquidation));
        waiting = [];
        send(messages.notification(channel, `[${texts.join(",")}]`));
      });
      return () => {
        stop();
        unset();
      };
    });
  }
}
