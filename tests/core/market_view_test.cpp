#include "plimsoll/engine/market_view.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "live_binance.h"
#include "plimsoll/book/aggregate_depth.h"
#include "plimsoll/funding/premium.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::BinanceMessages;
using test::ConnectedEngine;

const BinanceMessages kLinear;
const BinanceMessages kInverse{.symbol = "BTCUSD_PERP"};
constexpr ViewTerms kTerms{.withinBps = 10, .premiumNotional = 500.0};
constexpr const char* kBids = R"([["50000.0","2.0"],["49999.9","1.0"],["49000.0","4.5"]])";
constexpr const char* kAsks = R"([["50000.2","1.0"],["50001.0","3.0"],["51000.0","0.5"]])";

MarketView viewOf(ConnectedEngine& connected, const ViewTerms& terms = kTerms) {
  return connected.engine.marketView(connected.market, terms);
}

void give(ConnectedEngine& connected) { connected.apply(BinanceMessages::snapshot(100, kBids, kAsks)); }

TEST_CASE("a market that has told nothing gives nothing", "[market_view]") {
  ConnectedEngine connected;
  const MarketView view = viewOf(connected);
  REQUIRE(view.venue == FeedVenue::binanceUsdm);
  REQUIRE(view.kind == InstrumentKind::linear);
  REQUIRE_FALSE(view.isLive);
  REQUIRE_FALSE(view.depth);
  REQUIRE_FALSE(view.premiumIndex);
  REQUIRE_FALSE(view.fundingRatePer8Hours);
  REQUIRE_FALSE(view.openInterestNotional);
  REQUIRE_FALSE(view.traded);
  REQUIRE_FALSE(view.tradeFlowImbalance);
  REQUIRE_FALSE(connected.engine.marketView(7, kTerms).kind);
}

