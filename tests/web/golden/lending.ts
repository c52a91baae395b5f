import { aaveInterest, collateralLoop, loopPlan, morphoPosition } from "plimsoll/formulas";
import { evaluate, type LendingRisk } from "plimsoll/margin";
import { worth } from "./asked.ts";
import { type Inputs, NotComputable } from "./inputs.ts";
import { type Answer, Missing } from "./judging.ts";
import type { Mapping, Mappings } from "./mapping.ts";

// --- Aave ----------------------------------------------------------------------------------

/** A fraction that may be given in basis points. */
function rate(one: Inputs, fraction: string): number | undefined {
  if (one.has(fraction)) return one.number(fraction);
  return one.has(`${fraction}_bps`) ? one.number(`${fraction}_bps`) / 1e4 : undefined;
}

function account(collateralQuantity: number, debtQuantity: number, liquidationThreshold: number, maxLtv: number): LendingRisk {
  return evaluate({
    venue: "aave-v3",
    assets: [{ symbol: "COLLATERAL", collateralQuantity, maxLtv, liquidationThreshold }, { symbol: "DEBT", debtQuantity }],
  }, { COLLATERAL: 1, DEBT: 1 });
}

/** Where there is no debt aave-utilities says -1. */
const shownHealthFactor = ({ healthFactor: { value, reason } }: LendingRisk): Answer => (reason === "noDebt" ? -1 : value);

const aaveHealthFactor: Mapping = (one) => {
  const threshold = one.number("liquidation_threshold_bps") / 1e4;
  return { health_factor: shownHealthFactor(account(one.number("collateral"), one.number("borrow"), threshold, 0)) };
};

/** Of the two fractions only what the case gives is asked for. */
const aaveAccount: Mapping = (one) => {
  const threshold = rate(one, "liq_threshold");
  const ltv = rate(one, "ltv");
  const risk = account(one.number("collateral_usd"), one.numberOr("borrow_usd", 0), threshold ?? ltv ?? 1, ltv ?? 0);
  const basisPoints = (value: number | null) => (value ?? 0) * 1e4;
  const thresholdIs = (value: Answer) => (threshold === undefined ? new Missing("liq_threshold") : value);
  const ltvIs = (value: Answer) => (ltv === undefined ? new Missing("ltv") : value);
  return {
    health_factor: thresholdIs(shownHealthFactor(risk)),
    current_liq_threshold_bps: thresholdIs(basisPoints(risk.liquidationThreshold.value)),
    current_ltv_bps: ltvIs(basisPoints(risk.maxLtv.value)),
    available_borrows_usd: ltvIs(risk.availableBorrows.value),
  };
};

const aaveGrowth: Mapping = (one) => {
  const seconds = one.has("seconds") ? one.units("seconds") : one.units("current") - one.units("last");
  const found = aaveInterest({ rateRay: one.units("rate"), seconds });
  return { linear_interest: found.shownLinear, compounded_interest: found.shownCompounded };
};

// --- Morpho --------------------------------------------------------------------------------

/** A price that the case gives in loan units for one collateral unit. */
function morpho(one: Inputs, collateral: bigint, borrowed: bigint) {
  return morphoPosition({ collateral, borrowed, lltv: one.units("lltv", 18), price: one.unitsOr("price", 10n ** 36n, 36) });
}

const morphoIncentive: Mapping = (one) => ({ lif_wad: morpho(one, 0n, 0n).liquidationIncentiveFactor });

const morphoMaxBorrow: Mapping = (one) => ({ max_borrow_wad: morpho(one, one.units("collateral_wad"), 0n).maxBorrow });

const morphoMetrics: Mapping = (one) => {
  const found = morpho(one, one.units("collateral"), one.units("borrow_assets"));
  return {
    max_borrow: found.maxBorrow,
    max_borrowable: found.maxBorrowable,
    // 18 decimals as the number that JSON writes: 250000000000000000 is 0.25.
    ltv: found.ltv === null ? null : Number(found.ltv) / 1e18,
    withdrawable_collateral: found.withdrawableCollateral,
  };
};

// --- Loops ---------------------------------------------------------------------------------

function loop(one: Inputs, price: number) {
  return collateralLoop({
    collateralValue: worth(one.number("collateral_eth"), price), debtValue: one.number("debt"),
    liquidationThreshold: one.number("liq_threshold"),
  });
}

const loopHealth: Mapping = (one) => ({ health_factor: loop(one, one.number("price")).healthFactor });

/** At a price of one the rate is the price. The drawdown is from the price now. */
const loopLiquidation: Mapping = (one) => ({
  liquidation_price: loop(one, 1).liquidationPriceRate,
  drawdown: one.has("price") ? loop(one, one.number("price")).dropToLiquidation : new Missing("the price now"),
});

const loopLeverage: Mapping = (one) => ({
  leverage: collateralLoop({ collateralValue: one.number("collateral"), debtValue: one.number("debt"), liquidationThreshold: 1 }).multiple,
});

const loopMaxLeverage: Mapping = (one) => {
  const threshold = one.number("liq_threshold");
  if (threshold >= 1) throw new NotComputable("a threshold below one");
  return { max_leverage: loopPlan({ equity: 1, liquidationThreshold: threshold, ltv: threshold, targetMultiple: 1 }).maxMultiple };
};

export const aave: Mappings = {
  account_summary: aaveAccount,
  compound_interest_ray: aaveGrowth,
  health_factor: aaveHealthFactor,
  linear_interest_ray: aaveGrowth,
};

export const morphoBlue: Mappings = {
  liquidation_incentive_factor: morphoIncentive,
  max_borrow: morphoMaxBorrow,
  position_metrics: morphoMetrics,
};

export const genericLending: Mappings = {
  effective_leverage: loopLeverage,
  health_factor: loopHealth,
  liquidation_price: loopLiquidation,
  max_leverage: loopMaxLeverage,
};
