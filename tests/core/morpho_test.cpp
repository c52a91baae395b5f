#include "plimsoll/lending/morpho.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <string>

#include "plimsoll/base/decimal.h"
#include "random_numbers.h"

namespace plimsoll::morpho {
namespace {

std::string say(const std::optional<WideInteger>& value) {
  return value ? value->text() : "none";
}

WideInteger units(const std::string& text, int decimals) {
  const Decimal value = decimal(text).value();
  return value.mantissa * wideTenTo(decimals - value.decimals);
}

Market marketAt(const std::string& lltv, const std::string& price) {
  return {units(lltv, 18), units(price, 36)};
}

/// Of any magnitude up to 10^digits.
WideInteger amount(test::RandomNumbers& random, std::size_t digits) {
  std::string text = std::to_string(1 + random.below(9));
  for (std::size_t left = random.below(digits); left > 0; --left) {
    text += static_cast<char>('0' + random.below(10));
  }
  return wideInteger(text).value();
}

}  // namespace

TEST_CASE("a position is what Morpho's own tests say", "[morpho][lending]") {
  const Market market = marketAt("0.86", "1");
  const Position position{200u, 50u};
  REQUIRE(check(market) == Error::none);
  REQUIRE(check(position, market) == Error::none);
  REQUIRE(say(maxBorrow(position, market)) == "172");
  REQUIRE(say(maxBorrowable(position, market)) == "122");
  REQUIRE(say(withdrawableCollateral(position, market)) == "141");
  REQUIRE(say(ltvWad(position, market)) == "250000000000000000");
  REQUIRE(say(healthFactorWad(position, market)) == "3440000000000000000");
  REQUIRE(isHealthy(position, market));
  REQUIRE(say(liquidationPrice(position, market)) == "290697674418604651162790697674418605");
  REQUIRE(say(maxBorrow({kWad, 0u}, market)) == "860000000000000000");
}

TEST_CASE("a wad and the scale of oracles are powers of ten", "[morpho][lending]") {
  REQUIRE(kWad == wideTenTo(18));
  REQUIRE(kOracleScale == wideTenTo(36));
}

TEST_CASE("the incentive is a fraction of the threshold, up to 15 percent", "[morpho][lending]") {
  auto [lltv, expected] = GENERATE(table<std::string, std::string>({
      {"0.86", "1043841336116910229"},
      {"0.915", "1026167265264238070"},
      {"0.98", "1006036217303822937"},
      {"0.625", "1126760563380281690"},
      {"0.5", "1150000000000000000"},
      {"0.1", "1150000000000000000"},
  }));
  CAPTURE(lltv);
  REQUIRE(say(liquidationIncentiveFactorWad(marketAt(lltv, "1"))) == expected);
}

TEST_CASE("a debt of shares is rounded up", "[morpho][lending]") {
  // 1000 x 1002 / (1000 + 10^6) is 1.001: two units are owed.
  REQUIRE(say(borrowAssets(1'000u, {1'001u, 1'000u})) == "2");
  REQUIRE(say(borrowAssets(1'000u, {1'000u, 1'000u})) == "1");
  REQUIRE(say(borrowAssets(0u, {1'000u, 1'000u})) == "0");
  REQUIRE(say(borrowAssets(1'000'000u, {999'999u, 0u})) == "1000000");
}

TEST_CASE("without debt or collateral there is no number to be had", "[morpho][lending]") {
  const Market market = marketAt("0.86", "1");
  const Position saver{200u, 0u};
  REQUIRE(!ltvWad(saver, market));
  REQUIRE(!healthFactorWad(saver, market));
  REQUIRE(!liquidationPrice(saver, market));
  REQUIRE(say(withdrawableCollateral(saver, market)) == "200");
  REQUIRE(isHealthy({0u, 0u}, market));

  const Position beggar{0u, 50u};
  REQUIRE(!ltvWad(beggar, market));
  REQUIRE(say(healthFactorWad(beggar, market)) == "0");
  REQUIRE(!liquidationPrice(beggar, market));
  REQUIRE(withdrawableCollateral(beggar, market) == 0);
  REQUIRE(!isHealthy(beggar, market));
}

TEST_CASE("answers are rounded against the borrower and never by more than a unit",
          "[morpho][lending]") {
  const std::uint64_t seed = 2024;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  int borrowed = 0;
  int withdrawn = 0;
  int priced = 0;
  for (int i = 0; i < 2'000; ++i) {
    const Market market{flooredQuotient(kWad * (1 + random.below(9'999)), 10'000),
                        amount(random, 46)};
    const Position position{amount(random, 27), amount(random, 27)};
    if (check(position, market) != Error::none) continue;
    INFO(say(position.collateral) << " at " << say(market.oraclePrice) << " against "
                                  << say(position.borrowAssets));
    // Borrowing all that may be borrowed is healthy, a unit more is not.
    const WideInteger most = maxBorrow(position, market);
    REQUIRE(isHealthy({position.collateral, most}, market));
    REQUIRE(!isHealthy({position.collateral, most + 1}, market));
    ++borrowed;

    // Taking out all that may be taken is healthy, to a loan unit.
    const WideInteger free = withdrawableCollateral(position, market);
    const WideInteger kept = position.collateral - free;
    if (free > 0) {
      const Position left{kept, differenceOrZero(position.borrowAssets, 1u)};
      REQUIRE(isHealthy(left, market));
      ++withdrawn;
    }

    // At a price above the liquidation price it is healthy; below it is not, once a unit of
    // collateral is little.
    const auto price = liquidationPrice(position, market);
    const WideInteger counted = flooredQuotient(position.collateral * market.lltvWad, kWad);
    const WideInteger many = 10'000'000;
    if (!price || counted < many || position.borrowAssets < many) continue;
    const Market dearer{market.lltvWad, ceiledQuotient(*price * 1'000'001, 1'000'000)};
    const Market cheaper{market.lltvWad, flooredQuotient(*price * 999'999, 1'000'000)};
    if (check(position, dearer) != Error::none || check(cheaper) != Error::none) continue;
    REQUIRE(isHealthy(position, dearer));
    REQUIRE(!isHealthy(position, cheaper));
    ++priced;
  }
  REQUIRE(borrowed > 1'000);
  REQUIRE(withdrawn > 100);
  REQUIRE(priced > 500);
}

TEST_CASE("a market or a position of Morpho that cannot be is refused", "[morpho][lending]") {
  const WideInteger tooMuch = WideInteger::fromLimbs({0, 0, 0, 0, 1});  // 2^128
  const Market market = marketAt("0.86", "1");
  const auto says = [](const Refusal& refusal) {
    return std::string(name(refusal.error)) + ": " + refusal.field;
  };
  REQUIRE(says(check(Market{0u, kOracleScale})) == "rateOutOfRange: lltvWad");
  REQUIRE(says(check(Market{kWad, kOracleScale})) == "rateOutOfRange: lltvWad");
  REQUIRE(says(check(Market{-1, kOracleScale})) == "rateOutOfRange: lltvWad");
  REQUIRE(says(check(Market{1u, -1})) == "priceNotPositive: oraclePrice");
  REQUIRE(says(check(Position{-1, 0u}, market)) == "numberOutOfRange: collateral");
  REQUIRE(says(check(Position{0u, -1}, market)) == "numberOutOfRange: borrowAssets");
  REQUIRE(says(check(Market{1u, 0u})) == "priceNotPositive: oraclePrice");
  REQUIRE(says(check(Position{tooMuch, 0u}, market)) == "numberOutOfRange: collateral");
  REQUIRE(says(check(Position{0u, tooMuch}, market)) == "numberOutOfRange: borrowAssets");
  REQUIRE(says(check(BorrowTotals{tooMuch, 0u})) == "numberOutOfRange: totalBorrowAssets");
  REQUIRE(says(check(BorrowTotals{0u, tooMuch})) == "numberOutOfRange: totalBorrowShares");

  // The highest that passes.
  const WideInteger highest = tooMuch - 1;
  const Position whale{highest, highest};
  const Market dear{1u, highest};
  REQUIRE(check(whale, dear) == Error::none);
  REQUIRE(withdrawableCollateral(whale, {1u, 1u}) == 0);
  REQUIRE(liquidationPrice({1u, highest}, dear) == std::nullopt);
  REQUIRE(says(check(Position{highest, 0u}, {1u, tooMuch + tooMuch})) ==
          "numberOutOfRange: oraclePrice");
}

}  // namespace plimsoll::morpho
