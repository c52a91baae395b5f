#include "plimsoll/margin/venues/drift_ratios.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <limits>
#include <string>

#include "random_numbers.h"

namespace plimsoll::drift {
namespace {

std::string says(const Refusal& refusal) {
  return std::string(name(refusal)) + ": " + refusal.field;
}

WideInteger bases(std::int64_t count) {
  return WideInteger(kBaseUnit) * count;
}

/// The market of the program's own test of high leverage.
constexpr MarginRatios kMarket{.initial = 1'000,
                               .maintenance = 500,
                               .highLeverageInitial = 100,
                               .highLeverageMaintenance = 50,
                               .imfFactor = 50};

WideInteger randomSize(test::RandomNumbers& random) {
  return static_cast<std::int64_t>(random.bits() >> (1 + random.below(62)));
}

MarginRatios randomRatios(test::RandomNumbers& random) {
  MarginRatios ratios{};
  ratios.initial = random.integer(20, 5'000);
  ratios.maintenance = random.integer(10, ratios.initial);
  ratios.highLeverageInitial = random.integer(5, ratios.initial);
  ratios.highLeverageMaintenance = random.integer(1, ratios.highLeverageInitial);
  ratios.imfFactor = random.chance(0.2) ? 0 : random.integer(1, 20'000);
  return ratios;
}

}  // namespace

TEST_CASE("margin ratios that the program's tests state", "[drift]") {
  const auto [type, size, isHighLeverage, expected] =
      GENERATE(table<MarginType, std::int64_t, bool, std::int64_t>({
          {MarginType::initial, 1, false, 1'000},
          {MarginType::initial, 1'000'000, false, 1'300},
          {MarginType::fill, 1, false, 750},
          {MarginType::maintenance, 1, false, 500},
          {MarginType::initial, 1, true, 100},
          {MarginType::initial, 10, true, 104},
          {MarginType::initial, 3'000, true, 221},
          {MarginType::maintenance, 3'000, true, 67},
          {MarginType::maintenance, 300'000, true, 313},
      }));
  CAPTURE(size, isHighLeverage);
  REQUIRE(marginRatio(kMarket, type, bases(size), isHighLeverage) == expected);
}

TEST_CASE("spot weights that the program's tests state", "[drift]") {
  // 1 000 of a token of six decimals, 9 000 and 11 000.
  const auto [imf, asset, liability] = GENERATE(table<std::int64_t, std::int64_t, std::int64_t>({
      {0, 9'000, 11'000},
      {10, 9'000, 11'000},
      {10'000, 8'357, 11'962},
      {100'000, 2'642, 40'422},
  }));
  CAPTURE(imf);
  const SpotWeights weights{.initialAsset = 9'000, .initialLiability = 11'000, .imfFactor = imf};
  REQUIRE(assetWeight(weights, MarginType::initial, bases(1'000)) == asset);
  REQUIRE(liabilityWeight(weights, MarginType::initial, bases(1'000)) == liability);

  const SpotWeights halves{.initialAsset = 1'500,
                           .maintenanceAsset = 7'500,
                           .initialLiability = 15'000,
                           .maintenanceLiability = 12'500};
  REQUIRE(assetWeight(halves, MarginType::fill, bases(100'000)) == 4'500);
  REQUIRE(assetWeight(halves, MarginType::maintenance, bases(100'000)) == 7'500);
  REQUIRE(liabilityWeight(halves, MarginType::fill, bases(100'000)) == 13'750);
}

TEST_CASE("what profit counts for in the program's tests", "[drift]") {
  const auto [pnl, expected] = GENERATE(table<std::int64_t, std::int64_t>({
      {-1, 10'000},
      {0, 10'000},
      {22'699'050'905, 9'559},
      {24'282'786'896, 9'516},
      {242'827'868'960, 7'368},
      {2'428'278'689'600, 4'299},
      {24'282'786'896'000, 1'855},
      {242'827'868'960'000, 663},
      {19'426'229'516'800'000, 78},
  }));
  CAPTURE(pnl);
  const PnlWeights weights{.imfFactor = 1'000};
  REQUIRE(unrealizedPnlWeight(weights, MarginType::initial, pnl) == expected);
  REQUIRE(unrealizedPnlWeight(weights, MarginType::fill, pnl) == expected);
  REQUIRE(unrealizedPnlWeight(weights, MarginType::maintenance, pnl) == kWhole);
}

TEST_CASE("profit counts for less where the market owes more than it may", "[drift]") {
  const PnlWeights weights{.initial = 8'000, .maxImbalance = 1'000};
  REQUIRE(unrealizedPnlWeight(weights, MarginType::initial, 5, 1'000) == 8'000);
  REQUIRE(unrealizedPnlWeight(weights, MarginType::initial, 5, 500) == 8'000);
  REQUIRE(unrealizedPnlWeight(weights, MarginType::initial, 5) == 8'000);
  REQUIRE(unrealizedPnlWeight(weights, MarginType::initial, 5, 4'000) == 2'000);
  REQUIRE(unrealizedPnlWeight(weights, MarginType::maintenance, 5, 4'000) == kWhole);
  REQUIRE(unrealizedPnlWeight(weights, MarginType::initial, -5, 4'000) == kWhole);
}

TEST_CASE("an asset's weight shrinks with the pool's deposits", "[drift]") {
  REQUIRE(scaledInitialAssetWeight(9'000, 500'000, 499'999) == 9'000);
  REQUIRE(scaledInitialAssetWeight(9'000, 500'000, 500'000) == 9'000);
  REQUIRE(scaledInitialAssetWeight(9'000, 500'000, 1'000'000) == 4'500);
  REQUIRE(scaledInitialAssetWeight(9'000, 0, 1'000'000) == 9'000);
}

TEST_CASE("unrealized profit is rounded toward zero before the quote is added", "[drift]") {
  REQUIRE(unrealizedPnl(-6'147'540'983, 153'688'524'588, 21'050'000'000) == 24'282'786'896);
  REQUIRE(unrealizedPnl(1, 0, 999'999'999) == 0);
  REQUIRE(unrealizedPnl(-1, 0, 999'999'999) == 0);
}

TEST_CASE("what a liquidator takes over in the program's tests", "[drift]") {
  const auto [fee, insurance, quotePrice, expected] =
      GENERATE(table<std::int64_t, std::int64_t, std::int64_t, std::int64_t>({
          {0, 0, 1'000'000, 1'000'000'000},
          {0, 0, 990'000, 1'010'101'010},
          {0, 0, 1'010'000, 990'099'009},
          {10'000, 0, 1'000'000, 1'111'111'111},
          {10'000, 10'000, 1'000'000, 1'250'000'000},
      }));
  CAPTURE(fee, insurance, quotePrice);
  const Shortage shortage{10'000'000, 1'000, fee, insurance, 100'000'000, quotePrice};
  REQUIRE(says(check(shortage)) == "none: ");
  REQUIRE(baseToCover(shortage) == expected);
}

TEST_CASE("what is taken over frees what is missing, to a unit of base", "[drift]") {
  const std::uint64_t seed = 131;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 5'000; ++i) {
    // Prices and fees so even that no product on the way is rounded.
    const Shortage shortage{random.integer(1, 1'000'000'000'000),   random.integer(200, 5'000),
                            random.integer(0, 150) * 100,           random.integer(0, 40) * 100,
                            random.integer(1, 100'000) * 1'000'000, kMillion};
    const WideInteger freed =
        shortage.oraclePrice *
        (shortage.marginRatio * 100 - shortage.liquidatorFee - shortage.insuranceFee);
    const auto base = baseToCover(shortage);
    INFO("shortage " << i);
    REQUIRE(base.has_value() == (freed > 0));
    if (!base) continue;
    const WideInteger missing = shortage.margin * kBaseUnit * kMillion;
    REQUIRE(*base * freed <= missing);
    REQUIRE((*base + 1) * freed > missing);
  }
  REQUIRE_FALSE(baseToCover({1, 100, 10'000, 0, 1'000'000, kMillion}));
  REQUIRE_FALSE(baseToCover({1, 100, 5'000, 5'000, 1'000'000, kMillion}));
}

TEST_CASE("a ratio grows with the size and starts from the market's", "[drift]") {
  const std::uint64_t seed = 132;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 5'000; ++i) {
    const MarginRatios ratios = randomRatios(random);
    REQUIRE(says(check(ratios)) == "none: ");
    const WideInteger size = randomSize(random);
    const WideInteger larger = size + randomSize(random);
    INFO("market " << i << ", size " << size.text());
    const auto grows = [&](MarginType type, bool isHigh) {
      return marginRatio(ratios, type, larger, isHigh) >= marginRatio(ratios, type, size, isHigh);
    };
    REQUIRE(grows(MarginType::initial, false));
    REQUIRE(grows(MarginType::fill, false));
    REQUIRE(grows(MarginType::maintenance, false));
    REQUIRE(grows(MarginType::maintenance, true));
    REQUIRE(marginRatio(ratios, MarginType::initial, 0) == ratios.initial);
    REQUIRE(marginRatio(ratios, MarginType::maintenance, 0, true) ==
            ratios.highLeverageMaintenance);
    const std::int64_t high = marginRatio(ratios, MarginType::initial, size, true);
    const std::int64_t ordinary = marginRatio(ratios, MarginType::initial, size, false);
    REQUIRE(high >= ratios.highLeverageInitial);
    REQUIRE(high <= ordinary + 1);
    // Where the ordinary ratio has its premium, high leverage is of no more use.
    if (ordinary > ratios.initial) REQUIRE(high == ordinary);
  }
}

TEST_CASE("high leverage comes back where the premium is the ordinary ratio to the unit",
          "[drift]") {
  // 800 and a premium of 199, 200 and 201: as in the program, which asks first whether the
  // two are equal.
  const auto at = [](std::int64_t root) {
    const WideInteger size = truncatedQuotient(WideInteger(root) * root, 10);
    return marginRatio(kMarket, MarginType::initial, size + 1, true);
  };
  REQUIRE(at(199 * 200'000) == 995);
  REQUIRE(at(200 * 200'000) == 100);
  REQUIRE(at(201 * 200'000) == 1'001);
}

TEST_CASE("the root of a size is that of ten sizes and one", "[drift]") {
  REQUIRE(sizePremium(1, 101'011, 980) == 2);  // sqrt(9801) = 99
}

TEST_CASE("without high leverage in the market the mode changes nothing", "[drift]") {
  const MarginRatios ratios{.initial = 1'000, .maintenance = 500, .imfFactor = 50};
  for (const std::int64_t size : {0, 1, 3'000, 1'000'000}) {
    REQUIRE(marginRatio(ratios, MarginType::initial, bases(size), true) ==
            marginRatio(ratios, MarginType::initial, bases(size), false));
  }
}

TEST_CASE("larger debts weigh more and larger deposits less", "[drift]") {
  const std::uint64_t seed = 133;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 5'000; ++i) {
    const std::int64_t weight = random.integer(0, kWhole);
    const std::int64_t imf = random.integer(0, 100'000);
    const WideInteger size = randomSize(random);
    const WideInteger larger = size + randomSize(random);
    REQUIRE(sizePremium(kWhole + weight, imf, size) >= kWhole + weight);
    REQUIRE(sizePremium(kWhole + weight, imf, larger) >= sizePremium(kWhole + weight, imf, size));
    REQUIRE(sizeDiscount(weight, imf, size) <= weight);
    REQUIRE(sizeDiscount(weight, imf, larger) <= sizeDiscount(weight, imf, size));
    REQUIRE(sizeDiscount(weight, imf, larger) >= 0);
  }
}

TEST_CASE("sizes beyond all bounds ask for everything and count for nothing", "[drift]") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  REQUIRE(sizePremium(1'000, kMillion, wideTenTo(76)) == kMost);
  REQUIRE(sizePremium(1'000, 50, WideInteger::overflow()) == kMost);
  REQUIRE(sizeDiscount(1'000, kMillion, wideTenTo(70)) == 0);
  REQUIRE_FALSE(baseToCover({WideInteger::overflow(), 1'000, 0, 0, 1, 1}).has_value());
}

TEST_CASE("what the program would not keep is refused by field", "[drift]") {
  REQUIRE(says(check(MarginRatios{0, 0, 0, 0, 0})) == "rateOutOfRange: initial");
  REQUIRE(says(check(MarginRatios{10'001, 1, 0, 0, 0})) == "rateOutOfRange: initial");
  REQUIRE(says(check(MarginRatios{500, 501, 0, 0, 0})) == "rateOutOfRange: maintenance");
  REQUIRE(says(check(MarginRatios{500, 0, 0, 0, 0})) == "rateOutOfRange: maintenance");
  REQUIRE(says(check(MarginRatios{500, 400, -1, 0, 0})) == "rateOutOfRange: highLeverageInitial");
  REQUIRE(says(check(MarginRatios{500, 400, 10, 11, 0})) ==
          "rateOutOfRange: highLeverageMaintenance");
  REQUIRE(says(check(MarginRatios{500, 400, 0, 0, -1})) == "rateOutOfRange: imfFactor");

  REQUIRE(says(check(SpotWeights{})) == "none: ");
  REQUIRE(says(check(SpotWeights{9'000, 8'000, 11'000, 10'500, 0})) ==
          "rateOutOfRange: initialAsset");
  REQUIRE(says(check(SpotWeights{9'000, 10'001, 11'000, 10'500, 0})) ==
          "rateOutOfRange: maintenanceAsset");
  REQUIRE(says(check(SpotWeights{9'000, 9'500, 9'999, 10'000, 0})) ==
          "rateOutOfRange: initialLiability");
  REQUIRE(says(check(SpotWeights{9'000, 9'500, 11'000, 11'001, 0})) ==
          "rateOutOfRange: maintenanceLiability");
  REQUIRE(says(check(SpotWeights{9'000, 9'500, 11'000, 10'500, kMillion + 1})) ==
          "rateOutOfRange: imfFactor");

  REQUIRE(says(check(PnlWeights{-1, 0, 0, 0})) == "rateOutOfRange: initial");
  REQUIRE(says(check(PnlWeights{0, 10'001, 0, 0})) == "rateOutOfRange: maintenance");
  REQUIRE(says(check(PnlWeights{0, 0, -1, 0})) == "rateOutOfRange: imfFactor");
  REQUIRE(says(check(PnlWeights{0, 0, 0, -1})) == "notionalNegative: maxImbalance");
  REQUIRE(says(check(PnlWeights{0, 0, 0, WideInteger::overflow()})) ==
          "notionalNegative: maxImbalance");
}

TEST_CASE("a shortage that cannot be is refused by field", "[drift]") {
  REQUIRE(says(check(Shortage{-1, 100, 0, 0, 1, 1})) == "numberOutOfRange: margin");
  REQUIRE(says(check(Shortage{wideTenTo(31), 100, 0, 0, 1, 1})) == "numberOutOfRange: margin");
  REQUIRE(says(check(Shortage{WideInteger::overflow(), 100, 0, 0, 1, 1})) ==
          "numberOutOfRange: margin");
  REQUIRE(says(check(Shortage{1, 0, 0, 0, 1, 1})) == "rateOutOfRange: marginRatio");
  REQUIRE(says(check(Shortage{1, 100, -1, 0, 1, 1})) == "rateOutOfRange: liquidatorFee");
  REQUIRE(says(check(Shortage{1, 100, 0, kMillion + 1, 1, 1})) == "rateOutOfRange: insuranceFee");
  REQUIRE(says(check(Shortage{1, 100, 0, 0, 0, 1})) == "priceNotPositive: oraclePrice");
  REQUIRE(says(check(Shortage{1, 100, 0, 0, wideTenTo(31), 1})) == "numberOutOfRange: oraclePrice");
  REQUIRE(says(check(Shortage{1, 100, 0, 0, 1, 0})) == "priceNotPositive: quotePrice");
  REQUIRE(says(check(Shortage{1, 100, 0, 0, 1, wideTenTo(31)})) == "numberOutOfRange: quotePrice");
}

}  // namespace plimsoll::drift
