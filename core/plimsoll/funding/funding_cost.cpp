#include "plimsoll/funding/funding_cost.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/check.h"

namespace plimsoll {
namespace {

constexpr double kHoursPerYear = 8'760.0;
constexpr double kLeastHours = 1.0 / 3'600.0;
constexpr double kMostHours = 24.0;

Refusal checkSide(double side) noexcept {
  return side == 1.0 || side == -1.0 ? Refusal{} : Refusal{Error::rateOutOfRange, "side"};
}

}  // namespace

Refusal check(const PeriodicRate& periodic) noexcept {
  const Refusal refusal = firstOf({checkFinite(periodic.fundingRate, "fundingRate"),
                                   checkFinite(periodic.intervalHours, "intervalHours")});
  if (refusal != Error::none) return refusal;
  if (std::abs(periodic.fundingRate) > 1.0) return {Error::rateOutOfRange, "fundingRate"};
  if (periodic.intervalHours < kLeastHours || periodic.intervalHours > kMostHours) {
    return {Error::windowOutOfRange, "intervalHours"};
  }
  return {};
}

double simpleRatePerYear(const PeriodicRate& periodic) noexcept {
  return periodic.fundingRate * (kHoursPerYear / periodic.intervalHours);
}

std::optional<double> compoundedRatePerYear(const PeriodicRate& periodic) noexcept {
  if (periodic.fundingRate <= -1.0) return std::nullopt;
  const double payments = kHoursPerYear / periodic.intervalHours;
  const double rate = std::exp(payments * std::log(1.0 + periodic.fundingRate)) - 1.0;
  if (!std::isfinite(rate)) return std::nullopt;
  return rate;
}

double ratePer8Hours(const PeriodicRate& periodic) noexcept {
  return periodic.fundingRate * (8.0 / periodic.intervalHours);
}

double driftNetOfFunding(double driftPerYear, const PeriodicRate& periodic) noexcept {
  return driftPerYear - simpleRatePerYear(periodic);
}

Refusal check(const VenueFunding& venue) noexcept {
  const Refusal refusal = check(venue.periodic);
  if (refusal != Error::none || !venue.openInterestNotional) return refusal;
  return checkNotBelowZero(*venue.openInterestNotional, Error::notionalNegative,
                           "openInterestNotional");
}

std::optional<FundingAcrossVenues> fundingAcrossVenues(
    std::span<const VenueFunding> venues) noexcept {
  if (venues.empty()) return std::nullopt;
  const double first = ratePer8Hours(venues.front().periodic);
  FundingAcrossVenues across{std::nullopt, 0, first, first, 0.0};
  double weighted = 0.0;
  double openInterest = 0.0;
  for (const VenueFunding& venue : venues) {
    const double rate = ratePer8Hours(venue.periodic);
    across.lowestRate = std::min(across.lowestRate, rate);
    across.highestRate = std::max(across.highestRate, rate);
    if (!venue.openInterestNotional || !(*venue.openInterestNotional > 0.0)) continue;
    weighted += rate * *venue.openInterestNotional;
    openInterest += *venue.openInterestNotional;
    ++across.weightedVenues;
  }
  across.dispersion = across.highestRate - across.lowestRate;
  const double weightedRate = weighted / openInterest;
  if (across.weightedVenues > 0 && std::isfinite(weightedRate)) across.weightedRate = weightedRate;
  return across;
}

double fundingPaid(double side, double notional, double rate) noexcept {
  return side * notional * rate;
}

Refusal check(const CarriedPosition& position) noexcept {
  return firstOf({checkSide(position.side),
                  checkAboveZero(position.leverage, Error::leverageOutOfRange, "leverage"),
                  check(position.periodic)});
}

double fundingOfMargin(const CarriedPosition& position) noexcept {
  return fundingPaid(position.side, position.leverage, position.periodic.fundingRate);
}

double fundingOfMargin(const CarriedPosition& position, double horizonHours) noexcept {
  return fundingOfMargin(position) * (horizonHours / position.periodic.intervalHours);
}

Refusal check(const Carriage& carriage) noexcept {
  const Refusal refusal =
      firstOf({checkNotBelowZero(carriage.horizonHours, Error::timeNegative, "horizonHours"),
               checkFinite(carriage.feeRate, "feeRate")});
  if (refusal != Error::none) return refusal;
  if (std::abs(carriage.feeRate) >= 1.0) return {Error::rateOutOfRange, "feeRate"};
  return {};
}

BreakEvenMove breakEvenMove(const CarriedPosition& position, const Carriage& carriage) noexcept {
  const double intervals = carriage.horizonHours / position.periodic.intervalHours;
  const double paid = fundingPaid(position.side, intervals, position.periodic.fundingRate);
  const double rate = paid + 2.0 * carriage.feeRate;
  return {rate, position.side * rate, position.leverage * rate};
}

#define PLIMSOLL_NAMED(reason) \
  case NoRunway::reason:       \
    return #reason

const char* name(NoRunway reason) noexcept {
  switch (reason) {
    PLIMSOLL_NAMED(none);
    PLIMSOLL_NAMED(receives);
    PLIMSOLL_NAMED(noRate);
  }
  return "unknownReason";
}

#undef PLIMSOLL_NAMED

FundingRunway fundingRunway(const CarriedPosition& position, double maintenanceRate) noexcept {
  const double paid = position.side * position.periodic.fundingRate;
  if (paid == 0.0) return {std::nullopt, NoRunway::noRate};
  if (paid < 0.0) return {std::nullopt, NoRunway::receives};
  const double intervals = std::max(0.0, (1.0 / position.leverage - maintenanceRate) / paid);
  if (!std::isfinite(intervals)) return {std::nullopt, NoRunway::noRate};
  return {intervals, NoRunway::none};
}

std::optional<double> leverageThatFundingEats(const CarriedPosition& position, double budgetRate,
                                              double intervals) noexcept {
  const double paid = position.side * position.periodic.fundingRate * intervals;
  if (!(paid > 0.0)) return std::nullopt;
  return budgetRate / paid;
}

}  // namespace plimsoll
