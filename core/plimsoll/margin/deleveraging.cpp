#include "plimsoll/margin/deleveraging.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

std::optional<DeleveragingRule> deleveragingRule(MarginVenue venue) noexcept {
  using enum MarginVenue;
  switch (venue) {
    case binanceUsdm:
    case binanceCoinm:
      return DeleveragingRule::returnByMarginRatio;
    case bybitLinear:
    case bybitInverse:
    case bybitLinear2024:
    case bybitInverse2024:
    case okx:
      return DeleveragingRule::leveragedReturn;
    case bitmex:
      return DeleveragingRule::returnByLeverage;
    case hyperliquid:
      return DeleveragingRule::priceByLeverage;
    default:
      return std::nullopt;
  }
}

Refusal check(const DeleveragedPosition& position) noexcept {
  if (!std::isfinite(position.margin)) return {Error::notFinite, "margin"};
  if (!std::isfinite(position.maintenanceMargin)) return {Error::notFinite, "maintenanceMargin"};
  if (!std::isfinite(position.markPrice)) return {Error::notFinite, "markPrice"};
  if (position.markPrice <= 0.0) return {Error::priceNotPositive, "markPrice"};
  return check(Position{position.signedQuantity, position.entryPrice, 1.0});
}

std::optional<double> deleveragingRank(DeleveragingRule rule,
                                       const DeleveragedPosition& position) noexcept {
  const Position counted = countedPosition(
      {position.kind, position.signedQuantity, position.entryPrice, position.margin});
  const double mark = countedPrice(position.kind, position.markPrice);
  const double left = equity(counted, mark);
  if (left <= 0.0) return std::nullopt;
  const double profit = unrealizedPnl(counted, mark);
  const double profitRate = profit / notional(counted, counted.entryPrice);
  const double leverage = notional(counted, mark) / left;
  switch (rule) {
    case DeleveragingRule::leveragedReturn:
      break;
    case DeleveragingRule::returnByLeverage:
      if (profitRate <= 0.0) return profitRate / leverage;
      break;
    case DeleveragingRule::returnByMarginRatio:
      if (position.margin <= 0.0) return std::nullopt;
      return profit / position.margin * position.maintenanceMargin / left;
    case DeleveragingRule::priceByLeverage:
      return (position.signedQuantity > 0.0 ? position.markPrice / position.entryPrice
                                            : position.entryPrice / position.markPrice) *
             leverage;
  }
  return profitRate * leverage;
}

std::vector<QueuePlace> deleveragingQueue(std::span<const RankedPosition> positions,
                                          double quantity) {
  constexpr double kRounding = 1e-9;  // of a fifth
  std::vector<QueuePlace> queue;
  double all = 0.0;
  for (const RankedPosition& position : positions) {
    queue.push_back({queue.size(), 0.0, 0.0});
    all += position.quantity;
  }
  const auto goesBefore = [&](const QueuePlace& a, const QueuePlace& b) {
    const double lead = positions[a.position].rank - positions[b.position].rank;
    return lead > 0.0 || (lead == 0.0 && a.position < b.position);
  };
  // By a heap: std::sort would be a twelfth of the engine of formulas.
  std::make_heap(queue.begin(), queue.end(), goesBefore);
  std::sort_heap(queue.begin(), queue.end(), goesBefore);
  double before = 0.0;
  for (QueuePlace& place : queue) {
    const double own = positions[place.position].quantity;
    place.closed = std::clamp(quantity - before, 0.0, own);
    before += own;
    place.percentile = 20.0 * std::ceil(5.0 * before / all - kRounding);
  }
  return queue;
}

}  // namespace plimsoll
