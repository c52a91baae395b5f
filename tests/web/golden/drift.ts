import { type DriftAccount, driftAccount, driftBaseToCover, driftMarginRatios, driftPnl, type DriftPosition, driftSpotWeights } from "plimsoll/formulas";
import { profitOf, worth } from "./asked.ts";
import { type Inputs, NotComputable } from "./inputs.ts";
import type { Mapping, Mappings } from "./mapping.ts";

const whole = 10_000;
const firstTierTakerFeeRate = 0.001;

/** A ratio or weight, which a case gives in parts of 10 000 or as a fraction. */
function ratio(one: Inputs, name: string): number {
  const value = one.number(name);
  return Math.round(value < 1 ? value * whole : value);
}
const ratioOr = (one: Inputs, name: string, otherwise: number) => (one.has(name) ? ratio(one, name) : otherwise);

const millionths = (value: number) => BigInt(Math.round(value * 1e6));

/** Those that a case does not state do not bear on what it asks. */
function ratios(one: Inputs, isHighLeverage = false) {
  return driftMarginRatios({
    initial: ratioOr(one, "margin_ratio_initial", whole),
    maintenance: ratioOr(one, "margin_ratio_maintenance", 1),
    highLeverageInitial: ratioOr(one, "high_leverage_initial", whole),
    highLeverageMaintenance: ratioOr(one, "high_leverage_maintenance", 1),
    imfFactor: one.unitsOr("imf_factor", 0n),
    size: one.unitsOr("base_size", 0n, 9),
    isHighLeverage,
  });
}

/** A case that gives fractions expects one. */
const asGiven = (one: Inputs, found: bigint) =>
  (one.numberOr("margin_ratio_initial", 1) < 1 ? Number(found) / whole : found);

function needs(one: Inputs, ...names: readonly string[]): void {
  for (const name of names) one.number(name);
}

const initialRatio: Mapping = (one) => {
  needs(one, "margin_ratio_initial", "base_size");
  if (one.numberOr("precision", whole) !== whole) throw new NotComputable("parts of 10 000");
  return { margin_ratio: asGiven(one, ratios(one).initialRatio) };
};

const highInitialRatio: Mapping = (one) => {
  needs(one, "margin_ratio_initial", "high_leverage_initial", "base_size");
  return { margin_ratio: asGiven(one, ratios(one, true).initialRatio) };
};

const highMaintenanceRatio: Mapping = (one) => {
  needs(one, "high_leverage_maintenance", "base_size");
  return { margin_ratio: ratios(one, true).maintenanceRatio };
};

const fillRatio: Mapping = (one) => {
  needs(one, "margin_ratio_initial", "margin_ratio_maintenance");
  return { margin_ratio: asGiven(one, ratios(one).fillRatio) };
};

const assetWeight: Mapping = (one) => ({
  asset_weight: driftSpotWeights({
    initialAsset: ratio(one, "initial_asset_weight"), imfFactor: one.unitsOr("imf_factor", 0n), size: one.units("size_amm_precision"),
  }).initialAssetWeight,
});

const liabilityWeight: Mapping = (one) => ({
  liability_weight: driftSpotWeights({
    initialLiability: ratio(one, "initial_liability_weight"), imfFactor: one.unitsOr("imf_factor", 0n),
    size: one.units("size_amm_precision"),
  }).initialLiabilityWeight,
});

const scaledWeight: Mapping = (one) => ({
  asset_weight: driftSpotWeights({
    initialAsset: ratio(one, "initial_asset_weight"), scaleStart: millionths(one.number("scale_start_usd")),
    deposits: millionths(worth(one.number("deposits_sol"), one.number("oracle"))),
  }).scaledInitialAsset,
});

const pnlWeight: Mapping = (one) => ({
  asset_weight: driftPnl({
    quote: one.units("unrealized_pnl_quote_1e6"), initialWeight: ratio(one, "base_weight"), imfFactor: one.unitsOr("imf_factor", 0n),
  }).initialPnlWeight,
});

