#include "plimsoll/positioning/deleveraging_episode.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/check.h"

namespace plimsoll {
namespace {

Refusal checkFraction(double rate, const char* field) noexcept {
  if (const Refusal refusal = checkRate(rate, field); refusal != Error::none) return refusal;
  return rate > 0.0 ? Refusal{} : Refusal{Error::rateOutOfRange, field};
}

}  // namespace

Refusal check(const DeleveragingLimits& limits) noexcept {
  return firstOf({
      checkFraction(limits.startDrawdown, "startDrawdown"),
      checkFraction(limits.endRecovery, "endRecovery"),
      checkFinite(limits.startZ, "startZ"),
      limits.startZ < 0.0 ? Refusal{} : Refusal{Error::rateOutOfRange, "startZ"},
      checkAboveZero(limits.calmMs, Error::windowOutOfRange, "calmMs"),
  });
}

std::optional<double> DeleveragingEpisode::rawLiquidatedShare() const noexcept {
  if (!liquidatedQuantity) return std::nullopt;
  const double share = *liquidatedQuantity / removedQuantity();
  if (!std::isfinite(share)) return std::nullopt;
  return share;
}

std::optional<double> DeleveragingEpisode::liquidatedShare() const noexcept {
  const auto raw = rawLiquidatedShare();
  if (!raw) return std::nullopt;
  return std::min(1.0, *raw);
}

std::optional<double> logReturnPerNotional(const DeleveragingEpisode& episode,
                                           const Contract& contract) noexcept {
  const auto removed = notional(contract, episode.removedQuantity(), episode.peakPrice);
  if (!removed || !(*removed > 0.0)) return std::nullopt;
  const double perNotional =
      (std::log(episode.troughPrice) - std::log(episode.peakPrice)) / *removed;
  if (!std::isfinite(perNotional)) return std::nullopt;
  return perNotional;
}

void DeleveragingEpisodes::add(const OpenInterestSample& sample,
                               std::optional<double> velocityZ) noexcept {
  if (any_ && sample.venueTimeMs < now_.timeMs) {
    if (now_.timeMs - sample.venueTimeMs <= kRestartMs) return;
    *this = DeleveragingEpisodes{limits_};
  }
  count(sample);
  if (isUnderWay_) return follow(velocityZ);
  remember();
  startIfUnusual(velocityZ);
}

void DeleveragingEpisodes::add(const Liquidation& liquidation) noexcept {
  if (!(liquidation.quantity > 0.0) || !(liquidation.quantity <= kMaxSample)) return;
  now_.liquidated += liquidation.quantity;
  hearsLiquidations_ = true;
  hearsOnlySome_ = hearsOnlySome_ || liquidation.lowerBound;
}

void DeleveragingEpisodes::count(const OpenInterestSample& sample) noexcept {
  if (any_) {
    const double rise = sample.openInterest - now_.openInterest;
    (rise > 0.0 ? now_.opened : now_.closed) += std::abs(rise);
  }
  now_.openInterest = sample.openInterest;
  now_.price = sample.price;
  now_.timeMs = sample.venueTimeMs;
  any_ = true;
}

void DeleveragingEpisodes::remember() noexcept {
  const std::int64_t minute = now_.timeMs / kBinMs;
  Mark& maximum = maxima_[static_cast<std::size_t>(minute % kBins)];
  const bool isThisMinute = maximum.timeMs >= 0 && maximum.timeMs / kBinMs == minute;
  if (!isThisMinute || now_.openInterest >= maximum.openInterest) maximum = now_;
}

void DeleveragingEpisodes::startIfUnusual(std::optional<double> velocityZ) noexcept {
  if (!velocityZ || !(*velocityZ < limits_.startZ)) return;

  const std::int64_t oldest = now_.timeMs / kBinMs - kBins;
  const Mark* peak = &now_;
  for (const Mark& maximum : maxima_) {
    if (maximum.timeMs < 0 || maximum.timeMs / kBinMs <= oldest) continue;
    const bool isLater = maximum.timeMs > peak->timeMs;
    if (maximum.openInterest > peak->openInterest ||
        (maximum.openInterest == peak->openInterest && isLater)) {
      peak = &maximum;
    }
  }
  const double drawdown = (peak->openInterest - now_.openInterest) / peak->openInterest;
  if (!(drawdown > limits_.startDrawdown)) return;

  peak_ = *peak;
  trough_ = now_;
  startTimeMs_ = calmSinceMs_ = now_.timeMs;
  isUnderWay_ = true;
}

void DeleveragingEpisodes::follow(std::optional<double> velocityZ) noexcept {
  if (now_.openInterest < trough_.openInterest) trough_ = now_;
  if (velocityZ && *velocityZ < limits_.startZ) calmSinceMs_ = now_.timeMs;

  const double lost = peak_.openInterest - trough_.openInterest;
  const double recovered = now_.openInterest - trough_.openInterest;
  const double calmMs = static_cast<double>(now_.timeMs - calmSinceMs_);
  if (recovered < limits_.endRecovery * lost && calmMs < limits_.calmMs) return;

  last_ = described();
  last_->endTimeMs = now_.timeMs;
  isUnderWay_ = false;
  // The old peak is used up: what is open now is the maximum that the next one starts from.
  maxima_ = {};
  remember();
}

std::optional<DeleveragingEpisode> DeleveragingEpisodes::current() const noexcept {
  if (!isUnderWay_) return std::nullopt;
  return described();
}

DeleveragingEpisode DeleveragingEpisodes::described() const noexcept {
  return {
      .peakOpenInterest = peak_.openInterest,
      .troughOpenInterest = trough_.openInterest,
      .peakPrice = peak_.price,
      .troughPrice = trough_.price,
      .peakTimeMs = peak_.timeMs,
      .startTimeMs = startTimeMs_,
      .troughTimeMs = trough_.timeMs,
      .endTimeMs = std::nullopt,
      .closedQuantity = trough_.closed - peak_.closed,
      .openedQuantity = trough_.opened - peak_.opened,
      .liquidatedQuantity = hearsLiquidations_
                                ? std::optional(trough_.liquidated - peak_.liquidated)
                                : std::nullopt,
      .liquidatedQuantityIsLowerBound = hearsOnlySome_,
  };
}

}  // namespace plimsoll
