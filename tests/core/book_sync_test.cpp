#include "plimsoll/feed/book_sync.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plimsoll/book/order_book.h"
#include "random_numbers.h"

namespace plimsoll {
namespace {

/// A book with its sync and nothing else, driven as a market drives them.
class SyncedBook {
 public:
  SyncVerdict take(std::int64_t first, std::int64_t last, std::optional<std::int64_t> previous,
                   const std::vector<Level>& bids = {}) {
    batch_.clear();
    batch_.levels = bids;
    const BookDelta delta{.symbol = {},
                          .rule = {.chain = Chain::previous, .joinsFetched = true},
                          .firstUpdateId = first,
                          .lastUpdateId = last,
                          .previousUpdateId = previous,
                          .venueTimeMs = 0,
                          .bids = {0, static_cast<std::uint32_t>(bids.size())},
                          .asks = {}};
    const SyncVerdict verdict = sync.judge(delta, batch_);
    if (verdict == SyncVerdict::apply) apply(delta, batch_);
    return verdict;
  }

  /// How many kept deltas were applied, or nothing where the snapshot was not accepted.
  std::optional<int> join(std::int64_t lastUpdateId, const std::vector<Level>& bids = {}) {
    const BookSnapshot snapshot{.symbol = {}, .source = SnapshotSource::fetched, .lastUpdateId = lastUpdateId, .venueTimeMs = {}, .bids = {}, .asks = {}};
    if (!sync.accepts(snapshot)) return std::nullopt;
    REQUIRE(book.replace(bids, {}) == Error::none);
    return sync.join(snapshot, [this](const BookDelta& delta, const EventBatch& kept) { apply(delta, kept); });
  }

  BookSync sync{true};
  OrderBook book;

 private:
  void apply(const BookDelta& delta, const EventBatch& batch) {
    REQUIRE(book.update(batch.at(delta.bids), {}) == Error::none);
  }

