#include "plimsoll/margin/instrument.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cstdlib>
#include <string>

#include "random_accounts.h"

namespace plimsoll {

TEST_CASE("a price is rounded to the tick", "[instrument]") {
  auto [price, tick, down, up] = GENERATE(table<double, double, double, double>({
      {61'234.567, 0.1, 61'234.5, 61'234.6},
      {61'234.567, 5.0, 61'230.0, 61'235.0},
      {913.13, 0.05, 913.10, 913.15},
      {0.000012345, 0.00000001, 0.00001234, 0.00001235},
      {1'000'000.4, 1.0, 1'000'000.0, 1'000'001.0},
      {12.3, 0.25, 12.25, 12.5},
  }));
  CAPTURE(price, tick);
  REQUIRE(roundedToStep(price, tick, Rounding::down) == down);
  REQUIRE(roundedToStep(price, tick, Rounding::up) == up);
}

TEST_CASE("a price on the tick stays, whatever binary makes of it", "[instrument]") {
  auto [price, tick] = GENERATE(table<double, double>({
      {0.3, 0.1},
      {0.7, 0.1},
      {1.1, 0.1},
      {61'234.6, 0.1},
      {913.15, 0.05},
      {0.00001234, 0.00000001},
      {4.35, 0.01},
      {1.005, 0.005},
      {999'999.9, 0.1},
      {2.675, 0.025},
  }));
  CAPTURE(price, tick);
  REQUIRE(roundedToStep(price, tick, Rounding::down) == price);
  REQUIRE(roundedToStep(price, tick, Rounding::up) == price);
}

TEST_CASE("every price on a grid stays on it, to the bit of its decimal text", "[instrument]") {
  test::RandomAccounts random(20'261'122);
  for (int i = 0; i < 20'000; ++i) {
    const int decimals = static_cast<int>(random.between(0.0, 8.0));
    const long count = static_cast<long>(random.betweenMagnitudes(1.0, 1e8));
    std::string text = "00000000" + std::to_string(count);
    text.insert(text.size() - static_cast<std::size_t>(decimals), ".");
    const double price = std::strtod(text.c_str(), nullptr);
    const double tick = std::strtod(("1e-" + std::to_string(decimals)).c_str(), nullptr);
    INFO(text << " on " << tick);
    REQUIRE(roundedToStep(price, tick, Rounding::down) == price);
    REQUIRE(roundedToStep(price, tick, Rounding::up) == price);
    const double inside = price + 0.4 * tick;
    REQUIRE(roundedToStep(inside, tick, Rounding::down) == price);
    REQUIRE(roundedToStep(inside, tick, Rounding::up) > inside);
  }
}

TEST_CASE("a liquidation price is rounded toward the mark", "[instrument]") {
  const Instrument instrument{
      .tickSize = 0.1, .lotSize = {}, .contractSize = {}, .liquidationFeeRate = {}};
  REQUIRE(roundedTowardMark(45'226.13, +1.0, instrument) == 45'226.2);
  REQUIRE(roundedTowardMark(54'726.37, -1.0, instrument) == 54'726.3);
  REQUIRE(roundedTowardMark(45'226.13, +1.0, Instrument{}) == std::nullopt);
}

TEST_CASE("a quantity is rounded up to the lot", "[instrument]") {
  const Instrument instrument{
      .tickSize = {}, .lotSize = 0.001, .contractSize = {}, .liquidationFeeRate = {}};
  REQUIRE(roundedUpToLot(0.56521739, instrument) == 0.566);
  REQUIRE(roundedUpToLot(0.565, instrument) == 0.565);
  REQUIRE(roundedUpToLot(0.56521739, Instrument{}) == 0.56521739);
}

TEST_CASE("an instrument that cannot be used is refused by field", "[instrument]") {
  const auto refusal = [](Instrument instrument) {
    const Refusal found = check(instrument);
    return std::string(name(found)) + ": " + found.field;
  };
  REQUIRE(check(Instrument{}) == Error::none);
  REQUIRE(refusal({0.0, {}, {}, {}}) == "sizeNotPositive: tickSize");
  REQUIRE(refusal({{}, -1.0, {}, {}}) == "sizeNotPositive: lotSize");
  REQUIRE(refusal({{}, {}, std::numeric_limits<double>::quiet_NaN(), {}}) ==
          "sizeNotPositive: contractSize");
  REQUIRE(refusal({{}, {}, {}, 1.25}) == "rateOutOfRange: liquidationFeeRate");
}

}  // namespace plimsoll
