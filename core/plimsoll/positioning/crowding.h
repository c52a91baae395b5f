#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "plimsoll/base/error.h"

// How crowded each side of a market is. There are always as many contracts long as short, so
// this is not of how much stands on a side: it is of who pays to stand there, how many they
// are, and who came for it.

namespace plimsoll {

/// What a crowd shows itself by. Each is a number above zero where longs are crowded and below
/// zero where shorts are.
enum class CrowdingComponent : std::uint8_t {
  funding,            ///< the funding rate: who pays to hold
  premium,            ///< of the perpetual over its index, as a fraction
  accountRatio,       ///< AccountRatios::accounts, how many accounts stand there
  takerOpenInterest,  ///< share of new open interest that takers bought, less what they sold
  riskReversal,       ///< volatility of calls less that of puts, equally far out
  entryDistance,      ///< ln(mark / average entry price): how far the price ran from the entries
};
inline constexpr std::size_t kCrowdingComponents = 6;

/// One for each component, in the order of CrowdingComponent. They need not add up to one.
using CrowdingWeights = std::array<double, kCrowdingComponents>;

/// A starting point, not a finding: nobody has scored them on recorded markets yet.
inline constexpr CrowdingWeights kCrowdingWeights{0.18, 0.10, 0.08, 0.15, 0.08, 0.07};

struct CrowdingSettings {
  CrowdingWeights weights = kCrowdingWeights;
  std::int64_t historyIntervalMs = 2 * 3'600'000;  ///< between two values that are remembered
  std::int64_t staleMs = 30 * 60'000;  ///< a component not heard of for longer is missing
};

/// Weights finite, from zero to a million, one of them above zero; times above zero.
Refusal check(const CrowdingSettings& settings) noexcept;

/// What one component says, so that the score can be done again by hand.
struct CrowdingPart {
  double value;       ///< in the component's own unit, above zero where longs are crowded
  double percentile;  ///< among what it was before, 0 to 100
  double weight;      ///< its share of the weights of all that are there, 0 to 1
  double longPoints;  ///< weight times percentile where value is above zero, else 0
  double shortPoints; ///< weight times (100 - percentile) where value is below zero, else 0
};

struct CrowdingScore {
  double longScore;   ///< 0 to 100: the sum of longPoints
  double shortScore;  ///< 0 to 100: the sum of shortPoints
  double coverage;    ///< weight of the components that are there over that of all, above 0 to 1
  std::array<std::optional<CrowdingPart>, kCrowdingComponents> parts;  ///< in the order of the enum
};

/// The crowding of each side, from 0 to 100:
///
///     long = sum of w_k p_k 1{x_k > 0},   short = sum of w_k (100 - p_k) 1{x_k < 0}
///
/// with p the exact percentile of x in a ring of the component's own past, ties counted half,
/// and w the weights of those that are there, made to add up to one. A component counts for
/// the side that it leans to, and for as much as it leans more than it used to: funding that is
/// low for this market, and still paid by longs, is no crowd of shorts. Flipping the sign of
/// every value exchanges the sides.
///
/// The ring has 360 values, thirty days at the default interval. It fills from a venue's
/// history as well: add() that first, in its order. 18 kB: made only where it is asked for.
class Crowding {
 public:
  static constexpr std::size_t kHistory = 360;
  static constexpr std::size_t kWarmCount = 20;       ///< remembered before there is a percentile
  static constexpr std::int64_t kRestartMs = 60'000;  ///< backwards by more is another clock

  Crowding() noexcept = default;
  /// @param settings  have passed check()
  explicit Crowding(const CrowdingSettings& settings) noexcept : settings_(settings) {}

  /// @param value   one that is not finite is left out
  /// @param timeMs  one clock for all components, zero or above; earlier than the component's
  ///                last it is left out, by more than kRestartMs its time goes on from there
  void add(CrowdingComponent component, double value, std::int64_t timeMs) noexcept;

  /// @param timeMs  now, on the same clock
  /// @return empty while no component with a weight is both warm and fresh
  std::optional<CrowdingScore> score(std::int64_t timeMs) const noexcept;

 private:
  struct Past {
    std::array<double, kHistory> ring{};
    std::size_t count = 0;  ///< how many of the ring are filled
    std::size_t next = 0;
    double value = 0.0;
    std::optional<double> percentile{};
    std::int64_t timeMs = 0;
    std::int64_t rememberedMs = 0;
    bool any = false;
  };

  static double percentileIn(const Past& past, double value) noexcept;
  bool isThere(std::size_t component, std::int64_t timeMs) const noexcept;

  CrowdingSettings settings_;
  std::array<Past, kCrowdingComponents> pasts_{};
};

}  // namespace plimsoll
