import type { Feed, Market, Plimsoll } from "plimsoll";
import type { Burst, Contender, Session } from "./contender.ts";
import type { Message } from "./messages.ts";

/** As a user does it: messages in as they come, two questions after each or after each burst. */
class WithPlimsoll implements Session {
  readonly #feed: Feed;
  readonly #markets: readonly Market[];

  constructor(feed: Feed, markets: readonly Market[]) {
    this.#feed = feed;
    this.#markets = markets;
  }

  take(messages: readonly Message[], readings: Float64Array): void {
    const feed = this.#feed;
    for (let i = 0; i < messages.length; ++i) {
      const message = messages[i]!;
      const market = this.#markets[message.market]!;
      if (message.family === "snapshot") market.apply(message.raw);
      else feed.ingest(message.raw);
      readings[2 * i] = market.bookImbalance({ levels: 20 }) ?? Number.NaN;
      readings[2 * i + 1] = market.weightedMid() ?? Number.NaN;
    }
  }

  takeBursts(bursts: readonly Burst[], readings: Float64Array): void {
    let at = 0;
    for (const { raws, isSnapshot, markets } of bursts) {
      if (isSnapshot) this.#markets[markets[0]!]!.apply(raws[0]!);
      else this.#feed.ingestAll(raws);
      for (let i = 0; i < markets.length; ++i) {
        const market = this.#markets[markets[i]!]!;
        readings[at++] = market.bookImbalance({ levels: 20 }) ?? Number.NaN;
        readings[at++] = market.weightedMid() ?? Number.NaN;
      }
    }
  }

  close(): void {
    this.#feed.dispose();
  }
}

/** @param opened  told of each market before its first message, to follow it */
export function withPlimsoll<OneMarket extends Market>(
  plimsoll: Plimsoll<OneMarket>,
  opened: (market: OneMarket) => void = () => {},
): Contender {
  return {
    id: "plimsoll",
    name: "Plimsoll",
    open: (symbols) => {
      const feed = plimsoll.openFeed("binance-usdm");
      const markets = symbols.map((symbol) => feed.market(symbol));
      markets.forEach(opened);
      return new WithPlimsoll(feed, markets);
    },
  };
}
