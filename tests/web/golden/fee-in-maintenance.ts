// Gate, Bitget, Phemex and OKX, which count the fee of closing in maintenance margin.

import { marginTableAt } from "plimsoll/formulas";
import { accountRisk, type Asked, isolated, marginIn, position, pricesOf, profitOf, riskOf, sizeIn, worth } from "./asked.ts";
import { type Inputs, NotComputable } from "./inputs.ts";
import { type Answers, Missing } from "./judging.ts";
import type { Mapping, Mappings } from "./mapping.ts";
import { amountAfter } from "./tables.ts";

const gateLiquidation: Mapping = (one) => {
  const at = (rate: string): Answers => pricesOf(isolated("gate", one, { rate: one.number(rate) }));
  const right = one.has("mmr") ? at("mmr") : {};
  const unknown = new Missing("the rate of the right tier");
  return {
    liquidation_price: unknown,
    ...right,
    gate_app_liq_price: right["liquidation_price"] ?? unknown,
    naive_liq_price_with_wrong_tier: one.has("mmr_wrong_last_tier")
      ? at("mmr_wrong_last_tier")["liquidation_price"] : new Missing("the rate of the wrong tier"),
  };
};

const gateAmount: Mapping = (one) => {
  const before = { rate: one.number("prev_mmr"), amount: one.number("prev_deduction") };
  const { table, size } = amountAfter(before, one.number("floor"), one.number("mmr"));
  return { deduction: marginTableAt("gate", table, { size }).maintenanceAmount };
};

const bitgetTaker = 0.0006;

const bitgetLiquidation: Mapping = (one) =>
  pricesOf(isolated("bitget", one, { rate: one.number("mmr"), takerFeeRate: one.numberOr("taker", bitgetTaker) }));

const bitgetRatio: Mapping = (one) => {
  const mark = one.number("mark");
  const { marginRatio } = riskOf({
    venue: "bitget", quantity: one.number("size"), entryPrice: mark, side: "long",
    posted: one.number("position_margin") + one.number("unrealized_pnl"),
    rate: one.number("mmr"), takerFeeRate: one.numberOr("taker", bitgetTaker),
  });
  return { margin_ratio: marginRatio.value };
};

/** The balance is margin and the fee of closing at the bankruptcy price. */
const phemexLiquidation: Mapping = (one) => {
  const taker = one.number("taker");
  const { initialMargin } = profitOf(position(one), one.number("entry"), { leverage: one.number("leverage") });
  const alone = isolated("phemex", one, { posted: initialMargin! });
  const { fees } = profitOf(alone, riskOf(alone).bankruptcyPrice.value!, { closeFeeRate: taker });
  const balance = initialMargin! + fees;
  return {
    ...pricesOf({ ...alone, posted: balance, rate: one.number("mmr"), amount: one.numberOr("mm_amount", 0) }),
    assigned_pos_balance: balance,
    open_value: worth(sizeIn(one), one.number("entry")),
  };
};

const okxTaker = 0.0005;

const okxLiquidation: Mapping = (one) =>
  pricesOf(isolated("okx", one, { rate: one.number("mmr"), takerFeeRate: one.numberOr("taker", okxTaker) }));

const okxPnl: Mapping = (one) => {
  const found = profitOf(position(one), one.number("mark"), one.has("leverage") ? { leverage: one.number("leverage") } : {});
  return { upl: found.unrealizedPnl, uplRatio: found.returnOnEquity };
};

/** As a cross position, whose account has the venue's own ratio: equity over maintenance. */
const okxRatio: Mapping = (one) => {
  const mark = one.number("mark");
  const asked: Asked = { venue: "okx", ...position(one), takerFeeRate: one.numberOr("taker", okxTaker) };
  if (one.nameOf("mmr", "mm") === undefined) throw new NotComputable("mmr");
  // The maintenance margin itself, from which the rate follows.
  const rate = one.has("mm") ? one.number("mm") / profitOf(asked, mark).notional : one.number("mmr");
  const margin = marginIn(one);
  const { venueMarginRatio } = accountRisk(one.has("upl")
    ? { ...asked, rate, entryPrice: mark, equity: margin + one.number("upl") }
    : { ...asked, rate, mark, equity: margin });
  return { mgnRatio: venueMarginRatio.value };
};

const okxMargin: Mapping = (one) => ({
  margin: profitOf(position(one), one.number("entry"), { leverage: one.number("leverage") }).initialMargin,
});

/** Spot bought or sold on margin: a long owes quote. */
const okxSpotMargin: Mapping = (one) => {
  const amount = one.number("amount_btc");
  const bought = { quantity: amount, entryPrice: 1, side: one.side };
  return {
    margin_btc: profitOf(bought, 1, { leverage: one.number("leverage") }).initialMargin,
    position_asset_btc: amount,
    liability_usdt: worth(amount, one.number("price")),
  };
};

export const gate: Mappings = { liquidation_price: gateLiquidation, maintenance_amount: gateAmount };

export const bitget: Mappings = { liquidation_price: bitgetLiquidation, margin_ratio: bitgetRatio };

export const phemex: Mappings = { liquidation_price: phemexLiquidation };

export const okx: Mappings = {
  initial_margin: okxMargin,
  initial_margin_and_position: okxSpotMargin,
  liquidation_price: okxLiquidation,
  margin_ratio: okxRatio,
  unrealized_pnl: okxPnl,
};
