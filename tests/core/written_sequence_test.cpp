// Rules that no recording proves: a written sequence in each protocol, with each of its
// messages left out, told twice, and told too late.

#include "written_sequence.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <string>
#include <vector>

#include "connected_engine.h"

namespace plimsoll {
namespace {

using test::WrittenSequence;

constexpr int kUpdates = 24;

/// A market that is told a sequence.
class Told {
 public:
  explicit Told(const WrittenSequence& sequence)
      : sequence_(sequence), connected_(sequence.symbol, sequence.venue) {}

  void snapshot(int i) {
    const std::string message = sequence_.snapshot(i, test::bookAt(i));
    if (sequence_.snapshotIsFetched) {
      connected_.apply(message);
    } else {
      connected_.send(message);
    }
  }

  int update(int i) { return connected_.send(sequence_.update(i, test::changeAt(i), test::bookAt(i))).applied; }

  MarketStatus status() { return connected_.status(); }
  bool saysNothing() { return std::isnan(connected_.reading().bestBidPrice); }
  int resyncs() { return connected_.resyncNotices(); }
  double gaps() { return connected_.reading().gaps; }
  std::string book() { return test::snapshotMessage(connected_.at()); }

 private:
  const WrittenSequence& sequence_;
  test::ConnectedEngine connected_;
};

/// What the book is when all has been told.
std::string wholeBook(const WrittenSequence& sequence, int last) {
  Told told(sequence);
  told.snapshot(0);
  for (int i = 1; i <= last; ++i) REQUIRE(told.update(i) == 1);
  REQUIRE(told.status() == MarketStatus::live);
  REQUIRE(told.gaps() == 0.0);
  REQUIRE(told.resyncs() == 0);
  return told.book();
}

TEST_CASE("a written sequence is followed to its end", "[written_sequence]") {
  const WrittenSequence sequence = GENERATE(from_range(test::writtenSequences()));
  CAPTURE(sequence.name);
  wholeBook(sequence, kUpdates);
}

TEST_CASE("an update left out is noticed at the next", "[written_sequence]") {
  const WrittenSequence sequence = GENERATE(from_range(test::writtenSequences()));
  for (int left = 1; left < kUpdates; ++left) {
    CAPTURE(sequence.name, left);
    Told told(sequence);
    told.snapshot(0);
    // Behind a fetched snapshot the first update has to reach across it; without one that does
    // the market waits for a better snapshot.
    for (int i = 1; i < left; ++i) told.update(i);
    REQUIRE(told.resyncs() == 0);
    REQUIRE(told.update(left + 1) == 0);
    const bool neverJoined = sequence.snapshotIsFetched && left == 1;
    CHECK(told.status() == (neverJoined ? MarketStatus::waiting : MarketStatus::gap));
    CHECK(told.saysNothing());
    CHECK(told.resyncs() == 1);
    for (int i = left + 2; i <= kUpdates; ++i) CHECK(told.update(i) == 0);
    CHECK(told.saysNothing());
    CHECK(told.resyncs() == 0);
  }
}

TEST_CASE("after a gap the next snapshot makes the book whole", "[written_sequence]") {
  const WrittenSequence sequence = GENERATE(from_range(test::writtenSequences()));
  CAPTURE(sequence.name);
  if (std::string_view(sequence.name).starts_with("Kraken Futures")) return;  // a side is told each other time
  Told told(sequence);
  told.snapshot(0);
  told.update(1);
  told.update(3);
  REQUIRE(told.status() == MarketStatus::gap);
  told.snapshot(10);
  CHECK(told.status() == MarketStatus::live);
  for (int i = 11; i <= kUpdates; ++i) CHECK(told.update(i) == 1);
  CHECK(told.book() == wholeBook(sequence, kUpdates));
}

TEST_CASE("an update told twice counts once", "[written_sequence]") {
  const WrittenSequence sequence = GENERATE(from_range(test::writtenSequences()));
  const std::string expected = wholeBook(sequence, kUpdates);
  const bool isUnnumbered = std::string_view(sequence.name).starts_with("Kraken spot");
  for (int twice = 1; twice <= kUpdates; ++twice) {
    CAPTURE(sequence.name, twice);
    Told told(sequence);
    told.snapshot(0);
    for (int i = 1; i <= kUpdates; ++i) {
      told.update(i);
      // Without a number it is set once more, to the same.
      if (i == twice) CHECK(told.update(i) == (isUnnumbered ? 1 : 0));
    }
    CHECK(told.status() == MarketStatus::live);
    CHECK(told.gaps() == 0.0);
    CHECK(told.book() == expected);
  }
}

TEST_CASE("two updates in the wrong order are noticed at the first", "[written_sequence]") {
  const WrittenSequence sequence = GENERATE(from_range(test::writtenSequences()));
  for (int early = 2; early <= kUpdates; ++early) {
    CAPTURE(sequence.name, early);
    Told told(sequence);
    told.snapshot(0);
    for (int i = 1; i < early - 1; ++i) told.update(i);
    CHECK(told.update(early) == 0);
    CHECK(told.status() != MarketStatus::live);
    CHECK(told.update(early - 1) == 0);
    CHECK(told.saysNothing());
    CHECK(told.resyncs() == 1);
  }
}

TEST_CASE("a snapshot that comes late is noticed at the next update, or was not needed", "[written_sequence]") {
  const WrittenSequence sequence = GENERATE(from_range(test::writtenSequences()));
  CAPTURE(sequence.name);
  Told told(sequence);
  told.snapshot(0);
  for (int i = 1; i <= 10; ++i) told.update(i);
  told.snapshot(4);
  const int applied = told.update(11);
  if (sequence.snapshotIsFetched || sequence.venue == FeedVenue::dydx) {
    CHECK(applied == 1);  // an older one is left alone: by its id, or by its place in the connection
    CHECK(told.status() == MarketStatus::live);
  } else {
    CHECK(applied == 0);
    CHECK(told.status() == MarketStatus::gap);
  }
}

}  // namespace
}  // namespace plimsoll
