import type { Plimsoll } from "plimsoll";
import type { Contender } from "./measure.ts";

/** As a user does it: messages in as they come, two questions after each. */
export function withPlimsoll(plimsoll: Plimsoll): Contender {
  return {
    name: "Plimsoll, WebAssembly",
    open(symbols) {
      const feed = plimsoll.openFeed("binance-usdm");
      const markets = symbols.map((symbol) => feed.market(symbol));
      return {
        take(messages, readings) {
          for (let i = 0; i < messages.length; ++i) {
            const message = messages[i]!;
            const market = markets[message.market]!;
            if (message.family === "snapshot") market.apply(message.raw);
            else feed.ingest(message.raw);
            readings[2 * i] = market.bookImbalance({ levels: 20 }) ?? Number.NaN;
            readings[2 * i + 1] = market.weightedMid() ?? Number.NaN;
          }
        },
        close: () => feed.dispose(),
      };
    },
  };
}
