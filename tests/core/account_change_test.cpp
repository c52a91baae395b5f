#include "plimsoll/margin/account_change.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <string>
#include <vector>

#include "plimsoll/margin/account_risk.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

constexpr MarginBracket kHalfPercent{0.0, 1e12, 0.005, 0.0, 100.0};

AccountPosition isolated(double signedQuantity, double entryPrice, double margin,
                         ContractKind kind = ContractKind::linear) {
  const MarginVenue venue =
      kind == ContractKind::linear ? MarginVenue::binanceUsdm : MarginVenue::binanceCoinm;
  return {.position = {kind, signedQuantity, entryPrice, margin},
          .terms = {.rules = &venueRules(venue), .brackets = {&kHalfPercent, 1}},
          .isIsolated = true,
          .symbol = 0,
          .markPrice = entryPrice};
}

AccountPosition cross(double signedQuantity, double entryPrice) {
  AccountPosition position = isolated(signedQuantity, entryPrice, 0.0);
  position.isIsolated = false;
  return position;
}

/// An account that owns its positions.
struct Held {
  std::vector<AccountPosition> positions;
  double walletBalance = 10'000.0;

  ChangedAccount after(const AccountChange& change) const {
    const Account account{.walletBalance = walletBalance, .positions = positions};
    const std::vector<RiskFacts> facts(positions.size());
    REQUIRE(check(account, change).error == Error::none);
    return changed(account, facts, change);
  }

  ChangedAccount after(const Order& order) const { return after(AccountChange{.order = order}); }
};

}  // namespace

