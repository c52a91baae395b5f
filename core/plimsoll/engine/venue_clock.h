#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "plimsoll/feed/event.h"

namespace plimsoll {

/// What time it is at a venue that does not say it with every message: the newest time that any
/// message of the market told, and the local time that has passed since that one came.
///
/// It is behind the venue by as much as that message was on its way, and as exact as two messages
/// take equally long. Between a message that tells its time and one that does not it may step
/// back by some milliseconds.
class VenueClock {
 public:
  /// @param venueTimeMs  empty where a message says nothing of it
  void hear(const std::optional<VenueTimeMs>& venueTimeMs, double localTimeMs) noexcept {
    if (!venueTimeMs || *venueTimeMs < newestMs_) return;
    newestMs_ = *venueTimeMs;
    heardLocalTimeMs_ = localTimeMs;
  }

  /// Empty before a time was heard.
  std::optional<VenueTimeMs> at(double localTimeMs) const noexcept {
    if (newestMs_ == 0) return std::nullopt;
    return newestMs_ + std::llround(std::max(0.0, localTimeMs - heardLocalTimeMs_));
  }

  /// What a message told, or else what it is there now.
  std::optional<VenueTimeMs> timeOf(const std::optional<VenueTimeMs>& told,
                                    double localTimeMs) const noexcept {
    return told ? told : at(localTimeMs);
  }

  /// The venue may have set its clock back.
  void reset() noexcept { newestMs_ = 0; }

 private:
  VenueTimeMs newestMs_ = 0;  ///< zero before the first
  double heardLocalTimeMs_ = 0.0;
};

}  // namespace plimsoll
