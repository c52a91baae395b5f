#include "plimsoll/funding/funding_rules.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string_view>

#include "plimsoll/funding/premium.h"
#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

constexpr std::int64_t kNow = 1'760'000'000'000;        // 2025-10-09
constexpr std::int64_t kBefore = 1'758'153'599'999;     // a millisecond before 2025-09-18

const FundingRule& ruleOf(FundingVenue venue, std::int64_t timeMs = kNow) { return *fundingRule(venue, timeMs); }

TEST_CASE("within five hundredths of a percent of the interest the rate is the interest exactly", "[funding_rules]") {
  // funding.clamp_identity: mirror of the Binance funding FAQ, same wording as BitMEX.
  for (const FundingRule& rule : fundingRules()) {
    if (rule.form != FundingForm::clamped) continue;
    const double hours = rule.usualIntervalHours;
    const double scale = rule.isPer8Hours ? hours / 8.0 : 1.0;
    for (int i = -5'000; i <= 5'000; ++i) {
      const double premium = 1e-4 + 5e-4 * i / 5'000.0;
      if (std::abs(1e-4 - premium) > 5e-4) continue;
      REQUIRE(fundingRate(rule, {}, premium) == 1e-4 * scale);
    }
  }
}

TEST_CASE("the formula that most venues share is a premium, clamped toward the interest", "[funding_rules]") {
  // Hyperliquid's example: an impact bid of 10 100 over 10 000.
  const double premium = premiumRate(10'100.0, 10'000.0);
  REQUIRE_THAT(fundingRate(premium, 0.0001, 0.0005), WithinRel(0.0095, 1e-12));
  REQUIRE(fundingRate(0.0002, 0.0001, 0.0005) == 0.0001);
  REQUIRE_THAT(fundingRate(-0.001, 0.0001, 0.0005), WithinRel(-0.0005, 1e-12));
  REQUIRE_THAT(interestRate(0.0006, 0.0003, 3.0), WithinRel(0.0001, 1e-12));
  test::RandomNumbers random(951);
  for (int round = 0; round < 1'000; ++round) {
    const double interest = random.between(-1e-3, 1e-3);
    REQUIRE(fundingRate(interest + random.between(-4.99e-4, 4.99e-4), interest, 5e-4) == interest);
  }
}

TEST_CASE("every venue has a name", "[funding_rules]") {
  for (const FundingRule& rule : fundingRules()) REQUIRE(std::string_view(name(rule.venue)) != "unknownVenue");
  REQUIRE(std::string_view(name(FundingVenue::deribit)) == "deribit");
  REQUIRE(std::string_view(name(static_cast<FundingVenue>(99))) == "unknownVenue");
}

TEST_CASE("a rate is continuous, never falls, and has slope zero or one", "[funding_rules]") {
  for (const FundingRule& rule : fundingRules()) {
    for (const double hours : {1.0, 4.0, 8.0}) {
      const FundingTerms terms{.intervalHours = hours, .initialMarginRate = 0.05, .maintenanceMarginRate = 0.03};
      const double scale = rule.isPer8Hours ? hours / 8.0 : 1.0;
      const double step = 1e-6;
      double before = fundingRate(rule, terms, -0.4);
      for (double premium = -0.003; premium < 0.003; premium += step) {
        const double now = fundingRate(rule, terms, premium);
        REQUIRE(now >= before);
        before = now;
        const double slope = (fundingRate(rule, terms, premium + step) - now) / (scale * step);
        REQUIRE(slope >= 0.0);
        REQUIRE(slope <= 1.0 + 1e-6);
        const double kink = 1.5 * step;
        const bool isAtKink = std::abs(std::abs(premium) - 2.5e-4) < kink ||
                              std::abs(std::abs(premium - rule.interestRatePer8Hours) - 5e-4) < kink ||
                              std::abs(std::abs(premium - rule.interestRatePer8Hours * hours / 8.0) - 5e-4) < kink;
        if (!isAtKink) REQUIRE((std::abs(slope) < 1e-6 || std::abs(slope - 1.0) < 1e-6));
      }
      REQUIRE(fundingRate(rule, terms, 0.4) >= before);
    }
  }
}

