import { marginForLiquidationPrice, marginTableAt, orderCost } from "plimsoll/formulas";
import { type Account, evaluate } from "plimsoll/margin";
import { isolated, marginIn, pricesOf, riskOf, tableAround } from "./asked.ts";
import { type Inputs, NotComputable } from "./inputs.ts";
import type { Answers } from "./judging.ts";
import type { Mapping, Mappings } from "./mapping.ts";
import { amountAfter, tableOf } from "./tables.ts";

/** Positions of a cross account, as Binance's own example has them. */
export function crossLiquidation(one: Inputs): Answers {
  const positions = one.list("positions");
  const symbol = (of: Inputs) => of.text("symbol");
  const amount = (of: Inputs) => of.numberOr("cum", of.numberOr("maint_amount", 0));
  const account: Account = {
    venue: "binance-usdm",
    walletBalance: one.number("wallet_balance"),
    positions: positions.map((of) => ({
      symbol: symbol(of), side: of.number("size") < 0 ? "short" : of.side, quantity: Math.abs(of.number("size")),
      entryPrice: of.number("entry"), mode: "cross",
    })),
    tables: Object.fromEntries(positions.map((of) => [symbol(of), tableAround(of.number("mmr"), amount(of))])),
  };
  // The one that is asked about may come without a mark: its price does not hang on it.
  const marks = positions.map((of) => [symbol(of), of.has("mark") ? of.number("mark") : of.number("entry")]);
  const target = evaluate(account, Object.fromEntries(marks)).positions.find((of) => of.symbol === one.text("target"));
  if (target === undefined) throw new NotComputable("the target among the positions");
  return { liquidation_price: target.liquidationPrice.value };
}

const liquidation: Mapping = (one, tables) => {
  if (one.has("positions")) return crossLiquidation(one);
  const wallet = one.nameOf("wallet_balance", "wallet_balance_expr") !== undefined;
  const posted = wallet ? one.number("wallet_balance") : marginIn(one);
  const asked = isolated("binance-usdm", one, { posted, takerFeeRate: 0, amount: one.numberOr("cum", 0) });
  if (one.has("mmr")) return pricesOf(asked);
  one.number("size"); // which decides about the bracket
  const { quantity, entryPrice, side } = asked;
  const account: Account = {
    venue: "binance-usdm", tables: { X: tableOf(one, tables) },
    positions: [{ symbol: "X", side, quantity, entryPrice, mode: "isolated", posted }],
  };
  return { liquidation_price: evaluate(account, { X: entryPrice }).positions[0]!.liquidation.value };
};

const bracket: Mapping = (one, tables) => {
  const found = marginTableAt("binance-usdm", tableOf(one, tables), { size: one.number("notional") });
  return { mmr: found.maintenanceMarginRate, cum: found.maintenanceAmount };
};

const maxLeverage: Mapping = (one, tables) => ({
  max_leverage: marginTableAt("binance-usdm", tableOf(one, tables), { margin: one.number("stake") }).maxLeverageForMargin,
});

const order: Mapping = (one) => {
  const orderPrice = one.number("order_price");
  const found = orderCost({
    side: one.side, quantity: one.number("qty"), orderPrice, markPrice: one.numberOr("mark", orderPrice),
    leverage: one.numberOr("leverage", 1),
  });
  return { initial_margin: found.initialMargin, open_loss: found.openLoss, cost: found.costToOpen };
};

const walletBalance: Mapping = (one) => ({
  cross_wallet_balance: marginForLiquidationPrice({
    venue: "binance-usdm", side: one.side, quantity: one.number("size"), entryPrice: one.number("entry"),
    liquidationPrice: one.number("liquidation_price"), table: tableAround(one.number("mmr"), one.numberOr("cum", 0)),
  }).margin,
});

const coinMargined: Mapping = (one) => {
  const { liquidationPrice } = riskOf(isolated("binance-coinm", one, {
    posted: one.number("wallet_balance_btc"), rate: one.number("mmr"), amount: one.numberOr("cum_btc", 0), inverse: true, takerFeeRate: 0,
  }));
  return {
    liquidation_price_user_formula: liquidationPrice.value,
    liquidation_price_binance_calculator: liquidationPrice.value,
    liquidation_price: liquidationPrice.value,
  };
};

const coinMarginedAmount: Mapping = (one, tables) => {
  if (one.has("notional_btc")) {
    return { cum_btc: marginTableAt("binance-coinm", tableOf(one, tables), { size: one.number("notional_btc") }).maintenanceAmount };
  }
  const before = { rate: one.number("mmr_prev"), amount: one.number("cum_prev") };
  const { table, size } = amountAfter(before, one.number("floor_btc"), one.number("mmr_n"));
  return { cum_btc: marginTableAt("binance-coinm", table, { size }).maintenanceAmount };
};

const coinMarginedRate: Mapping = (one, tables) => ({
  mmr: marginTableAt("binance-coinm", tableOf(one, tables), { size: one.number("notional_btc") }).maintenanceMarginRate,
});

export const binanceUsdm: Mappings = {
  initial_margin: order,
  liquidation_price: liquidation,
  maintenance_amount: bracket,
  maintenance_margin_rate: bracket,
  max_leverage: maxLeverage,
  mmr_and_maint_amount: bracket,
  open_loss: order,
  wallet_balance_from_liq_price: walletBalance,
};

export const binanceCoinm: Mappings = {
  liquidation_price: coinMargined,
  maintenance_amount: coinMarginedAmount,
  maintenance_margin_rate: coinMarginedRate,
};
