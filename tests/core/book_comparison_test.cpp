#include "plimsoll/book/book_comparison.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cstring>
#include <map>
#include <string>

#include "binance_messages.h"
#include "connected_engine.h"
#include "random_book.h"

namespace plimsoll {
namespace {

using test::BinanceMessages;
using test::ConnectedEngine;
using test::KnownBook;
using test::level;

/// A book compared with a snapshot of these levels.
BookComparison compared(const OrderBook& book, const KnownBook& with) {
  EventBatch batch;
  const auto range = [&](const std::vector<Level>& side) {
    const LevelRange into{static_cast<std::uint32_t>(batch.levels.size()), static_cast<std::uint32_t>(side.size())};
    batch.levels.insert(batch.levels.end(), side.begin(), side.end());
    return into;
  };
  BookSnapshot snapshot{};
  snapshot.bids = range(with.bids);
  snapshot.asks = range(with.asks);
  return compare(book, snapshot, batch);
}

struct Counts {
  std::size_t levels, missing, surplus, different;
  friend bool operator==(const Counts&, const Counts&) = default;
};

Counts counts(const BookComparison& it) { return {it.levels, it.missing, it.surplus, it.different}; }

const KnownBook kKnown{{level(9'900, 1'000), level(9'800, 2'000), level(9'700, 3'000)},
                       {level(10'000, 4'000), level(10'100, 5'000), level(10'200, 6'000)}};

TEST_CASE("a book and its own levels differ in nothing", "[book_comparison]") {
  const BookComparison same = compared(kKnown.book(), kKnown);
  CHECK(same.compared);
  CHECK(same.error == Error::none);
  CHECK(counts(same) == Counts{6, 0, 0, 0});
}

TEST_CASE("each way to differ is counted by itself", "[book_comparison]") {
  KnownBook changed = kKnown;
  SECTION("the snapshot has a level more") {
    changed.bids.push_back(level(9'750, 1));
    CHECK(counts(compared(kKnown.book(), changed)) == Counts{7, 1, 0, 0});
  }
  SECTION("the book has a level more among those of the snapshot") {
    changed.asks.erase(changed.asks.begin());
    CHECK(counts(compared(kKnown.book(), changed)) == Counts{5, 0, 1, 0});
  }
  SECTION("a quantity is another") {
    changed.asks[1].quantity.mantissa += 1;
    CHECK(counts(compared(kKnown.book(), changed)) == Counts{6, 0, 0, 1});
  }
  SECTION("a quantity is finer than any of the book") {
    changed.asks[1].quantity = {50'000'001, 7};
    CHECK(counts(compared(kKnown.book(), changed)) == Counts{6, 0, 0, 1});
  }
  SECTION("a price is finer than any of the book") {
    changed.bids.insert(changed.bids.begin(), Level{{9'890'001, 5}, {1, 0}});
    CHECK(counts(compared(kKnown.book(), changed)) == Counts{7, 1, 0, 0});
  }
  SECTION("a level of nothing is no level") {
    changed.bids.push_back(level(9'600, 0));
    CHECK(counts(compared(kKnown.book(), changed)) == Counts{6, 0, 0, 0});
  }
}

TEST_CASE("numbers that are equal and written differently are equal", "[book_comparison]") {
  const KnownBook plain{{Level{{99, 0}, {1, 0}}}, {Level{{100, 0}, {4, 0}}}};
  CHECK(counts(compared(kKnown.book(), plain)) == Counts{2, 0, 0, 0});
}

TEST_CASE("a price that a snapshot names twice makes no surplus", "[book_comparison]") {
  KnownBook twice = kKnown;
  twice.bids.push_back(twice.bids.front());
  CHECK(compared(kKnown.book(), twice).surplus == 0);
}

TEST_CASE("a price between two of the book's units bounds what is looked at", "[book_comparison]") {
  KnownBook finer = kKnown;
  finer.asks = {finer.asks.front(), {{10'200'001, 5}, {1, 0}}};
  finer.bids = {finer.bids.front(), {{9'699'999, 5}, {1, 0}}};
  CHECK(counts(compared(kKnown.book(), finer)) == Counts{4, 2, 4, 0});
}

TEST_CASE("what lies beyond the worst of a snapshot is not looked at", "[book_comparison]") {
  KnownBook best = kKnown;
  best.bids.resize(2);
  best.asks.resize(1);
  CHECK(counts(compared(kKnown.book(), best)) == Counts{3, 0, 0, 0});
  CHECK(counts(compared(kKnown.book(), {})) == Counts{0, 0, 0, 0});
  CHECK(counts(compared(OrderBook{}, kKnown)) == Counts{6, 6, 0, 0});
}

TEST_CASE("random books differ as their levels in maps do", "[book_comparison]") {
  test::RandomNumbers random(494);
  using Side = std::map<std::int64_t, std::int64_t>;
  const auto sideOf = [](const std::vector<Level>& levels, std::int64_t sign) {
    Side side;
    for (const Level& level : levels) side[sign * *inUnits(level.price, 2)] = *inUnits(level.quantity, 3);
    return side;
  };
  for (int i = 0; i < 500; ++i) {
    const KnownBook known = test::randomBook(random, random.below(40));
    KnownBook other = known;
    for (auto* side : {&other.bids, &other.asks}) {
      std::erase_if(*side, [&](const Level&) { return random.chance(0.1); });
      for (Level& level : *side) {
        if (random.chance(0.1)) level.price.mantissa += 1'000'000;  // out of the way of its neighbours
        if (random.chance(0.1)) level.quantity.mantissa += random.integer(1, 3);
      }
      side->resize(random.below(side->size() + 1));
    }
    Counts expected{};
    const auto count = [&](const std::vector<Level>& book, const std::vector<Level>& snapshot, std::int64_t sign) {
      const Side ours = sideOf(book, sign), theirs = sideOf(snapshot, sign);
      expected.levels += theirs.size();
      for (const auto& [key, quantity] : theirs) {
        const auto found = ours.find(key);
        expected.missing += found == ours.end();
        expected.different += found != ours.end() && found->second != quantity;
      }
      for (const auto& [key, quantity] : ours) {
        expected.surplus += !theirs.empty() && key <= theirs.rbegin()->first && !theirs.contains(key);
      }
    };
    count(known.bids, other.bids, -1);
    count(known.asks, other.asks, +1);
    if (counts(compared(known.book(), other)) != expected) FAIL("counted differently in round " << i);
  }
}

const BinanceMessages kBitcoin;
constexpr const char* kBids = R"([["618.00","2.5"],["617.90","1"]])";
constexpr const char* kAsks = R"([["618.10","1.5"],["618.50","4"]])";

void makeLive(ConnectedEngine& connected) {
  connected.apply(BinanceMessages::snapshot(100, kBids, kAsks));
  connected.send(kBitcoin.depth(95, 101, 90, "[]", "[]"));
  REQUIRE(connected.status() == MarketStatus::live);
}

BookComparison verified(ConnectedEngine& connected, const std::string& message) {
  std::memcpy(connected.engine.messageRoom(message.size()), message.data(), message.size());
  return connected.engine.verify(connected.market, message.size());
}

TEST_CASE("a fetched snapshot is compared with a live book, which stays as it is", "[book_comparison]") {
  ConnectedEngine connected;
  makeLive(connected);
  const Reading before = connected.reading();
  const BookComparison same = verified(connected, BinanceMessages::snapshot(101, kBids, kAsks));
  CHECK(same.compared);
  CHECK(same.sameUpdate);
  CHECK(counts(same) == Counts{4, 0, 0, 0});

  const BookComparison later =
      verified(connected, BinanceMessages::snapshot(150, R"([["618.05","1"],["617.90","2"]])", kAsks));
  CHECK(later.compared);
  CHECK_FALSE(later.sameUpdate);
  CHECK(counts(later) == Counts{4, 1, 1, 1});
  CHECK(test::sameReading(before, connected.reading()));
  CHECK(connected.engine.notices().empty());
}

TEST_CASE("a book that may not be believed is not compared", "[book_comparison]") {
  ConnectedEngine connected;
  const std::string snapshot = BinanceMessages::snapshot(100, kBids, kAsks);
  CHECK_FALSE(verified(connected, snapshot).compared);
  CHECK(connected.status() == MarketStatus::waiting);
  makeLive(connected);
  SECTION("after a gap") { connected.send(kBitcoin.depth(111, 115, 110, "[]", "[]")); }
  SECTION("while it is crossed") { connected.send(kBitcoin.depth(102, 105, 101, R"([["619","1"]])", "[]")); }
  const BookComparison none = verified(connected, snapshot);
  CHECK_FALSE(none.compared);
  CHECK(none.error == Error::none);
}

TEST_CASE("what is no snapshot of this market is not compared", "[book_comparison]") {
  ConnectedEngine connected;
  makeLive(connected);
  CHECK_FALSE(verified(connected, kBitcoin.openInterest("5")).compared);
  const std::string ether = BinanceMessages::snapshot(101, kBids, kAsks);
  CHECK_FALSE(verified(connected, R"({"symbol":"ETHUSDT",)" + ether.substr(1)).compared);
  CHECK(verified(connected, R"({"symbol":"BTCUSDT",)" + ether.substr(1)).compared);
  const BookComparison refused = verified(connected, "nothing");
  CHECK_FALSE(refused.compared);
  CHECK(refused.error == Error::notJson);
  CHECK(connected.status() == MarketStatus::live);
  CHECK_FALSE(connected.engine.verify(-1, 0).compared);
}

}  // namespace
}  // namespace plimsoll
