#include "plimsoll/margin/exposure.h"

#include "plimsoll/margin/crossing.h"
#include "plimsoll/margin/line_crossing.h"
#include "plimsoll/margin/liquidation.h"
#include "plimsoll/margin/venues/drift_premium.h"

namespace plimsoll {
namespace {

/// The rows that serve: all of them, or the one in which the number of contracts falls.
std::span<const MarginBracket> rowsFor(const MarginTerms& terms) noexcept {
  if (terms.rules->tiers == TierRule::marginal || terms.brackets.empty()) return terms.brackets;
  return {&bracketOf(terms.brackets, terms.contracts), 1};
}

/// As it was set, or else as it was entered.
double leverage(const Position& position, const MarginTerms& terms) noexcept {
  const double atEntry = notional(position, position.entryPrice);
  return terms.leverage.value_or(atEntry / position.margin);
}

/// Maintenance as it moves with the mark.
Maintenance movingMaintenance(const Exposure& exposure, const MarginTerms& terms,
                              ExitFee exitFee) noexcept {
  Maintenance maintenance{.brackets = rowsFor(terms)};
  if (exitFee == ExitFee::atMark) maintenance.exitFeeRate = terms.takerFeeRate;
  if (terms.rules->rateOf == RateOf::initialMargin)
    maintenance.rateFactor = 1.0 / leverage(exposure.position, terms);
  if (exposure.kind == ContractKind::inverse) {
    maintenance.growth = terms.rateGrowth;
  } else {
    maintenance.exitFeeRate += terms.rateGrowth * quantity(exposure.position);
  }
  if (terms.rules->tiers == TierRule::sizePremium && !maintenance.brackets.empty())
    maintenance.exitFeeRate +=
        drift::sizePremiumRate(maintenance.brackets.front().maintenanceMarginRate, terms.imfFactor,
                               quantity(exposure.position));
  return maintenance;
}

/// The fee of closing that stands still whatever the mark does.
double fixedExitFee(const Exposure& exposure, const MarginTerms& terms, ExitFee exitFee) noexcept {
  const Position& position = exposure.position;
  const double atEntry = notional(position, position.entryPrice);
  switch (exitFee) {
    case ExitFee::atEntry:
      return terms.takerFeeRate * atEntry;
    case ExitFee::atBankruptcy:
      return terms.takerFeeRate * atEntry * (1.0 - direction(position) / leverage(position, terms));
    case ExitFee::atConservativeBankruptcy:
      return terms.takerFeeRate * atEntry * (1.0 + 1.0 / leverage(position, terms));
    case ExitFee::none:
    case ExitFee::atMark:
      break;
  }
  return 0.0;
}

}  // namespace

std::optional<double> priceAt(ContractKind kind, std::optional<double> counted,
                              double near) noexcept {
  if (!counted || *counted < kPriceRounding * near) return std::nullopt;
  return countedPrice(kind, *counted);
}

Exposure exposure(const ContractPosition& position, const MarginTerms& terms, const ModeRules& mode,
                  double markPrice) noexcept {
  Exposure result{position.kind, countedPosition(position), {}};
  const Maintenance moving = movingMaintenance(result, terms, mode.exitFee);
  switch (mode.basis) {
    case MaintenanceBasis::mark:
      result.maintenance = moving;
      break;
    case MaintenanceBasis::entry:
      result.maintenance.fixed = maintenanceMargin(moving, notional(result, position.entryPrice));
      break;
    case MaintenanceBasis::frozenAtMark:
      result.maintenance.fixed = maintenanceMargin(moving, notional(result, markPrice));
      break;
  }
  if (result.maintenance.fixed < terms.minMaintenance && mode.basis == MaintenanceBasis::entry)
    result.maintenance.fixed = terms.minMaintenance;
  result.maintenance.fixed += fixedExitFee(result, terms, mode.exitFee);
  if (!terms.statedMaintenance) return result;
  if (mode.basis != MaintenanceBasis::mark) {
    result.maintenance.fixed = *terms.statedMaintenance;
  } else if (markPrice > 0.0) {
    // It moves from there as the table says; the venue may hold back a fee besides.
    result.maintenance.fixed += *terms.statedMaintenance - maintenanceMargin(result, markPrice);
  }
  return result;
}

double notional(const Exposure& exposure, double price) noexcept {
  return notional(exposure.position, countedPrice(exposure.kind, price));
}

double unrealizedPnl(const Exposure& exposure, double price) noexcept {
  return unrealizedPnl(exposure.position, countedPrice(exposure.kind, price));
}

double equity(const Exposure& exposure, double price) noexcept {
  return equity(exposure.position, countedPrice(exposure.kind, price));
}

double maintenanceMargin(const Exposure& exposure, double price) noexcept {
  return maintenanceMargin(exposure.maintenance, notional(exposure, price));
}

std::optional<double> liquidationPrice(const Exposure& exposure) noexcept {
  const Position& position = exposure.position;
  if (isStraight(exposure.maintenance, direction(position)))
    return priceAt(exposure.kind, lineCrossing(position, exposure.maintenance),
                   position.entryPrice);
  const MovingNotional moving{0.0, quantity(position), exposure.maintenance};
  const Path path{position.margin - position.signedQuantity * position.entryPrice,
                  position.signedQuantity,
                  {&moving, 1}};
  // Where the rate grows with the notional, even the winning side can come to an end.
  const auto counted =
      exposure.maintenance.growth > 0.0 ? crossing(path, position.entryPrice) : onlyCrossing(path);
  return priceAt(exposure.kind, counted, position.entryPrice);
}

double marginForLiquidationPrice(const Exposure& exposure, double price) noexcept {
  return maintenanceMargin(exposure, price) - unrealizedPnl(exposure, price);
}

std::optional<double> bankruptcyPrice(const Exposure& exposure) noexcept {
  return priceAt(exposure.kind, bankruptcyPrice(exposure.position), exposure.position.entryPrice);
}

}  // namespace plimsoll
