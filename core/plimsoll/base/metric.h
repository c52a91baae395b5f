#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace plimsoll {

/// What has to be known to read a metric; flags are a sum of these.
enum class MetricFlag : std::uint32_t {
  notReady = 1,         ///< no value: an input has not come, or too few of them
  assumed = 2,          ///< rests on something that nobody told, such as a tick or an impact notional
  lowerBound = 4,       ///< the true number may be larger, not smaller
  contested = 8,        ///< its meaning is disputed in the literature
  drifting = 16,        ///< the stream's rate moved while it was measured
  unexpectedSign = 32,  ///< a sign that its theory does not have
  partial = 64,         ///< some of its inputs are missing
};

constexpr std::uint32_t bit(MetricFlag flag, bool isSet = true) noexcept {
  return isSet ? static_cast<std::uint32_t>(flag) : 0;
}

/// One number about a market, with what it is worth: five doubles.
struct Metric {
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN where there is none
  double count = 0.0;  ///< inputs that it rests on, in a unit that its name tells
  double localTimeMs = std::numeric_limits<double>::quiet_NaN();  ///< of the latest of them
  double quality = 0.0;  ///< 0 to 1: how warm, how fresh and how complete it is, multiplied
  double flags = bit(MetricFlag::notReady);
};

/// What stands behind a value.
struct MetricBasis {
  double count = 0.0;
  double localTimeMs = std::numeric_limits<double>::quiet_NaN();
  double share = 1.0;       ///< 0 to 1: of the inputs that it wants, those that are there
  std::uint32_t flags = 0;  ///< besides notReady
};

/// A metric that is as fresh as its latest input. Where there is no value its quality is zero,
/// and its count too where no input has come.
Metric metric(const std::optional<double>& value, const MetricBasis& basis) noexcept;

}  // namespace plimsoll
