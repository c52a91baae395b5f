#include "plimsoll/base/persistence.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

SidePersistence::SidePersistence(std::size_t samples, double threshold) noexcept
    : ring_(std::max<std::size_t>(samples, 1)), threshold_(threshold) {}

void SidePersistence::add(double z) noexcept {
  if (count_ == ring_.size()) {
    above_ -= ring_[next_] > 0;
    below_ -= ring_[next_] < 0;
  } else {
    ++count_;
  }
  const std::int8_t side = z > threshold_ ? 1 : z < -threshold_ ? -1 : 0;
  ring_[next_] = side;
  above_ += side > 0;
  below_ += side < 0;
  next_ = next_ + 1 == ring_.size() ? 0 : next_ + 1;

  const bool continues = (side > 0 && run_ > 0) || (side < 0 && run_ < 0);
  run_ = continues ? run_ + side : side;
}

std::optional<double> SidePersistence::shareAbove() const noexcept {
  if (count_ == 0) return std::nullopt;
  return static_cast<double>(above_) / static_cast<double>(count_);
}

std::optional<double> SidePersistence::shareBelow() const noexcept {
  if (count_ == 0) return std::nullopt;
  return static_cast<double>(below_) / static_cast<double>(count_);
}

void MovingAutoregression::add(double value) noexcept {
  if (!(std::abs(value) <= MovingRegression::kMaxMagnitude)) {
    hasPrevious_ = false;
    return;
  }
  if (hasPrevious_) regression_.add(previous_, value, pairs_++);
  previous_ = value;
  hasPrevious_ = true;
}

std::optional<double> MovingAutoregression::halfLifeSamples() const noexcept {
  const auto phi = coefficient();
  if (!phi || !(*phi > 0.0) || !(*phi < 1.0)) return std::nullopt;
  return std::log(0.5) / std::log(*phi);
}

}  // namespace plimsoll
