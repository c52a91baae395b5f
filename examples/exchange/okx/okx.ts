import { bookFeed, liquidationFeed, markFeed, pacedFeed, quoteFeed, tradeFeed } from "../feeds.ts";
import type { Floor } from "../floor.ts";
import type { Market } from "../market.ts";
import type { Answer, Request, Session, Topic, Wire } from "../protocol.ts";
import { SequenceIds } from "../sequence-ids.ts";
import type { Feed } from "../subscriptions.ts";
import { marketsByName, type SimulatedVenue } from "../venue.ts";
import * as messages from "./messages.ts";
import { restAnswer } from "./rest.ts";
import { OkxSession, type Arg } from "./session.ts";

const bookLevels = 400;
const bookPeriodMs = 100;
const touchPeriodMs = 10;
const openInterestPeriodMs = 3_000;
const liquidationPeriodMs = 1_000;
const deleveragingPeriodMs = 60_000;

/** OKX v5, swaps that settle in USDT. */
export class Okx implements SimulatedVenue {
  readonly venue = "okx";
  readonly #floor: Floor;
  readonly #ids = new SequenceIds(15_000_000_000, 22);
  readonly #markets: ReadonlyMap<string, Market>;
  readonly #byIndex: ReadonlyMap<string, Market>;
  #connections = 0;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#markets = marketsByName(floor.simulation, messages.instrumentId);
    this.#byIndex = marketsByName(floor.simulation, messages.indexId);
  }

  open(url: URL, wire: Wire): Session | null {
    if (url.pathname !== "/ws/v5/public") return null;
    return new OkxSession(this.#floor, wire, ++this.#connections, (arg) => this.#feed(arg));
  }

  answer({ method, url }: Request): Answer | null {
    return method === "GET" ? restAnswer(url, this.#floor, this.#markets, this.#byIndex, this.#ids) : null;
  }

  bookDepth(channel: string): number | null {
    return { books: bookLevels, books5: 5, "bbo-tbt": 1 }[channel] ?? null;
  }

  readonly levelText = messages.levelText;

  restartSequence(market: Market): void {
    this.#ids.restart(market);
  }

  #feed({ channel, instId, instType, instFamily }: Arg): Feed | null {
    if (channel === "liquidation-orders" && instType === "SWAP") {
      const pace = { periodMs: liquidationPeriodMs, onlyLatest: true };
      return liquidationFeed(this.#floor, this.#floor.simulation.markets, pace, messages.liquidationsMessage);
    }
    const ofFamily = this.#byIndex.get(instFamily ?? "");
    if (channel === "adl-warning" && instType === "SWAP" && ofFamily !== undefined) {
      return this.#paced("liquidations", ofFamily, deleveragingPeriodMs, () => messages.deleveragingMessage(ofFamily));
    }
    const market = (channel === "index-tickers" ? this.#byIndex : this.#markets).get(instId ?? "");
    return market === undefined ? null : this.#marketFeed(channel ?? "", instId!, market);
  }

  #marketFeed(channel: string, instId: string, market: Market): Feed | null {
    const push = (data: object) => JSON.stringify({ arg: { channel, instId }, data: [data] });
    const partial = (levelCount: number, periodMs: number) => quoteFeed(
      this.#floor, market, { levelCount, periodMs }, (view) => messages.partialBook(channel, this.#ids, view));
    switch (channel) {
      case "books": return bookFeed(
        this.#floor, this.venue, market, { levelCount: bookLevels, periodMs: bookPeriodMs }, messages.bookTexts(market, this.#ids));
      case "books5": return partial(5, bookPeriodMs);
      case "bbo-tbt": return partial(1, touchPeriodMs);
      case "trades": return tradeFeed(market, (trades) => messages.tradesMessages(market, trades));
      case "mark-price": return markFeed("mark", market, () => push(messages.markPrice(market)));
      case "index-tickers": return markFeed("mark", market, () => push(messages.indexTicker(market)));
      case "funding-rate": return markFeed("funding", market, () => push(messages.fundingRate(market)));
      case "open-interest": return this.#paced("openInterest", market, openInterestPeriodMs, () => push(messages.openInterest(market)));
      case "tickers": return this.#paced("quote", market, bookPeriodMs, () => push(messages.ticker(market)));
      default: return null;
    }
  }

  #paced(kind: Topic["kind"], { instrument: { symbol } }: Market, periodMs: number, text: () => string): Feed {
    return pacedFeed(this.#floor, { kind, symbol }, periodMs, text);
  }
}
