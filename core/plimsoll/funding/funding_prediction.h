#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/funding/funding_rules.h"

namespace plimsoll {

/// The settlement times of a market: startMs + i h for every whole i.
struct FundingSchedule {
  std::int64_t startMs;  ///< venue time of any settlement, past or next; zero or above
  FundingTerms terms;    ///< the market's
};

/// Terms that pass check(), and a start from zero to the year 2286.
Refusal check(const FundingSchedule& schedule) noexcept;

/// What the current interval will settle at, as far as it can be known now.
struct PredictedFunding {
  double rate;                     ///< for the interval, above zero when longs pay
  std::optional<double> lowRate;   ///< 5th percentile; empty before kLeastSamples
  std::optional<double> highRate;  ///< 95th percentile
  double runningRate;              ///< as if the interval ended now; many venues publish this
  double passedShare;              ///< of the interval's weight, how much is past, 0 to 1
  double seenShare;                ///< of that, how much was sampled here, 0 to 1
};

/// What an interval settled at, by the samples that were seen here.
struct SettledFunding {
  double rate;          ///< for the interval; the venue's formula exactly where seenShare is 1
  double seenShare;     ///< of the interval's weight, 0 to 1
  std::int64_t timeMs;  ///< venue time at which it settled
};

/// Predicts the funding rate of the interval that runs, from a stream of premiums.
///
/// The interval has n = h / s slots of the venue's sampling time s, rounded to a whole
/// number. The sample p_k of a slot is the last premium told in it. It holds for the slots
/// after it of which nobody tells, for a minute or two slots, whichever is longer; slots
/// beyond that are not seen.
/// Write w_k for a sample's weight, 1 or k, and c for the slot that runs. The average is
///
///     P = (sum_{k <= c} w_k p_k + sum_{k > c} w_k E p_k) / (sum of the same w_k)
///     E p_k = m + phi^(k-c) (p_c - m)
///
/// with m the exponentially weighted mean of the samples and phi their autocorrelation at
/// one slot, both with weights that fall by e in kMemoryMs. The rate is the venue's formula
/// of P. In the last slot nothing is expected any more and it is the realised formula;
/// while the premium does not move it is that at every moment.
///
/// The band is the formula at P -+ 1.645 standard deviations of the remaining sum: nine
/// times in ten the rate settles within, if samples are an AR(1) with normal shocks and
/// the estimates of it are right. Slots that were not seen count as the average of the
/// others, and the band knows nothing of them: see seenShare.
///
/// Ten minutes into an hour of dYdX, whose premium has stood at 0.08 % all the while, an
/// hour is predicted to cost a basis point:
///
///     FundingPrediction funding(*fundingRule(FundingVenue::dydx, startMs), {startMs, {}});
///     for (int minute = 0; minute < 10; ++minute) funding.add(0.0008, startMs + minute * 60'000);
///     funding.predicted()->rate   // 0.0001
///
/// A time before the last counts as the last; more than a minute before, it is believed,
/// and the interval is begun anew with nothing seen. A premium that is not finite or
/// beyond +-kMostPremium is left out. The state is 272 bytes.
class FundingPrediction {
 public:
  static constexpr double kMemoryMs = 8.0 * 3'600'000.0;  ///< our choice: one long interval
  static constexpr std::int64_t kLeastSamples = 30;       ///< before there is a phi and a band
  static constexpr double kMostPremium = 10.0;            ///< a thousand percent
  static constexpr std::int64_t kRestartMs = 60'000;      ///< backwards

  /// @param rule      outlives this, as those of fundingRules() do
  /// @param schedule  has passed check()
  FundingPrediction(const FundingRule& rule, const FundingSchedule& schedule) noexcept;

  /// @param premium      of that moment, as premiumIndex()
  /// @param venueTimeMs  zero or above
  void add(double premium, std::int64_t venueTimeMs) noexcept;

  /// As of the last premium told; empty before the first. Costs one step for each slot that
  /// remains, so 5 760 at most in eight hours.
  std::optional<PredictedFunding> predicted() const noexcept;

  /// The interval before the one that runs, known with the first premium told after it;
  /// empty where nothing of it was seen.
  std::optional<SettledFunding> lastSettled() const noexcept { return settled_; }

  std::int64_t intervalStartMs() const noexcept { return startMs_; }
  std::int64_t intervalEndMs() const noexcept { return startMs_ + slots_ * rule_->sampleMs; }

 private:
  struct Remaining {
    double weight;     ///< sum of w_k
    double expected;   ///< sum of w_k E p_k
    double deviation;  ///< standard deviation of the sum of w_k p_k
  };

  double weight(std::int64_t slot) const noexcept;
  double weightUpTo(std::int64_t slot) const noexcept;
  void begin(std::int64_t venueTimeMs) noexcept;
  void moveTo(std::int64_t venueTimeMs) noexcept;
  void closeSlots(std::int64_t upTo, std::int64_t heldUntil) noexcept;
  void learn(double sample) noexcept;
  double autocorrelation() const noexcept;
  Remaining remaining() const noexcept;

  const FundingRule* rule_;
  FundingTerms terms_;
  std::int64_t anchorMs_;
  std::int64_t slots_;    ///< n
  double learningShare_;  ///< 1 - exp(-s / memory)
  std::int64_t startMs_ = 0;
  std::int64_t slot_ = 0;  ///< c, from 1; 0 before anything was told
  std::int64_t lastTimeMs_ = 0;
  std::int64_t toldSlot_ = 0;  ///< in which the current premium was told
  double current_ = 0.0;
  bool hasCurrent_ = false;
  double sum_ = 0.0;         ///< of w p over closed slots that were seen
  double seenWeight_ = 0.0;  ///< of those
  double mean_ = 0.0;
  double variance_ = 0.0;
  double covariance_ = 0.0;  ///< with the sample before
  double before_ = 0.0;
  std::int64_t learned_ = 0;
  std::optional<SettledFunding> settled_;
};

}  // namespace plimsoll
