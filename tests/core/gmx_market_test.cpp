#include "plimsoll/margin/venues/gmx_market.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>

#include "random_accounts.h"

namespace plimsoll::gmx {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

const double kNaN = std::numeric_limits<double>::quiet_NaN();

constexpr ImpactCurve kReadme{2e-7, 2.0};

}  // namespace

TEST_CASE("price impact is what the contracts and their README say", "[gmx]") {
  REQUIRE_THAT(priceImpactTerm({1e-8, 2.0}, 1'000'000.0), WithinRel(10'000.0, 1e-10));
  REQUIRE_THAT(priceImpactTerm({1e-12, 3.0}, 1e9), WithinRel(1e15, 1e-10));
  REQUIRE_THAT(priceImpactTerm({1e-7, 1.75}, 100'000.0), WithinRel(56.234132519034907, 1e-10));
  REQUIRE_THAT(priceImpactTerm({1e-6, 1.5}, 1.0), WithinRel(1e-6, 1e-10));
  REQUIRE(priceImpactTerm({1e-6, 1.5}, 0.001) == 0.0);
  REQUIRE(priceImpactTerm({1e-4, 1.0}, 0.999) == 0.0);

  const PriceImpact impact{kReadme, kReadme};
  REQUIRE_THAT(priceImpactUsd(impact, {50'000.0, 50'000.0}, {100'000.0, 50'000.0}),
               WithinRel(-500.0, 1e-12));
  REQUIRE_THAT(priceImpactUsd(impact, {100'000.0, 50'000.0}, {75'000.0, 50'000.0}),
               WithinRel(375.0, 1e-12));
}

TEST_CASE("a trade and its reverse pay nothing together on one curve, and something on two",
          "[gmx]") {
  const std::uint64_t seed = 501;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 5'000; ++i) {
    const double factor = random.betweenMagnitudes(1e-10, 1e-6);
    const double exponent = random.between(1.0, 2.5);
    const ImpactCurve curve{factor, exponent};
    const PriceImpact even{curve, curve};
    const PriceImpact usual{{factor * random.between(0.1, 0.9), exponent}, curve};
    REQUIRE(check(usual) == Error::none);
    const OpenInterest before{random.betweenMagnitudes(1.0, 1e8),
                              random.betweenMagnitudes(1.0, 1e8)};
    const OpenInterest after{random.betweenMagnitudes(1.0, 1e8), before.shortUsd};
    const double scale = priceImpactTerm(curve, 1e8);
    REQUIRE_THAT(priceImpactUsd(even, before, after) + priceImpactUsd(even, after, before),
                 WithinAbs(0.0, 1e-12 * scale));
    REQUIRE(priceImpactUsd(usual, before, after) + priceImpactUsd(usual, after, before) <=
            1e-12 * scale);

    // What takes balance away costs; the sides are alike.
    const double there = priceImpactUsd(usual, before, after);
    const bool isWorse =
        std::abs(after.longUsd - after.shortUsd) > std::abs(before.longUsd - before.shortUsd);
    if (isWorse) REQUIRE(there <= 0.0);
    REQUIRE_THAT(
        priceImpactUsd(usual, {before.shortUsd, before.longUsd}, {after.shortUsd, after.longUsd}),
        WithinAbs(there, 1e-9 * scale));
  }
}

TEST_CASE("where the heavier side changes each side has its own curve", "[gmx]") {
  const PriceImpact impact{{1e-7, 2.0}, {2e-7, 2.0}};
  // From 30 000 long to 10 000 short: 1e-7 of 9e8, less 2e-7 of 1e8.
  REQUIRE_THAT(priceImpactUsd(impact, {130'000.0, 100'000.0}, {90'000.0, 100'000.0}),
               WithinRel(90.0 - 20.0, 1e-12));
  REQUIRE_THAT(priceImpactUsd(impact, {110'000.0, 100'000.0}, {70'000.0, 100'000.0}),
               WithinRel(10.0 - 180.0, 1e-12));
}

TEST_CASE("an increase is what the README says", "[gmx]") {
  const Increase increase{50'000.0, 5'000.0, 0.001};
  REQUIRE(check(increase) == Error::none);
  REQUIRE_THAT(sizeInTokens(increase), WithinRel(9.99, 1e-12));
  REQUIRE_THAT(entryPrice(increase), WithinRel(5'005.005, 1e-6));
  REQUIRE_THAT(pendingLoss(increase), WithinRel(50.0, 1e-12));
  // Of either side: entering costs what is lost until the oracle's price, whatever the sign.
  for (const double side : {1.0, -1.0}) {
    for (const double rate : {0.001, -0.001}) {
      const Increase one{side * 50'000.0, 5'000.0, rate};
      const double pnl = side * (sizeInTokens(one) * 5'000.0 - 50'000.0);
      REQUIRE_THAT(pnl, WithinAbs(-pendingLoss(one), 1e-9));
      REQUIRE(side * (entryPrice(one) - 5'000.0) * rate > 0.0);
    }
  }
}

TEST_CASE("the heavier side pays what the lighter one receives", "[gmx]") {
  const FundingRates rates = fundingPerSecond({2e-5, 1.0}, {150'000.0, 50'000.0});
  REQUIRE_THAT(rates.longRate, WithinRel(1e-5, 1e-12));
  REQUIRE_THAT(rates.shortRate, WithinRel(-3e-5, 1e-12));

  const std::uint64_t seed = 502;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 5'000; ++i) {
    const OpenInterest interest{random.betweenMagnitudes(1.0, 1e9),
                                random.betweenMagnitudes(1.0, 1e9)};
    const FundingCurve curve{random.betweenMagnitudes(1e-12, 1e-6), random.between(1.0, 1.2)};
    const FundingRates found = fundingPerSecond(curve, interest);
    if (std::abs(interest.longUsd - interest.shortUsd) < 1.0) continue;
    const double paid = found.longRate * interest.longUsd;
    REQUIRE_THAT(found.shortRate * interest.shortUsd, WithinRel(-paid, 1e-9));
    REQUIRE((found.longRate >= 0.0) == (interest.longUsd >= interest.shortUsd));
    const FundingRates swapped = fundingPerSecond(curve, {interest.shortUsd, interest.longUsd});
    REQUIRE(swapped.longRate == found.shortRate);
  }
  const FundingRates alone = fundingPerSecond({2e-5, 1.0}, {0.0, 50'000.0});
  REQUIRE(alone.longRate == 0.0);
  REQUIRE_THAT(alone.shortRate, WithinRel(2e-5, 1e-12));
  REQUIRE(fundingPerSecond({2e-5, 1.0}, {0.0, 0.0}).longRate == 0.0);
}

TEST_CASE("the saved funding rate moves as in the README's examples", "[gmx]") {
  const AdaptiveFunding funding{1e-6, 2e-8, 0.05, 0.03};
  REQUIRE(check(funding) == Error::none);
  REQUIRE_THAT(savedFundingChange(funding, {0.06, 600.0, true}), WithinRel(0.000036, 1e-12));
  REQUIRE(savedFundingChange(funding, {0.04, 600.0, true}) == 0.0);
  REQUIRE_THAT(savedFundingChange(funding, {0.02, 600.0, true}), WithinRel(-0.000012, 1e-12));
  REQUIRE_THAT(savedFundingChange(funding, {0.01, 600.0, false}), WithinRel(-0.000006, 1e-12));
  // At a threshold it stands still.
  REQUIRE(savedFundingChange(funding, {0.05, 600.0, true}) == 0.0);
  REQUIRE(savedFundingChange(funding, {0.03, 600.0, true}) == 0.0);
}

TEST_CASE("a GMX market's numbers that cannot be are refused", "[gmx]") {
  REQUIRE(check(OpenInterest{-1.0, 0.0}) == Error::notionalNegative);
  REQUIRE(check(OpenInterest{0.0, kNaN}) == Error::notFinite);
  REQUIRE(check(ImpactCurve{-1e-8, 2.0}) == Error::rateOutOfRange);
  REQUIRE(check(ImpactCurve{1e-8, 0.5}) == Error::rateOutOfRange);
  REQUIRE(check(ImpactCurve{1e-8, kNaN}) == Error::notFinite);
  REQUIRE(check(PriceImpact{kReadme, {kNaN, 2.0}}) == Error::notFinite);
  REQUIRE(check(Increase{0.0, 1.0, 0.0}) == Error::quantityNotPositive);
  REQUIRE(check(Increase{1.0, 0.0, 0.0}) == Error::priceNotPositive);
  REQUIRE(check(Increase{1.0, 1.0, 1.0}) == Error::rateOutOfRange);
  REQUIRE(check(Increase{1.0, 1.0, kNaN}) == Error::notFinite);
  REQUIRE(check(FundingCurve{-1.0, 1.0}) == Error::rateOutOfRange);
  REQUIRE(check(FundingCurve{1.0, 0.0}) == Error::rateOutOfRange);
  REQUIRE(check(AdaptiveFunding{1e-6, 2e-8, 0.03, 0.05}) == Error::rateOutOfRange);
  REQUIRE(check(AdaptiveFunding{-1e-6, 2e-8, 0.05, 0.03}) == Error::rateOutOfRange);
  REQUIRE(check(AdaptiveFunding{1e-6, kNaN, 0.05, 0.03}) == Error::notFinite);
  REQUIRE(check(FundingSpell{0.1, -1.0, true}) == Error::timeNegative);
  REQUIRE(check(FundingSpell{kNaN, 1.0, true}) == Error::notFinite);
}

}  // namespace plimsoll::gmx
