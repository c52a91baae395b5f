#include "plimsoll/margin/account.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <string>
#include <vector>

#include "plimsoll/margin/account_risk.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

constexpr MarginBracket kBtc{0.0, 1e12, 0.025, 16'300.0, 20.0};
constexpr MarginBracket kEth{0.0, 1e12, 0.1, 135'365.0, 5.0};
constexpr MarginBracket kHalfPercent{0.0, 1e12, 0.005, 0.0, 100.0};

struct Stated {
  double signedQuantity;
  double entryPrice;
  double markPrice;
  const MarginBracket* bracket;
  int symbol;
};

AccountPosition cross(const Stated& stated, MarginVenue venue = MarginVenue::binanceUsdm) {
  return {.position = {ContractKind::linear, stated.signedQuantity, stated.entryPrice, 0.0},
          .terms = {.rules = &venueRules(venue), .brackets = {stated.bracket, 1}},
          .isIsolated = false,
          .symbol = stated.symbol,
          .markPrice = stated.markPrice};
}

}  // namespace

TEST_CASE("two cross positions, as Binance's example has them", "[account]") {
  // Binance FAQ b3c689c1: 1 535 443.01 USDT behind both.
  const AccountPosition positions[] = {cross({109.488, 32'481.98, 31'967.27, &kBtc, 0}),
                                       cross({3'683.979, 1'456.84, 1'335.18, &kEth, 1})};
  const Account account{.walletBalance = 1'535'443.01, .positions = positions};
  const AccountAtMarks counted(account);
  REQUIRE_THAT(*counted.liquidationPrice(0), WithinAbs(26'316.89, 0.01));
  REQUIRE_THAT(*counted.liquidationPrice(1), WithinAbs(1'153.26, 0.01));
}

TEST_CASE("at the common move the account is at its maintenance margin", "[account]") {
  std::vector<AccountPosition> positions{cross({+1.0, 50'000.0, 50'000.0, &kHalfPercent, 0}),
                                         cross({+10.0, 3'000.0, 3'100.0, &kHalfPercent, 1}),
                                         cross({-100.0, 150.0, 140.0, &kHalfPercent, 2})};
  positions[1].beta = 1.5;
  const Account account{.walletBalance = 8'000.0, .positions = positions};
  const CommonMove move = AccountAtMarks(account).commonMoveToLiquidation();
  REQUIRE(move.fallRate);
  REQUIRE_FALSE(move.riseRate);  // more is long than short
  for (AccountPosition& position : positions)
    position.markPrice *= 1.0 + position.beta * *move.fallRate;
  const AccountAtMarks moved(account);
  REQUIRE_THAT(moved.cross().equity, WithinRel(moved.cross().maintenanceMargin, 1e-9));
}

TEST_CASE("collateral in the index asset falls with the position", "[account]") {
  const AccountPosition position = cross({+1.0, 50'000.0, 50'000.0, &kHalfPercent, 0});
  const Collateral bitcoin{.quantity = 0.2, .price = 50'000.0, .weight = 0.95, .symbol = 0};
  const Account inBitcoin{.collaterals = {&bitcoin, 1}, .positions = {&position, 1}};
  const Account inDollars{.walletBalance = 9'500.0, .positions = {&position, 1}};
  const double price = *AccountAtMarks(inBitcoin).liquidationPrice(0);
  REQUIRE(price > *AccountAtMarks(inDollars).liquidationPrice(0));
  // 0.19 p + p - 50 000 = 0.005 p
  REQUIRE_THAT(price, WithinRel(50'000.0 / 1.185, 1e-12));
  REQUIRE_THAT(*AccountAtMarks(inBitcoin).bankruptcyPrice(0), WithinRel(50'000.0 / 1.19, 1e-12));
}

TEST_CASE("an isolated position leaves the cross ones alone", "[account]") {
  const AccountPosition long50 = cross({+1.0, 50'000.0, 50'000.0, &kHalfPercent, 0});
  AccountPosition isolated = cross({+5.0, 3'000.0, 2'900.0, &kHalfPercent, 1});
  isolated.isIsolated = true;
  isolated.position.margin = 1'500.0;
  const AccountPosition both[] = {long50, isolated};
  const Account together{.walletBalance = 5'000.0, .positions = both};
  const Account alone{.walletBalance = 5'000.0, .positions = {&long50, 1}};
  REQUIRE(AccountAtMarks(together).liquidationPrice(0) ==
          AccountAtMarks(alone).liquidationPrice(0));
  REQUIRE_THAT(*AccountAtMarks(together).liquidationPrice(1), WithinRel(2'700.0 / 0.995, 1e-12));
  // The isolated one comes first, and the headline says so.
  const CommonMove move = AccountAtMarks(together).commonMoveToLiquidation();
  REQUIRE_THAT(*move.fallRate, WithinRel(2'700.0 / 0.995 / 2'900.0 - 1.0, 1e-9));
}

TEST_CASE("a fully hedged account has no price that hurts it for long", "[account]") {
  const AccountPosition legs[] = {cross({+1.0, 50'000.0, 50'000.0, &kHalfPercent, 0}),
                                  cross({-1.0, 50'000.0, 50'000.0, &kHalfPercent, 0})};
  const Account account{.walletBalance = 5'000.0, .positions = legs};
  const AccountAtMarks counted(account);
  // Maintenance of both legs grows with the price until it has taken the wallet.
  REQUIRE_THAT(*counted.liquidationPrice(0), WithinRel(500'000.0, 1e-9));
  REQUIRE(counted.liquidationPrice(0) == counted.liquidationPrice(1));
}

TEST_CASE("an account's own numbers, and why one is absent", "[account]") {
  AccountPosition position = cross({+1.0, 50'000.0, 46'000.0, &kHalfPercent, 0});
  position.terms.leverage = 10.0;
  const Account account{.walletBalance = 6'000.0, .positions = {&position, 1}};
  RiskFacts facts{};
  const AccountRisk risk = accountRisk(account, {&facts, 1});
  REQUIRE(risk.equity.value == 2'000.0);
  REQUIRE(risk.maintenanceMargin.value == 230.0);
  REQUIRE(risk.initialMargin.value == 4'600.0);
  REQUIRE(risk.freeMargin.value == 0.0);
  REQUIRE_THAT(risk.marginRatio.value.value(), WithinRel(0.115, 1e-12));
  REQUIRE(risk.venueMarginRatio.value == risk.marginRatio.value);
  REQUIRE(risk.effectiveLeverage.value == 23.0);
  REQUIRE_THAT(risk.commonMoveToLiquidation.value.value(),
               WithinRel(44'000.0 / 0.995 / 46'000.0 - 1.0, 1e-9));
  REQUIRE_FALSE(risk.liquidatable);

  facts.hasMark = false;
  REQUIRE(accountRisk(account, {&facts, 1}).equity.reason == Reason::noMark);
  REQUIRE(positionRisks(account, {&facts, 1}, {})[0].liquidationPrice.reason == Reason::noMark);
  facts = {.hasTable = false};
  REQUIRE(accountRisk(account, {&facts, 1}).marginRatio.reason == Reason::noTable);
  REQUIRE(positionRisks(account, {&facts, 1}, {})[0].liquidationPrice.reason == Reason::noTable);
}

TEST_CASE("an isolated position needs no mark for its price, but a table", "[account]") {
  AccountPosition position = cross({+1.0, 50'000.0, 0.0, &kHalfPercent, 0});
  position.isIsolated = true;
  position.position.margin = 5'000.0;
  const Account account{.positions = {&position, 1}};
  RiskFacts facts{.hasMark = false};
  const auto risk = [&] { return positionRisks(account, {&facts, 1}, {}).front(); };
  REQUIRE_THAT(risk().liquidationPrice.value.value(), WithinRel(45'000.0 / 0.995, 1e-12));
  REQUIRE(risk().marginRatio.reason == Reason::noMark);
  facts.hasTable = false;
  REQUIRE(risk().liquidationPrice.reason == Reason::noTable);
  REQUIRE(risk().bankruptcyPrice.value == 45'000.0);
}

TEST_CASE("maintenance as the venue states it at the mark moves from there", "[account]") {
  AccountPosition position = cross({+1.0, 50'000.0, 0.0, &kHalfPercent, 0});
  position.isIsolated = true;
  position.position.margin = 5'000.0;
  position.markPrice = 52'000.0;
  const auto price = [&] { return liquidationPrice(exposure(position)).value(); };
  position.terms.statedMaintenance = 260.0;  // what the table says too
  REQUIRE_THAT(price(), WithinRel(45'000.0 / 0.995, 1e-12));
  position.terms.statedMaintenance = 285.0;  // 25 more, for a fee that is in the margin too
  position.position.margin = 5'025.0;
  REQUIRE_THAT(price(), WithinRel(45'000.0 / 0.995, 1e-12));
  REQUIRE_THAT(maintenanceMargin(exposure(position), 52'000.0), WithinRel(285.0, 1e-12));
}

TEST_CASE("a fee or a leverage that a venue counts is asked for, not invented", "[account]") {
  AccountPosition position = cross({+1.0, 50'000.0, 50'000.0, &kHalfPercent, 0}, MarginVenue::gate);
  const Account account{.walletBalance = 5'000.0, .positions = {&position, 1}};
  const RiskFacts facts{.hasTakerFee = false};
  const auto reason = [&] {
    return positionRisks(account, {&facts, 1}, {}).front().liquidationPrice.reason;
  };
  REQUIRE(reason() == Reason::noTakerFee);
  position.terms.rules = &venueRules(MarginVenue::binanceUsdm);
  REQUIRE(reason() == Reason::none);
  position.terms.rules = &venueRules(MarginVenue::htx);
  REQUIRE(reason() == Reason::noLeverage);
}

TEST_CASE("what OKX calls the margin ratio falls to one", "[account]") {
  const AccountPosition position =
      cross({+1.0, 50'000.0, 50'000.0, &kHalfPercent, 0}, MarginVenue::okx);
  const Account account{.walletBalance = 500.0, .positions = {&position, 1}};
  const RiskFacts facts{};
  REQUIRE_THAT(accountRisk(account, {&facts, 1}).venueMarginRatio.value.value(),
               WithinRel(2.0, 1e-12));
}

TEST_CASE("an account that cannot be is refused by field", "[account]") {
  const AccountPosition good = cross({+1.0, 50'000.0, 50'000.0, &kHalfPercent, 0});
  const auto says = [](const auto& checked) {
    return std::string(name(check(checked))) + ": " + check(checked).field;
  };
  REQUIRE(check(good) == Error::none);
  AccountPosition bad = good;
  bad.position.signedQuantity = 0.0;
  REQUIRE(says(bad) == "quantityNotPositive: signedQuantity");
  bad = good;
  bad.terms.leverage = 101.0;
  REQUIRE(says(bad) == "leverageOutOfRange: leverageSetting");
  bad = good;
  bad.terms.takerFeeRate = 0.06 * 100.0;
  REQUIRE(says(bad) == "rateOutOfRange: takerFeeRate");
  bad = cross({+1.0, 50'000.0, 50'000.0, &kHalfPercent, 0}, MarginVenue::okx);
  REQUIRE(says(bad) == "quantityNotPositive: contracts");

  REQUIRE(says(Collateral{1.0, 1.0, 1.1}) == "rateOutOfRange: weight");
  REQUIRE(says(Collateral{1.0, 0.0, 1.0}) == "priceNotPositive: price");

  AccountPosition both[] = {good, good};
  both[1].position.kind = ContractKind::inverse;
  const Account mixed{.positions = both};
  REQUIRE(says(mixed) == "mixedContracts: kind");
  REQUIRE(check(mixed).row == 1);
}

}  // namespace plimsoll
