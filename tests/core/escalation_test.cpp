#include "plimsoll/engine/escalation.h"

#include <catch2/catch_test_macros.hpp>

#include "random_accounts.h"

namespace plimsoll {
namespace {

constexpr EscalationLimits kLimits{
    .easeAfterMs = 10'000.0, .holdAfterRiseMs = 30'000.0, .longestGapMs = 10'000.0};

/// Looks once a second with one severity, and counts the looks until something changes.
struct Looked {
  int looks;
  std::optional<WarningChange> change;
};

Looked lookUntilChange(Escalation& escalation, Severity seen, int most) {
  for (int looks = 1; looks <= most; ++looks) {
    if (const auto change = escalation.see({seen, seen, 1'000.0}, kLimits)) return {looks, change};
  }
  return {most, std::nullopt};
}

std::optional<WarningChange> see(Escalation& escalation, Severity seen) {
  return escalation.see({seen, seen, 1'000.0}, kLimits);
}

}  // namespace

TEST_CASE("it rises in the look that crosses, to whatever severity that is", "[escalation]") {
  Escalation escalation;
  REQUIRE(escalation.see({Severity::critical, Severity::critical, 0.0}, kLimits) ==
          WarningChange::raised);
  REQUIRE(escalation.severity() == Severity::critical);
  REQUIRE(escalation.crossings() == 1);
}

TEST_CASE("it escalates in the look that crosses the next threshold", "[escalation]") {
  Escalation escalation;
  REQUIRE(see(escalation, Severity::caution) == WarningChange::raised);
  REQUIRE(see(escalation, Severity::danger) == WarningChange::escalated);
  REQUIRE(see(escalation, Severity::critical) == WarningChange::escalated);
  REQUIRE(escalation.crossings() == 3);
}

TEST_CASE("it clears after dwell and cool-down, whichever is longer", "[escalation]") {
  Escalation escalation;
  see(escalation, Severity::danger);
  const Looked looked = lookUntilChange(escalation, Severity::none, 100);
  REQUIRE(looked.change == WarningChange::cleared);
  REQUIRE(looked.looks == 30);

  // Long after the rise, the dwell alone decides: ten seconds from the first safe look.
  see(escalation, Severity::danger);
  for (int i = 0; i < 100; ++i)
    REQUIRE(see(escalation, Severity::danger) == std::nullopt);
  REQUIRE(lookUntilChange(escalation, Severity::none, 100).looks == 11);
}

TEST_CASE("it eases to the worst that the dwell saw, and goes on from there", "[escalation]") {
  Escalation escalation;
  see(escalation, Severity::critical);
  for (int i = 0; i < 40; ++i)
    see(escalation, Severity::critical);
  see(escalation, Severity::caution);
  const Looked eased = lookUntilChange(escalation, Severity::none, 100);
  REQUIRE(eased.change == WarningChange::eased);
  REQUIRE(escalation.severity() == Severity::caution);
  const Looked cleared = lookUntilChange(escalation, Severity::none, 100);
  REQUIRE(cleared.change == WarningChange::cleared);
  REQUIRE(cleared.looks == 10);
}

TEST_CASE("a look inside the hysteresis margin starts the dwell over", "[escalation]") {
  Escalation escalation;
  see(escalation, Severity::danger);
  for (int i = 0; i < 100; ++i) {
    for (int j = 0; j < 9; ++j)
      REQUIRE(see(escalation, Severity::none) == std::nullopt);
    // No crossing, but not clear of the threshold either.
    REQUIRE(escalation.see({Severity::caution, Severity::danger, 1'000.0}, kLimits) ==
            std::nullopt);
  }
  REQUIRE(escalation.severity() == Severity::danger);
}

TEST_CASE("a second crossing before it has eased is told again", "[escalation]") {
  Escalation escalation;
  see(escalation, Severity::danger);
  see(escalation, Severity::none);
  see(escalation, Severity::none);
  REQUIRE(see(escalation, Severity::danger) == WarningChange::escalated);
  REQUIRE(escalation.crossings() == 2);
  REQUIRE(see(escalation, Severity::danger) == std::nullopt);
}

TEST_CASE("trembling within the hysteresis margin is no second crossing", "[escalation]") {
  Escalation escalation;
  see(escalation, Severity::danger);
  for (int i = 0; i < 100; ++i) {
    REQUIRE(escalation.see({Severity::caution, Severity::danger, 1'000.0}, kLimits) ==
            std::nullopt);
    REQUIRE(escalation.see({Severity::danger, Severity::danger, 1'000.0}, kLimits) == std::nullopt);
  }
  REQUIRE(escalation.crossings() == 1);
}

TEST_CASE("a gap in which nobody looked is no dwell", "[escalation]") {
  Escalation escalation;
  see(escalation, Severity::critical);
  const double eightHoursMs = 8.0 * 3'600'000.0;
  for (int i = 0; i < 20; ++i) {
    REQUIRE(escalation.see({Severity::none, Severity::none, eightHoursMs}, kLimits) ==
            std::nullopt);
  }
  REQUIRE(escalation.severity() == Severity::critical);
  REQUIRE(lookUntilChange(escalation, Severity::none, 100).looks == 10);
}

TEST_CASE("a gap in which nobody looked is hardly any cool-down", "[escalation]") {
  Escalation escalation;
  see(escalation, Severity::critical);
  escalation.see({Severity::none, Severity::none, 8.0 * 3'600'000.0}, kLimits);
  // The gap counts for ten of the thirty seconds.
  REQUIRE(lookUntilChange(escalation, Severity::none, 100).looks == 20);
}

TEST_CASE("it is never below what is seen, and never falls without its dwell", "[escalation]") {
  const std::uint64_t seed = 1912;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  Escalation escalation;
  double clearOfItMs = 0.0;
  double sinceRiseMs = 0.0;
  int falls = 0;
  for (int i = 0; i < 200'000; ++i) {
    // Long quiet spells and short wild ones.
    const bool isWild = (i / 60) % 2 == 0;
    const auto crossing =
        static_cast<Severity>(isWild ? static_cast<int>(random.between(0.0, 4.0)) : 0);
    const auto calm = static_cast<Severity>(
        std::min(3, static_cast<int>(crossing) + (isWild && random.coin() ? 1 : 0)));
    const Severity before = escalation.severity();
    const double stepMs = random.between(0.0, 2'000.0);
    const auto change = escalation.see({crossing, calm, stepMs}, kLimits);

    REQUIRE(escalation.severity() >= crossing);
    sinceRiseMs += stepMs;
    clearOfItMs = calm < before ? clearOfItMs + stepMs : 0.0;
    if (change == WarningChange::raised || change == WarningChange::escalated) {
      sinceRiseMs = 0.0;
      REQUIRE(escalation.severity() == crossing);
    }
    if (escalation.severity() < before) {
      REQUIRE(clearOfItMs >= kLimits.easeAfterMs);
      REQUIRE(sinceRiseMs >= kLimits.holdAfterRiseMs);
      ++falls;
    }
  }
  REQUIRE(falls > 100);
}

}  // namespace plimsoll
