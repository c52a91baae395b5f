#include "plimsoll/margin/deleveraging.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <string>
#include <vector>

#include "random_accounts.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;
using enum DeleveragingRule;

constexpr DeleveragedPosition kLong{ContractKind::linear, +1.0, 50'000.0, 5'000.0, 52'000.0, 260.0};

}  // namespace

TEST_CASE("a rank is profit times leverage, as each venue means it", "[deleveraging]") {
  // 2 000 won on 50 000; 52 000 held with 7 000.
  REQUIRE_THAT(*deleveragingRank(leveragedReturn, kLong), WithinRel(0.04 * 52.0 / 7.0, 1e-12));
  REQUIRE_THAT(*deleveragingRank(returnByLeverage, kLong), WithinRel(0.04 * 52.0 / 7.0, 1e-12));
  REQUIRE_THAT(*deleveragingRank(returnByMarginRatio, kLong),
               WithinRel(0.4 * 260.0 / 7'000.0, 1e-12));
  REQUIRE_THAT(*deleveragingRank(priceByLeverage, kLong), WithinRel(1.04 * 52.0 / 7.0, 1e-12));
}

TEST_CASE("BitMEX divides a loss by its leverage", "[deleveraging]") {
  // 1 000 USD at 100 with 5 coins, at 80: value 12.5, of which 2.5 are lost and as many left.
  const DeleveragedPosition losing{ContractKind::inverse, +1'000.0, 100.0, 5.0, 80.0, 0.0};
  REQUIRE_THAT(*deleveragingRank(returnByLeverage, losing), WithinRel(-0.25 / 5.0, 1e-12));
}

TEST_CASE("nothing left, no rank", "[deleveraging]") {
  DeleveragedPosition gone = kLong;
  gone.markPrice = 45'000.0;
  for (const auto rule : {leveragedReturn, returnByLeverage, returnByMarginRatio, priceByLeverage})
    REQUIRE_FALSE(deleveragingRank(rule, gone));
}

TEST_CASE("more profit or more leverage never lowers the rank of a winner", "[deleveraging]") {
  test::RandomAccounts random(7);
  for (int i = 0; i < 10'000; ++i) {
    const double side = random.coin() ? 1.0 : -1.0;
    const ContractKind kind = random.coin() ? ContractKind::linear : ContractKind::inverse;
    const double size = kind == ContractKind::linear ? 1.0 : 100.0;
    const double margin = random.between(0.1, 2.0) * (kind == ContractKind::linear ? 100.0 : 1.0);
    const double won = random.between(0.001, 0.05);
    const DeleveragedPosition winner{
        kind, side * size, 100.0, margin, 100.0 * (1.0 + side * won), 0.005 * margin};
    DeleveragedPosition bolder = winner;
    bolder.margin *= 0.9;
    for (const auto rule :
         {leveragedReturn, returnByLeverage, returnByMarginRatio, priceByLeverage}) {
      if (!deleveragingRank(rule, bolder)) continue;
      REQUIRE(*deleveragingRank(rule, bolder) >= *deleveragingRank(rule, winner));
    }
  }
}

TEST_CASE("a queue is closed from the front", "[deleveraging]") {
  // BitMEX's own example (autoDeleveragingExamples): a short of 20 is liquidated.
  const RankedPosition accounts[] = {{10, 3}, {10, 6}, {20, 1}, {30, 4}, {20, 5}, {10, 2}};
  const auto queue = deleveragingQueue(accounts, 20.0);
  std::vector<std::size_t> order;
  std::vector<double> percentiles;
  std::vector<double> closed;
  for (const QueuePlace& place : queue) {
    order.push_back(place.position + 1);
    percentiles.push_back(place.percentile);
    closed.push_back(place.closed);
  }
  REQUIRE(order == std::vector<std::size_t>{2, 5, 4, 1, 6, 3});
  REQUIRE(percentiles == std::vector<double>{20, 40, 60, 80, 80, 100});
  REQUIRE(closed == std::vector<double>{10, 10, 0, 0, 0, 0});
}

TEST_CASE("a queue closes what is to be closed and no more than there is", "[deleveraging]") {
  test::RandomAccounts random(11);
  for (int i = 0; i < 1'000; ++i) {
    std::vector<RankedPosition> positions;
    double all = 0.0;
    while (positions.empty() || random.coin() || random.coin()) {
      positions.push_back({random.between(0.1, 10.0), random.between(-1.0, 5.0)});
      all += positions.back().quantity;
    }
    const double quantity = random.between(0.0, 2.0) * all;
    double closed = 0.0;
    for (const QueuePlace& place : deleveragingQueue(positions, quantity)) {
      REQUIRE(place.closed <= positions[place.position].quantity);
      closed += place.closed;
    }
    REQUIRE_THAT(closed, WithinRel(std::min(quantity, all), 1e-9));
  }
  REQUIRE(deleveragingQueue({}, 5.0).empty());
}

TEST_CASE("only venues that state a rank have one", "[deleveraging]") {
  REQUIRE(deleveragingRule(MarginVenue::binanceUsdm) == returnByMarginRatio);
  REQUIRE(deleveragingRule(MarginVenue::okx) == leveragedReturn);
  REQUIRE(deleveragingRule(MarginVenue::bitmex) == returnByLeverage);
  REQUIRE(deleveragingRule(MarginVenue::hyperliquid) == priceByLeverage);
  REQUIRE_FALSE(deleveragingRule(MarginVenue::dydx));
  REQUIRE_FALSE(deleveragingRule(MarginVenue::kucoin));
}

TEST_CASE("a position whose rank cannot be asked names its field", "[deleveraging]") {
  const auto field = [](DeleveragedPosition position) {
    return std::string(check(position).field);
  };
  REQUIRE(check(kLong) == Error::none);
  REQUIRE(field({ContractKind::linear, 0.0, 1.0, 1.0, 1.0, 0.0}) == "signedQuantity");
  REQUIRE(field({ContractKind::linear, 1.0, 0.0, 1.0, 1.0, 0.0}) == "entryPrice");
  REQUIRE(field({ContractKind::linear, 1.0, 1.0, std::numeric_limits<double>::infinity(), 1.0,
                 0.0}) == "margin");
  REQUIRE(field({ContractKind::linear, 1.0, 1.0, 1.0, -1.0, 0.0}) == "markPrice");
}

}  // namespace plimsoll