TEST_CASE("an order opens a position", "[account_change]") {
  const Held nothing{{}};
  const ChangedAccount after =
      nothing.after({.position = isolated(+1.0, 50'000.0, 5'000.0), .feeRate = 0.0005});
  REQUIRE(after.positions.size() == 1);
  REQUIRE(after.changed == 0);
  REQUIRE(after.positions[0].position.margin == 5'000.0);
  REQUIRE(after.openedQuantity == 1.0);
  REQUIRE(after.fee == 25.0);
  REQUIRE(after.walletBalance == 10'000.0 - 5'000.0 - 25.0);
}

TEST_CASE("what is closed of an order that only reduces pays the fee", "[account_change]") {
  const Held held{{cross(+1.0, 50'000.0)}};
  const ChangedAccount after = held.after(
      {.position = cross(-3.0, 50'000.0), .feeRate = 0.001, .onlyReduces = true});
  REQUIRE(after.closedQuantity == 1.0);
  REQUIRE_THAT(after.fee, WithinRel(50.0, 1e-12));
  REQUIRE_THAT(after.walletBalance, WithinRel(9'950.0, 1e-12));
}

TEST_CASE("adding averages the entry price by quantity", "[account_change]") {
  const Held held{{isolated(+1.0, 50'000.0, 5'000.0)}};
  const ChangedAccount after = held.after({.position = isolated(+3.0, 54'000.0, 8'000.0)});
  REQUIRE(after.positions.size() == 1);
  REQUIRE(after.positions[0].position.signedQuantity == 4.0);
  REQUIRE(after.positions[0].position.entryPrice == 53'000.0);
  REQUIRE(after.positions[0].position.margin == 13'000.0);
}

TEST_CASE("adding to an inverse position takes the harmonic mean", "[account_change]") {
  const Held held{{isolated(+100'000.0, 50'000.0, 0.2, ContractKind::inverse)}, 1.0};
  const ChangedAccount after =
      held.after({.position = isolated(+100'000.0, 40'000.0, 0.25, ContractKind::inverse)});
  // 200 000 USD that cost 2 and 2.5 coins.
  REQUIRE_THAT(after.positions[0].position.entryPrice, WithinRel(200'000.0 / 4.5, 1e-15));
}

TEST_CASE("reducing pays out the closed part's margin and profit", "[account_change]") {
  const Held held{{isolated(-2.0, 50'000.0, 10'000.0)}};
  const ChangedAccount after = held.after({.position = isolated(+0.5, 48'000.0, 0.0)});
  const ContractPosition& left = after.positions[0].position;
  REQUIRE(left.signedQuantity == -1.5);
  REQUIRE(left.entryPrice == 50'000.0);
  REQUIRE(left.margin == 7'500.0);
  REQUIRE(after.closedQuantity == 0.5);
  REQUIRE(after.realizedPnl == 1'000.0);
  REQUIRE(after.walletBalance == 10'000.0 + 2'500.0 + 1'000.0);
}

TEST_CASE("reducing leaves the liquidation price of an isolated position", "[account_change]") {
  const Held held{{isolated(+2.0, 50'000.0, 10'000.0)}};
  const ChangedAccount after = held.after({.position = isolated(-1.5, 52'000.0, 0.0)});
  REQUIRE_THAT(*liquidationPrice(exposure(after.positions[0])),
               WithinRel(*liquidationPrice(exposure(held.positions[0])), 1e-15));
}

TEST_CASE("margin and profit stay in the position where a venue leaves them", "[account_change]") {
  const Held held{{isolated(+2.0, 50'000.0, 10'000.0)}};
  const Order order{.position = isolated(-1.0, 52'000.0, 0.0), .marginStays = true};
  const ChangedAccount after = held.after(order);
  REQUIRE(after.positions[0].position.margin == 12'000.0);
  REQUIRE(after.walletBalance == 10'000.0);
  // All of it comes out when the position is closed.
  Order closing = order;
  closing.position.position.signedQuantity = -2.0;
  REQUIRE(held.after(closing).walletBalance == 10'000.0 + 10'000.0 + 4'000.0);
}

TEST_CASE("closing takes the position away", "[account_change]") {
  const Held held{{isolated(+1.0, 3'000.0, 300.0), cross(-0.3, 50'000.0)}};
  AccountPosition order = cross(+0.30000000000000004, 51'000.0);  // 0.1 + 0.2
  const ChangedAccount after = held.after({.position = order});
  REQUIRE(after.isClosed);
  REQUIRE(after.changed == 1);
  REQUIRE(after.positions.size() == 1);
  REQUIRE(after.facts.size() == 1);
  REQUIRE_THAT(after.walletBalance, WithinRel(10'000.0 - 300.0, 1e-12));
}

TEST_CASE("a larger order on the other side closes and opens anew", "[account_change]") {
  const Held held{{cross(+1.0, 50'000.0)}};
  const ChangedAccount after = held.after({.position = cross(-3.0, 55'000.0)});
  REQUIRE_FALSE(after.isClosed);
  REQUIRE(after.positions.size() == 1);
  REQUIRE(after.positions[0].position.signedQuantity == -2.0);
  REQUIRE(after.positions[0].position.entryPrice == 55'000.0);
  REQUIRE(after.closedQuantity == 1.0);
  REQUIRE(after.openedQuantity == 2.0);
  REQUIRE(after.walletBalance == 15'000.0);
  // Only where it may open.
  REQUIRE(held.after({.position = cross(-3.0, 55'000.0), .onlyReduces = true}).isClosed);
}

TEST_CASE("what a flip opens is liquidated on its own side", "[account_change]") {
  // Pitfall 13 of the specification: the formula of the side that was closed gives 78 571.
  const Held held{{isolated(+1'000.0, 100'000.0, 0.005, ContractKind::inverse)}, 1.0};
  AccountPosition order = isolated(-3'000.0, 110'000.0, 0.0, ContractKind::inverse);
  order.terms.leverage = 2.5;
  const ChangedAccount after = held.after({.position = order, .postsByLeverage = true});
  AccountPosition flipped = after.positions[0];
  REQUIRE_THAT(flipped.position.margin, WithinRel(2'000.0 / 110'000.0 / 2.5, 1e-15));
  flipped.terms.brackets = {};
  REQUIRE_THAT(*liquidationPrice(exposure(flipped)), WithinRel(550'000.0 / 3.0, 1e-12));
}

TEST_CASE("an order finds the position it is for", "[account_change]") {
  const Held held{{cross(+1.0, 50'000.0), isolated(+1.0, 50'000.0, 5'000.0)}};
  SECTION("by its margin mode") {
    REQUIRE(held.after({.position = cross(+1.0, 50'000.0)}).changed == 0);
    REQUIRE(held.after({.position = isolated(+1.0, 50'000.0, 1.0)}).changed == 1);
  }
  SECTION("by its side in hedge mode") {
    const ChangedAccount hedged = held.after({.position = cross(-1.0, 50'000.0), .hedges = true});
    REQUIRE(hedged.changed == 2);
    REQUIRE(hedged.positions.size() == 3);
    // Both legs are held now, which is hedge mode.
    const Held both{hedged.positions};
    REQUIRE(both.after({.position = cross(-1.0, 50'000.0)}).changed == 2);
    REQUIRE(both.after({.position = cross(+1.0, 50'000.0)}).changed == 0);
  }
  SECTION("by name") {
    const Order order{.position = cross(-1.0, 50'000.0), .leg = 0, .onlyReduces = true};
    REQUIRE(held.after(order).isClosed);
  }
  SECTION("and of another symbol finds none") {
    AccountPosition other = cross(-1.0, 50'000.0);
    other.symbol = 7;
    REQUIRE(held.after({.position = other}).changed == 2);
  }
}

TEST_CASE("an order without a leverage has that of what is held", "[account_change]") {
  AccountPosition position = cross(+1.0, 50'000.0);
  position.terms.leverage = 20.0;
  const Held held{{position}};
  const Order added{.position = cross(+1.0, 50'000.0)};
  REQUIRE(held.after(added).positions[0].terms.leverage == 20.0);
  const Order hedge{.position = cross(-1.0, 50'000.0), .hedges = true};
  REQUIRE(held.after(hedge).positions[1].terms.leverage == 20.0);
}

TEST_CASE("what a venue stated of a position holds no more after an order", "[account_change]") {
  AccountPosition position = isolated(+2.0, 50'000.0, 10'000.0);
  position.terms.statedMaintenance = 123.0;
  position.pendingFees = 40.0;
  const ChangedAccount after = Held{{position}}.after({.position = isolated(-1.0, 50'000.0, 0.0)});
  REQUIRE_FALSE(after.positions[0].terms.statedMaintenance);
  REQUIRE(after.positions[0].pendingFees == 0.0);
  REQUIRE(after.positions[0].position.margin == (10'000.0 - 40.0) / 2.0);
}

TEST_CASE("margin moves between the wallet and a position", "[account_change]") {
  const Held held{{isolated(+1.0, 50'000.0, 5'000.0)}};
  const ChangedAccount after = held.after(AccountChange{.position = 0, .amount = 1'000.0});
  REQUIRE(after.positions[0].position.margin == 6'000.0);
  REQUIRE(after.walletBalance == 9'000.0);
  const ChangedAccount removed = held.after(AccountChange{.position = 0, .amount = -1'000.0});
  REQUIRE(removed.positions[0].position.margin == 4'000.0);
  REQUIRE(removed.walletBalance == 11'000.0);
}

TEST_CASE("a leverage setting is for the symbol in its margin mode", "[account_change]") {
  const Held held{{cross(+1.0, 50'000.0), cross(-1.0, 50'000.0), isolated(+1.0, 50'000.0, 5.0)}};
  const ChangedAccount after = held.after(AccountChange{.position = 0, .leverage = 5.0});
  REQUIRE(after.positions[0].terms.leverage == 5.0);
  REQUIRE(after.positions[1].terms.leverage == 5.0);
  REQUIRE_FALSE(after.positions[2].terms.leverage);
  REQUIRE(after.walletBalance == 10'000.0);
}

TEST_CASE("a wallet that nobody stated is left alone", "[account_change]") {
  const Held held{{isolated(+1.0, 50'000.0, 5'000.0)}, 0.0};
  AccountChange change{.order = Order{.position = isolated(+1.0, 50'000.0, 5'000.0)},
                       .hasWallet = false};
  REQUIRE(held.after(change).walletBalance == 0.0);
  // But behind cross positions there is one.
  const Held crossed{{cross(+1.0, 50'000.0)}, 0.0};
  REQUIRE(crossed.after(change).walletBalance == -5'000.0);
}

TEST_CASE("a change that cannot be used names the field", "[account_change]") {
  const std::vector<AccountPosition> positions{isolated(+1.0, 50'000.0, 5'000.0),
                                               cross(+1.0, 50'000.0)};
  const Account account{.positions = positions};
  const auto refusal = [&](const AccountChange& change) {
    const Refusal refusal = check(account, change);
    return std::string(name(refusal.error)) + " " + refusal.field;
  };
  const Order order{.position = isolated(+1.0, 50'000.0, 1.0)};
  REQUIRE(refusal({.stopLoss = 0.0}) == "priceNotPositive stopLoss");
  REQUIRE(refusal({.takeProfit = -1.0}) == "priceNotPositive takeProfit");
  REQUIRE(refusal({.position = 0, .leverage = 0.0}) == "leverageOutOfRange leverageSetting");
  REQUIRE(refusal({.position = 1, .amount = 5.0}) == "wrongType mode");
  Order dear = order;
  dear.feeRate = 1.5;
  REQUIRE(refusal({.order = dear}) == "rateOutOfRange feeRate");
  Order elsewhere = order;
  elsewhere.leg = 1;
  REQUIRE(refusal({.order = elsewhere}) == "duplicatePosition id");
  Order unposted = order;
  unposted.postsByLeverage = true;
  REQUIRE(refusal({.order = unposted}) == "missingField posted");
}

TEST_CASE("a position is left with something", "[account_change]") {
  const Held held{{isolated(+1.0, 50'000.0, 5'000.0)}};
  const AccountChange most{.position = 0, .amount = -5'000.0};
  REQUIRE(check(held.after(most)).error == Error::marginNotPositive);
  // Its profit may carry it.
  Held winning = held;
  winning.positions[0].markPrice = 51'000.0;
  REQUIRE(check(winning.after(most)).error == Error::none);
}

}  // namespace plimsoll
