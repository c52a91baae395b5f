#include "plimsoll/margin/preview.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;
using enum ProblemCode;

constexpr MarginBracket kTable[] = {{0.0, 100'000.0, 0.005, 0.0, 100.0},
                                    {100'000.0, 1'000'000.0, 0.01, 500.0, 50.0}};

AccountPosition cross(double signedQuantity, double entryPrice) {
  return {.position = {ContractKind::linear, signedQuantity, entryPrice, 0.0},
          .terms = {.rules = &venueRules(MarginVenue::binanceUsdm),
                    .brackets = kTable,
                    .leverage = 10.0},
          .isIsolated = false,
          .symbol = 0,
          .markPrice = 50'000.0};
}

AccountPosition isolated(double signedQuantity, double entryPrice, double margin) {
  AccountPosition position = cross(signedQuantity, entryPrice);
  position.isIsolated = true;
  position.position.margin = margin;
  return position;
}

struct Asked {
  std::vector<AccountPosition> positions;
  double walletBalance = 10'000.0;

  Preview preview(const AccountChange& change, const RiskFacts& known = {}) const {
    const std::vector<RiskFacts> facts(positions.size(), known);
    const PreviewQuestion question{
        {.walletBalance = walletBalance, .positions = positions}, facts, {}, change};
    return plimsoll::preview(question, changed(question.account, facts, change));
  }

  std::vector<ProblemCode> problems(const AccountChange& change,
                                    const RiskFacts& known = {}) const {
    std::vector<ProblemCode> codes;
    for (const Problem& problem : preview(change, known).problems)
      codes.push_back(problem.code);
    return codes;
  }
};

using Codes = std::vector<ProblemCode>;

AccountChange ordered(const AccountPosition& position, std::optional<double> stopLoss = {},
                      std::optional<double> takeProfit = {}) {
  return {.order = Order{.position = position}, .stopLoss = stopLoss, .takeProfit = takeProfit};
}

const Asked kNothing{{}};

}  // namespace

TEST_CASE("a preview says how it was and how it would be", "[preview]") {
  const Asked asked{{cross(+1.0, 50'000.0)}};
  const Preview preview = asked.preview(ordered(cross(+1.0, 50'000.0)));
  REQUIRE(preview.problems.empty());
  REQUIRE(*preview.before.account.initialMargin.value == 5'000.0);
  REQUIRE(*preview.after.account.initialMargin.value == 10'000.0);
  REQUIRE(*preview.after.positions[0].notional.value == 100'000.0);
}

TEST_CASE("a stop beyond liquidation is never reached", "[preview]") {
  const Preview preview = kNothing.preview(ordered(isolated(+1.0, 50'000.0, 5'000.0), 45'100.0));
  REQUIRE(preview.problems.size() == 1);
  REQUIRE(preview.problems[0].code == stopBeyondLiquidation);
  REQUIRE(preview.problems[0].first == 45'100.0);
  REQUIRE_THAT(preview.problems[0].second, WithinRel(45'000.0 / 0.995, 1e-12));
  REQUIRE(kNothing.problems(ordered(isolated(+1.0, 50'000.0, 5'000.0), 46'000.0)).empty());
  REQUIRE(kNothing.problems(ordered(isolated(+1.0, 50'000.0, 5'000.0), 44'000.0)) ==
          Codes{stopBeyondLiquidation, stopBeyondBankruptcy});
  REQUIRE(kNothing.problems(ordered(isolated(-1.0, 50'000.0, 5'000.0), 54'800.0)) ==
          Codes{stopBeyondLiquidation});
}

TEST_CASE("a stop or target on the wrong side triggers at once", "[preview]") {
  const AccountPosition order = isolated(+1.0, 50'000.0, 5'000.0);
  REQUIRE(kNothing.problems(ordered(order, 50'500.0)) == Codes{stopOnWrongSide});
  REQUIRE(kNothing.problems(ordered(order, {}, 49'000.0)) == Codes{takeProfitOnWrongSide});
  REQUIRE(kNothing.problems(ordered(order, 48'000.0, 60'000.0)).empty());
  // Of what is held already, seen from the mark: a stop may have been drawn into the profit.
  const Asked held{{isolated(+1.0, 40'000.0, 5'000.0)}};
  REQUIRE(held.problems({.position = 0, .amount = 1.0, .stopLoss = 45'000.0}).empty());
}

TEST_CASE("a hedged leg can be liquidated on its way to its target", "[preview]") {
  // More is short than long, so both legs share a price above.
  const Asked held{{cross(-3.0, 50'000.0)}};
  AccountChange hedge = ordered(cross(+1.0, 50'000.0), 40'000.0, 60'000.0);
  hedge.order->hedges = true;
  REQUIRE(held.problems(hedge) == Codes{takeProfitBeyondLiquidation, notEnoughFreeMargin});
}

TEST_CASE("what would be liquidated at once is not to be opened", "[preview]") {
  REQUIRE(kNothing.problems(ordered(isolated(+1.0, 50'000.0, 240.0))) ==
          Codes{leverageOverTier, liquidatableAtOnce});
  const Asked held{{cross(+1.0, 50'000.0)}, 1'000.0};
  REQUIRE(held.problems({.amount = -800.0}) == Codes{liquidatableAtOnce, notEnoughFreeMargin});
}

TEST_CASE("leverage and size are held against the table", "[preview]") {
  AccountPosition large = isolated(+3.0, 50'000.0, 3'000.0);
  large.terms.leverage = 60.0;
  const Preview preview = kNothing.preview(ordered(large));
  REQUIRE(preview.problems.size() == 1);
  REQUIRE(preview.problems[0].code == leverageOverTier);
  REQUIRE(preview.problems[0].first == 60.0);
  REQUIRE(preview.problems[0].second == 50.0);
  // What evaluating it would refuse.
  REQUIRE(check(large).error == Error::leverageOutOfRange);

  const Asked rich{{}, 1e7};
  REQUIRE(rich.problems(ordered(isolated(+30.0, 50'000.0, 1e6))) == Codes{sizeBeyondTable});
  const Asked held{{isolated(+3.0, 50'000.0, 15'000.0)}};
  REQUIRE(held.problems({.position = 0, .leverage = 75.0}) == Codes{leverageOverTier});
  REQUIRE(held.problems({.position = 0, .amount = -12'500.0}) ==
          Codes{leverageOverTier, notEnoughFreeMargin});
}

TEST_CASE("an order takes what is free", "[preview]") {
  REQUIRE(kNothing.problems(ordered(cross(+2.0, 50'000.0))).empty());
  AccountChange change = ordered(cross(+2.0, 50'000.0));
  change.order->feeRate = 0.0004;
  const Preview preview = kNothing.preview(change);
  REQUIRE(preview.problems.size() == 1);
  REQUIRE(preview.problems[0].code == notEnoughFreeMargin);
  REQUIRE(preview.problems[0].first == 10'040.0);
  REQUIRE(preview.problems[0].second == 10'000.0);
  // A loss at once is paid too, and a profit at once pays for nothing.
  REQUIRE(kNothing.problems(ordered(cross(+1.9, 51'000.0))) == Codes{notEnoughFreeMargin});
  REQUIRE(kNothing.problems(ordered(cross(+2.01, 49'600.0))) == Codes{notEnoughFreeMargin});
  // An isolated one takes it from the same wallet.
  REQUIRE(kNothing.problems(ordered(isolated(+2.0, 50'000.0, 10'001.0))) ==
          Codes{notEnoughFreeMargin});
  AccountPosition unset = cross(+1.0, 50'000.0);
  unset.terms.leverage = {};
  REQUIRE(kNothing.problems(ordered(unset)) == Codes{initialMarginUnknown});
  const Asked held{{cross(+1.0, 50'000.0)}};
  REQUIRE(held.problems({.position = 0, .leverage = 4.0}) == Codes{notEnoughFreeMargin});
}

TEST_CASE("profit that is not realized is not paid out", "[preview]") {
  const Asked winning{{cross(+1.0, 40'000.0)}, 2'000.0};
  REQUIRE(winning.problems({.amount = -1'000.0}).empty());
  REQUIRE(winning.problems({.amount = -3'000.0}) == Codes{notEnoughFreeMargin});
}

TEST_CASE("an order on the other side says what it does", "[preview]") {
  const Asked held{{cross(+1.0, 50'000.0)}};
  REQUIRE(held.problems(ordered(cross(-2.0, 50'000.0))) == Codes{flips});
  REQUIRE(held.problems(ordered(cross(-0.5, 50'000.0))) == Codes{reducesOnly});
  AccountChange closing = ordered(cross(-2.0, 50'000.0));
  closing.order->onlyReduces = true;
  REQUIRE(held.problems(closing) == Codes{moreThanHeld});
  REQUIRE(held.problems(ordered(cross(-1.0, 39'000.0))) ==
          Codes{reducesOnly, closesBeyondBankruptcy});
  REQUIRE(held.problems(ordered(isolated(+1.0, 50'000.0, 1'000.0))) == Codes{marginModeDiffers});
}

TEST_CASE("sizes are whole lots", "[preview]") {
  AccountChange change = ordered(isolated(+0.0305, 50'000.0, 500.0));
  change.order->facts.instrument.lotSize = 0.001;
  REQUIRE(kNothing.problems(change) == Codes{quantityOffLot});
  change.order->position.position.signedQuantity = 0.031;
  REQUIRE(kNothing.problems(change).empty());
}

TEST_CASE("an order far better than the mark shows a profit that will not be", "[preview]") {
  const Asked rich{{}, 1e5};
  REQUIRE(rich.problems(ordered(cross(+1.0, 49'000.0))) == Codes{filledBetterThanMark});
  REQUIRE(rich.problems(ordered(cross(+1.0, 49'900.0))).empty());
  REQUIRE(rich.problems(ordered(cross(+1.0, 51'000.0))).empty());
}

TEST_CASE("a stop is not judged by a price that is not known", "[preview]") {
  AccountChange change = ordered(isolated(+1.0, 50'000.0, 5'000.0), 44'000.0);
  change.order->facts.hasTable = false;
  change.order->position.terms.brackets = {};
  REQUIRE(kNothing.problems(change) == Codes{liquidationUnknown, stopBeyondBankruptcy});
}

}  // namespace plimsoll