TEST_CASE("a live market gives what its own book and messages say", "[market_view]") {
  ConnectedEngine connected;
  give(connected);
  connected.send(kLinear.mark("49900"));
  connected.apply(R"([{"symbol":"BTCUSDT","fundingIntervalHours":4}])");
  connected.apply(kLinear.openInterest("12.5"));
  const MarketView view = viewOf(connected);
  const Reading reading = connected.reading();
  const NotionalDepth depth = *notionalDepth(connected.at().book(), 10.0, kCoins);
  REQUIRE(view.isLive);
  REQUIRE_THAT(*view.bidNotional, WithinRel(depth.bid, 1e-14));
  REQUIRE_THAT(*view.askNotional, WithinRel(depth.ask, 1e-14));
  REQUIRE_THAT(*view.imbalance, WithinRel((depth.bid - depth.ask) / (depth.bid + depth.ask), 1e-12));
  REQUIRE(*view.openInterestNotional == reading.openInterestNotional);
  REQUIRE_THAT(*view.openInterestNotional, WithinRel(12.5 * 49'900.0, 1e-14));
  // The impact bid is the best one, a hundred over the index.
  REQUIRE_THAT(*view.premiumIndex, WithinRel(100.0 / 49'900.0, 1e-12));
}

TEST_CASE("each trade counts at its own price, and what is recent at the mark", "[market_view]") {
  ConnectedEngine connected;
  connected.send(kLinear.trade(1, "50000", "2", false));
  connected.send(kLinear.trade(2, "40000", "1", true));
  connected.send(kLinear.mark("45000"));
  const MarketView view = viewOf(connected);
  REQUIRE_THAT(view.traded->cumulativeDelta, WithinRel(60'000.0, 1e-14));
  REQUIRE_THAT(view.traded->recentDelta, WithinRel(45'000.0, 1e-14));
  REQUIRE_THAT(view.traded->recentNotional, WithinRel(135'000.0, 1e-14));
  REQUIRE_THAT(*view.tradeFlowImbalance, WithinRel(1.0 / 3.0, 1e-14));
}

TEST_CASE("of an inverse contract a quantity is money, whatever the price", "[market_view]") {
  ConnectedEngine connected("BTCUSD_PERP", FeedVenue::binanceCoinm);
  connected.send(kInverse.trade(1, "50000", "5", true));
  connected.send(kInverse.trade(2, "40000", "2", false));
  const MarketView view = viewOf(connected);
  REQUIRE(view.kind == InstrumentKind::inverse);
  REQUIRE(view.isContract());
  REQUIRE(view.traded->cumulativeDelta == -300.0);
  REQUIRE_THAT(view.traded->recentNotional, WithinRel(700.0, 1e-14));
}

TEST_CASE("without a mark the mid converts, and without a book the last trade", "[market_view]") {
  ConnectedEngine connected("BTCUSDT", FeedVenue::binanceSpot);
  const auto recent = [&] { return viewOf(connected).traded->recentNotional; };
  connected.send(R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1700000000000,"s":"BTCUSDT","t":1,)"
                 R"("p":"50010","q":"1","T":1700000000000,"m":false,"M":true}})");
  REQUIRE_THAT(recent(), WithinRel(50'010.0, 1e-14));
  connected.apply(R"({"lastUpdateId":1,"bids":[["50000","1"]],"asks":[["50002","1"]]})");
  REQUIRE_THAT(recent(), WithinRel(50'001.0, 1e-14));
  REQUIRE_FALSE(viewOf(connected).isContract());
  REQUIRE_FALSE(viewOf(connected).premiumIndex);
}

TEST_CASE("what was traded fades with local time, and the ratio of its own stays", "[market_view]") {
  ConnectedEngine connected;
  connected.send(kLinear.trade(1, "50000", "2", false), 1'000.0);
  connected.engine.look(1'000.0 + 60'000.0);
  const MarketView view = viewOf(connected);
  REQUIRE_THAT(view.traded->recentNotional, WithinRel(100'000.0 / std::exp(1.0), 1e-13));
  REQUIRE_THAT(view.traded->recentDelta, WithinRel(100'000.0 / std::exp(1.0), 1e-13));
  REQUIRE(view.traded->cumulativeDelta == 100'000.0);
  REQUIRE(*view.tradeFlowImbalance == 1.0);
  connected.engine.look(1e12);
  REQUIRE(viewOf(connected).traded->recentNotional == 0.0);
}

TEST_CASE("a book that is silent, lost or crossed counts for nothing of a book", "[market_view]") {
  ConnectedEngine connected;
  give(connected);
  connected.send(kLinear.mark("50000"));
  connected.apply(kLinear.openInterest("1"));
  REQUIRE(viewOf(connected).depth);
  const auto checkLost = [&] {
    const MarketView view = viewOf(connected);
    CHECK_FALSE(view.isLive);
    CHECK_FALSE(view.depth);
    CHECK_FALSE(view.bidNotional);
    CHECK_FALSE(view.imbalance);
    CHECK_FALSE(view.premiumIndex);
    CHECK(view.openInterestNotional == 50'000.0);
  };
  SECTION("silent") {
    connected.engine.look(20'000.0);
    REQUIRE(connected.status() == MarketStatus::stale);
    checkLost();
  }
  SECTION("lost") {
    connected.send(kLinear.depth(100, 101, 99, "[]", "[]"));
    connected.send(kLinear.depth(200, 201, 199, "[]", "[]"));
    REQUIRE(connected.status() == MarketStatus::gap);
    checkLost();
  }
  SECTION("crossed") {
    connected.send(kLinear.depth(100, 101, 99, R"([["50005.0","1"]])", "[]"));
    REQUIRE(connected.at().book().crossed());
    checkLost();
  }
}

TEST_CASE("an index that came with a mark of long ago makes no premium", "[market_view]") {
  ConnectedEngine connected;
  give(connected);
  connected.send(kLinear.mark("50000"));
  connected.send(kLinear.depth(100, 101, 99, "[]", "[]"), 10'000.0);
  REQUIRE(viewOf(connected).premiumIndex == 0.0);
  connected.engine.look(10'001.0);
  REQUIRE(viewOf(connected).isLive);
  REQUIRE_FALSE(viewOf(connected).premiumIndex);
}

TEST_CASE("a book that holds less than the notional has no premium", "[market_view]") {
  ConnectedEngine connected;
  give(connected);
  connected.send(kLinear.mark("50000"));
  REQUIRE(viewOf(connected).premiumIndex);
  REQUIRE_FALSE(viewOf(connected, {.premiumNotional = 1e9}).premiumIndex);
}

TEST_CASE("of contracts of unknown size nothing is in money but what the venue says", "[market_view]") {
  ConnectedEngine connected("BTC-USDT-SWAP", FeedVenue::okx);
  connected.send(R"({"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"action":"snapshot","data":[{)"
                 R"("asks":[["50010","300"]],"bids":[["50000","200"]],"ts":"1795026383085","checksum":0,)"
                 R"("prevSeqId":-1,"seqId":7}]})");
  connected.send(R"({"arg":{"channel":"trades","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP",)"
                 R"("tradeId":"1","px":"50000","sz":"3","side":"buy","ts":"1795026383085","count":"1"}]})");
  REQUIRE(viewOf(connected).isLive);
  REQUIRE_FALSE(viewOf(connected).depth);
  REQUIRE_FALSE(viewOf(connected).traded);
  REQUIRE(viewOf(connected).tradeFlowImbalance == 1.0);
  REQUIRE_FALSE(viewOf(connected).openInterestNotional);
  connected.send(R"({"arg":{"channel":"open-interest","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP",)"
                 R"("instType":"SWAP","oi":"100","oiCcy":"1","oiUsd":"50000","ts":"1795026383085"}]})");
  REQUIRE(viewOf(connected).openInterestNotional == 50'000.0);
}

TEST_CASE("an option gives nothing", "[market_view]") {
  ConnectedEngine connected("BTC-27MAR26-50000-C", FeedVenue::bybitOption);
  connected.send(R"({"topic":"orderbook.25.BTC-27MAR26-50000-C","type":"snapshot","ts":1,"data":{)"
                 R"("s":"BTC-27MAR26-50000-C","b":[["100","1"]],"a":[["101","1"]],"u":1,"seq":1}})");
  REQUIRE(connected.status() == MarketStatus::live);
  const MarketView view = viewOf(connected);
  REQUIRE(view.kind == InstrumentKind::option);
  REQUIRE(view.isLive);
  REQUIRE_FALSE(view.depth);
}

TEST_CASE("terms out of range are refused by name", "[market_view]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  auto [terms, error, field] = GENERATE_COPY(table<ViewTerms, Error, const char*>({
      {{.withinBps = 0}, Error::levelsOutOfRange, "withinBps"},
      {{.withinBps = 101}, Error::levelsOutOfRange, "withinBps"},
      {{.decayBps = 0.1}, Error::windowOutOfRange, "decayBps"},
      {{.decayBps = nan}, Error::notFinite, "decayBps"},
      {{.premiumNotional = 0.0}, Error::sizeNotPositive, "premiumNotional"},
      {{.premiumNotional = nan}, Error::notFinite, "premiumNotional"},
  }));
  const Refusal refusal = check(terms);
  REQUIRE(refusal == error);
  REQUIRE(std::string(refusal.field) == field);
  REQUIRE(check(ViewTerms{}) == Error::none);
}

}  // namespace
}  // namespace plimsoll
