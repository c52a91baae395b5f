#include "plimsoll/margin/profit.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "plimsoll/margin/funding_paid.h"
#include "plimsoll/margin/sizing.h"
#include "random_accounts.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

constexpr MarginBracket kHalfPercent{0.0, 1e12, 0.005, 0.0, 100.0};

Exposure held(const ContractPosition& position) {
  return exposure(position,
                  {.rules = &venueRules(MarginVenue::binanceUsdm), .brackets = {&kHalfPercent, 1}},
                  venueRules(MarginVenue::binanceUsdm).isolated, position.entryPrice);
}

ContractPosition anyPosition(test::RandomAccounts& random) {
  const auto kind = random.coin() ? ContractKind::inverse : ContractKind::linear;
  const double entry = random.betweenMagnitudes(1e-2, 1e5);
  const double quantity = random.betweenMagnitudes(1e-2, 1e6);
  return {kind, random.coin() ? quantity : -quantity, entry, 1.0};
}

}  // namespace

TEST_CASE("break-even pays the fees of both ways and the funding", "[profit]") {
  // 1 BTC long from 50 000, a twentieth of a per cent each way, 10 of funding paid:
  // p (1 - 0.0005) = 50 000 (1 + 0.0005) + 10
  const Exposure position = held({ContractKind::linear, +1.0, 50'000.0, 5'000.0});
  const PositionCosts costs{0.0005, 0.0005, 10.0};
  REQUIRE_THAT(*breakEvenPrice(position, costs), WithinRel(50'035.0 / 0.9995, 1e-12));
  REQUIRE(*breakEvenPrice(position, {}) == 50'000.0);
}

TEST_CASE("at the price for a profit, that is the profit", "[profit]") {
  const std::uint64_t seed = 20;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int found = 0;
  for (int i = 0; i < 20'000; ++i) {
    const ContractPosition position = anyPosition(random);
    const Exposure exposure = held(position);
    const double value = notional(exposure, position.entryPrice);
    const PositionCosts costs{random.between(0.0, 0.002), random.between(0.0, 0.002),
                              random.between(-0.01, 0.01) * value};
    const double wanted = random.between(-0.5, 2.0) * value;
    const auto price = priceForNetProfit(exposure, wanted, costs);
    if (!price) continue;
    const double scale = value + notional(exposure, *price);
    REQUIRE_THAT(netProfit(exposure, *price, costs), WithinAbs(wanted, 1e-12 * scale));
    ++found;
  }
  REQUIRE(found > 10'000);
}

TEST_CASE("splitting a fill changes no average", "[profit]") {
  const Fill whole[] = {{3.0, 100.0}, {1.0, 120.0}};
  const Fill split[] = {{1.0, 100.0}, {2.0, 100.0}, {0.5, 120.0}, {0.5, 120.0}};
  REQUIRE(averageEntryPrice(ContractKind::linear, whole) == 105.0);
  REQUIRE_THAT(averageEntryPrice(ContractKind::inverse, whole),
               WithinRel(4.0 / (0.03 + 1.0 / 120.0), 1e-15));
  for (const auto kind : {ContractKind::linear, ContractKind::inverse}) {
    REQUIRE_THAT(averageEntryPrice(kind, split), WithinRel(averageEntryPrice(kind, whole), 1e-15));
  }
}

TEST_CASE("what a long pays in funding a short receives", "[funding_paid]") {
  const std::uint64_t seed = 21;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 1'000; ++i) {
    ContractPosition position = anyPosition(random);
    const double rate = random.between(-0.01, 0.01);
    const double paid = fundingPaid(held(position), position.entryPrice, rate);
    position.signedQuantity = -position.signedQuantity;
    REQUIRE(fundingPaid(held(position), position.entryPrice, rate) == -paid);
  }
  const ContractPosition inverse{ContractKind::inverse, +10'000.0, 50'000.0, 0.02};
  REQUIRE_THAT(fundingPaid(held(inverse), 40'000.0, 0.0001), WithinRel(0.000025, 1e-12));
}

TEST_CASE("funding alone brings a position to its liquidation", "[funding_paid]") {
  const ContractPosition position{ContractKind::linear, +1.0, 50'000.0, 5'000.0};
  // 5 000 less 250 of maintenance, at 5 an interval.
  REQUIRE_THAT(*fundingIntervalsUntilLiquidation(held(position), 50'000.0, 0.0001),
               WithinRel(950.0, 1e-12));
  REQUIRE_FALSE(fundingIntervalsUntilLiquidation(held(position), 50'000.0, -0.0001));
  REQUIRE(fundingIntervalsUntilLiquidation(held(position), 45'000.0, 0.0001) == 0.0);
}

TEST_CASE("the largest quantity uses all the free margin, and one lot more does not fit",
          "[sizing]") {
  // 1 000 at 10x and a tenth of a per cent: 1 000 / (50 000 (0.1 + 0.001))
  SizingQuestion question{.kind = ContractKind::linear,
                          .side = +1.0,
                          .freeMargin = 1'000.0,
                          .orderPrice = 50'000.0,
                          .markPrice = 50'000.0,
                          .leverage = 10.0,
                          .openFeeRate = 0.001};
  REQUIRE(check(question) == Error::none);
  REQUIRE_THAT(maxQuantity(question), WithinRel(1'000.0 / 5'050.0, 1e-12));
  question.lotSize = 0.001;
  REQUIRE(maxQuantity(question) == 0.198);
  question.freeMargin = 1.0;
  REQUIRE(maxQuantity(question) == 0.0);
}

TEST_CASE("an order that is filled worse than the mark opens less", "[sizing]") {
  SizingQuestion question{.kind = ContractKind::linear,
                          .side = +1.0,
                          .freeMargin = 1'000.0,
                          .orderPrice = 50'500.0,
                          .markPrice = 50'000.0,
                          .leverage = 10.0};
  REQUIRE_THAT(maxQuantity(question), WithinRel(1'000.0 / (5'050.0 + 500.0), 1e-12));
  question.side = -1.0;  // sold above the mark: no loss
  REQUIRE_THAT(maxQuantity(question), WithinRel(1'000.0 / 5'050.0, 1e-12));
}

TEST_CASE("a table caps the size that a leverage allows", "[sizing]") {
  const MarginTable table(
      {{0.0, 50'000.0, 0.004, 0.0, 125.0}, {50'000.0, 600'000.0, 0.005, 50.0, 100.0}});
  const SizingQuestion question{.kind = ContractKind::linear,
                                .side = +1.0,
                                .freeMargin = 1e6,
                                .orderPrice = 50'000.0,
                                .markPrice = 50'000.0,
                                .leverage = 125.0,
                                .table = &table};
  REQUIRE(maxQuantity(question) == 1.0);
}

TEST_CASE("a sizing question that cannot be is refused by field", "[sizing]") {
  SizingQuestion question{.kind = ContractKind::linear,
                          .side = +1.0,
                          .freeMargin = 0.0,
                          .orderPrice = 50'000.0,
                          .markPrice = 50'000.0,
                          .leverage = 10.0};
  REQUIRE(check(question) == Error::marginNotPositive);
  question.freeMargin = 1.0;
  question.openFeeRate = 5.0;
  REQUIRE(check(question) == Error::rateOutOfRange);
}

}  // namespace plimsoll
