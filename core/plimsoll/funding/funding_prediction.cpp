#include "plimsoll/funding/funding_prediction.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/check.h"
#include "plimsoll/base/exponential.h"

namespace plimsoll {
namespace {

constexpr double kMsPerHour = 3'600'000.0;
constexpr std::int64_t kLastTimeMs = 10'000'000'000'000;  // in the year 2286
constexpr std::int64_t kLeastHoldMs = 60'000;
constexpr double kMostAutocorrelation = 0.9999;
constexpr double kBandDeviations = 1.6448536269514722;  // of the normal's 95th percentile

std::int64_t slotsOf(const FundingRule& rule, const FundingTerms& terms) noexcept {
  const double samples =
      intervalHours(rule, terms) * kMsPerHour / static_cast<double>(rule.sampleMs);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(samples + 0.5));
}

}  // namespace

Refusal check(const FundingSchedule& schedule) noexcept {
  if (schedule.startMs < 0) return {Error::timeNegative, "startMs"};
  if (schedule.startMs > kLastTimeMs) return {Error::windowOutOfRange, "startMs"};
  return check(schedule.terms);
}

FundingPrediction::FundingPrediction(const FundingRule& rule,
                                     const FundingSchedule& schedule) noexcept
    : rule_(&rule),
      terms_(schedule.terms),
      anchorMs_(schedule.startMs),
      slots_(slotsOf(rule, schedule.terms)),
      learningShare_(1.0 - decayed(-static_cast<double>(rule.sampleMs) / kMemoryMs)) {}

double FundingPrediction::weight(std::int64_t slot) const noexcept {
  return rule_->average == PremiumAverage::rising ? static_cast<double>(slot) : 1.0;
}

double FundingPrediction::weightUpTo(std::int64_t slot) const noexcept {
  const auto count = static_cast<double>(slot);
  return rule_->average == PremiumAverage::rising ? count * (count + 1.0) / 2.0 : count;
}

void FundingPrediction::add(double premium, std::int64_t venueTimeMs) noexcept {
  if (!std::isfinite(premium) || std::abs(premium) > kMostPremium) return;
  moveTo(std::clamp<std::int64_t>(venueTimeMs, 0, kLastTimeMs));
  current_ = averagedSample(*rule_, terms_, premium);
  hasCurrent_ = true;
  toldSlot_ = slot_;
}

void FundingPrediction::begin(std::int64_t venueTimeMs) noexcept {
  const std::int64_t lengthMs = slots_ * rule_->sampleMs;
  const std::int64_t sinceMs = venueTimeMs - anchorMs_;
  const std::int64_t passed =
      sinceMs >= 0 ? sinceMs / lengthMs : -((lengthMs - 1 - sinceMs) / lengthMs);
  startMs_ = anchorMs_ + passed * lengthMs;
  sum_ = seenWeight_ = 0.0;
}

void FundingPrediction::moveTo(std::int64_t venueTimeMs) noexcept {
  const bool isFirst = slot_ == 0;
  if (isFirst || venueTimeMs < lastTimeMs_ - kRestartMs) {
    begin(venueTimeMs);
    hasCurrent_ = false;
    settled_.reset();
    slot_ = (venueTimeMs - startMs_) / rule_->sampleMs + 1;
    lastTimeMs_ = venueTimeMs;
    return;
  }
  lastTimeMs_ = std::max(lastTimeMs_, venueTimeMs);
  const std::int64_t holdSlots = std::max<std::int64_t>(2, kLeastHoldMs / rule_->sampleMs);
  const std::int64_t heldUntil = toldSlot_ + holdSlots;
  if (lastTimeMs_ >= intervalEndMs()) {
    const std::int64_t endMs = intervalEndMs();
    closeSlots(slots_, heldUntil);
    settled_.reset();
    const bool isNext = lastTimeMs_ < endMs + slots_ * rule_->sampleMs;
    if (isNext && seenWeight_ > 0.0) {
      settled_ = SettledFunding{fundingRateOfAverage(*rule_, terms_, sum_ / seenWeight_),
                                seenWeight_ / weightUpTo(slots_), endMs};
    }
    begin(lastTimeMs_);
    slot_ = 1;
    closeSlots((lastTimeMs_ - startMs_) / rule_->sampleMs, isNext ? heldUntil - slots_ : 0);
  } else {
    closeSlots((lastTimeMs_ - startMs_) / rule_->sampleMs, heldUntil);
  }
}

/// Takes the slots from the running one up to `upTo` as past; those up to `heldUntil` have
/// the current premium for their sample.
void FundingPrediction::closeSlots(std::int64_t upTo, std::int64_t heldUntil) noexcept {
  for (; slot_ <= upTo && slot_ <= heldUntil && hasCurrent_; ++slot_) {
    sum_ += weight(slot_) * current_;
    seenWeight_ += weight(slot_);
    learn(current_);
  }
  if (slot_ <= upTo) {
    hasCurrent_ = false;
    slot_ = upTo + 1;
  }
}

void FundingPrediction::learn(double sample) noexcept {
  if (learned_ == 0) {
    mean_ = sample;
  } else {
    const double share = std::max(learningShare_, 1.0 / static_cast<double>(learned_ + 1));
    const double deviation = sample - mean_;
    const double product = deviation * (before_ - mean_);
    mean_ += share * deviation;
    variance_ = (1.0 - share) * (variance_ + share * deviation * deviation);
    covariance_ = (1.0 - share) * (covariance_ + share * product);
  }
  before_ = sample;
  ++learned_;
}

double FundingPrediction::autocorrelation() const noexcept {
  if (learned_ < kLeastSamples || !(variance_ > 0.0)) return 0.0;
  return std::clamp(covariance_ / variance_, -kMostAutocorrelation, kMostAutocorrelation);
}

FundingPrediction::Remaining FundingPrediction::remaining() const noexcept {
  const double phi = autocorrelation();
  const double mean = learned_ == 0 ? current_ : mean_;
  // From the last slot backward, g_k = w_k + phi g_(k+1) is what a shock in slot k adds to the sum.
  double gain = 0.0;
  double squares = 0.0;
  for (std::int64_t slot = slots_; slot > slot_; --slot) {
    gain = weight(slot) + phi * gain;
    squares += gain * gain;
  }
  const double all = weightUpTo(slots_) - weightUpTo(slot_);
  const double shock = variance_ * (1.0 - phi * phi);
  return {all, mean * all + (current_ - mean) * (phi * gain), std::sqrt(shock * squares)};
}

std::optional<PredictedFunding> FundingPrediction::predicted() const noexcept {
  if (!hasCurrent_) return std::nullopt;
  const double sum = sum_ + weight(slot_) * current_;
  const double seen = seenWeight_ + weight(slot_);
  const Remaining rest = remaining();
  const double whole = seen + rest.weight;
  const double average = (sum + rest.expected) / whole;
  const auto rateOf = [&](double each) { return fundingRateOfAverage(*rule_, terms_, each); };

  PredictedFunding prediction{rateOf(average),
                              std::nullopt,
                              std::nullopt,
                              rateOf(sum / seen),
                              weightUpTo(slot_) / weightUpTo(slots_),
                              seen / weightUpTo(slot_)};
  if (learned_ >= kLeastSamples) {
    const double reach = kBandDeviations * rest.deviation / whole;
    prediction.lowRate = rateOf(average - reach);
    prediction.highRate = rateOf(average + reach);
  }
  return prediction;
}

}  // namespace plimsoll
