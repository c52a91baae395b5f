import { averageEntryPrice, interestRate, marginForLiquidationPrice, marginTableAt } from "plimsoll/formulas";
import type { MarginVenue } from "plimsoll/margin";
import { type Asked, initialMarginIn, isolated, position, pricesOf, profitOf, riskOf, tableAround } from "./asked.ts";
import { fillsIn } from "./fills.ts";
import type { Inputs } from "./inputs.ts";
import type { Answers } from "./judging.ts";
import type { Mapping, Mappings } from "./mapping.ts";
import { tableOf } from "./tables.ts";

const oldTakerFeeRate = 0.00075;
const oldMaintenanceRate = 0.005;

/**
 * Older than any rule of today: an inverse cross position whose fee is counted at the
 * bankruptcy price, and this is where closing with its fee takes all of the balance.
 */
function inverseCross(one: Inputs): Answers {
  const margin = one.number("account_balance_btc") - one.numberOr("order_margin", 0);
  const taker = one.numberOr("taker", oldTakerFeeRate);
  const asked: Asked = { venue: "bybit-inverse-2024", ...position(one, true), posted: margin, rate: one.numberOr("mmr", oldMaintenanceRate) };
  const wanted = { closeFeeRate: taker, wantedProfit: -margin };
  const bankruptcy = profitOf(asked, asked.entryPrice, wanted).priceForProfit;
  if (bankruptcy === null) return { bankruptcy_price: null, liquidation_price: riskOf(asked).liquidationPrice.value };
  const fee = profitOf(asked, one.numberOr("bankruptcy_price", bankruptcy), wanted).fees;
  const maintenance = riskOf(asked).maintenanceMargin.value!;
  const held = riskOf({ ...asked, maintenanceMargin: maintenance + fee });
  return { bankruptcy_price: bankruptcy, liquidation_price: held.liquidationPrice.value };
}

/** A position whose price is known, after margin was added. */
function withExtraMargin(one: Inputs): Answers {
  const asked = position(one);
  const { quantity, entryPrice, side, inverse } = asked;
  const venue = inverse ? "bybit-inverse-2024" : "bybit-linear-2024";
  const before = marginForLiquidationPrice({
    venue, kind: inverse ? "inverse" : "linear", side, quantity, entryPrice, table: tableAround(0),
    liquidationPrice: one.number(one.has("liq_before") ? "liq_before" : "base_liq"),
  });
  return pricesOf({ venue, ...asked, posted: before.margin + one.number("extra_margin") });
}

/** The rules of the case's time: maintenance at entry, unless it says that it is at the mark. */
function venueOf(one: Inputs): MarginVenue {
  const isNew = /mark|liq/i.test(one.text("mm_basis"));
  return one.isInverse ? (isNew ? "bybit-inverse" : "bybit-inverse-2024") : isNew ? "bybit-linear" : "bybit-linear-2024";
}

const liquidation: Mapping = (one) => {
  if (one.has("account_balance_btc")) return inverseCross(one);
  if (one.nameOf("liq_before", "base_liq") !== undefined) return withExtraMargin(one);
  const venue = venueOf(one);
  // The newest text for inverse contracts takes the fee of closing off the margin that was added.
  const feeRate = venue === "bybit-inverse" ? one.sign * one.numberOr("taker", 0) : 0;
  const posted = { extra_margin: one.numberOr("extra_margin", 0) / (1 + feeRate) };
  const asked = isolated(venue, one.with(posted), {
    rate: one.number("mmr"), amount: one.numberOr("mm_deduction", 0), tickSize: one.numberOr("tick", 0),
  });
  return {
    ...pricesOf(asked),
    initial_margin: one.has("leverage") ? initialMarginIn(one) : undefined,
    maintenance_margin: riskOf(asked).maintenanceMargin.value,
  };
};

const bankruptcy: Mapping = (one) => {
  if (one.has("account_balance_btc")) return inverseCross(one);
  return pricesOf(isolated(venueOf(one), one));
};

const inverseMargin: Mapping = (one) => {
  const asked = position(one.with({ entry: one.number(one.has("price") ? "price" : "entry") }), true);
  const found = profitOf(asked, asked.entryPrice, { leverage: one.number("leverage") });
  return { initial_margin_btc: found.initialMargin, position_value_btc: found.notional };
};

/** Margin and the fee of closing at the bankruptcy price. */
const positionBalance: Mapping = (one) => {
  const asked = isolated("bybit-linear-2024", one);
  const { fees } = profitOf(asked, riskOf(asked).bankruptcyPrice.value!, { closeFeeRate: one.number("taker") });
  return { position_balance: initialMarginIn(one) + fees };
};

const positionValue: Mapping = (one) => ({
  position_value: profitOf(position(one), one.number("entry")).notional,
});

const averageEntry: Mapping = (one) => {
  const kind = /linear|usdt/i.test(one.mode) ? "linear" : "inverse";
  const found = averageEntryPrice(kind, fillsIn(one));
  return { average_entry_price: found.averageEntryPrice, total_value_btc: found.notional };
};

const interest: Mapping = (one) => ({
  interest_rate: interestRate({
    quoteRatePerDay: one.number("interest_quote_index"), baseRatePerDay: one.number("interest_base_index"),
    intervalsPerDay: one.number("funding_interval"),
  }).interestRate,
});

const rate: Mapping = (one, tables) => ({
  mmr: marginTableAt("bybit-linear", tableOf(one, tables), { size: one.number("position_value") }).maintenanceMarginRate,
});

export const bybit: Mappings = {
  average_entry_price: averageEntry,
  bankruptcy_price: bankruptcy,
  initial_margin: inverseMargin,
  interest_rate: interest,
  liquidation_price: liquidation,
  maintenance_margin_rate: rate,
  position_balance: positionBalance,
  position_value: positionValue,
  position_value_and_im: inverseMargin,
};
