#include "plimsoll/margin/partial_liquidation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plimsoll {
namespace {

constexpr double kDust = 1e-12;  // of a position: the rounding of its shares

/// A position on its way down.
class Liquidated {
 public:
  Liquidated(const AccountPosition& held, const PartialLiquidation& how)
      : held_(held), how_(how), first_(std::abs(held.position.signedQuantity)) {}

  std::vector<LiquidationStep> steps() {
    std::vector<LiquidationStep> steps;
    while (std::abs(held_.position.signedQuantity) > 0.0) {
      const auto price = liquidationPrice(exposure(held_));
      if (!price) break;
      const double before = std::abs(held_.position.signedQuantity);
      const double left = leftAt(*price, before, steps.size());
      close(*price, left / before);
      steps.push_back({*price, before - left, left});
    }
    return steps;
  }

 private:
  /// What the step at this price leaves.
  double leftAt(double price, double quantity, std::size_t step) noexcept {
    const double value = notional(exposure(held_), price);
    if (how_.rows > 0) return leftByRows(value, quantity);
    if (value <= how_.sharedAbove || (how_.isOnce && step > 0)) return 0.0;
    const double left = quantity - how_.share * first_;
    return left > kDust * first_ ? left : 0.0;
  }

  /// A row that the position has left is behind it, although at its edge, or for a short whose
  /// value rises, it would count again.
  double leftByRows(double value, double quantity) noexcept {
    const auto brackets = held_.terms.brackets;
    const bool isCounted = held_.terms.rules->tiers == TierRule::wholeByContracts;
    const double size = isCounted ? held_.terms.contracts : value;
    if (brackets.empty()) return 0.0;
    const auto at = static_cast<std::size_t>(&bracketOf(brackets, size) - brackets.data());
    const std::size_t row = std::min(highest_, at);
    highest_ = row > how_.rows ? row - how_.rows : 0;
    if (row < how_.wholeUpToRow) return 0.0;
    // Where one row is for the whole position, what lies on its edge is in it.
    if (isCounted) held_.terms.brackets = brackets.first(highest_ + 1);
    return quantity * std::min(1.0, brackets[highest_].notionalCap / size);
  }

  void close(double price, double share) noexcept {
    const double profit = unrealizedPnl(exposure(held_), price);
    held_.position.margin += (1.0 - share) * profit;
    held_.position.signedQuantity *= share;
    held_.terms.contracts *= share;
  }

  AccountPosition held_;
  const PartialLiquidation how_;
  const double first_;
  std::size_t highest_ = std::numeric_limits<std::size_t>::max();  ///< row that it can still be in
};

}  // namespace

std::optional<PartialLiquidation> partialLiquidation(MarginVenue venue) noexcept {
  using enum MarginVenue;
  switch (venue) {
    case okx:
      return PartialLiquidation{.rows = 2, .wholeUpToRow = 2};
    case bybitLinear:
    case bybitInverse:
    case bybitLinear2024:
    case bybitInverse2024:
    case htx:
    case bitmex:
      return PartialLiquidation{.rows = 1, .wholeUpToRow = 1};
    case hyperliquid:
      return PartialLiquidation{
          .share = 0.2, .sharedAbove = 100'000.0, .isOnce = true, .pauseMs = 30'000.0};
    case deribit:
      return PartialLiquidation{.share = 0.125};
    default:
      return std::nullopt;
  }
}

std::vector<LiquidationStep> liquidationSteps(const AccountPosition& held,
                                              const PartialLiquidation& how) {
  return Liquidated(held, how).steps();
}

}  // namespace plimsoll
