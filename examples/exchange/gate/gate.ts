import { bookChange, bookView, narrowed, type BookView } from "../book-view.ts";
import { bookFeed, feed, liquidationFeed, markFeed, quoteFeed, tradeFeed } from "../feeds.ts";
import type { Floor } from "../floor.ts";
import type { Market } from "../market.ts";
import type { Answer, Request, Session, Wire } from "../protocol.ts";
import { found } from "../protocol.ts";
import { SequenceIds } from "../sequence-ids.ts";
import type { Feed } from "../subscriptions.ts";
import { marketsByName, type SimulatedVenue } from "../venue.ts";
import * as messages from "./messages.ts";
import { GateSession } from "./session.ts";

/** How often each depth of `futures.obu` is told, in ms. */
const obuPeriods: Readonly<Record<string, number>> = { 50: 20, 400: 100 };
/** The paces of `futures.order_book_update`, and how many levels each may have. */
const updatePaces: Readonly<Record<string, { periodMs: number; levels: readonly string[] }>> = {
  "20ms": { periodMs: 20, levels: ["20"] },
  "100ms": { periodMs: 100, levels: ["20", "50", "100"] },
};
const snapshotPeriodMs = 100;
const snapshotLevels = 100;
const touchPeriodMs = 10;
const liquidationPeriodMs = 1_000;

/** Gate's futures that settle in USDT. */
export class Gate implements SimulatedVenue {
  readonly venue = "gate-usdt";
  readonly pings = { everyMs: 30_000, pongWithinMs: 90_000 };
  readonly #floor: Floor;
  readonly #ids = new SequenceIds(73_000_000_000, 14);
  readonly #markets: ReadonlyMap<string, Market>;
  readonly #snapshots = new Map<Market, BookView>();

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#markets = marketsByName(floor.simulation, messages.contractName);
    const take = () => floor.simulation.markets.forEach((market) => this.#snapshots.set(market, bookView(market, snapshotLevels)));
    take();
    floor.simulation.every(snapshotPeriodMs, take);
  }

  open(url: URL, wire: Wire): Session | null {
    if (url.pathname !== "/v4/ws/usdt") return null;
    return new GateSession(this.#floor, wire, (channel, payload) => this.#feeds(channel, payload));
  }

  answer({ method, url }: Request): Answer | null {
    const path = /^\/api\/v4\/futures\/usdt\/(\w+)(?:\/(\w+))?$/.exec(url.pathname);
    if (method !== "GET" || path === null) return null;
    const [, what, named] = path;
    const name = named ?? url.searchParams.get("contract");
    const market = this.#markets.get(name ?? "");
    const markets = name === null ? [...this.#markets.values()] : market === undefined ? [] : [market];
    if (what === "tickers") return found(markets.map(messages.ticker));
    if (what === "contracts" && named === undefined) return found(markets.map(({ instrument }) => messages.listing(instrument)));
    if (market === undefined) return { status: 400, body: '{"label":"CONTRACT_NOT_FOUND","message":"contract not found"}' };
    switch (what) {
      case "contracts": return found(messages.listing(market.instrument));
      case "contract_stats": return found([messages.statistics(market)]);
      case "order_book": return this.#book(url, market);
      default: return null;
    }
  }

  bookDepth(channel: string): number | null {
    const [, obu, update] = /^(?:ob\.(\d+)|order_book_update\.(\d+))$/.exec(channel) ?? [];
    if (obu !== undefined) return obu in obuPeriods ? Number(obu) : null;
    return update !== undefined && updatePaces["100ms"]!.levels.includes(update) ? Number(update) : null;
  }

  readonly levelText = messages.levelText;

  restartSequence(market: Market): void {
    this.#ids.restart(market);
  }

  /** The feeds that a subscription asks for, by name; null when one of them is none. */
  #feeds(channel: string, payload: readonly string[]): ReadonlyMap<string, Feed> | null {
    if (channel === "futures.order_book_update") {
      const feed = this.#updates(payload);
      return feed && new Map([[payload.slice(0, 1).join(), feed]]);
    }
    const feeds = new Map<string, Feed>();
    // Statistics are asked for with their interval behind the contract.
    const names = channel === "futures.contract_stats" ? payload.slice(0, 1) : payload;
    for (const name of names) {
      const feed = channel === "futures.obu" ? this.#obu(name) : this.#feed(channel, name);
      if (feed === null) return null;
      feeds.set(name, feed);
    }
    return feeds;
  }

  #obu(name: string): Feed | null {
    const [, contract = "", depth = ""] = /^ob\.(\w+)\.(\d+)$/.exec(name) ?? [];
    const market = this.#markets.get(contract);
    const periodMs = obuPeriods[depth];
    if (market === undefined || periodMs === undefined) return null;
    return bookFeed(
      this.#floor, this.venue, market, { levelCount: Number(depth), periodMs }, messages.obuTexts(name, market, this.#ids));
  }

  /** A window as others are, which begins with no snapshot: that is fetched. */
  #updates([contract = "", pace = "", level = "20"]: readonly string[]): Feed | null {
    const market = this.#markets.get(contract);
    const { periodMs, levels } = updatePaces[pace] ?? {};
    if (market === undefined || periodMs === undefined || !levels!.includes(level)) return null;
    return feed("book", market, (send) => {
      let told = bookView(market, Number(level));
      return this.#floor.simulation.every(periodMs, () => {
        if (market.sequence === told.sequence) return;
        const after = bookView(market, Number(level));
        send(messages.bookUpdate(level, this.#ids, told, after, bookChange(told, after)));
        told = after;
      });
    });
  }

  #feed(channel: string, contract: string): Feed | null {
    if (channel === "futures.public_liquidates" && contract === "!all") return this.#liquidations(this.#floor.simulation.markets);
    const market = this.#markets.get(contract);
    if (market === undefined) return null;
    switch (channel) {
      case "futures.trades": return tradeFeed(market, (trades) => [messages.tradesMessage(market, trades)], true);
      case "futures.tickers": return markFeed("mark", market, () => messages.push(channel, market.timeMs, [messages.ticker(market)]));
      case "futures.book_ticker": return quoteFeed(
        this.#floor, market, { levelCount: 1, periodMs: touchPeriodMs }, (view) => messages.bookTicker(view, this.#ids));
      case "futures.contract_stats": return markFeed("openInterest", market, () =>
        messages.push(channel, market.timeMs, [{ contract, ...messages.statistics(market) }]));
      case "futures.public_liquidates": return this.#liquidations([market]);
      default: return null;
    }
  }

  #liquidations(markets: readonly Market[]): Feed {
    return liquidationFeed(this.#floor, markets, { periodMs: liquidationPeriodMs, onlyLatest: true },
      (told) => messages.liquidationsMessage(this.#floor.simulation.timeMs, told));
  }

  /**
   * A fetched book is that of the last tenth of a second, at which the updates end:
   * what enters the window and leaves it between two of them is in neither.
   */
  #book(url: URL, market: Market): Answer {
    const limit = Number(url.searchParams.get("limit") ?? 10);
    if (!(limit >= 1 && limit <= snapshotLevels)) return { status: 400, body: '{"label":"INVALID_PARAM_VALUE","message":"invalid argument: limit"}' };
    const asked = this.#floor.snapshot(this.venue, market, limit);
    const view = asked.timeMs < market.timeMs ? asked : narrowed(this.#snapshots.get(market)!, limit);
    return found(messages.fetchedBook(view, this.#ids, url.searchParams.get("with_id") === "true"));
  }
}
