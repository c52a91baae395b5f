import { isSecond, numberIn, optionalIn, recordsIn, textIn } from "./records.ts";
import { type AccountReader, holdings, oneDollar, sumOf } from "./stated.ts";

/**
 * OKX: `GET /api/v5/account/positions` and `/balance`, and `GET /api/v5/public/instruments`
 * beside them for what a contract is, where the options do not say it. Swaps and futures are
 * read. Source: OKX API guide, "Get positions", "Get balance", "Get instruments".
 *
 * With one currency for each contract its cash stands behind cross positions; where the venue
 * adjusts equity over all currencies, that in dollars stands behind linear ones.
 */
export const okx: AccountReader = (payload) => {
  const [balance, rows, currencies, contractRows] = recordsIn(payload, "totalEq", "posSide", "cashBal", "ctVal");
  const adjusted = optionalIn(balance, "adjEq");
  const isPooled = !Number.isNaN(adjusted);
  const contracts = new Map(contractRows.map((row) => [row["instId"], row]));
  return {
    ...holdings(rows, "instId pos avgPx lever markPx liqPx", (row, symbol, size) => {
      if (!["SWAP", "FUTURES"].includes(row["instType"] as string)) return null;
      const [base, quote] = symbol.split("-");
      const isInverse = quote === "USD";
      const contract = contracts.get(symbol);
      const isNet = row["posSide"] === "net";
      const isIsolated = isSecond(row, "mgnMode", "cross", "isolated");
      return {
        // Cross and isolated positions of one side may be held at once.
        id: textIn(row, "posId"),
        signedQuantity: isNet || !isSecond(row, "posSide", "long", "short") ? size : -Math.abs(size),
        isCounted: true,
        isIsolated,
        ...(isIsolated && { posted: numberIn(row, "margin") }),
        unrealizedPnl: optionalIn(row, "upl"),
        asset: isPooled && !isInverse ? "USD" : row["ccy"] ? textIn(row, "ccy") : isInverse ? base : quote,
        family: `${base}-${quote}`,
        instrument: {
          kind: isInverse ? "inverse" : "linear",
          ...(contract && {
            contractSize: numberIn(contract, "ctVal") * numberIn(contract, "ctMult"),
            tickSize: numberIn(contract, "tickSz"),
          }),
        },
      };
    }),
    fundsOf: (cross, asset) => {
      if (asset === "USD") {
        const walletBalance = adjusted - sumOf(cross, ({ unrealizedPnl }) => unrealizedPnl);
        return { walletBalance, field: "upl", assumed: [oneDollar] };
      }
      const row = currencies.find(({ ccy }) => ccy === asset);
      return {
        walletBalance: optionalIn(row, "cashBal"),
        field: "cashBal",
        assumed: [
          ...(isPooled ? [`no other currency behind ${asset}`] : []),
          ...(optionalIn(row, "ordFrozen") > 0 ? ["no maintenance for open orders"] : []),
        ],
      };
    },
  };
};
