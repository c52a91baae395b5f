// What the engine does by what is peculiar to some venues.

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

const std::string kCrossing = kBitcoin.depth(102, 105, 101, R"([["618.20","1"]])", "[]");
const std::string kUncrossing = kBitcoin.depth(106, 110, 105, R"([["618.20","0"]])", "[]");

TEST_CASE("a crossed book has no readings, at once", "[venue_engine]") {
  ConnectedEngine connected;
  makeLive(connected);
  CHECK(connected.send(kCrossing, 1'000.0).applied == 1);
  const Reading reading = connected.reading();
  CHECK(reading.status == 1.0);
  for (const double value : {reading.bestBidPrice, reading.bestBidQuantity, reading.bestAskPrice,
                             reading.bestAskQuantity, reading.midPrice, reading.weightedMid, reading.topImbalance,
                             reading.bookImbalance5, reading.bookImbalance20, reading.bookImbalance10Bps,
                             reading.weightedImbalance10Bps,
                             reading.bidDepth10Bps, reading.askDepth10Bps, reading.orderFlowImbalance}) {
    CHECK(std::isnan(value));
  }
  CHECK(connected.at().trustedBook() == nullptr);
  CHECK(connected.resyncNotices() == 0);
}

TEST_CASE("a book that touches itself is crossed", "[venue_engine]") {
  ConnectedEngine connected;
  makeLive(connected);
  connected.send(kBitcoin.depth(102, 105, 101, R"([["618.10","1"]])", "[]"));
  CHECK(std::isnan(connected.reading().midPrice));
}

TEST_CASE("a book that is crossed for a moment goes on, and the moment counts", "[venue_engine]") {
  ConnectedEngine connected;
  makeLive(connected);
  connected.send(kCrossing, 1'000.0);
  CHECK(connected.send(kUncrossing, 1'300.0).applied == 1);
  Reading reading = connected.reading();
  CHECK(reading.status == 1.0);
  CHECK(reading.bestBidPrice == 618.0);
  CHECK(reading.bestAskPrice == 618.1);
  CHECK(reading.crossedMs == 300.0);
  CHECK(reading.gaps == 0.0);

  connected.send(kBitcoin.depth(111, 115, 110, R"([["618.20","1"]])", "[]"), 2'000.0);
  connected.send(kBitcoin.depth(116, 120, 115, R"([["618.30","1"]])", "[]"), 2'400.0);
  connected.send(kBitcoin.depth(121, 125, 120, R"([["618.20","0"],["618.30","0"]])", "[]"), 2'750.0);
  CHECK(connected.reading().crossedMs == 300.0 + 750.0);
  CHECK(connected.resyncNotices() == 0);
}

TEST_CASE("a book that is crossed for longer than a second is wrong", "[venue_engine]") {
  ConnectedEngine connected;
  makeLive(connected);
  connected.send(kCrossing, 1'000.0);
  connected.engine.look(2'000.0);
  CHECK(connected.status() == MarketStatus::live);
  connected.engine.look(2'000.5);
  CHECK(connected.status() == MarketStatus::gap);
  CHECK(connected.reading().status == 2.0);
  CHECK(connected.resyncNotices() == 0);

  // The next update asks for help, once, even if it would uncross the book.
  CHECK(connected.send(kUncrossing, 2'001.0).applied == 0);
  CHECK(connected.status() == MarketStatus::gap);
  CHECK(connected.reading().gaps == 1.0);
  CHECK(connected.reading().crossedMs == 1'001.0);
  CHECK_FALSE(connected.reading().lastKnownBidPrice > connected.reading().lastKnownAskPrice);
  const auto notices = connected.notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].kind == NoticeKind::resync);
  CHECK(notices[0].market == connected.market);
  CHECK(notices[0].how == Resync::snapshot);
  connected.send(kBitcoin.depth(111, 115, 110, "[]", "[]"), 2'002.0);
  CHECK(connected.resyncNotices() == 0);

  connected.apply(BinanceMessages::snapshot(115, kBids, kAsks), 2'500.0);
  CHECK(connected.status() == MarketStatus::live);
  CHECK(connected.reading().bestBidPrice == 618.0);
}

constexpr const char* kDydxLevels =
    R"("contents":{"bids":[{"price":"100","size":"1"}],"asks":[{"price":"101","size":"2"}]})";

std::string dydxSnapshot(int messageId, const std::string& symbol) {
  return R"({"type":"subscribed","connection_id":"c","message_id":)" + std::to_string(messageId) +
         R"(,"channel":"v4_orderbook","id":")" + symbol + R"(",)" + kDydxLevels + "}";
}

std::string dydxUpdate(int messageId, const std::string& symbol, const std::string& contents) {
  return R"({"type":"channel_data","connection_id":"c","message_id":)" + std::to_string(messageId) +
         R"(,"channel":"v4_orderbook","id":")" + symbol + R"(","version":"1.0.0","contents":)" + contents + "}";
}

std::string dydxConnected(int messageId = 0) {
  return R"({"type":"connected","connection_id":"c","message_id":)" + std::to_string(messageId) + "}";
}

/// Two live books on one dYdX feed, and one on another; the last message has the number 2.
struct DydxFeeds : ConnectedEngine {
  DydxFeeds() : ConnectedEngine("BTC-USD", FeedVenue::dydx) {
    ether = engine.openMarket(feed, "ETH-USD");
    const FeedId mine = feed;
    other = feed = engine.openFeed(FeedVenue::dydx);
    elsewhere = engine.openMarket(feed, "BTC-USD");
    for (const int id : {0, 1}) send(id == 0 ? dydxConnected() : dydxSnapshot(id, "BTC-USD"));
    feed = mine;
    send(dydxConnected());
    send(dydxSnapshot(1, "BTC-USD"));
    send(dydxSnapshot(2, "ETH-USD"));
    REQUIRE(statuses() == "live live live");
    notices();
  }

  /// BTC-USD, ETH-USD, and BTC-USD of the other feed.
  std::string statuses() {
    static constexpr const char* kNames[] = {"waiting", "live", "gap", "stale"};
    std::string text;
    for (const MarketId id : {market, ether, elsewhere}) {
      text += (text.empty() ? "" : " ") + std::string(kNames[static_cast<int>(at(id).status(engine.localTimeMs()))]);
    }
    return text;
  }

  FeedId other;
  MarketId ether, elsewhere;
};

TEST_CASE("messages of one dYdX connection that are in a row lose nothing", "[venue_engine]") {
  DydxFeeds feeds;
  CHECK(feeds.send(dydxUpdate(3, "BTC-USD", R"({"bids":[["100","5"]]})")).applied == 1);
  feeds.send(R"({"type":"pong","connection_id":"c","message_id":4})");
  CHECK(feeds.send(dydxUpdate(5, "ETH-USD", R"({"asks":[["100.5","3"]]})")).applied == 1);
  CHECK(feeds.statuses() == "live live live");
  CHECK(feeds.counters().gaps == 0);
  CHECK(feeds.reading().bestBidQuantity == 5.0);
}

TEST_CASE("a hole among dYdX's messages loses every book of its feed and no other", "[venue_engine]") {
  DydxFeeds feeds;
  CHECK(feeds.send(dydxUpdate(4, "BTC-USD", R"({"bids":[["100","5"]]})")).applied == 0);
  CHECK(feeds.statuses() == "gap gap live");
  CHECK(feeds.counters().gaps == 1);
  const auto notices = feeds.notices();
  REQUIRE(notices.size() == 2);
  for (const Notice& notice : notices) {
    CHECK(notice.kind == NoticeKind::resync);
    CHECK(notice.feed == feeds.feed);
    CHECK(notice.how == Resync::resubscribe);
  }
  CHECK(notices[0].market != notices[1].market);

  // A second hole has nothing more to lose, and each snapshot brings its own book back.
  feeds.send(dydxUpdate(9, "BTC-USD", R"({"bids":[["100","5"]]})"));
  CHECK(feeds.resyncNotices() == 0);
  feeds.send(dydxSnapshot(10, "ETH-USD"));
  CHECK(feeds.statuses() == "gap live live");
  feeds.send(dydxSnapshot(11, "BTC-USD"));
  CHECK(feeds.statuses() == "live live live");
}

TEST_CASE("a hole in front of a message about anything is a hole", "[venue_engine]") {
  const std::string message = GENERATE(as<std::string>{}, R"({"type":"pong","message_id":7})",
                                       R"({"type":"unsubscribed","message_id":7,"channel":"v4_trades","id":"X"})");
  CAPTURE(message);
  DydxFeeds feeds;
  feeds.send(message);
  CHECK(feeds.statuses() == "gap gap live");
}

TEST_CASE("a dYdX message that comes again is ignored", "[venue_engine]") {
  DydxFeeds feeds;
  feeds.send(dydxUpdate(3, "BTC-USD", R"({"bids":[["100","5"]]})"));
  const std::uint64_t ignored = feeds.counters().ignored;
  CHECK(feeds.send(dydxUpdate(3, "BTC-USD", R"({"bids":[["100","7"]]})")).applied == 0);
  CHECK(feeds.send(dydxUpdate(2, "BTC-USD", R"({"bids":[["100","8"]]})")).applied == 0);
  CHECK(feeds.send(dydxSnapshot(1, "BTC-USD")).applied == 0);
  CHECK(feeds.counters().ignored == ignored + 3);
  CHECK(feeds.reading().bestBidQuantity == 5.0);
  CHECK(feeds.send(dydxUpdate(4, "BTC-USD", R"({"bids":[["100","9"]]})")).applied == 1);
  CHECK(feeds.statuses() == "live live live");
}

TEST_CASE("a dYdX message with the number 0 begins a new connection", "[venue_engine]") {
  DydxFeeds feeds;
  feeds.send(dydxConnected());
  CHECK(feeds.statuses() == "waiting waiting live");
  CHECK(feeds.counters().gaps == 0);
  CHECK(feeds.send(dydxSnapshot(1, "BTC-USD")).applied == 1);
  CHECK(feeds.statuses() == "live waiting live");
}

TEST_CASE("after a reconnection dYdX may count from anywhere", "[venue_engine]") {
  DydxFeeds feeds;
  feeds.engine.reconnected(feeds.feed);
  CHECK(feeds.send(dydxSnapshot(1'000, "BTC-USD")).applied == 1);
  CHECK(feeds.counters().gaps == 0);
  CHECK(feeds.statuses() == "live waiting live");
}

TEST_CASE("of a crossed dYdX book the older level goes", "[venue_engine]") {
  DydxFeeds feeds;
  feeds.send(dydxUpdate(3, "BTC-USD", R"({"bids":[["101.5","4"]]})"));
  CHECK(feeds.reading().bestBidPrice == 101.5);
  CHECK(std::isnan(feeds.reading().bestAskPrice));
  feeds.send(dydxUpdate(4, "BTC-USD", R"({"asks":[["101","1"]]})"));
  CHECK(feeds.reading().bestBidPrice == 100.0);
  CHECK(feeds.reading().bestAskPrice == 101.0);
  CHECK(feeds.reading().crossedMs == 0.0);
  CHECK(feeds.statuses() == "live live live");
}

TEST_CASE("what a venue wants answered, or refuses, is told", "[venue_engine]") {
  auto [name, message, control] = GENERATE(table<const char*, const char*, Control>({
      {"Deribit's test request", R"({"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}})",
       Control::answerWanted},
      {"Deribit refuses a subscription",
       R"({"jsonrpc":"2.0","id":1,"error":{"code":11050,"message":"bad_request"},"testnet":false})", Control::refused},
  }));
  CAPTURE(name);
  ConnectedEngine connected("BTC-PERPETUAL", FeedVenue::deribit);
  CHECK(connected.send(message).applied == 0);
  const auto notices = connected.notices();
  REQUIRE(notices.size() == 1);
  CHECK(notices[0].kind == NoticeKind::control);
  CHECK(notices[0].control == control);
  CHECK(notices[0].feed == connected.feed);
  CHECK(notices[0].market == kNoId);
  CHECK(connected.counters().errors == 0);
}

TEST_CASE("what asks for nothing is not told", "[venue_engine]") {
  const std::string message =
      GENERATE(as<std::string>{}, R"({"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}})",
               R"({"jsonrpc":"2.0","id":1,"result":["book.BTC-PERPETUAL.100ms"]})");
  ConnectedEngine connected("BTC-PERPETUAL", FeedVenue::deribit);
  connected.send(message);
  CHECK(connected.notices().empty());
}

TEST_CASE("a mark that was overtaken does not replace the newer one", "[venue_engine]") {
  ConnectedEngine connected;
  connected.send(kBitcoin.mark("618.00", 1'700'000'005'000), 100.0);
  CHECK(connected.reading().markPrice == 618.0);
  connected.send(kBitcoin.mark("600.00", 1'700'000'004'999), 200.0);
  CHECK(connected.reading().markPrice == 618.0);
  CHECK(connected.reading().indexPrice == 618.0);
  CHECK(connected.reading().markLocalTimeMs == 100.0);
  // One of the same time may say it better.
  connected.send(kBitcoin.mark("619.00", 1'700'000'005'000), 300.0);
  CHECK(connected.reading().markPrice == 619.0);
  connected.send(kBitcoin.mark("620.00", 1'700'000'006'000), 400.0);
  CHECK(connected.reading().markPrice == 620.0);
}

TEST_CASE("after a reconnection an older mark is the newest there is", "[venue_engine]") {
  ConnectedEngine connected;
  connected.send(kBitcoin.mark("618.00", 1'700'000'005'000));
  connected.engine.reconnected(connected.feed);
  CHECK(connected.reading().markPrice == 618.0);
  connected.send(kBitcoin.mark("600.00", 1'700'000'004'000));
  CHECK(connected.reading().markPrice == 600.0);
}

TEST_CASE("an index reaches every market that follows it, and leaves its mark alone", "[venue_engine]") {
  ConnectedEngine swap("BTC-USDT-SWAP", FeedVenue::okx);
  const MarketId inverse = swap.engine.openMarket(swap.feed, "BTC-USD-SWAP");
  swap.send(R"({"arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP",)"
            R"("instType":"SWAP","markPx":"60000.5","ts":"1795131259180"}]})");
  const auto told = swap.send(R"({"arg":{"channel":"index-tickers","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT",)"
                              R"("idxPx":"60001.25","ts":"1795131999999"}]})");
  CHECK(told.applied == 1);
  CHECK(swap.reading().indexPrice == 60'001.25);
  CHECK(std::isnan(swap.engine.market(inverse)->reading(0.0).indexPrice));
  // The index was ahead; a mark of its own time is news all the same.
  CHECK(swap.send(R"({"arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP",)"
                  R"("instType":"SWAP","markPx":"60002.5","ts":"1795131260180"}]})").applied == 1);
  CHECK(swap.reading().markPrice == 60'002.5);
  CHECK(swap.reading().indexPrice == 60'001.25);
}

}  // namespace
}  // namespace plimsoll
