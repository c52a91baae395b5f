#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/base/exponential.h"
#include "plimsoll/book/contract.h"
#include "plimsoll/book/depth.h"

/// The sums over levels that readings are made of, each fed level by level from the best one
/// outward, so that one walk serves as many as are wanted.
namespace plimsoll {

inline constexpr double kBps = 1e-4;  ///< a hundredth of a percent

/// A sum of quantities in integer units, in two halves so that it cannot wrap around. It is
/// exact, and faster than a sum of doubles, of which each waits for the one before.
class QuantitySum {
 public:
  void add(std::int64_t quantity) noexcept {
    low_ += static_cast<std::uint64_t>(quantity) & 0xFFFFFFFF;
    high_ += static_cast<std::uint64_t>(quantity) >> 32;
  }
  double value() const noexcept {
    return static_cast<double>(high_) * 0x1p32 + static_cast<double>(low_);
  }

 private:
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
};

/// A sum of quantities, each weighted by exp(-distance from the best level / decay).
class WeightedSum {
 public:
  /// @param decayUnits  in the price's units, above zero
  WeightedSum(std::int64_t bestKey, double decayUnits) noexcept
      : bestKey_(bestKey), decayUnits_(decayUnits) {}

  /// @return false where this level and all behind it cannot change the sum
  bool add(std::int64_t key, std::int64_t quantity) noexcept {
    constexpr double kNegligible = 40.0;  // exp(-40) is 4e-18
    const double decays = static_cast<double>(key - bestKey_) / decayUnits_;
    if (decays > kNegligible) return false;
    sum_ += static_cast<double>(quantity) * decayed(-decays);
    return true;
  }

  double value() const noexcept { return sum_; }

 private:
  std::int64_t bestKey_;
  double decayUnits_;
  double sum_ = 0.0;
};

/// What rests, in coins and in money.
class DepthSum {
 public:
  explicit DepthSum(const Contract& contract) noexcept : contract_(contract) {}

  /// Levels are summed in one unit, which is then what the contract's size multiplies.
  void add(double price, double quantity) noexcept {
    quantitySum_ += quantity;
    otherSum_ += contract_.isInverse() ? quantity / price : price * quantity;
  }

  Depth value() const noexcept {
    if (!contract_.size) return {quantitySum_, std::nullopt, std::nullopt};
    const double size = *contract_.size;
    return contract_.isInverse() ? Depth{quantitySum_, size * otherSum_, size * quantitySum_}
                                 : Depth{quantitySum_, size * quantitySum_, size * otherSum_};
  }

 private:
  const Contract& contract_;
  double quantitySum_ = 0.0;
  double otherSum_ = 0.0;
};

/// Where a window around the mid ends on a side, as a ladder's key.
inline double farthestKey(BookSide side, double midUnits, double distanceBps) noexcept {
  const double distance = distanceBps * kBps;
  return side == BookSide::bid ? -midUnits * (1.0 - distance) : midUnits * (1.0 + distance);
}

}  // namespace plimsoll
