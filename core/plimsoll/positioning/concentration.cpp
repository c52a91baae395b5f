#include "plimsoll/positioning/concentration.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/check.h"

namespace plimsoll {
namespace {

/// What makes shares of notionals. Dividing by the largest first keeps the sum of huge
/// ones finite.
struct Whole {
  double largest = 0.0;
  double sum = 0.0;  ///< in units of the largest

  explicit Whole(std::span<const double> notionals) noexcept {
    for (const double notional : notionals) largest = std::max(largest, notional);
    if (isEmpty()) return;
    for (const double notional : notionals) sum += notional / largest;
  }

  bool isEmpty() const noexcept { return !(largest > 0.0); }
  double share(double notional) const noexcept { return notional / largest / sum; }
};

}  // namespace

Refusal checkNotionals(std::span<const double> notionals) noexcept {
  for (std::size_t row = 0; row < notionals.size(); ++row) {
    Refusal refusal = checkNotBelowZero(notionals[row], Error::notionalNegative, "notionals");
    refusal.row = static_cast<int>(row);
    if (refusal != Error::none) return refusal;
  }
  return {};
}

std::optional<Concentration> concentration(std::span<const double> notionals) noexcept {
  const Whole whole(notionals);
  if (whole.isEmpty()) return std::nullopt;

  double sumOfSquares = 0.0;
  std::size_t venues = 0;
  for (const double notional : notionals) {
    if (!(notional > 0.0)) continue;
    const double share = whole.share(notional);
    sumOfSquares += share * share;
    ++venues;
  }
  // Rounding may leave the sum a unit in the last place outside of its bounds.
  const double equal = 1.0 / static_cast<double>(venues);
  const double index = std::clamp(sumOfSquares, equal, 1.0);
  Concentration result{index, 1.0 / index, std::nullopt, venues};
  if (venues > 1) result.normalizedIndex = (index - equal) / (1.0 - equal);
  return result;
}

std::optional<double> compositionShift(std::span<const double> before,
                                       std::span<const double> now) noexcept {
  if (before.size() != now.size()) return std::nullopt;
  const Whole wholeBefore(before), wholeNow(now);
  if (wholeBefore.isEmpty() || wholeNow.isEmpty()) return std::nullopt;

  double sum = 0.0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    sum += std::abs(wholeNow.share(now[i]) - wholeBefore.share(before[i]));
  }
  return std::min(1.0, sum / 2.0);
}

}  // namespace plimsoll