TEST_CASE("Binance divides by eight over the hours from 2025-09-18 on", "[funding_rules]") {
  const FundingRule& before = ruleOf(FundingVenue::binance, kBefore);
  const FundingRule& after = ruleOf(FundingVenue::binance, kBefore + 1);
  REQUIRE(before.markAverageMs == 60'000);
  REQUIRE(after.markAverageMs == 30'000);
  const FundingTerms fourHours{.intervalHours = 4.0};
  REQUIRE_THAT(fundingRate(before, fourHours, 0.002), WithinRel(0.0015, 1e-12));
  REQUIRE_THAT(fundingRate(after, fourHours, 0.002), WithinRel(0.00075, 1e-12));
  REQUIRE(fundingRate(before, {}, 0.002) == fundingRate(after, {}, 0.002));
  REQUIRE(fundingRate(after, {.interestRatePer8Hours = 0.0}, 0.0004) == 0.0);
  REQUIRE(fundingRate(after, {}, 0.00005) == 0.0001);  // the header's example
}

TEST_CASE("a rule is chosen by time, and there is none before 1970", "[funding_rules]") {
  REQUIRE(fundingRule(FundingVenue::binance, -1) == nullptr);
  REQUIRE(fundingRule(FundingVenue::binance, std::numeric_limits<std::int64_t>::min()) == nullptr);
  REQUIRE(fundingRule(FundingVenue::binance, std::numeric_limits<std::int64_t>::max()) == fundingRule(FundingVenue::binance, kNow));
  for (int venue = 0; venue <= static_cast<int>(FundingVenue::deribit); ++venue) {
    REQUIRE(fundingRule(static_cast<FundingVenue>(venue), 0) != nullptr);
  }
  const auto rules = fundingRules();
  for (std::size_t i = 1; i < rules.size(); ++i) {
    if (rules[i].venue == rules[i - 1].venue) REQUIRE(rules[i].validFromMs > rules[i - 1].validFromMs);
  }
}

TEST_CASE("Hyperliquid pays an eighth each hour, and four percent at most", "[funding_rules]") {
  const FundingRule& rule = ruleOf(FundingVenue::hyperliquid);
  // hyperliquid-121, cortex-vigil.com/wiki/funding-rates: a premium of 1 % makes 0.95 % in eight hours.
  REQUIRE_THAT(fundingRate(rule, {.intervalHours = 8.0}, 0.01), WithinRel(0.0095, 1e-12));
  REQUIRE_THAT(fundingRate(rule, {}, 0.01), WithinRel(0.0095 / 8.0, 1e-12));
  REQUIRE_THAT(fundingRate(rule, {}, 0.9), WithinRel(0.04, 1e-12));
  REQUIRE_THAT(fundingRate(rule, {}, -0.9), WithinRel(-0.04, 1e-12));
}

TEST_CASE("dYdX pays an eighth of the premium, interest where isolated, and six times the margin's difference at most", "[funding_rules]") {
  const FundingRule& rule = ruleOf(FundingVenue::dydx);
  REQUIRE_THAT(fundingRate(rule, {}, 0.0008), WithinRel(0.0001, 1e-12));
  REQUIRE_THAT(fundingRate(rule, {.isIsolated = true}, 0.0), WithinRel(0.125e-4, 1e-12));
  // funding.dydx.cap_8h, dydxprotocol/v4-documentation@3e475b73231a concepts/trading/funding.mdx.
  const FundingTerms terms{.intervalHours = 8.0, .initialMarginRate = 0.05, .maintenanceMarginRate = 0.03};
  REQUIRE_THAT(fundingRate(rule, terms, 0.5), WithinAbs(0.12, 1e-12));
  REQUIRE_THAT(fundingRate(rule, terms, -0.5), WithinAbs(-0.12, 1e-12));
  REQUIRE_THAT(fundingRate(rule, {}, 0.5), WithinRel(0.0625, 1e-12));  // nobody told the margin
}

TEST_CASE("Deribit pays nothing within its dead band and what is beyond it outside", "[funding_rules]") {
  // funding.deribit.dead_band, support.deribit.com, Funding Specifications.
  const FundingRule& rule = ruleOf(FundingVenue::deribit);
  for (double premium = -2.5e-4; premium <= 2.5e-4; premium += 1e-6) REQUIRE(fundingRate(rule, {}, premium) == 0.0);
  REQUIRE(fundingRate(rule, {}, 2.5e-4) == 0.0);
  REQUIRE_THAT(fundingRate(rule, {}, -0.001), WithinRel(-0.00075, 1e-12));
  REQUIRE_THAT(fundingRate(rule, {}, 0.001), WithinRel(0.00075, 1e-12));
  REQUIRE(fundingRate(rule, {}, 0.1) == 0.005);
  REQUIRE(fundingRate(rule, {}, -0.1) == -0.005);
}

TEST_CASE("Bybit, OKX, BitMEX and Gate share one formula, whose interest goes by the hours", "[funding_rules]") {
  for (const FundingVenue venue : {FundingVenue::bybit, FundingVenue::okx, FundingVenue::bitmex, FundingVenue::gate}) {
    REQUIRE(fundingRate(ruleOf(venue), {}, 0.0) == 1e-4);
    REQUIRE(fundingRate(ruleOf(venue), {.intervalHours = 4.0}, 0.0) == 0.5e-4);
    REQUIRE_THAT(fundingRate(ruleOf(venue), {.intervalHours = 4.0}, 0.001), WithinRel(0.0005, 1e-12));
  }
  const FundingTerms margins{.initialMarginRate = 0.01, .maintenanceMarginRate = 0.005};
  REQUIRE_THAT(fundingRate(ruleOf(FundingVenue::bitmex), margins, 0.1), WithinRel(0.00375, 1e-12));
}

TEST_CASE("what a venue lists for an interval caps the interval's rate", "[funding_rules]") {
  const FundingTerms terms{.intervalHours = 4.0, .capRate = 0.003, .floorRate = -0.002};
  for (const FundingRule& rule : fundingRules()) {
    if (rule.capRate && *rule.capRate * 4.0 / 8.0 < 0.003) continue;
    REQUIRE(fundingRate(rule, terms, 0.5) == 0.003);
    REQUIRE(fundingRate(rule, terms, -0.5) == -0.002);
  }
}

TEST_CASE("Binance's rate of an interval is at most the maintenance margin rate, whatever its hours", "[funding_rules]") {
  for (const std::int64_t timeMs : {kBefore, kNow}) {
    for (const double hours : {1.0, 4.0, 8.0}) {
      const FundingTerms terms{.intervalHours = hours, .maintenanceMarginRate = 0.005};
      REQUIRE(fundingRate(ruleOf(FundingVenue::binance, timeMs), terms, 0.5) == 0.005);
      REQUIRE(fundingRate(ruleOf(FundingVenue::binance, timeMs), terms, -0.5) == -0.005);
    }
  }
}

TEST_CASE("an average of continuous samples is scaled and not banded again", "[funding_rules]") {
  const FundingRule& rule = ruleOf(FundingVenue::deribit);
  const FundingTerms oneHour{.intervalHours = 1.0};
  REQUIRE_THAT(averagedSample(rule, oneHour, 0.001), WithinRel(0.00075, 1e-12));
  REQUIRE_THAT(fundingRateOfAverage(rule, oneHour, 0.0001), WithinRel(0.0000125, 1e-12));
  REQUIRE(averagedSample(ruleOf(FundingVenue::bybit), oneHour, 0.001) == 0.001);
}

TEST_CASE("funding terms that cannot be used are refused by name", "[funding_rules]") {
  const double infinity = std::numeric_limits<double>::infinity();
  REQUIRE(check(FundingTerms{}) == Error::none);
  REQUIRE(check(FundingTerms{.initialMarginRate = 1.0, .maintenanceMarginRate = 0.5}) == Error::none);
  REQUIRE(check(FundingTerms{.intervalHours = 0.0}) == Error::windowOutOfRange);
  REQUIRE(check(FundingTerms{.intervalHours = 25.0}) == Error::windowOutOfRange);
  REQUIRE(check(FundingTerms{.intervalHours = infinity}) == Error::notFinite);
  REQUIRE(check(FundingTerms{.interestRatePer8Hours = -infinity}) == Error::notFinite);
  REQUIRE(check(FundingTerms{.maintenanceMarginRate = -0.01}) == Error::rateOutOfRange);
  REQUIRE(check(FundingTerms{.initialMarginRate = 0.01, .maintenanceMarginRate = 0.02}) == Error::rateOutOfRange);
  REQUIRE(check(FundingTerms{.capRate = -0.1, .floorRate = 0.1}) == Error::rateOutOfRange);
}

}  // namespace
}  // namespace plimsoll
