import { dydx as tablesOf } from "../margin-tables/dydx.ts";
import { isSecond, numberIn, optionalIn, type PayloadRecord, recordsIn } from "./records.ts";
import { type AccountReader, entryValue, holdings } from "./stated.ts";

/** Sizes of shorts are below zero in some of the indexer's answers and above in others. */
function signedSize(row: PayloadRecord): number {
  return Math.abs(numberIn(row, "size")) * (isSecond(row, "side", "LONG", "SHORT") ? -1 : 1);
}

/**
 * dYdX v4's indexer: `GET /v4/addresses/{address}/subaccountNumber/{n}`, and
 * `GET /v4/perpetualMarkets` beside it for marks, which are oracle prices, and tables. One
 * subaccount is one account, that of an isolated market too. It states no liquidation price.
 * Source: docs.dydx.xyz, "Indexer API".
 */
export const dydx: AccountReader = (payload) => {
  const [subaccount, markets, rows, assets] =
    recordsIn(payload, "openPerpetualPositions", "oraclePrice", "entryPrice", "assetId");
  const marks = new Map(markets.map((market) => [market["ticker"], market]));
  return {
    ...holdings(rows, "market size entryPrice - - -", (row, symbol) => ({
      signedQuantity: signedSize(row),
      mark: optionalIn(marks.get(symbol), "oraclePrice"),
      isIsolated: false,
    })),
    fundsOf: (cross) => ({
      walletBalance: subaccount?.["assetPositions"]
        ? assets.reduce((sum, row) => (row["symbol"] === "USDC" ? sum + signedSize(row) : sum), entryValue(cross))
        : Number.NaN,
      field: "assetPositions",
    }),
    tables: tablesOf(markets),
  };
};
