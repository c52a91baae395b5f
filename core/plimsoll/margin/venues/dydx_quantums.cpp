#include "plimsoll/margin/venues/dydx_quantums.h"

#include <algorithm>

namespace plimsoll::dydx {
namespace {

constexpr std::int64_t kFundingPeriodSeconds = 8 * 60 * 60;
constexpr std::int32_t kMaxExponent = 32;

bool isPpm(std::int64_t ppm) noexcept {
  return ppm >= 0 && ppm <= kMillion;
}

/// Neither overflowed nor beyond the limit; a comparison with what has overflowed is false.
bool isWithinLimit(const WideInteger& quantums) noexcept {
  return absolute(quantums) <= wideTenTo(kMaxQuantumsExponent);
}

WideInteger ceiledPpm(const WideInteger& quantums, std::int64_t ppm) noexcept {
  return ceiledQuotient(quantums * ppm, kMillion);
}

Refusal inRow(Refusal refusal, std::size_t row) noexcept {
  refusal.row = static_cast<int>(row);
  return refusal;
}

Refusal check(const PositionQuantums& position) noexcept {
  if (const Refusal refusal = check(position.perpetual); refusal != Error::none) return refusal;
  if (position.baseQuantums == 0) return {Error::quantityNotPositive, "baseQuantums"};
  if (!isPpm(position.customInitialMarginPpm)) {
    return {Error::rateOutOfRange, "customInitialMarginPpm"};
  }
  if (!isWithinLimit(quoteQuantums(position.perpetual, position.baseQuantums))) {
    return {Error::numberOutOfRange, "baseQuantums"};
  }
  return {};
}

}  // namespace

Refusal check(const LiquidityTier& tier) noexcept {
  if (!isPpm(tier.initialMarginPpm)) return {Error::rateOutOfRange, "initialMarginPpm"};
  if (!isPpm(tier.maintenanceFractionPpm)) return {Error::rateOutOfRange, "maintenanceFractionPpm"};
  if (!isWithinLimit(tier.openInterestUpperCap)) {
    return {Error::numberOutOfRange, "openInterestUpperCap"};
  }
  if (tier.openInterestUpperCap < 0) return {Error::notionalNegative, "openInterestUpperCap"};
  if (tier.openInterestLowerCap < 0) return {Error::notionalNegative, "openInterestLowerCap"};
  if (!(tier.openInterestLowerCap <= tier.openInterestUpperCap)) {
    return {Error::numberOutOfRange, "openInterestLowerCap"};
  }
  return {};
}

std::int64_t maintenanceMarginPpm(const LiquidityTier& tier) noexcept {
  return tier.initialMarginPpm * tier.maintenanceFractionPpm / kMillion;
}

std::int64_t effectiveInitialMarginPpm(const LiquidityTier& tier,
                                       const WideInteger& openInterest) noexcept {
  if (tier.openInterestUpperCap == 0) return tier.initialMarginPpm;
  if (openInterest <= tier.openInterestLowerCap) return tier.initialMarginPpm;
  if (openInterest >= tier.openInterestUpperCap) return kMillion;

  const WideInteger above = openInterest - tier.openInterestLowerCap;
  const WideInteger range = tier.openInterestUpperCap - tier.openInterestLowerCap;
  const WideInteger raise = flooredQuotient(above * (kMillion - tier.initialMarginPpm), range);
  // What has overflowed passed check() nowhere: then all is asked for.
  return tier.initialMarginPpm + raise.toInt64().value_or(kMillion - tier.initialMarginPpm);
}

WideInteger initialMargin(const LiquidityTier& tier, const WideInteger& notional,
                          const WideInteger& openInterest,
                          std::int64_t customInitialMarginPpm) noexcept {
  return ceiledPpm(notional,
                   std::max(effectiveInitialMarginPpm(tier, openInterest), customInitialMarginPpm));
}

Refusal check(const Perpetual& perpetual) noexcept {
  if (const Refusal refusal = check(perpetual.tier); refusal != Error::none) return refusal;
  if (perpetual.price == 0) return {Error::priceNotPositive, "price"};
  if (perpetual.atomicResolution < -kMaxExponent || perpetual.atomicResolution > kMaxExponent) {
    return {Error::numberOutOfRange, "atomicResolution"};
  }
  if (perpetual.exponent < -kMaxExponent || perpetual.exponent > kMaxExponent) {
    return {Error::numberOutOfRange, "exponent"};
  }
  if (perpetual.openInterest < 0) return {Error::notionalNegative, "openInterest"};
  if (!isWithinLimit(quoteQuantums(perpetual, perpetual.openInterest))) {
    return {Error::numberOutOfRange, "openInterest"};
  }
  return {};
}

WideInteger quoteQuantums(const Perpetual& perpetual, const WideInteger& baseQuantums) noexcept {
  const WideInteger product = baseQuantums * perpetual.price;
  const int exponent = perpetual.exponent + perpetual.atomicResolution - kQuoteAtomicResolution;
  if (exponent < 0) return truncatedQuotient(product, wideTenTo(-exponent));
  return product * wideTenTo(exponent);
}

Risk risk(const PositionQuantums& position) noexcept {
  const Perpetual& perpetual = position.perpetual;
  const WideInteger value = quoteQuantums(perpetual, position.baseQuantums);
  const WideInteger notional = absolute(value);
  const WideInteger baseMargin = ceiledPpm(notional, perpetual.tier.initialMarginPpm);
  return {value,
          initialMargin(perpetual.tier, notional, quoteQuantums(perpetual, perpetual.openInterest),
                        position.customInitialMarginPpm),
          ceiledPpm(baseMargin, perpetual.tier.maintenanceFractionPpm)};
}

Refusal check(const SubaccountQuantums& subaccount) noexcept {
  if (!isWithinLimit(subaccount.quoteBalance)) return {Error::numberOutOfRange, "quoteBalance"};
  WideInteger notional = absolute(subaccount.quoteBalance);
  for (std::size_t i = 0; i < subaccount.positions.size(); ++i) {
    const PositionQuantums& position = subaccount.positions[i];
    if (const Refusal refusal = check(position); refusal != Error::none) return inRow(refusal, i);
    notional = notional + absolute(quoteQuantums(position.perpetual, position.baseQuantums));
    if (!isWithinLimit(notional)) return inRow({Error::numberOutOfRange, "baseQuantums"}, i);
  }
  return {};
}

Risk risk(const SubaccountQuantums& subaccount) noexcept {
  Risk total{subaccount.quoteBalance, 0, 0};
  for (const PositionQuantums& position : subaccount.positions) {
    const Risk one = risk(position);
    total = {total.netCollateral + one.netCollateral, total.initialMargin + one.initialMargin,
             total.maintenanceMargin + one.maintenanceMargin};
  }
  return total;
}

bool isLiquidatable(const Risk& risk) noexcept {
  return risk.maintenanceMargin > 0 && risk.maintenanceMargin > risk.netCollateral;
}

Refusal check(const PartialClose& close) noexcept {
  if (const Refusal refusal = check(close.subaccount); refusal != Error::none) return refusal;
  if (close.index >= close.subaccount.positions.size()) return {Error::unknownPosition, "index"};
  const WideInteger& held = close.subaccount.positions[close.index].baseQuantums;
  const bool isClosing = held.sign() * close.deltaQuantums.sign() == -1;
  if (!isClosing || absolute(close.deltaQuantums) > absolute(held)) {
    return {Error::quantityNotPositive, "deltaQuantums"};
  }
  return {};
}

std::optional<WideInteger> bankruptcyPriceQuantums(const PartialClose& close) noexcept {
  const Risk total = risk(close.subaccount);
  if (total.maintenanceMargin == 0) return std::nullopt;

  // By two whole positions and not by the part that is closed, as the chain does it: what
  // rounding takes from each then belongs to the close.
  const PositionQuantums& before = close.subaccount.positions[close.index];
  PositionQuantums after = before;
  after.baseQuantums = before.baseQuantums + close.deltaQuantums;
  const Risk riskBefore = risk(before);
  const Risk riskAfter = risk(after);
  const WideInteger released = riskBefore.maintenanceMargin - riskAfter.maintenanceMargin;
  return riskBefore.netCollateral - riskAfter.netCollateral -
         flooredQuotient(total.netCollateral * released, total.maintenanceMargin);
}

std::optional<double> fillablePrice(const SubaccountQuantums& subaccount, std::size_t index,
                                    const FillablePriceConfig& config) noexcept {
  const Risk total = risk(subaccount);
  if (total.maintenanceMargin == 0) return std::nullopt;

  // ABR and the spread as fractions, over TMMR 10^6 and over 10^6.
  const PositionQuantums& position = subaccount.positions[index];
  const Risk one = risk(position);
  const WideInteger whole = total.maintenanceMargin * kMillion;
  const WideInteger missing = total.maintenanceMargin - total.netCollateral;
  const WideInteger rating =
      std::clamp(missing * config.bankruptcyAdjustmentPpm, WideInteger(0), whole);
  const WideInteger spread = one.maintenanceMargin * config.spreadToMaintenanceMarginPpm;

  const WideInteger value = one.netCollateral * whole * kMillion - rating * spread;
  const WideInteger size = position.baseQuantums * whole * kMillion;
  const double price = value.toDouble() / size.toDouble();  // quote quantums for a base quantum
  const int exponent = kQuoteAtomicResolution - position.perpetual.atomicResolution;
  return exponent < 0 ? price / wideTenTo(-exponent).toDouble()
                      : price * wideTenTo(exponent).toDouble();
}

WideInteger insuranceFundDelta(const WideInteger& received, const WideInteger& bankruptcy,
                               std::int64_t maxLiquidationFeePpm) noexcept {
  const WideInteger delta = received - bankruptcy;
  const WideInteger mostFee = flooredQuotient(absolute(received) * maxLiquidationFeePpm, kMillion);
  return mostFee < delta ? mostFee : delta;
}

WideInteger fundingIndexDelta(const Perpetual& perpetual, const WideInteger& ratePpm,
                              std::int64_t seconds) noexcept {
  return truncatedQuotient(quoteQuantums(perpetual, ratePpm * seconds), kFundingPeriodSeconds);
}

WideInteger fundingSettlementPpm(const WideInteger& fundingIndexDelta,
                                 const WideInteger& baseQuantums) noexcept {
  return -(fundingIndexDelta * baseQuantums);
}

}  // namespace plimsoll::dydx