const unrealizedPnl: Mapping = (one) => ({
  unrealized_pnl_1e6: driftPnl({
    base: one.units("base_asset_amount"), quote: one.units("quote_asset_amount"), price: millionths(one.number("oracle")),
  }).unrealizedPnl,
});

const baseToCover: Mapping = (one) => ({
  base_1e9: driftBaseToCover({
    marginShortage: millionths(one.number("margin_shortage")), marginRatio: ratio(one, "margin_ratio"),
    liquidatorFee: millionths(one.numberOr("liquidation_fee", 0)), insuranceFee: millionths(one.numberOr("if_liquidation_fee", 0)),
    oraclePrice: millionths(one.number("oracle")), quotePrice: millionths(one.numberOr("quote_oracle", 1)),
  }).base,
});

/** An account of one position and a deposit of quote tokens. */
function account(one: Inputs, collateral: number, position: Omit<DriftPosition, "initial" | "maintenance">): DriftAccount {
  const maintenance = ratio(one, "margin_ratio_maintenance");
  return driftAccount({
    balances: [{ tokens: collateral }],
    positions: [{ initial: ratioOr(one, "margin_ratio_initial", maintenance), maintenance, imfFactor: one.numberOr("imf_factor", 0), ...position }],
  });
}

/**
 * A position of the client's test market, which counts no profit before it is settled: its
 * weights are zero. The case says so by the collateral, none, that it finds.
 */
const requirement: Mapping = (one) => {
  const found = account(one, one.number("collateral"), {
    signedQuantity: one.number("base"), quoteAmount: one.number("quote"), oraclePrice: one.number("oracle"),
    initialPnlWeight: 0, maintenancePnlWeight: 0,
  });
  const [held] = found.positions;
  return {
    upnl: held!.unrealizedPnl,
    margin_requirement: found.maintenanceMarginRequirement,
    can_be_liquidated: found.liquidatable,
    health: Math.round(found.health * 100),
    max_leverage_x1e4: (held!.maxLeverage ?? 0) * 1e4,
  };
};

/** Any deposit, and next to nothing held. */
const maxLeverage: Mapping = (one) => {
  const [initial, maintenance] = [ratio(one, "margin_ratio_initial"), ratio(one, "margin_ratio_maintenance")];
  const most = (customMarginRatio: number) => driftAccount({
    balances: [{ tokens: whole }],
    positions: [{ signedQuantity: 1e-9, quoteAmount: 0, oraclePrice: 1e-6, initial, maintenance, initialPnlWeight: 0, maintenancePnlWeight: 0 }],
    customMarginRatio,
  }).positions[0]!;
  const custom = most(ratioOr(one, "custom_max_margin_ratio", 0));
  return {
    without_custom_initial: most(0).maxLeverage! * 1e3,
    initial_leverage_x1e3: custom.maxLeverage! * 1e3,
    maintenance_leverage_x1e3: custom.maxLeverageAtMaintenance! * 1e3,
  };
};

/** Just entered, with the fee of a new account. */
const liquidation: Mapping = (one) => {
  const entryPrice = one.number("approx_entry");
  const quantity = Math.abs(one.number("base"));
  const { notional, fees } = profitOf({ quantity, entryPrice, side: one.side }, entryPrice, { openFeeRate: firstTierTakerFeeRate });
  const found = account(one, one.number("collateral_usdc"), {
    signedQuantity: one.sign * quantity, quoteAmount: -one.sign * notional - fees, oraclePrice: entryPrice,
  });
  return { liquidation_price: found.positions[0]!.liquidationPrice };
};

export const drift: Mappings = {
  asset_weight: assetWeight,
  base_to_cover_margin_shortage: baseToCover,
  liability_weight: liabilityWeight,
  liquidation_price: liquidation,
  margin_ratio_fill: fillRatio,
  margin_ratio_initial: initialRatio,
  margin_ratio_initial_hlm: highInitialRatio,
  margin_ratio_maintenance_hlm: highMaintenanceRatio,
  margin_requirement: requirement,
  max_leverage: maxLeverage,
  scaled_asset_weight: scaledWeight,
  unrealized_pnl: unrealizedPnl,
  upnl_asset_weight: pnlWeight,
};
