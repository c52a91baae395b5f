import { isSecond, numberIn, optionalIn, recordsIn } from "./records.ts";
import { type AccountReader, holdings, oneDollar, sumOf } from "./stated.ts";

/** "BTCUSD" and "BTCUSDZ26"; options and linear contracts end otherwise. */
const inverse = /USD([FGHJKMNQUVXZ]\d\d)?$/;
const option = /-[CP](-\w+)?$/;

/**
 * Bybit: `GET /v5/position/list`, all of its pages, and `GET /v5/account/wallet-balance` or,
 * where margin is isolated, `GET /v5/account/info`: positions of a unified account do not say
 * their mode. Source: bybit-exchange.github.io, "Get Position Info", "Get Wallet Balance".
 *
 * An isolated position's `positionBalance` and `positionMM` both hold the fee of closing. The
 * older formula takes both as stated, and it cancels; the newer one reckons maintenance itself.
 *
 * A unified account counts all it has in dollars, its positions of other kinds too: their
 * maintenance margin, loans and orders are in its sums, and held back here.
 */
export const bybit: AccountReader = (payload, venue) => {
  const [wallet, rows, coins, [mode]] =
    recordsIn(payload, "accountType", "positionIdx", "coin", "marginMode");
  const isInverse = venue.startsWith("bybit-inverse");
  const isUnified = wallet?.["accountType"] === "UNIFIED";
  const isIsolatedAccount = mode?.["marginMode"] === "ISOLATED_MARGIN" ||
    (isUnified && wallet?.["totalMarginBalance"] === "");
  return {
    ...holdings(rows, "symbol size avgPrice leverage markPrice liqPrice", (row, symbol, size) => {
      if (inverse.test(symbol) !== isInverse || option.test(symbol)) return null;
      const isIsolated = isIsolatedAccount || row["tradeMode"] === 1;
      const sumIn = isIsolated ? optionalIn : numberIn;
      return {
        signedQuantity: isSecond(row, "side", "Buy", "Sell") ? -size : size,
        isIsolated,
        // The socket calls it otherwise.
        ...("entryPrice" in row && { entryPrice: numberIn(row, "entryPrice") }),
        ...(isIsolated && { posted: numberIn(row, "positionBalance") }),
        maintenanceMargin: sumIn(row, "positionMM"),
        unrealizedPnl: sumIn(row, "unrealisedPnl"),
        asset: isInverse ? symbol.split("USD")[0] : undefined,
      };
    }),
    fundsOf: (cross, asset) => {
      const row = isInverse ? coins.find(({ coin }) => coin === asset) : wallet;
      const [field, needed] = isInverse
        ? (["equity", "totalPositionMM"] as const)
        : (["totalMarginBalance", "totalMaintenanceMargin"] as const);
      return {
        walletBalance: optionalIn(row, field) - sumOf(cross, ({ unrealizedPnl }) => unrealizedPnl),
        // A dollar is not quite a USDT: what others need may come out a little below zero.
        orderMargin: optionalIn(row, needed) - sumOf(cross, ({ position }) => position.maintenanceMargin),
        field,
        assumed: isUnified ? [isInverse ? `no other coin behind ${asset}` : oneDollar] : [],
      };
    },
  };
};
