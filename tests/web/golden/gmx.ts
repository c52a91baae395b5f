import { gmxBalance, gmxFunding, gmxFundingChange, gmxIncrease, gmxLeverageLimits, gmxPriceImpact, gmxV1LiquidationPrice } from "plimsoll/formulas";
import { type Inputs, NotComputable } from "./inputs.ts";
import type { Mapping, Mappings } from "./mapping.ts";

const v1LiquidationPrice: Mapping = (one) => ({
  liquidation_price: gmxV1LiquidationPrice({
    side: one.side, sizeUsd: one.number("size_usd"), collateralUsd: one.number("collateral_usd"),
    averagePrice: one.number("average_price"), fundingFeeUsd: one.numberOr("funding_fee", 0),
    marginFeeRate: one.numberOr("margin_fee_bps", 10) / 1e4,
    liquidationFeeUsd: one.numberOr("liquidation_fee_usd", 5), maxLeverage: one.numberOr("max_leverage", 100),
  }).liquidationPrice,
});

const netValue: Mapping = (one) => ({
  net_value: gmxBalance({
    collateralUsd: one.number("collateral_usd"), pnl: one.numberOr("pnl", 0),
    fundingUsd: one.numberOr("pending_funding", 0), borrowingUsd: one.numberOr("pending_borrowing", 0),
  }).netValue,
});

const netValueAfterFees: Mapping = (one) => ({
  net_value: gmxBalance({
    collateralUsd: one.number("collateral_usd"), pnl: one.numberOr("pnl", 0), fundingUsd: one.numberOr("funding", 0),
    borrowingUsd: one.numberOr("borrowing", 0), closingUsd: one.numberOr("closing_fee", 0),
    priceImpactUsd: one.numberOr("price_impact", 0),
  }).netValueAfterFees,
});

/** The impact as the case counts it, or a raw one and its cap. */
const minCollateral: Mapping = (one) => {
  const isRaw = one.has("raw_price_impact");
  const impact = isRaw ? one.number("raw_price_impact") : one.numberOr("price_impact", 0);
  return {
    min_collateral: gmxBalance({
      sizeUsd: isRaw ? one.number("size_usd") : Math.abs(impact), priceImpactUsd: impact,
      maxImpactRate: isRaw ? one.number("max_impact_factor_for_liquidations") : 1,
      pnl: one.numberOr("pnl", 0), closingUsd: one.numberOr("closing_fee", 0),
      minCollateralUsd: one.number("min_collateral_usd"),
    }).minCollateral,
  };
};

const maxLeverage: Mapping = (one) => {
  const minCollateralRate = one.number("min_collateral_factor");
  return { max_leverage: gmxLeverageLimits({ minCollateralRate, minCollateralRateForLiquidation: minCollateralRate, positionFeeRate: 0 }).maxLeverage };
};

/** Differences as long interest without short: the sides do not change. */
function impactBetween(one: Inputs, before: number, after: number): number {
  const [factor, exponent] = [one.number("factor"), one.number("exponent")];
  return gmxPriceImpact({
    positiveFactor: factor, positiveExponent: exponent, negativeFactor: factor, negativeExponent: exponent,
    longUsd: Math.abs(before), shortUsd: 0, longUsdAfter: Math.abs(after), shortUsdAfter: 0,
  }).priceImpactUsd;
}

const impactTerm: Mapping = (one) => ({ value_1e30: impactBetween(one, one.number("diff_usd"), 0) * 1e30 });

const priceImpact: Mapping = (one) => ({
  price_impact: impactBetween(one, one.number("initial_diff"), one.number("next_diff")),
});

const funding: Mapping = (one) => {
  const found = gmxFunding({
    factor: one.number("factor"), exponent: one.number("exponent"),
    longUsd: one.number("long_oi"), shortUsd: one.number("short_oi"),
  });
  return { longs_pay: found.longRate, shorts_receive: -found.shortRate };
};

const savedFunding: Mapping = (one) => {
  const isSkewAsFunding = one.json["skew_same_as_funding"];
  if (typeof isSkewAsFunding !== "boolean") throw new NotComputable("skew_same_as_funding");
  const { change } = gmxFundingChange({
    increasePerSecond: one.number("increase_per_s"), decreasePerSecond: one.number("decrease_per_s"),
    thresholdForStable: one.number("threshold_stable"), thresholdForDecrease: one.number("threshold_decrease"),
    imbalance: one.number("imbalance"), seconds: one.number("duration_s"), isSkewAsFunding,
  });
  return { change_abs: Math.abs(change), direction: change > 0 ? "increase" : change < 0 ? "decrease" : "no change" };
};

const increase: Mapping = (one) => {
  const found = gmxIncrease({
    side: one.side, sizeUsd: one.number("size_usd"), oraclePrice: one.number("oracle"),
    priceImpactRate: one.numberOr("negative_impact", 0),
  });
  return { size_in_tokens: found.sizeInTokens, entry_price_approx: found.entryPrice, pending_loss: found.pendingLoss };
};

export const gmxV1: Mappings = { liquidation_price: v1LiquidationPrice };

export const gmxV2: Mappings = {
  funding_per_second_longs: funding,
  impact_factor: impactTerm,
  max_leverage: maxLeverage,
  min_collateral_for_liq: minCollateral,
  net_value: netValue,
  net_value_after_fees: netValueAfterFees,
  price_impact_usd: priceImpact,
  saved_funding_factor_change: savedFunding,
  size_in_tokens_and_entry: increase,
};