  EventBatch batch_;
};

TEST_CASE("before a snapshot everything is kept", "[book_sync]") {
  SyncedBook synced;
  REQUIRE(synced.sync.status() == BookStatus::waiting);
  REQUIRE_FALSE(synced.sync.lastUpdateId());
  REQUIRE(synced.take(10, 20, 9) == SyncVerdict::buffer);
  REQUIRE(synced.take(21, 30, 20) == SyncVerdict::buffer);
  REQUIRE(synced.sync.status() == BookStatus::waiting);
}

// Binance: the first delta that counts has U <= lastUpdateId <= u; field practice adds pu == lastUpdateId.
TEST_CASE("which delta joins a snapshot of 100", "[book_sync]") {
  struct Row {
    const char* name;
    std::int64_t first, last, previous;
    SyncVerdict verdict;
    BookStatus status;
  };
  const Row row = GENERATE(Row{"reaches across", 95, 105, 90, SyncVerdict::apply, BookStatus::live},
                           Row{"begins at it", 100, 105, 90, SyncVerdict::apply, BookStatus::live},
                           Row{"ends at it", 90, 100, 89, SyncVerdict::apply, BookStatus::live},
                           Row{"chained to it", 103, 107, 100, SyncVerdict::apply, BookStatus::live},
                           Row{"ends before it", 90, 99, 89, SyncVerdict::ignore, BookStatus::live},
                           Row{"begins behind it", 102, 110, 101, SyncVerdict::gap, BookStatus::waiting},
                           Row{"begins right behind it, chained to another", 101, 110, 99, SyncVerdict::gap, BookStatus::waiting});
  CAPTURE(row.name);
  SyncedBook synced;
  REQUIRE(synced.join(100) == 0);
  REQUIRE(synced.sync.status() == BookStatus::live);
  REQUIRE(synced.take(row.first, row.last, row.previous) == row.verdict);
  REQUIRE(synced.sync.status() == row.status);
  if (row.verdict == SyncVerdict::apply) REQUIRE(synced.sync.lastUpdateId() == row.last);

  // The same where the delta came before the snapshot.
  SyncedBook kept;
  kept.take(row.first, row.last, row.previous);
  REQUIRE(kept.join(100) == (row.verdict == SyncVerdict::apply ? 1 : 0));
  REQUIRE(kept.sync.status() == row.status);
}

TEST_CASE("once joined, each delta must name the one before", "[book_sync]") {
  struct Row {
    const char* name;
    std::int64_t first, last, previous;
    SyncVerdict verdict;
    BookStatus status;
  };
  // The last one was 95 to 105.
  const Row row = GENERATE(Row{"next", 106, 110, 105, SyncVerdict::apply, BookStatus::live},
                           Row{"next, with ids left out between", 150, 160, 105, SyncVerdict::apply, BookStatus::live},
                           Row{"the same once more", 95, 105, 90, SyncVerdict::ignore, BookStatus::live},
                           Row{"one is missing", 111, 115, 110, SyncVerdict::gap, BookStatus::gap},
                           Row{"ids in a row, but one is missing", 106, 115, 104, SyncVerdict::gap, BookStatus::gap},
                           Row{"an older one", 80, 90, 79, SyncVerdict::gap, BookStatus::gap},
                           Row{"a sequence that starts over", 1, 5, 105, SyncVerdict::gap, BookStatus::gap},
                           Row{"one that covers it, as only a first one may", 100, 115, 99, SyncVerdict::gap, BookStatus::gap});
  CAPTURE(row.name);
  SyncedBook synced;
  REQUIRE(synced.join(100) == 0);
  REQUIRE(synced.take(95, 105, 90) == SyncVerdict::apply);
  REQUIRE(synced.take(row.first, row.last, row.previous) == row.verdict);
  REQUIRE(synced.sync.status() == row.status);
}

TEST_CASE("after a gap everything is kept, and a snapshot between joins the rest", "[book_sync]") {
  SyncedBook synced;
  synced.join(100);
  synced.take(95, 105, 90);
  REQUIRE(synced.take(111, 115, 110) == SyncVerdict::gap);
  REQUIRE(synced.take(116, 120, 115) == SyncVerdict::buffer);
  REQUIRE(synced.take(121, 125, 120) == SyncVerdict::buffer);

  SECTION("one that is too old leaves it waiting, for the next") {
    REQUIRE(synced.join(108) == 0);
    REQUIRE(synced.sync.status() == BookStatus::waiting);
    REQUIRE(synced.join(118) == 2);
  }
  SECTION("one within them takes what is newer") { REQUIRE(synced.join(117) == 2); }
  SECTION("one right before them is chained to") { REQUIRE(synced.join(110) == 3); }
  SECTION("one beyond them needs none") { REQUIRE(synced.join(200) == 0); }
  REQUIRE(synced.sync.status() == BookStatus::live);
}

TEST_CASE("a live book takes newer snapshots and leaves older ones", "[book_sync]") {
  SyncedBook synced;
  synced.join(100);
  synced.take(95, 105, 90);
  REQUIRE(synced.join(104) == std::nullopt);
  REQUIRE(synced.join(105) == std::nullopt);
  REQUIRE(synced.sync.lastUpdateId() == 105);
  REQUIRE(synced.join(108) == 0);
  REQUIRE(synced.sync.lastUpdateId() == 108);
  REQUIRE(synced.take(106, 112, 105) == SyncVerdict::apply);
}

TEST_CASE("a snapshot after a reconnection may be older than what was there", "[book_sync]") {
  SyncedBook synced;
  synced.join(100);
  synced.take(95, 105, 90);
  synced.sync.reset();
  REQUIRE(synced.sync.status() == BookStatus::waiting);
  REQUIRE_FALSE(synced.sync.lastUpdateId());
  REQUIRE(synced.join(50) == 0);
  REQUIRE(synced.take(51, 52, 50) == SyncVerdict::apply);
}

TEST_CASE("a hole in what is kept drops what stood before it", "[book_sync]") {
  SyncedBook synced;
  synced.take(10, 20, 9);
  synced.take(31, 40, 30);
  REQUIRE(synced.join(15) == 0);
  REQUIRE(synced.sync.status() == BookStatus::waiting);
  REQUIRE(synced.join(35) == 1);
  REQUIRE(synced.sync.status() == BookStatus::live);
}

TEST_CASE("what is kept has a bound", "[book_sync]") {
  const std::vector<Level> many(1'000, Level{{5, 0}, {1, 0}});
  SyncedBook synced;
  std::int64_t id = 0;
  for (int i = 0; i < 350; ++i, id += 10) synced.take(id + 1, id + 10, id, many);
  // 200 000 levels are kept at most; when that is full, the oldest go.
  REQUIRE(synced.join(100) == 0);
  REQUIRE(synced.sync.status() == BookStatus::waiting);
  REQUIRE(synced.join(id - 5) == 1);
  REQUIRE(synced.sync.status() == BookStatus::live);
}

TEST_CASE("a delta without the id before it is no chain", "[book_sync]") {
  SyncedBook synced;
  synced.join(100);
  REQUIRE(synced.take(95, 105, std::nullopt) == SyncVerdict::apply);
  REQUIRE(synced.take(106, 110, std::nullopt) == SyncVerdict::gap);
}

/// An exchange that changes its bids and tells of it, as Binance does: ids grow by any
/// amount, a delta names its first and last id and the last of the delta before.
class ReferenceExchange {
 public:
  struct Delta {
    std::int64_t first, last, previous;
    std::vector<Level> bids;
  };

  explicit ReferenceExchange(test::RandomNumbers& random) : random_(random) { history_[id_] = {}; }

  Delta next() {
    Delta delta{id_ + random_.integer(1, 5), 0, lastDelta_, {}};
    id_ = delta.first;
    std::map<std::int64_t, std::int64_t> book = history_.rbegin()->second;
    for (std::size_t changes = random_.below(5); changes > 0; --changes) {
      const std::int64_t price = random_.integer(90, 110);
      const std::int64_t quantity = random_.chance(0.4) ? 0 : random_.integer(1, 9);
      delta.bids.push_back({{price, 0}, {quantity, 0}});
      id_ += random_.integer(0, 3);
      if (quantity == 0) {
        book.erase(price);
      } else {
        book[price] = quantity;
      }
      history_[id_] = book;
    }
    delta.last = lastDelta_ = id_;
    history_[id_] = book;
    return delta;
  }

  /// The book as it was after an id.
  const std::map<std::int64_t, std::int64_t>& at(std::int64_t id) const {
    return std::prev(history_.upper_bound(id))->second;
  }
  std::int64_t id() const { return id_; }

 private:
  test::RandomNumbers& random_;
  std::int64_t id_ = 1'000;
  std::int64_t lastDelta_ = 1'000;
  std::map<std::int64_t, std::map<std::int64_t, std::int64_t>> history_;
};

std::vector<Level> levelsOf(const std::map<std::int64_t, std::int64_t>& book) {
  std::vector<Level> levels;
  for (const auto& [price, quantity] : book) levels.push_back({{price, 0}, {quantity, 0}});
  return levels;
}

std::map<std::int64_t, std::int64_t> bidsOf(const OrderBook& book) {
  std::map<std::int64_t, std::int64_t> bids;
  book.walk(BookSide::bid, [&](std::int64_t price, std::int64_t quantity) {
    bids[price] = quantity;
    return true;
  });
  return bids;
}

/// How a network treats messages.
struct Network {
  const char* name;
  double lost, repeated, swapped, snapshots;
  int snapshotAge;  ///< how many deltas late a snapshot may come
};

// Two deltas may change one price at once, so a snapshot in the middle of a delta is not a
// state that the reference had; but as deltas are absolute, at the delta's end all is equal.
TEST_CASE("a live book is the exchange's book, whatever the network does", "[book_sync]") {
  const Network network = GENERATE(Network{"perfect", 0.0, 0.0, 0.0, 0.05, 3},
                                   Network{"losing", 0.05, 0.0, 0.0, 0.1, 5},
                                   Network{"repeating", 0.0, 0.2, 0.0, 0.1, 5},
                                   Network{"swapping", 0.0, 0.0, 0.1, 0.1, 5},
                                   Network{"all of it", 0.03, 0.1, 0.05, 0.2, 20});
  const std::uint64_t seed = GENERATE(531, 532, 533, 534);
  CAPTURE(network.name, seed);
  test::RandomNumbers random(seed);
  ReferenceExchange exchange(random);
  SyncedBook synced;
  std::vector<std::int64_t> ends{exchange.id()};
  int live = 0, joins = 0, missed = 0;

  for (int i = 0; i < 4'000; ++i) {
    std::vector<ReferenceExchange::Delta> arriving{exchange.next()};
    ends.push_back(exchange.id());
    if (random.chance(network.swapped)) {
      arriving.push_back(exchange.next());
      ends.push_back(exchange.id());
      std::swap(arriving[0], arriving[1]);
    }
    if (random.chance(network.repeated)) arriving.push_back(arriving.back());
    for (const auto& delta : arriving) {
      if (random.chance(network.lost)) continue;
      const bool wasLive = synced.sync.status() == BookStatus::live;
      const std::int64_t before = synced.sync.lastUpdateId().value_or(0);
      const SyncVerdict verdict = synced.take(delta.first, delta.last, delta.previous, delta.bids);
      // With a delta lost between, the next must not be applied on top of what was before.
      if (wasLive && delta.last > before && delta.previous > before && delta.first > before) {
        REQUIRE(verdict == SyncVerdict::gap);
        ++missed;
      }
      if (synced.sync.status() == BookStatus::live) {
        ++live;
        const std::int64_t at = *synced.sync.lastUpdateId();
        if (bidsOf(synced.book) != exchange.at(at)) FAIL("another book at " << at << " after step " << i);
      }
    }
    if (random.chance(network.snapshots)) {
      const std::size_t age = std::min(random.below(static_cast<std::size_t>(network.snapshotAge)), ends.size() - 1);
      std::int64_t id = ends[ends.size() - 1 - age];
      if (random.chance(0.5)) id -= random.integer(0, 4);  // in the middle of a delta
      id = std::max<std::int64_t>(id, 1'000);
      const bool wasLive = synced.sync.status() == BookStatus::live;
      const auto applied = synced.join(id, levelsOf(exchange.at(id)));
      if (!applied) REQUIRE(wasLive);
      joins += applied && synced.sync.status() == BookStatus::live;
      if (synced.sync.status() == BookStatus::live) {
        const std::int64_t at = *synced.sync.lastUpdateId();
        if (bidsOf(synced.book) != exchange.at(at)) FAIL("another book at " << at << " after a snapshot, step " << i);
      }
    }
  }
  CAPTURE(live, joins, missed);
  REQUIRE(live > 200);
  if (network.lost > 0.0) REQUIRE(missed > 10);
  if (network.lost > 0.0 || network.swapped > 0.0) REQUIRE(joins > 10);
  if (network.lost == 0.0 && network.swapped == 0.0) REQUIRE(live > 3'900);
}

}  // namespace
}  // namespace plimsoll
