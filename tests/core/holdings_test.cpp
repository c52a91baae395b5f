#include "plimsoll/margin/holdings.h"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cmath>
#include <limits>

#include "allocation_count.h"
#include "plimsoll/margin/distance.h"
#include "plimsoll/margin/venue_texts.h"
#include "random_accounts.h"

namespace plimsoll {
namespace {

constexpr std::uint64_t kSeed = 20261124;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Columns, and the marks that they are asked at, one for each symbol.
struct Sheet {
  std::vector<std::vector<MarginBracket>> tables;
  std::vector<HeldSymbol> symbols;
  std::vector<std::uint32_t> symbol;
  std::vector<double> signedQuantity, entryPrice, posted, leverageSetting;
  std::vector<double> marks;

  PositionColumns columns() const {
    return {symbol, signedQuantity, entryPrice, posted, leverageSetting};
  }
};

/// As many positions of a venue, over as many symbols, of either kind and either side; some
/// state no leverage, and some symbols have no mark.
Sheet sheetOf(const VenueRules& rules, std::size_t positions, std::size_t symbols,
              test::RandomAccounts& random) {
  Sheet sheet;
  const double takerFeeRate = random.between(0.0, 0.001);
  for (std::size_t i = 0; i < symbols; ++i) {
    auto& brackets = sheet.tables.emplace_back(random.brackets());
    HeldSymbol symbol{.kind = random.coin() ? ContractKind::linear : ContractKind::inverse,
                      .contractSize = random.betweenMagnitudes(1e-3, 1e3),
                      .terms = {.rules = &rules,
                                .brackets = brackets,
                                .minMaintenance = random.between(-100.0, 100.0),
                                .takerFeeRate = takerFeeRate}};
    if (rules.tiers != TierRule::marginal) {
      for (MarginBracket& bracket : brackets)
        bracket.maintenanceAmount = 0.0;
    }
    if (rules.tiers == TierRule::growing)
      symbol.terms.rateGrowth = random.betweenMagnitudes(1e-9, 1e-3);
    if (rules.tiers == TierRule::sizePremium) symbol.terms.imfFactor = random.between(0.0, 1e4);
    sheet.symbols.push_back(symbol);
    sheet.marks.push_back(random.between(0.0, 1.0) < 0.1 ? kNone
                                                         : random.betweenMagnitudes(1e-4, 1e5));
  }
  for (std::size_t i = 0; i < positions; ++i) {
    const auto number =
        static_cast<std::uint32_t>(random.between(0.0, static_cast<double>(symbols)));
    const HeldSymbol& symbol = sheet.symbols[number];
    const Position counted = random.position(MarginTable(sheet.tables[number]));
    sheet.symbol.push_back(number);
    sheet.signedQuantity.push_back(counted.signedQuantity);
    sheet.entryPrice.push_back(countedPrice(symbol.kind, counted.entryPrice));
    sheet.posted.push_back(counted.margin);
    sheet.leverageSetting.push_back(random.coin() ? kNone : random.between(0.2, 1.0));
  }
  return sheet;
}

/// As core says it of one position.
Exposure exposureOf(const Sheet& sheet, const VenueRules& rules, std::size_t row) {
  const HeldSymbol& symbol = sheet.symbols[sheet.symbol[row]];
  MarginTerms terms = symbol.terms;
  terms.contracts = std::abs(sheet.signedQuantity[row]) / symbol.contractSize;
  if (!std::isnan(sheet.leverageSetting[row])) terms.leverage = sheet.leverageSetting[row];
  return exposure(
      {symbol.kind, sheet.signedQuantity[row], sheet.entryPrice[row], sheet.posted[row]}, terms,
      rules.isolated, sheet.marks[sheet.symbol[row]]);
}

bool isSame(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

/// Everything that holdings say of a sheet.
struct Answers {
  std::vector<double> liquidationPrice, distanceRate, marginRatio;
  std::size_t liquidatable;
};

Answers answersOf(Holdings& holdings, const std::vector<double>& marks) {
  const std::size_t room = holdings.size() + 1;
  Answers answers{std::vector<double>(room), std::vector<double>(room), std::vector<double>(room),
                  0};
  answers.liquidatable =
      holdings.mark(marks, {answers.distanceRate.data(), answers.marginRatio.data()});
  holdings.readLiquidationPrices(answers.liquidationPrice.data());
  return answers;
}

Holdings holdingsOf(const Sheet& sheet) {
  for (const HeldSymbol& symbol : sheet.symbols)
    REQUIRE(check(symbol) == Error::none);
  return Holdings(sheet.symbols);
}

}  // namespace

TEST_CASE("holdings say of each position what its own functions say", "[holdings]") {
  const int venue = GENERATE(range(0, kMarginVenues));
  const VenueRules& rules = venueRules(static_cast<MarginVenue>(venue));
  CAPTURE(venueText(static_cast<MarginVenue>(venue)).venue, kSeed);
  test::RandomAccounts random(kSeed);
  int prices = 0, differences = 0;
  for (const std::size_t positions : {0, 1, 2, 7, 500, 2'000}) {
    const Sheet sheet = sheetOf(rules, positions, 1 + positions / 40, random);
    Holdings holdings = holdingsOf(sheet);
    REQUIRE(holdings.fill(sheet.columns()) == Error::none);
    REQUIRE(holdings.size() == positions);
    const Answers answers = answersOf(holdings, sheet.marks);
    std::size_t liquidatable = 0;
    for (std::size_t row = 0; row < positions; ++row) {
      const double markPrice = sheet.marks[sheet.symbol[row]];
      const Exposure held = exposureOf(sheet, rules, row);
      const double price = liquidationPrice(held).value_or(kNone);
      const double left = equity(held, markPrice);
      const double maintenance = maintenanceMargin(held, markPrice);
      const double side = sheet.signedQuantity[row] > 0.0 ? 1.0 : -1.0;
      const double ratio = left > 0.0 ? maintenance / left : kNone;
      prices += !std::isnan(price);
      differences += !isSame(answers.liquidationPrice[row], price) ||
                     !isSame(answers.distanceRate[row], distanceRate({markPrice, price, side})) ||
                     !isSame(answers.marginRatio[row], ratio);
      // The one rule by which a caller tells them.
      if (!std::isnan(markPrice)) CHECK((left <= maintenance) == !(ratio < 1.0));
      liquidatable += left <= maintenance;
    }
    CHECK(answers.liquidatable == liquidatable);
  }
  CHECK(prices > 500);
  CHECK(differences == 0);
}

TEST_CASE("an example with its numbers", "[holdings]") {
  const MarginBracket brackets[] = {{0.0, 1e9, 0.005, 0.0, 100.0}};
  const MarginTerms terms{.rules = &venueRules(MarginVenue::binanceUsdm), .brackets = brackets};
  Holdings holdings({{ContractKind::linear, 1.0, terms}});
  const std::uint32_t symbol[] = {0, 0};
  const double signedQuantity[] = {+1.0, -1.0};
  const double entryPrice[] = {50'000.0, 50'000.0};
  const double posted[] = {5'000.0, 5'000.0};
  REQUIRE(holdings.fill({symbol, signedQuantity, entryPrice, posted}) == Error::none);
  const Answers answers = answersOf(holdings, {50'000.0});
  CHECK(answers.liquidationPrice[0] == 45'000.0 / 0.995);
  CHECK(answers.liquidationPrice[1] == 55'000.0 / 1.005);
  CHECK(answers.marginRatio[0] == 0.05);
  CHECK(answers.liquidatable == 0);
  CHECK(answersOf(holdings, {46'000.0 * 1.2}).liquidatable == 1);
}

TEST_CASE("a position that cannot be used leaves those before", "[holdings]") {
  const VenueRules& rules = venueRules(MarginVenue::binanceUsdm);
  test::RandomAccounts random(kSeed);
  const Sheet sheet = sheetOf(rules, 100, 5, random);
  Holdings holdings = holdingsOf(sheet);
  REQUIRE(holdings.fill(sheet.columns()) == Error::none);
  const Answers before = answersOf(holdings, sheet.marks);

  using Spoil = void (*)(Sheet&);
  const auto [field, error, spoil] = GENERATE(table<const char*, Error, Spoil>({
      {"symbol", Error::unknownSymbol, [](Sheet& bad) { bad.symbol[40] = 5; }},
      {"signedQuantity", Error::quantityNotPositive,
       [](Sheet& bad) { bad.signedQuantity[40] = 0.0; }},
      {"signedQuantity", Error::notFinite, [](Sheet& bad) { bad.signedQuantity[40] = kNone; }},
      {"entryPrice", Error::priceNotPositive, [](Sheet& bad) { bad.entryPrice[40] = -1.0; }},
      {"entryPrice", Error::notFinite, [](Sheet& bad) { bad.entryPrice[40] = INFINITY; }},
      {"posted", Error::marginNotPositive, [](Sheet& bad) { bad.posted[40] = 0.0; }},
      {"posted", Error::notFinite, [](Sheet& bad) { bad.posted[40] = kNone; }},
      {"leverageSetting", Error::leverageOutOfRange,
       [](Sheet& bad) { bad.leverageSetting[40] = 1e6; }},
  }));
  CAPTURE(field);
  Sheet bad = sheet;
  spoil(bad);
  bad.entryPrice[7] *= 2.0;
  const Refusal refusal = holdings.fill(bad.columns());
  CHECK(refusal.error == error);
  CHECK(std::string(refusal.field) == field);
  CHECK(refusal.row == 40);
  const Answers after = answersOf(holdings, sheet.marks);
  for (std::size_t row = 0; row < 100; ++row)
    CHECK(isSame(after.liquidationPrice[row], before.liquidationPrice[row]));
}

TEST_CASE("symbols and marks that cannot be used are refused", "[holdings]") {
  const MarginBracket brackets[] = {{0.0, 1e9, 0.005, 0.0, 100.0}};
  const auto [venue, contractSize, rateGrowth, takerFeeRate, error, field] =
      GENERATE(table<MarginVenue, double, double, double, Error, const char*>({
          {MarginVenue::binanceUsdm, 0.0, 0.0, 0.0, Error::sizeNotPositive, "contractSize"},
          {MarginVenue::okx, kNone, 0.0, 0.0, Error::sizeNotPositive, "contractSize"},
          {MarginVenue::deribit, kNone, 1.0, 0.0, Error::rateOutOfRange, "rateGrowth"},
          {MarginVenue::gate, kNone, 0.0, 1.0, Error::rateOutOfRange, "takerFeeRate"},
          {MarginVenue::binanceUsdm, kNone, 0.0, 0.0, Error::none, ""},
      }));
  const Refusal refusal = check(HeldSymbol{ContractKind::linear,
                                           contractSize,
                                           {.rules = &venueRules(venue),
                                            .brackets = brackets,
                                            .rateGrowth = rateGrowth,
                                            .takerFeeRate = takerFeeRate}});
  CHECK(refusal.error == error);
  CHECK(std::string(refusal.field) == field);
  CHECK(Holdings::check(std::vector{1.0, kNone}) == Error::none);
  CHECK(Holdings::check(std::vector{1.0, 0.0}) == Error::priceNotPositive);
  CHECK(Holdings::check(std::vector{1.0, 2.0, -1.0}).row == 2);
  CHECK(Holdings::check(std::vector<double>{INFINITY}) == Error::notFinite);
}

TEST_CASE("filling and marking allocate nothing once warm", "[holdings][allocation]") {
  const MarginVenue venue = GENERATE(MarginVenue::binanceUsdm, MarginVenue::okx, MarginVenue::htx);
  const VenueRules& rules = venueRules(venue);
  test::RandomAccounts random(kSeed);
  const Sheet sheet = sheetOf(rules, 1'000, 20, random);
  Holdings holdings = holdingsOf(sheet);
  std::vector<double> prices(1'001), distances(1'001), ratios(1'001);
  const auto round = [&] {
    const Refusal refusal = holdings.fill(sheet.columns());
    for (int i = 0; i < 10; ++i)
      (void)holdings.mark(sheet.marks, {distances.data(), ratios.data()});
    holdings.readLiquidationPrices(prices.data());
    return refusal;
  };
  REQUIRE(round() == Error::none);
  const std::int64_t before = test::allocations();
  const Refusal refusal = round();
  const std::int64_t made = test::allocations() - before;
  REQUIRE(refusal == Error::none);
  REQUIRE(made == 0);
}

}  // namespace plimsoll
