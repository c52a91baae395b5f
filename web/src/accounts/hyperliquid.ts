import { hyperliquid as tablesOf } from "../margin-tables/hyperliquid.ts";
import { isSecond, numberIn, optionalIn, recordsIn } from "./records.ts";
import { type AccountReader, entryValue, holdings } from "./stated.ts";

/**
 * Hyperliquid: `{"type":"clearinghouseState"}`, and `meta` beside it for the tables. Without
 * it a position's own `maxLeverage` is taken for one bracket without end.
 *
 * The state has cash and equity and no wallet between them, which is the cash and what the
 * positions cost. With entry prices as shown, the equity at the state's marks is exact. A
 * unified account's spot balance stands in another answer and is not counted. Source:
 * hyperliquid.gitbook.io, "Perpetuals".
 */
export const hyperliquid: AccountReader = (payload, _, { tables = {} }) => {
  const [state, [meta], rows] = recordsIn(payload, "assetPositions", "universe", "szi");
  const own: object[] = [];
  const held = holdings(rows, "coin szi entryPx leverage.value - liquidationPx", (row, name, size) => {
    const isIsolated = isSecond(row, "leverage.type", "cross", "isolated");
    const { maxLeverage } = row;
    const isOwn = !meta && !tables[name] && Boolean(maxLeverage);
    if (isOwn) own.push({ name, maxLeverage });
    const mark = numberIn(row, "positionValue") / Math.abs(size);
    return {
      isIsolated,
      mark,
      ...(isIsolated && { equityAtMark: numberIn(row, "marginUsed"), markPrice: mark }),
      assumed: isOwn ? [`one bracket of ${name} up to its maxLeverage`] : [],
    };
  });
  return {
    ...held,
    fundsOf: (cross) => ({
      walletBalance: optionalIn(state, "crossMarginSummary.totalRawUsd") + entryValue(cross),
      field: "crossMarginSummary",
    }),
    tables: tablesOf(meta ?? { universe: own }),
  };
};
