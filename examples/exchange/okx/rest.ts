import type { Floor } from "../floor.ts";
import { rounded } from "../decimal-text.ts";
import type { Market } from "../market.ts";
import { found, type Answer } from "../protocol.ts";
import type { SequenceIds } from "../sequence-ids.ts";
import { longShare } from "../venue.ts";
import * as messages from "./messages.ts";

type Markets = ReadonlyMap<string, Market>;

const mostLevels = 400;

/** Answers the venue's public REST paths; null when the path is none of them. */
export function restAnswer(url: URL, floor: Floor, markets: Markets, byIndex: Markets, ids: SequenceIds): Answer | null {
  const path = /^\/api\/v5\/((?:public|market|rubik)\/.*)$/.exec(url.pathname)?.[1];
  if (path === undefined) return null;
  const answer = (data: unknown[]) => found({ code: "0", msg: "", data });
  const refused = (code: string, msg: string) => found({ code, msg, data: [] });
  const instId = url.searchParams.get("instId");
  const all = [...markets.values()];
  const chosen = instId === null ? all : all.filter(({ instrument }) => messages.instrumentId(instrument) === instId);
  const each = (of: (market: Market) => object) =>
    chosen.length === 0 ? refused("51001", "Instrument ID doesn't exist.") : answer(chosen.map(of));
  const time = String(floor.simulation.timeMs);
  switch (path) {
    case "public/time": return answer([{ ts: time }]);
    case "public/instruments":
      if (url.searchParams.get("instType") !== "SWAP") return refused("51000", "Parameter instType error");
      return each(({ instrument }) => messages.listing(instrument));
    case "public/mark-price": return each(messages.markPrice);
    case "public/funding-rate": return each(messages.fundingRate);
    case "public/open-interest": return each(messages.openInterest);
    case "market/tickers":
    case "market/ticker": return each(messages.ticker);
    case "market/index-tickers": {
      const market = byIndex.get(instId ?? "");
      return market === undefined ? refused("51001", "Instrument ID doesn't exist.") : answer([messages.indexTicker(market)]);
    }
    case "market/books": {
      const [market] = chosen;
      if (instId === null || market === undefined) return refused("51001", "Instrument ID doesn't exist.");
      const levelCount = Math.min(mostLevels, Number(url.searchParams.get("sz") ?? 1) || 1);
      const view = floor.snapshot("okx", market, levelCount);
      return answer([{
        asks: messages.levelTexts(view, view.ask), bids: messages.levelTexts(view, view.bid),
        ts: String(view.timeMs), seqId: ids.of(market, view.sequence),
      }]);
    }
    case "rubik/stat/contracts/long-short-account-ratio": {
      const coin = url.searchParams.get("ccy");
      const market = all.find(({ instrument }) => instrument.baseAsset === coin);
      if (market === undefined) return refused("51000", "Parameter ccy error");
      const long = longShare(market);
      return answer([[time, rounded(long / Math.max(1e-4, 1 - long), 4)]]);
    }
    default: return null;
  }
}
