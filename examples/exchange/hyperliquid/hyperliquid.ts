import { markFeed, quoteFeed, snapshotFeed, tradeFeed } from "../feeds.ts";
import type { Floor } from "../floor.ts";
import type { Market } from "../market.ts";
import { found, parsedObject, type Answer, type Request, type Session, type Wire } from "../protocol.ts";
import type { Feed } from "../subscriptions.ts";
import { marketsByName, type SimulatedVenue } from "../venue.ts";
import * as messages from "./messages.ts";
import { HyperliquidSession, type Subscription } from "./session.ts";

/** Whole books come seldom since July 2026, and smaller ones more often to who asks for them. */
const bookPace = { levelCount: 20, periodMs: 5_000 };
const fastBookPace = { levelCount: 5, periodMs: 500 };
const blockMs = 100;

/** Hyperliquid's perpetuals. */
export class Hyperliquid implements SimulatedVenue {
  readonly venue = "hyperliquid";
  readonly #floor: Floor;
  readonly #markets: ReadonlyMap<string, Market>;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#markets = marketsByName(floor.simulation, messages.coinOf);
  }

  open(url: URL, wire: Wire): Session | null {
    if (url.pathname !== "/ws") return null;
    return new HyperliquidSession(this.#floor, wire, (subscription) => this.#feed(subscription));
  }

  answer({ method, url, body }: Request): Answer | null {
    if (method !== "POST" || url.pathname !== "/info") return null;
    const request = parsedObject(body) ?? {};
    const { type } = request;
    const markets = [...this.#markets.values()];
    const meta = messages.meta(markets.map(({ instrument }) => instrument));
    if (type === "meta") return found(meta);
    if (type === "metaAndAssetCtxs") return found([meta, markets.map(messages.context)]);
    const market = this.#markets.get(String(request["coin"]));
    if (type === "l2Book" && market !== undefined) {
      return found(messages.book(this.#floor.snapshot(this.venue, market, bookPace.levelCount)));
    }
    // As the venue, which says null of a coin that it does not know, and no JSON of a type.
    if (type === "l2Book") return { status: 500, body: "null" };
    return { status: 422, body: '"Failed to deserialize the JSON body into the target type"' };
  }

  bookDepth(channel: string): number | null {
    return { l2Book: bookPace.levelCount, "l2Book.fast": fastBookPace.levelCount }[channel] ?? null;
  }

  readonly levelText = messages.levelText;

  /** There is no sequence: only the time of a book rises. */
  restartSequence(): void {}

  #feed({ type, coin, fast }: Subscription): Feed | null {
    const market = this.#markets.get(coin ?? "");
    if (market === undefined) return null;
    const push = (data: object) => JSON.stringify({ channel: type, data });
    switch (type) {
      case "l2Book": {
        const isFast = fast === true;
        return snapshotFeed(
          this.#floor, this.venue, market, isFast ? fastBookPace : bookPace, (view) => push(messages.book(view, isFast)));
      }
      case "bbo": return quoteFeed(
        this.#floor, market, { levelCount: 1, periodMs: blockMs }, (view) => push(messages.bestBidAndAsk(view)));
      case "trades": return tradeFeed(market, (trades) => [push(messages.trades(market, trades))]);
      case "activeAssetCtx": return markFeed("mark", market, () => push({ coin, ctx: messages.context(market) }));
      default: return null;
    }
  }
}
