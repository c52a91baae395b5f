// Cases of no venue: textbook models and those of other people's engines.

import { averageEntryPrice } from "plimsoll/formulas";
import type { MarginVenue } from "plimsoll/margin";
import { type Asked, isolated, pricesOf, profitOf, riskOf } from "./asked.ts";
import { fillsIn } from "./fills.ts";
import { type Inputs, NotComputable, opposite } from "./inputs.ts";
import type { Answers } from "./judging.ts";
import type { Mapping, Mappings } from "./mapping.ts";

const markModel: MarginVenue = "coinex"; // maintenance at mark, nothing else
const entryModel: MarginVenue = "bybit-linear-2024"; // maintenance at entry, nothing else

const linear = (one: Inputs, entryPrice: number) =>
  ({ quantity: one.number("size"), entryPrice, side: one.side });

const initialMargin: Mapping = (one) => {
  const entry = one.number("entry");
  return { initial_margin: profitOf(linear(one, entry), entry, { leverage: one.number("leverage") }).initialMargin };
};

const linearPnl: Mapping = (one) => ({
  unrealized_pnl: profitOf(linear(one, one.number("entry")), one.number("mark")).unrealizedPnl,
});

/**
 * A cross account given by its equity: the others' maintenance is held back. The wrong
 * estimate that the case warns of forgets it.
 */
const linearCross: Mapping = (one) => {
  const price = (equity: number) => riskOf({
    venue: markModel, ...linear(one, one.number("mark")), rate: one.number("mmr"), equity,
  }).liquidationPrice.value;
  const equity = one.number("equity");
  return {
    liquidation_price: price(equity - one.numberOr("other_maintenance", 0)),
    liquidation_price_wrong_estimate: price(equity),
  };
};

const atEntry: Mapping = (one) => pricesOf(isolated(entryModel, one, { rate: one.number("mmr") }));

function inverseHeld(one: Inputs): Asked {
  const entryPrice = one.number(one.nameOf("entry", "price", "mark") ?? "entry");
  const held = { quantity: one.numberOr("contracts_usd", 100), entryPrice, side: one.side, inverse: true };
  const { initialMargin } = profitOf(held, entryPrice, { leverage: one.number("leverage") });
  return { venue: "bybit-inverse-2024", ...held, posted: initialMargin!, rate: one.numberOr("mmr", 0) };
}

const inverseLiquidation: Mapping = (one) => pricesOf(inverseHeld(one));

/** 10101 once took a short for a long; its case states both prices. */
const lightning: Mapping = (one) => ({
  liquidation_price_expected: pricesOf(inverseHeld(one))["liquidation_price"],
  liquidation_price_buggy: pricesOf(inverseHeld(one.with({ side: opposite(one.side) })))["liquidation_price"],
});

const inverseFees: Mapping = (one) => {
  one.number("contracts_usd");
  const held = inverseHeld(one);
  const bankruptcy = riskOf(held).bankruptcyPrice.value;
  if (bankruptcy === null) return { fee_to_close: null, two_way_fee: null };
  const closeFeeRate = one.number("taker");
  return {
    fee_to_close: profitOf(held, bankruptcy, { closeFeeRate }).fees,
    two_way_fee: profitOf(held, bankruptcy, { openFeeRate: closeFeeRate, closeFeeRate }).fees,
  };
};

const inversePnl: Mapping = (one) => {
  const { quantity, averageEntryPrice: entryPrice } = averageEntryPrice("inverse", fillsIn(one));
  return { unrealized_pnl: profitOf({ quantity, entryPrice, side: one.side, inverse: true }, one.number("mark")).unrealizedPnl };
};

const toobitRatio: Mapping = (one) => {
  const entry = one.number("entry");
  const held = linear(one, entry);
  const { initialMargin: posted } = profitOf(held, entry, { leverage: one.number("leverage") });
  if (posted === null) throw new NotComputable("leverage");
  const risk = riskOf({ venue: markModel, ...held, posted, rate: one.number("mmr"), mark: one.number("mark") });
  const answers: Answers = {
    initial_margin: posted,
    maintenance_margin: risk.maintenanceMargin.value,
    unrealized_pnl: risk.unrealizedPnl.value,
    margin_ratio: risk.marginRatio.value,
  };
  return answers;
};

export const lightningDex: Mappings = { margin_and_liq: lightning };

export const genericInverse: Mappings = {
  bankruptcy_price: inverseLiquidation,
  fee_to_close: inverseFees,
  liquidation_price: inverseLiquidation,
  two_way_fee: inverseFees,
  unrealized_pnl: inversePnl,
};

export const genericLinear: Mappings = {
  initial_margin: initialMargin,
  liquidation_price: linearCross,
  unrealized_pnl: linearPnl,
};

export const jesse: Mappings = { liquidation_and_bankruptcy: atEntry, liquidation_price: atEntry };

export const mcs: Mappings = { liquidation_price: inverseLiquidation };

export const toobit: Mappings = { margin_ratio: toobitRatio };
