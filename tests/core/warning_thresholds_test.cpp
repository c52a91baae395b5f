#include "plimsoll/engine/warning_thresholds.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string>

namespace plimsoll {

using Catch::Matchers::WithinRel;

TEST_CASE("the default thresholds in daily standard deviations", "[warning_thresholds]") {
  const DistanceThresholds daily = dailySigmaThresholds({});
  REQUIRE(daily.caution == 1.0);
  REQUIRE_THAT(daily.danger, WithinRel(2.0 / std::sqrt(24.0), 1e-12));
  REQUIRE_THAT(daily.critical, WithinRel(2.0 / std::sqrt(288.0), 1e-12));
  REQUIRE(check(WarningThresholds{}) == Error::none);
}

TEST_CASE("severity follows the distance and the margin ratio", "[warning_thresholds]") {
  const SeverityLimits limits{{1.0, 0.4, 0.1}, 0.8};
  auto [distance, ratio, expected] = GENERATE(table<double, std::optional<double>, Severity>({
      {1.0, 0.1, Severity::none},
      {0.99, 0.1, Severity::caution},
      {0.4, 0.1, Severity::caution},
      {0.39, 0.1, Severity::danger},
      {0.09, 0.1, Severity::critical},
      {5.0, 0.79, Severity::none},
      {5.0, 0.80, Severity::critical},
      {0.0, 0.1, Severity::critical},
      {-1.0, 0.1, Severity::critical},
      {5.0, std::nullopt, Severity::critical},
  }));
  CAPTURE(distance, ratio.value_or(-1.0));
  REQUIRE(severity({distance, ratio}, limits) == expected);
}

TEST_CASE("widened limits are never milder", "[warning_thresholds]") {
  const SeverityLimits limits{{1.0, 0.4, 0.1}, 0.8};
  for (double distance = -0.1; distance < 1.5; distance += 0.01) {
    for (double ratio = 0.0; ratio < 1.2; ratio += 0.05) {
      REQUIRE(severity({distance, ratio}, widened(limits, 1.1)) >=
              severity({distance, ratio}, limits));
    }
  }
  REQUIRE(severity({1.05, 0.1}, widened(limits, 1.1)) == Severity::caution);
  REQUIRE(severity({5.0, 0.75}, widened(limits, 1.1)) == Severity::critical);
}

TEST_CASE("a threshold of zero switches its severity off", "[warning_thresholds]") {
  WarningThresholds thresholds;
  thresholds.cautionRate = 0.0;
  REQUIRE(check(thresholds) == Error::none);
  const SeverityLimits limits{rateThresholds(thresholds), 0.8};
  REQUIRE(severity({0.04, 0.1}, limits) == Severity::none);
  REQUIRE(severity({0.01, 0.1}, limits) == Severity::danger);

  // Beyond the liquidation price nothing is switched off.
  REQUIRE(severity({0.0, 0.1}, {{0.0, 0.0, 0.0}, 0.8}) == Severity::critical);
  REQUIRE(severity({-0.01, 0.1}, {{0.0, 0.0, 0.0}, 0.8}) == Severity::critical);
}

TEST_CASE("thresholds that cannot be used are refused by field", "[warning_thresholds]") {
  const auto refusal = [](double WarningThresholds::* field, double value) {
    WarningThresholds thresholds;
    thresholds.*field = value;
    const Refusal found = check(thresholds);
    return std::string(name(found)) + ": " + found.field;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  using T = WarningThresholds;
  REQUIRE(refusal(&T::cautionDailySigmas, -1.0) == "rateOutOfRange: cautionDailySigmas");
  REQUIRE(refusal(&T::cautionRate, nan) == "rateOutOfRange: cautionRate");
  REQUIRE(refusal(&T::criticalMarginRatio, 1.1) == "rateOutOfRange: criticalMarginRatio");
  REQUIRE(refusal(&T::criticalMarginRatio, 0.0) == "rateOutOfRange: criticalMarginRatio");
  REQUIRE(refusal(&T::easeFactor, 0.9) == "rateOutOfRange: easeFactor");
  REQUIRE(refusal(&T::easeAfterMs, -1.0) == "timeNegative: easeAfterMs");
  REQUIRE(refusal(&T::holdAfterRiseMs, nan) == "timeNegative: holdAfterRiseMs");
  REQUIRE(refusal(&T::markStaleMs, 0.0) == "windowOutOfRange: markStaleMs");
  REQUIRE(refusal(&T::dangerRate, 0.06) == "thresholdsNotOrdered: dangerRate");
  REQUIRE(refusal(&T::criticalRate, 0.03) == "thresholdsNotOrdered: criticalRate");
  REQUIRE(refusal(&T::dangerHourlySigmas, 5.0) == "thresholdsNotOrdered: dangerHourlySigmas");
  REQUIRE(refusal(&T::criticalFiveMinuteSigmas, 7.0) ==
          "thresholdsNotOrdered: criticalFiveMinuteSigmas");
}

}  // namespace plimsoll
