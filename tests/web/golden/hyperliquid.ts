import { fundingRate, premiumRate } from "plimsoll/formulas";
import { marginTables } from "plimsoll/margin";
import { initialMarginIn, isolated, marginIn, pricesOf, profitOf, riskOf, worth } from "./asked.ts";
import { returnOn } from "./kucoin.ts";
import type { Inputs } from "./inputs.ts";
import type { Answers } from "./judging.ts";
import type { Mapping, Mappings } from "./mapping.ts";

/** Half of the initial margin at the highest leverage, as the venue's own tables have it. */
export function maintenanceRate(maxLeverage: number): number {
  const meta = { universe: [{ name: "X", maxLeverage }] };
  return Number(marginTables("hyperliquid", meta)["X"]!.brackets[0]!.maintenanceMarginRate);
}

/** What the venue calls rawUsd is what would be left were the position worth nothing. */
function isolatedPrice(one: Inputs): Answers {
  const posted = one.has("raw_usd")
    ? one.number("raw_usd") + one.sign * worth(one.number("size"), one.number("entry")) : marginIn(one);
  return pricesOf(isolated("hyperliquid", one, { posted, rate: maintenanceRate(one.number("max_leverage")), takerFeeRate: 0 }));
}

/** Of the first interface, in which maintenance stood still and one rate was everybody's. */
function legacyCross(one: Inputs): Answers {
  const quantity = one.number("size");
  const entryPrice = one.number("position_value") / quantity;
  const rate = one.number("maint_fraction_all");
  const others = riskOf({
    venue: "hyperliquid-2023", side: "long", quantity: 1, rate, posted: 1,
    entryPrice: Math.max(Number.MIN_VALUE, one.number("total_ntl_pos") - one.number("position_value")),
  }).maintenanceMargin.value!;
  return pricesOf({
    venue: "hyperliquid-2023", side: one.side, quantity, entryPrice, rate, equity: one.number("account_value") - others,
  });
}

const liquidation: Mapping = (one) => (one.has("account_value") ? legacyCross(one) : isolatedPrice(one));

/** rawUsd is below zero where a long is bought on credit, and above it where a short was sold. */
const marginUsed: Mapping = (one) => {
  const value = one.number("position_value");
  const held = { quantity: 1, entryPrice: value, side: one.has("side") ? one.side : one.numberOr("raw_usd", 0) > 0 ? "short" : "long" } as const;
  if (!one.has("raw_usd")) return { margin_used: profitOf(held, value, { leverage: one.number("leverage") }).initialMargin };
  const posted = one.number("raw_usd") + (held.side === "long" ? value : -value);
  return { margin_used: riskOf({ venue: "hyperliquid", ...held, posted, rate: 0 }).equity.value };
};

const returnRate: Mapping = (one) => {
  const margin = one.has("margin_used") ? one.number("margin_used") : initialMarginIn(one);
  return { roe: returnOn(one.number("unrealized_pnl"), margin) };
};

const funding: Mapping = (one) => {
  const premium = premiumRate({ impactBidPrice: one.number("impact_bid"), indexPrice: one.number("spot") }).premiumRate;
  const rate = fundingRate({ premiumRate: premium, interestRate: one.number("interest"), clampRate: one.number("clamp") }).fundingRate;
  return { premium, clamp_term: rate - premium, rate };
};

const rate: Mapping = (one) => ({ mmr: maintenanceRate(one.number("max_leverage")) });

export const hyperliquid: Mappings = {
  funding_rate_8h: funding,
  liquidation_price: liquidation,
  maintenance_margin_rate: rate,
  margin_used: marginUsed,
  return_on_equity: returnRate,
};
