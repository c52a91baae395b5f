import { bookView } from "../book-view.ts";
import type { Floor } from "../floor.ts";
import type { Market } from "../market.ts";
import type { SequenceIds } from "../sequence-ids.ts";
import * as messages from "./messages.ts";

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: object;
}

/** What a method answers: JSON, or why not. */
export type Asked =
  | { readonly result: string; readonly error?: undefined }
  | { readonly result?: undefined; readonly error: RpcError };

type Params = Readonly<Record<string, unknown>>;

const mostLevels = 10_000;

export const methodNotFound: RpcError = { code: -32_601, message: "Method not found" };

export function invalidParams(param: string, reason: string): RpcError {
  return { code: -32_602, message: "Invalid params", data: { reason, param } };
}

/** The public methods that are the same over the socket and over HTTP. */
export function ask(
  method: string, params: Params, floor: Floor, markets: ReadonlyMap<string, Market>, ids: SequenceIds,
): Asked {
  const ofMarket = (result: (market: Market) => string): Asked => {
    const market = markets.get(String(params["instrument_name"]));
    return market === undefined ? { error: invalidParams("instrument_name", "instrument not found") } : { result: result(market) };
  };
  switch (method) {
    case "public/test": return { result: '{"version":"1.2.26"}' };
    case "public/get_time": return { result: String(floor.simulation.timeMs) };
    case "public/ticker": return ofMarket((market) => messages.ticker(bookView(market, 1)));
    case "public/get_instrument": return ofMarket(({ instrument }) => JSON.stringify(messages.listing(instrument)));
    case "public/get_instruments": {
      const { currency = "any", kind = "future" } = params;
      const listed = currency === "USDC" || currency === "any" ? [...markets.values()] : [];
      return { result: JSON.stringify(kind === "future" ? listed.map(({ instrument }) => messages.listing(instrument)) : []) };
    }
    case "public/get_order_book": {
      const depth = Number(params["depth"] ?? 5);
      if (!(depth >= 1 && depth <= mostLevels)) return { error: invalidParams("depth", "value must be from 1 to 10000") };
      return ofMarket((market) => messages.orderBook(floor.snapshot("deribit", market, depth), ids));
    }
    default: return { error: methodNotFound };
  }
}
