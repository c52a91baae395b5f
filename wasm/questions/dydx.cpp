// What is asked about dYdX, in people's units and in the chain's.

#include "plimsoll/margin/venues/dydx.h"

#include <limits>

#include "plimsoll/margin/venues/dydx_quantums.h"
#include "values.h"

namespace plimsoll::door::questions {
namespace {

/// One position as it stands in the rows.
struct PositionInput {
  Integer initialMarginPpm, maintenanceFractionPpm, openInterestLowerCap, openInterestUpperCap,
      customInitialMarginPpm, atomicResolution, price, exponent, openInterest, baseQuantums;
};

template <typename Fields>
dydx::LiquidityTier tierOf(const Fields& given) {
  return {int64(given.initialMarginPpm), int64(given.maintenanceFractionPpm),
          given.openInterestLowerCap.read(), given.openInterestUpperCap.read()};
}

/// What does not fit 32 bits is refused by its check, like all beyond its limits.
std::int32_t exponentOf(const Integer& value) {
  const std::int64_t exponent = int64(value);
  const bool fits = exponent == static_cast<std::int32_t>(exponent);
  return fits ? static_cast<std::int32_t>(exponent) : std::numeric_limits<std::int32_t>::min();
}

template <typename Fields>
dydx::Perpetual perpetualOf(const Fields& given) {
  dydx::Perpetual perpetual{};
  perpetual.atomicResolution = exponentOf(given.atomicResolution);
  perpetual.price = static_cast<std::uint64_t>(std::max<std::int64_t>(0, int64(given.price)));
  perpetual.exponent = exponentOf(given.exponent);
  return perpetual;
}

dydx::PositionQuantums positionOf(const PositionInput& given) {
  dydx::PositionQuantums position{perpetualOf(given), given.baseQuantums.read(),
                                  int64(given.customInitialMarginPpm)};
  position.perpetual.tier = tierOf(given);
  position.perpetual.openInterest = given.openInterest.read();
  return position;
}

}  // namespace

Refusal dydxMarket::answer(const Input& given, Answer& found, const Asked&) {
  const dydx::OpenInterest interest{given.openInterestNotional, given.openInterestLowerCap,
                                    given.openInterestUpperCap};
  const double rate = given.initialMarginRate;
  if (!(rate > 0.0 && rate <= 1.0)) return {Error::rateOutOfRange, "initialMarginRate"};
  if (!(given.maintenanceMarginRate >= 0.0 && given.maintenanceMarginRate <= rate))
    return {Error::rateOutOfRange, "maintenanceMarginRate"};
  found = {dydx::maxFundingRate(rate, given.maintenanceMarginRate, given.clampFactor),
           dydx::impactNotional(rate), dydx::buyingPower(given.freeMargin, rate),
           dydx::effectiveInitialMarginRate(rate, interest)};
  return check(interest);
}

Refusal dydxInitialMargin::answer(const Input& given, Answer& found, const Asked&) {
  const dydx::LiquidityTier tier = tierOf(given);
  const Refusal refusal = check(tier);
  if (refusal != Error::none) return refusal;
  const WideInteger interest = given.openInterestNotional.read();
  found.maintenanceMarginPpm = WideInteger(dydx::maintenanceMarginPpm(tier));
  found.effectiveInitialMarginPpm = WideInteger(dydx::effectiveInitialMarginPpm(tier, interest));
  found.initialMargin = dydx::initialMargin(tier, given.notional.read(), interest,
                                            int64(given.customInitialMarginPpm));
  return {};
}

Refusal dydxSubaccount::answer(const Input& given, Answer& found, const Asked& asked) {
  std::vector<dydx::PositionQuantums> positions;
  for (const PositionInput& row : asked.rows.rest<PositionInput>())
    positions.push_back(positionOf(row));
  const dydx::SubaccountQuantums subaccount{given.quoteBalance.read(), positions};
  Refusal refusal = check(subaccount);
  if (refusal != Error::none) return refusal;
  const dydx::Risk risk = dydx::risk(subaccount);
  found.liquidatable = WideInteger(dydx::isLiquidatable(risk));
  found.netCollateral = risk.netCollateral;
  found.initialMargin = risk.initialMargin;
  found.maintenanceMargin = risk.maintenanceMargin;
  const std::int64_t index = int64(given.index);
  if (index == -1) return {};  // no close is asked about
  if (index < 0 || index >= static_cast<std::int64_t>(positions.size()))
    return {Error::unknownPosition, "index"};

  const auto at = static_cast<std::size_t>(index);
  const dydx::FillablePriceConfig config{int64(given.bankruptcyAdjustmentPpm),
                                         int64(given.spreadToMaintenanceMarginPpm)};
  asked.rowAnswers.push_back(dydx::fillablePrice(subaccount, at, config)
                                 .value_or(std::numeric_limits<double>::quiet_NaN()));
  const dydx::PartialClose close{subaccount, at, given.delta.read()};
  if (close.deltaQuantums == 0) return {};
  refusal = check(close);
  if (refusal == Error::none) found.bankruptcyPrice = dydx::bankruptcyPriceQuantums(close);
  return refusal;
}

Refusal dydxFundingIndexDelta::answer(const Input& given, Answer& found, const Asked&) {
  const dydx::Perpetual perpetual = perpetualOf(given);
  const Refusal refusal = check(perpetual);
  if (refusal == Error::none)
    found.indexDelta =
        dydx::fundingIndexDelta(perpetual, given.fundingRatePpm.read(), int64(given.seconds));
  return refusal;
}

}  // namespace plimsoll::door::questions
