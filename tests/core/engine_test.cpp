#include "plimsoll/engine/engine.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cmath>
#include <string>

#include "live_binance.h"

namespace plimsoll {
namespace {

using test::BinanceMessages;
using test::ConnectedEngine;
using test::kAsks;
using test::kBids;
using test::makeLive;

const BinanceMessages kBitcoin;
const BinanceMessages kEther{.symbol = "ETHUSDT"};

bool isMissing(double value) { return std::isnan(value); }

TEST_CASE("a market without a book has no reading of it", "[engine]") {
  ConnectedEngine connected;
  const Reading reading = connected.reading();
  CHECK(reading.status == 0.0);
  CHECK(isMissing(reading.bestBidPrice));
  CHECK(isMissing(reading.midPrice));
  CHECK(isMissing(reading.topImbalance));
  CHECK(isMissing(reading.orderFlowImbalance));
  CHECK(isMissing(reading.cumulativeVolumeDelta));
  CHECK(isMissing(reading.markPrice));
  CHECK(isMissing(reading.volatilityPerDay));
  CHECK(isMissing(reading.bookLocalTimeMs));
  CHECK(reading.events == 0.0);
  CHECK(reading.gaps == 0.0);
}

TEST_CASE("a live market reads its book", "[engine]") {
  ConnectedEngine connected;
  makeLive(connected);
  const Reading reading = connected.reading();
  CHECK(reading.status == 1.0);
  CHECK(reading.bestBidPrice == 618.0);
  CHECK(reading.bestBidQuantity == 2.5);
  CHECK(reading.bestAskPrice == 618.1);
  CHECK(reading.bestAskQuantity == 1.5);
  CHECK(reading.topImbalance == 0.25);
  CHECK(reading.bookImbalance5 == (3.5 - 5.5) / 9.0);
  CHECK(reading.bookImbalance10 == reading.bookImbalance20);
  CHECK(reading.midPrice == (618.0 + 618.1) / 2.0);
  CHECK(std::abs(reading.weightedMid - 618.0625) < 1e-9);
  CHECK(reading.bidDepth10Bps == 618.0 * 2.5 + 617.9);
  CHECK(reading.resyncs == 1.0);
  CHECK(isMissing(reading.lastKnownBidPrice));
}

TEST_CASE("a reading of the book is of the book as it stands, however often it is asked", "[engine]") {
  ConnectedEngine connected;
  makeLive(connected);
  const auto agrees = [&] {
    const Market& market = connected.at();
    for (int repeat = 0; repeat < 2; ++repeat) {
      for (const int levels : {1, 2, 1, 10}) {
        const OrderBook* book = market.trustedBook();
        CHECK(market.bookImbalance(levels) == (book == nullptr ? std::nullopt : bookImbalance(*book, levels)));
      }
      const Reading reading = connected.reading();
      CHECK((market.trustedBook() == nullptr ? isMissing(reading.bookImbalance5)
                                             : reading.bookImbalance5 == *bookImbalance(market.book(), 5)));
    }
  };
  agrees();
  connected.send(kBitcoin.depth(102, 103, 101, R"([["618.00","7"]])", "[]"), 1.0);
  agrees();
  connected.send(kBitcoin.bookTicker(104, "1.0", "1", "2.0", "1"), 1.0);
  agrees();
  connected.send(kBitcoin.depth(104, 105, 103, "[]", R"([["618.10","0"]])"), 2.0);
  agrees();
  connected.send(kBitcoin.depth(200, 205, 199, "[]", "[]"), 3.0);  // a gap
  agrees();
  connected.apply(BinanceMessages::snapshot(205, kBids, R"([["618.10","90"]])"), 3.0);
  agrees();
}

TEST_CASE("depth follows when a contract's size becomes known", "[engine]") {
  ConnectedEngine connected;
  makeLive(connected);
  const double before = connected.reading().bidDepth10Bps;
  Market& market = connected.at();
  const Listing listing{.symbol = "BTCUSDT", .kind = InstrumentKind::linear, .contractSize = 10.0};
  market.setListing(&listing);
  CHECK(connected.reading().bidDepth10Bps == 10.0 * before);
}

TEST_CASE("each message reaches the reading that it is about", "[engine]") {
  ConnectedEngine connected;
  makeLive(connected);
  REQUIRE(connected.send(kBitcoin.bookTicker(102, "618.05", "1", "618.06", "2")).applied == 1);
  REQUIRE(connected.send(kBitcoin.trade(7, "618.10", "0.5", false)).applied == 1);
  REQUIRE(connected.send(kBitcoin.trade(8, "618.00", "0.2", true)).applied == 1);
  REQUIRE(connected.send(kBitcoin.mark("618.07")).applied == 2);  // and the funding rate
  REQUIRE(connected.send(kBitcoin.forceOrder("SELL", "617.00", "0.3")).applied == 1);
  REQUIRE(connected.send(kBitcoin.forceOrder("SELL", "617.00", "0.4")).applied == 1);
  REQUIRE(connected.apply(kBitcoin.openInterest("26286.181")).applied == 1);
  const Reading reading = connected.reading();
  CHECK(reading.quoteBidPrice == 618.05);
  CHECK(reading.quoteAskPrice == 618.06);
  CHECK(reading.lastTradePrice == 618.0);
  CHECK(reading.lastTradeQuantity == 0.2);
  CHECK(reading.lastTradeTakerSide == -1.0);
  CHECK(std::abs(reading.cumulativeVolumeDelta - 0.3) < 1e-12);
  CHECK(reading.markPrice == 618.07);
  CHECK(reading.fundingRatePerInterval == 0.0001);
  CHECK(reading.nextFundingTimeMs == 1'700'006'400'000.0);
  CHECK(reading.openInterest == 26'286.181);
  CHECK(reading.liquidatedLongQuantity == 0.3 + 0.4);
  CHECK(isMissing(reading.liquidatedShortQuantity));
}

TEST_CASE("a side without a quote is missing, not zero", "[engine]") {
  ConnectedEngine connected;
  connected.send(kBitcoin.bookTicker(1, "0.00", "0", "618.06", "2"));
  CHECK(isMissing(connected.reading().quoteBidPrice));
  CHECK(connected.reading().quoteAskPrice == 618.06);
}

TEST_CASE("symbols that nobody opened are counted and cost nothing else", "[engine]") {
  ConnectedEngine connected;
  CHECK(connected.send(kEther.trade(1, "30.00", "1", false)).applied == 0);
  CHECK(connected.counters().unrouted == 1);
  CHECK(connected.counters().messages == 1);
  CHECK(connected.counters().events == 0);
  CHECK(connected.notices().empty());
}

TEST_CASE("a feed keeps its symbols apart", "[engine]") {
  ConnectedEngine connected;
  const MarketId ether = connected.engine.openMarket(connected.feed, "ETHUSDT");
  makeLive(connected);
  connected.apply(ether, BinanceMessages::snapshot(7, R"([["30.0","1"]])", R"([["30.1","2"]])"));
  connected.send(kEther.depth(5, 8, 4, R"([["30.05","9"]])", "[]"));
  connected.send(kBitcoin.depth(102, 105, 101, R"([["618.05","1"]])", "[]"));
  CHECK(connected.at(ether).book().best(BookSide::bid)->price == 30.05);
  CHECK(connected.at().book().best(BookSide::bid)->price == 618.05);
  // A gap in one is none in the other.
  connected.send(kEther.depth(50, 60, 49, "[]", "[]"));
  CHECK(connected.at(ether).status(0.0) == MarketStatus::gap);
  CHECK(connected.status() == MarketStatus::live);
  const auto notices = connected.notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].market == ether);
  CHECK(notices[0].how == Resync::snapshot);
}

TEST_CASE("one message for several symbols reaches each of them", "[engine]") {
  ConnectedEngine connected;
  const MarketId ether = connected.engine.openMarket(connected.feed, "ETHUSDT");
  const std::string marks = R"([{"e":"markPriceUpdate","E":1,"s":"ETHUSDT","p":"30.5","T":0},)"
                            R"({"e":"markPriceUpdate","E":1,"s":"XRPUSDT","p":"0.5","T":0},)"
                            R"({"e":"markPriceUpdate","E":1,"s":"BTCUSDT","p":"618.5","T":0}])";
  CHECK(connected.send(marks).applied == 2);
  CHECK(connected.at(ether).markPrice() == 30.5);
  CHECK(connected.at().markPrice() == 618.5);
  CHECK(connected.counters().unrouted == 1);
}

TEST_CASE("a symbol that is not ASCII is a symbol", "[engine]") {
  ConnectedEngine connected("牛来USDT");
  const BinanceMessages messages{.symbol = "牛来USDT"};
  CHECK(connected.send(messages.trade(1, "0.0001234", "1000", false)).applied == 1);
  CHECK(connected.reading().lastTradePrice == 0.0001234);
}

TEST_CASE("a REST answer that names no symbol goes to the market it was fetched for", "[engine]") {
  ConnectedEngine connected;
  const std::string snapshot = BinanceMessages::snapshot(100, kBids, kAsks);
  const auto refused = connected.send(snapshot);
  CHECK(refused.applied == 0);
  CHECK(refused.refused.error == Error::missingField);
  CHECK(connected.status() == MarketStatus::waiting);
  CHECK(connected.apply(snapshot).applied == 1);
  CHECK(connected.status() == MarketStatus::live);
}

TEST_CASE("an answer about another symbol is not taken for this one", "[engine]") {
  ConnectedEngine connected;
  connected.engine.openMarket(connected.feed, "ETHUSDT");
  CHECK(connected.apply(kEther.openInterest("5")).applied == 0);
  CHECK(isMissing(connected.reading().openInterest));
  CHECK(connected.counters().unrouted == 1);
}

TEST_CASE("a gap asks for a snapshot once, hides the book and shows what was last known", "[engine]") {
  ConnectedEngine connected;
  makeLive(connected);
  connected.send(kBitcoin.depth(102, 105, 101, R"([["618.05","1"]])", "[]"));
  // 106 to 110 is lost.
  CHECK(connected.send(kBitcoin.depth(111, 115, 110, R"([["619.00","9"]])", "[]")).applied == 0);
  CHECK(connected.resyncNotices() == 1);
  CHECK(connected.status() == MarketStatus::gap);
  Reading reading = connected.reading();
  CHECK(reading.status == 2.0);
  CHECK(reading.gaps == 1.0);
  for (const double value : {reading.bestBidPrice, reading.bestBidQuantity, reading.bestAskPrice, reading.bestAskQuantity,
                             reading.midPrice, reading.weightedMid, reading.topImbalance, reading.bookImbalance5,
                             reading.bookImbalance10, reading.bookImbalance20, reading.bookImbalance10Bps,
                             reading.weightedImbalance10Bps, reading.bidDepth10Bps, reading.askDepth10Bps,
                             reading.orderFlowImbalance, reading.normalizedOrderFlowImbalance}) {
    CHECK(isMissing(value));
  }
  CHECK(reading.lastKnownBidPrice == 618.05);
  CHECK(reading.lastKnownAskPrice == 618.1);
  CHECK(connected.at().trustedBook() == nullptr);

  // Further deltas are kept and nothing is asked again.
  connected.send(kBitcoin.depth(116, 120, 115, R"([["619.10","3"]])", R"([["618.10","0"],["618.50","0"],["620","1"]])"));
  CHECK(connected.resyncNotices() == 0);

  // The snapshot reaches into what was kept.
  CHECK(connected.apply(BinanceMessages::snapshot(112, R"([["619.00","9"],["618.05","1"]])", kAsks)).applied == 1);
  CHECK(connected.status() == MarketStatus::live);
  reading = connected.reading();
  CHECK(reading.bestBidPrice == 619.1);
  CHECK(reading.bestAskPrice == 620.0);
  CHECK(isMissing(reading.lastKnownBidPrice));
  CHECK(reading.resyncs == 2.0);

  // A second gap asks again.
  connected.send(kBitcoin.depth(200, 210, 199, "[]", "[]"));
  CHECK(connected.resyncNotices() == 1);
}

TEST_CASE("a snapshot that is too old asks for another one", "[engine]") {
  ConnectedEngine connected;
  connected.send(kBitcoin.depth(200, 210, 199, "[]", "[]"));
  CHECK(connected.resyncNotices() == 1);
  connected.apply(BinanceMessages::snapshot(100, kBids, kAsks));
  CHECK(connected.status() == MarketStatus::waiting);
  CHECK(connected.resyncNotices() == 1);
  connected.apply(BinanceMessages::snapshot(205, kBids, kAsks));
  CHECK(connected.status() == MarketStatus::live);
  CHECK(connected.resyncNotices() == 0);
}

TEST_CASE("a reconnection starts every book of the feed over", "[engine]") {
  ConnectedEngine connected;
  const MarketId ether = connected.engine.openMarket(connected.feed, "ETHUSDT");
  connected.apply(ether, BinanceMessages::snapshot(7, R"([["30.0","1"]])", R"([["30.1","2"]])"));
  makeLive(connected);
  connected.engine.reconnected(connected.feed);
  CHECK(connected.status() == MarketStatus::waiting);
  CHECK(connected.at(ether).status(0.0) == MarketStatus::waiting);
  CHECK(connected.reading().lastKnownBidPrice == 618.0);
  CHECK(isMissing(connected.reading().bestBidPrice));
  // The chain is not continued even if it would fit.
  connected.send(kBitcoin.depth(102, 105, 101, "[]", "[]"));
  CHECK(connected.status() == MarketStatus::waiting);
  CHECK(connected.resyncNotices() == 1);
  connected.apply(BinanceMessages::snapshot(103, kBids, kAsks));
  CHECK(connected.status() == MarketStatus::live);
}

TEST_CASE("silence makes a book stale, a message makes it live again", "[engine]") {
  ConnectedEngine connected;
  makeLive(connected, 1'000.0);
  connected.engine.look(11'000.0);
  CHECK(connected.status() == MarketStatus::live);
  connected.engine.look(11'000.1);
  CHECK(connected.status() == MarketStatus::stale);
  CHECK(connected.reading().status == 3.0);
  CHECK(connected.reading().bestBidPrice == 618.0);  // still the book, and flagged
  // Other streams do not make a book fresh.
  connected.send(kBitcoin.bookTicker(102, "1", "1", "2", "1"), 12'000.0);
  CHECK(connected.status() == MarketStatus::stale);
  connected.send(kBitcoin.depth(102, 105, 101, "[]", "[]"), 12'001.0);
  CHECK(connected.status() == MarketStatus::live);
  CHECK(connected.at().status(12'001.0 + 10'001.0) == MarketStatus::stale);
  connected.at().setBookStaleMs(500.0);
  CHECK(connected.at().status(12'600.0) == MarketStatus::stale);
}

TEST_CASE("local time that is no time, or runs backwards, is the last one", "[engine]") {
  ConnectedEngine connected;
  makeLive(connected, 5'000.0);
  for (const double time : {std::nan(""), -1e300, 1'000.0, -std::numeric_limits<double>::infinity(),
                            std::numeric_limits<double>::infinity()}) {
    connected.engine.look(time);
    CHECK(connected.engine.localTimeMs() == 5'000.0);
    CHECK(connected.status() == MarketStatus::live);
  }
}

TEST_CASE("one depth channel feeds a book, and a second one is ignored", "[engine]") {
  ConnectedEngine connected;
  makeLive(connected);
  const auto other = connected.send(kBitcoin.depth(500, 510, 490, R"([["1","1"]])", "[]", 1'700'000'000'000, "depth@500ms"));
  CHECK(other.applied == 0);
  CHECK(connected.status() == MarketStatus::live);
  CHECK(connected.counters().ignored == 1);
  CHECK(connected.send(kBitcoin.depth(102, 105, 101, "[]", "[]")).applied == 1);
}

TEST_CASE("partial and retail books never feed a book", "[engine]") {
  const std::string stream = GENERATE("depth20@100ms", "depth5", "depth10@500ms", "rpiDepth@500ms");
  CAPTURE(stream);
  ConnectedEngine connected;
  connected.apply(BinanceMessages::snapshot(100, kBids, kAsks));
  CHECK(connected.send(kBitcoin.depth(95, 101, 90, R"([["1","1"]])", "[]", 1'700'000'000'000, stream)).applied == 0);
  CHECK(connected.at().book().levels(BookSide::bid) == 2);
  CHECK(connected.send(kBitcoin.depth(95, 101, 90, R"([["1","1"]])", "[]")).applied == 1);
  CHECK(connected.at().book().levels(BookSide::bid) == 3);
}

TEST_CASE("the same trades on two streams count once", "[engine]") {
  ConnectedEngine connected;
  CHECK(connected.send(kBitcoin.trade(1, "618", "0.5", false)).applied == 1);
  CHECK(connected.send(kBitcoin.aggTrade(901, "618", "0.5", false)).applied == 0);
  CHECK(connected.send(kBitcoin.trade(1, "618", "0.5", false)).applied == 0);  // a repeat
  CHECK(connected.send(kBitcoin.trade(2, "618", "0.25", false)).applied == 1);
  CHECK(connected.reading().cumulativeVolumeDelta == 0.75);

  ConnectedEngine aggregated;
  CHECK(aggregated.send(kBitcoin.aggTrade(901, "618", "0.5", true)).applied == 1);
  CHECK(aggregated.send(kBitcoin.trade(1, "618", "0.5", true)).applied == 0);
  CHECK(aggregated.reading().cumulativeVolumeDelta == -0.5);
}

TEST_CASE("a trade that was overtaken counts, and is not the last one", "[engine]") {
  constexpr std::int64_t kTimeMs = 1'700'000'000'000;
  ConnectedEngine connected;
  CHECK(connected.send(kBitcoin.trade(2, "619", "0.5", false, kTimeMs + 1)).applied == 1);
  CHECK(connected.send(kBitcoin.trade(1, "618", "0.25", true, kTimeMs)).applied == 1);
  CHECK(connected.reading().lastTradePrice == 619.0);
  CHECK(connected.reading().lastTradeTakerSide == 1.0);
  CHECK(connected.reading().cumulativeVolumeDelta == 0.25);

  // A venue that set its clock back is a new connection.
  connected.engine.reconnected(connected.feed);
  CHECK(connected.send(kBitcoin.trade(3, "617", "1", false, kTimeMs - 60'000)).applied == 1);
  CHECK(connected.reading().lastTradePrice == 617.0);
}

TEST_CASE("a delta that is refused leads to a gap, never to a wrong book", "[engine]") {
  const std::string bids = GENERATE(R"([["618.00","-1"]])", R"([["0","1"]])", R"([["618,00","1"]])",
                                    R"([["99999999999999999999","1"]])", R"([["0.000000000000000001","9"]])");
  CAPTURE(bids);
  ConnectedEngine connected;
  makeLive(connected);
  // The last of them decodes, but 618 does not fit 64 bits in units of 10^-18.
  const auto refused = connected.send(kBitcoin.depth(102, 105, 101, bids, R"([["618.10","0"]])"));
  CHECK(refused.refused.error != Error::none);
  CHECK(refused.applied == 0);
  CHECK(connected.at().book().levels(BookSide::bid) == 2);
  CHECK(connected.at().book().best(BookSide::ask)->price == 618.1);
  connected.send(kBitcoin.depth(106, 110, 105, R"([["618.05","1"]])", "[]"));
  CHECK(connected.status() == MarketStatus::gap);
  connected.apply(BinanceMessages::snapshot(110, kBids, kAsks));
  CHECK(connected.status() == MarketStatus::live);
}

TEST_CASE("errors are reported in a burst and then a few a second, the others counted", "[engine]") {
  ConnectedEngine connected;
  for (int i = 0; i < 1'000; ++i) connected.send("pong", 0.0);
  auto notices = connected.notices();
  CHECK(notices.size() == static_cast<std::size_t>(ErrorLimit::kBurst));
  CHECK(connected.counters().errors == 1'000);
  CHECK(notices[0].kind == NoticeKind::error);
  CHECK(notices[0].error == Error::notJson);
  CHECK(notices[0].suppressed == 0);

  connected.send("pong", 1'000.0);
  notices = connected.notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].suppressed == 980);
  for (int i = 0; i < 100; ++i) connected.send("pong", 1'000.0);
  CHECK(connected.notices().size() == static_cast<std::size_t>(ErrorLimit::kPerSecond) - 1);
}

TEST_CASE("notices that nobody takes have a bound", "[engine]") {
  ConnectedEngine connected;
  for (int i = 0; i < 5'000; ++i) connected.send("pong", 1'000.0 * i);
  CHECK(connected.engine.notices().size() <= 256);
}

TEST_CASE("a message over the limit is refused before it is copied", "[engine]") {
  ConnectedEngine connected;
  CHECK(connected.engine.messageRoom(Engine::kMaxMessage) != nullptr);
  CHECK(connected.engine.messageRoom(Engine::kMaxMessage + 1) == nullptr);
  const auto refused = connected.send(std::string(Engine::kMaxMessage + 1, ' '));
  CHECK(refused.refused.error == Error::tooLarge);
  CHECK(connected.counters().errors == 1);
}

TEST_CASE("a watch opens the markets whose marks it needs, and is given them", "[engine]") {
  ConnectedEngine connected("ETHUSDT");
  const WatchId watch = connected.engine.watches().open(FeedVenue::binanceUsdm, WarningThresholds{});
  const MarginTable table({{.notionalFloor = 0.0, .notionalCap = 1e9, .maintenanceMarginRate = 0.004,
                            .maintenanceAmount = 0.0, .maxLeverage = 125.0}});
  REQUIRE(connected.engine.watches().update(watch, {{1, "BTCUSDT", {+1.0, 50'000.0, 5'000.0}, table, {}}}).error == Error::none);
  connected.engine.followWatches();
  CHECK(connected.send(kBitcoin.mark("50000")).applied == 2);
  CHECK(connected.counters().unrouted == 0);
  CHECK_FALSE(connected.engine.watches().find(watch)->nextEvent());

  // A mark that jumps to the threshold warns inside that very call.
  connected.send(kBitcoin.mark("45300", 1'700'000'001'000));
  const auto event = connected.engine.watches().find(watch)->nextEvent();
  REQUIRE(event);
  CHECK(event->warning.severity == Severity::critical);

  // Nobody else opened the market, so it ends with the watch.
  connected.engine.watches().close(watch);
  connected.engine.followWatches();
  CHECK(connected.send(kBitcoin.mark("50000")).applied == 0);
  CHECK(connected.counters().unrouted == 2);
}

TEST_CASE("a watch reaches feeds that are opened after it", "[engine]") {
  Engine engine;
  const WatchId watch = engine.watches().open(FeedVenue::binanceUsdm, WarningThresholds{});
  const MarginTable table({{.notionalFloor = 0.0, .notionalCap = 1e9, .maintenanceMarginRate = 0.004,
                            .maintenanceAmount = 0.0, .maxLeverage = 125.0}});
  REQUIRE(engine.watches().update(watch, {{1, "BTCUSDT", {+1.0, 50'000.0, 5'000.0}, table, {}}}).error == Error::none);
  engine.followWatches();
  const FeedId feed = engine.openFeed(FeedVenue::binanceUsdm);
  CHECK(engine.feed(feed)->find("BTCUSDT") != nullptr);
}

TEST_CASE("a market ends with its last reference or with its feed", "[engine]") {
  ConnectedEngine connected;
  CHECK(connected.engine.openMarket(connected.feed, "BTCUSDT") == connected.market);
  connected.engine.closeMarket(connected.market);
  CHECK(connected.engine.market(connected.market) != nullptr);
  connected.engine.closeMarket(connected.market);
  CHECK(connected.engine.market(connected.market) == nullptr);
  CHECK(connected.send(kBitcoin.trade(1, "1", "1", false)).applied == 0);
  CHECK(connected.apply(kBitcoin.openInterest("1")).applied == 0);
  connected.engine.closeMarket(connected.market);  // once more than it was opened

  const MarketId again = connected.engine.openMarket(connected.feed, "BTCUSDT");
  CHECK(connected.engine.market(again) != nullptr);
  connected.engine.closeFeed(connected.feed);
  CHECK(connected.engine.market(again) == nullptr);
  CHECK(connected.engine.feed(connected.feed) == nullptr);
  CHECK(connected.engine.ingest(connected.feed, 0, 0.0).applied == 0);
  connected.engine.closeFeed(connected.feed);
  connected.engine.reconnected(connected.feed);
}

TEST_CASE("ids that were never given are nobody's", "[engine]") {
  Engine engine;
  for (const std::int32_t id : {-1, 0, 1, 1'000'000, std::numeric_limits<std::int32_t>::min()}) {
    CHECK(engine.feed(id) == nullptr);
    CHECK(engine.market(id) == nullptr);
    CHECK(engine.ingest(id, 0, 0.0).applied == 0);
    CHECK(engine.apply(id, 0, 0.0).applied == 0);
    engine.closeFeed(id);
    engine.closeMarket(id);
    engine.reconnected(id);
  }
}

}  // namespace
}  // namespace plimsoll
