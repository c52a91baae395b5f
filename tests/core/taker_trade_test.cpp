#include "plimsoll/flow/taker_trade.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <string>

namespace plimsoll {
namespace {

TEST_CASE("a taker trade that cannot be is refused by its field", "[taker_trade]") {
  const TakerTrade good{Side::buy, 100.0, 1.0, 100.0, 1'000};
  REQUIRE(check(good) == Error::none);
  TakerTrade trade = good;
  trade.notional = std::nullopt;
  REQUIRE(check(trade) == Error::none);
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  for (const double bad : {nan, inf, -inf, 0.0, -1.0, 1e101}) {
    trade = good;
    trade.price = bad;
    REQUIRE(check(trade) != Error::none);
    REQUIRE(std::string(check(trade).field) == "price");
    trade = good;
    trade.quantity = bad;
    REQUIRE(std::string(check(trade).field) == "quantity");
    trade = good;
    trade.notional = bad;
    REQUIRE((bad == 0.0 || std::string(check(trade).field) == "notional"));
  }
  trade.notional = -1.0;
  REQUIRE(check(trade) == Error::notionalNegative);
}

}  // namespace
}  // namespace plimsoll
