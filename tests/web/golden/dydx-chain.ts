import { type DydxClose, dydxFundingIndexDelta, dydxInitialMargin, type DydxPosition, type DydxSubaccount, dydxSubaccount } from "plimsoll/formulas";
import { type Inputs, NotComputable } from "./inputs.ts";
import type { Mapping, Mappings } from "./mapping.ts";

const million = 1_000_000n;

function tier(one: Inputs) {
  return {
    initialMarginPpm: one.units(one.has("base_imf_ppm") ? "base_imf_ppm" : "initial_margin_ppm"),
    maintenanceFractionPpm: one.unitsOr("maintenance_fraction_ppm", million),
    openInterestLowerCap: one.unitsOr("oi_lower_cap", 0n),
    openInterestUpperCap: one.unitsOr("oi_upper_cap", 0n),
  };
}

/** @param needed  what the kind cannot do without */
const initialMargin = (needed: string): Mapping => (one) => {
  one.units(needed);
  const found = dydxInitialMargin({
    ...tier(one),
    openInterestNotional: one.unitsOr("open_interest_notional", 0n),
    notional: one.unitsOr("quote_quantums", 0n),
  });
  return {
    maintenance_margin_ppm: found.maintenanceMarginPpm,
    effective_imf_ppm: found.effectiveInitialMarginPpm,
    initial_margin_quantums: found.initialMargin,
  };
};

const perpetual = (one: Inputs) =>
  ({ atomicResolution: one.units("atomic_resolution"), price: one.units("price"), exponent: one.units("exponent") });

const requirements: Mapping = (one) => {
  const position = {
    ...tier(one), ...perpetual(one), openInterest: one.unitsOr("open_interest", 0n), baseQuantums: one.units("base_quantums"),
  };
  const found = dydxSubaccount({ quoteBalance: 0, positions: [position] });
  return { imr: found.initialMargin, mmr: found.maintenanceMargin };
};

const fundingIndex: Mapping = (one) => ({
  index_delta: dydxFundingIndexDelta({ ...perpetual(one), fundingRatePpm: one.units("rate_8h_ppm"), seconds: one.units("seconds") }).indexDelta,
});

// A subaccount that a case states in people's units, as the chain would keep it.

const baseDecimals = 10;
const priceDecimals = 9;
const quoteDecimals = 6;

interface ChainAccount {
  readonly symbols: readonly string[];
  readonly positions: readonly DydxPosition[];
}

function chainPosition(one: Inputs, size: string, price: string): DydxPosition {
  return {
    initialMarginPpm: one.roundedUnits("mmf", 6), maintenanceFractionPpm: million,
    atomicResolution: -baseDecimals, exponent: -priceDecimals,
    price: one.roundedUnits(price, priceDecimals), baseQuantums: one.roundedUnits(size, baseDecimals),
  };
}

function accountIn(one: Inputs): ChainAccount {
  if (!one.has("positions")) return { symbols: ["BTC"], positions: [chainPosition(one, "size_btc", "oracle")] };
  const prices = one.in("prices");
  const held = one.raw("positions") as readonly (readonly [symbol: string, size: number])[];
  return {
    symbols: held.map(([symbol]) => symbol),
    positions: held.map(([symbol, size]) => {
      if (!prices.has(symbol)) throw new NotComputable(`the price of ${symbol}`);
      return chainPosition(one.with({ size, price: prices.json[symbol] }), "size", "price");
    }),
  };
}

function closed(one: Inputs, symbol: string | null, close: Omit<DydxClose, "index">): DydxSubaccount {
  const { symbols, positions } = accountIn(one);
  const index = symbol === null ? 0 : symbols.indexOf(symbol);
  if (index < 0) throw new NotComputable(`a position in ${symbol}`);
  return dydxSubaccount({ quoteBalance: one.roundedUnits("usdc", quoteDecimals), positions }, { index, ...close });
}

const bankruptcyQuote: Mapping = (one) => {
  const [symbol, size] = one.raw("delta") as readonly [string, number];
  const { bankruptcyPrice } = closed(one, symbol, { delta: one.with({ size }).roundedUnits("size", baseDecimals) });
  return { bankruptcy_quote_usd: bankruptcyPrice === null ? null : Number(bankruptcyPrice) / 1e6 };
};

const fillable: Mapping = (one) => ({
  fillable_price: closed(one, one.has("target") ? one.text("target") : null, {
    bankruptcyAdjustmentPpm: one.has("bankruptcy_adjustment") ? one.roundedUnits("bankruptcy_adjustment", 6) : million,
    spreadToMaintenanceMarginPpm: one.has("spread_to_mmr") ? one.roundedUnits("spread_to_mmr", 6) : 1_500_000n,
  }).fillablePrice,
});

export const chain: Mappings = {
  bankruptcy_price_quote: bankruptcyQuote,
  effective_imf_ppm: initialMargin("open_interest_notional"),
  fillable_price: fillable,
  funding_index_delta: fundingIndex,
  imr_mmr_quantums: requirements,
  initial_margin_quantums: initialMargin("quote_quantums"),
  maintenance_margin_ppm: initialMargin("initial_margin_ppm"),
};
