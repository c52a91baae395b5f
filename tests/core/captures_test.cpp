// Recorded traffic of Binance. Wherever a recording holds the venue's own best bid
// and ask for an update id, the book that was built from depth events must say the same.

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "book_touch.h"
#include "connected_engine.h"
#include "recording.h"

namespace plimsoll {
namespace {

using test::ConnectedEngine;

using test::BookTickers;
using test::field;
using test::integer;
using test::touchOf;

struct Line {
  enum class Kind { depth, snapshot, other } kind;
  std::string text;
  double localTimeMs;
  std::int64_t updateId;  ///< the last, of a depth event or a snapshot
};

/// One symbol's part of a recording, in memory.
struct Tape {
  std::string symbol;
  std::vector<Line> lines;
  std::vector<std::size_t> depths;  ///< which of them are depth events
  BookTickers tickers;
};

/// @param others  whether messages that are neither depth nor snapshot are kept
std::vector<Tape> tapesOf(const std::filesystem::path& path, bool others) {
  std::map<std::string, Tape, std::less<>> tapes;
  std::string lastSymbol;
  test::Recording recording(path);
  while (const auto message = recording.next()) {
    const double localTimeMs = static_cast<double>(recording.timeNs()) * 1e-6;
    if (message->starts_with("{\"lastUpdateId\"")) {
      // A REST answer names no symbol; the recorder asks when it has seen the first depth events.
      tapes[lastSymbol].lines.push_back({Line::Kind::snapshot, std::string(*message), localTimeMs,
                                         integer(field(*message, "lastUpdateId"))});
      continue;
    }
    const std::string symbol(field(*message, "s"));
    Tape& tape = tapes[symbol];
    tape.symbol = symbol;
    const std::string_view type = field(*message, "e");
    if (type == "depthUpdate") {
      lastSymbol = symbol;
      tape.depths.push_back(tape.lines.size());
      tape.lines.push_back({Line::Kind::depth, std::string(*message), localTimeMs, integer(field(*message, "u"))});
      continue;
    }
    if (BookTickers::is(*message)) tape.tickers.add(*message);
    if (others) tape.lines.push_back({Line::Kind::other, std::string(*message), localTimeMs, 0});
  }
  REQUIRE(recording.close());
  std::vector<Tape> found;
  for (auto& [symbol, tape] : tapes) {
    if (!tape.depths.empty()) found.push_back(std::move(tape));
  }
  return found;
}

void give(ConnectedEngine& connected, const Line& line) {
  if (line.kind == Line::Kind::snapshot) {
    connected.apply(line.text, line.localTimeMs);
  } else {
    connected.send(line.text, line.localTimeMs);
  }
}

bool bookReadingsMissing(const Reading& reading) {
  for (const double value : {reading.bestBidPrice, reading.bestAskPrice, reading.midPrice, reading.weightedMid,
                             reading.topImbalance, reading.bookImbalance10, reading.weightedImbalance10Bps,
                             reading.orderFlowImbalance}) {
    if (!std::isnan(value)) return false;
  }
  return true;
}

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// A recording of one of the exchange's venues.
struct VenueRecording {
  FeedVenue venue;
  std::filesystem::path path;
};

std::vector<VenueRecording> recordingsOf(std::initializer_list<FeedVenue> venues) {
  std::vector<VenueRecording> found;
  for (const FeedVenue venue : venues) {
    const std::string folder = "captures/" + std::string(traits(venue).name);
    for (const auto& path : test::recordings(folder)) found.push_back({venue, path});
  }
  // One of our own simulated exchange, in a folder of the user's.
  if (const char* own = std::getenv("PLIMSOLL_RECORDING"); own != nullptr && *own) {
    found.push_back({FeedVenue::binanceUsdm, own});
  }
  return found;
}

/// Each of those whose books rest on one rule; what is tried with gaps takes long.
std::vector<VenueRecording> gapRecordings() {
  return recordingsOf({FeedVenue::binanceUsdm, FeedVenue::binanceSpot});
}

std::vector<VenueRecording> allRecordings() {
  return recordingsOf({FeedVenue::binanceUsdm, FeedVenue::binanceCoinm, FeedVenue::binanceSpot});
}

TEST_CASE("after each depth event the touch is what the venue says of that update", "[captures]") {
  for (const auto& [venue, path] : allRecordings()) {
    for (const Tape& tape : tapesOf(path, true)) {
      CAPTURE(path.filename().string(), tape.symbol);
      const auto start = std::chrono::steady_clock::now();
      ConnectedEngine connected(tape.symbol, venue);
      int live = 0, compared = 0, different = 0;
      std::map<std::int64_t, bool> matched;
      for (const Line& line : tape.lines) {
        give(connected, line);
        connected.engine.clearNotices();
        if (line.kind != Line::Kind::depth) continue;
        const auto touch = touchOf(connected.at());
        live += touch.has_value();
        const auto* ticker = tape.tickers.at(line.updateId);
        if (!touch || ticker == nullptr) continue;
        ++compared;
        different += !(*touch == ticker->second);
        matched[ticker->first] = true;
      }
      const Reading reading = connected.reading();
      std::printf("%-34s %-9s %7zu messages  %6d depth events compared  %6zu of %zu bookTickers matched  "
                  "%d different  %.0f gaps  %.1f s\n",
                  path.filename().c_str(), tape.symbol.c_str(), tape.lines.size(), compared, matched.size(),
                  tape.tickers.size(), different, reading.gaps, secondsSince(start));
      CHECK(different == 0);
      CHECK(reading.gaps == 0.0);
      CHECK(connected.status() == MarketStatus::live);
      CHECK(connected.counters().errors == 0);
      CHECK(connected.counters().unrouted == 0);
      // Before its snapshot a stream is not live, and before the first bookTicker nothing is said.
      CHECK(live >= static_cast<int>(tape.depths.size()) * 99 / 100);
      CHECK(compared >= live - 10);
      CHECK_FALSE(connected.at().book().crossed());
    }
  }
}

/// Which depth events to leave out: all, in as few runs as each needs a few intact ones behind
/// it; or a sample.
struct Omissions {
  std::size_t first;
  std::size_t every;
  int done = 0;
};

/// Runs an intact engine and one that misses every so many depth events side by side. The
/// second must notice at the next one, and be exact again with a snapshot of the first.
void leaveOut(const Tape& tape, FeedVenue venue, Omissions& omissions) {
  ConnectedEngine intact(tape.symbol, venue), missing(tape.symbol, venue);
  bool isLeftOut = false;
  std::size_t joined = 0;  // depth events since the book went live
  for (std::size_t i = 0; i < tape.lines.size(); ++i) {
    const Line& line = tape.lines[i];
    const bool last = line.kind == Line::Kind::depth && i == tape.depths.back();
    give(intact, line);
    intact.engine.clearNotices();
    if (line.kind == Line::Kind::depth && intact.at().trustedBook() != nullptr &&
        intact.at().sync().lastUpdateId() == line.updateId) {
      ++joined;
    }
    if (line.kind == Line::Kind::depth && !isLeftOut && !last && joined > 1 &&
        (joined - 2) % omissions.every == omissions.first) {
      isLeftOut = true;
      continue;
    }
    give(missing, line);
    if (line.kind != Line::Kind::depth) continue;
    if (!isLeftOut) {
      if (touchOf(missing.at()) != touchOf(intact.at())) FAIL("another touch at " << line.updateId);
      missing.engine.clearNotices();
      continue;
    }
    isLeftOut = false;
    ++omissions.done;
    const bool noticed = missing.status() == MarketStatus::gap && bookReadingsMissing(missing.reading()) &&
                         missing.resyncNotices() == 1;
    if (!noticed) FAIL("not noticed at " << line.updateId);
    missing.apply(test::snapshotMessage(intact.at()), line.localTimeMs);
    if (missing.status() != MarketStatus::live || missing.resyncNotices() != 0) FAIL("not live again at " << line.updateId);
    if (touchOf(missing.at()) != touchOf(intact.at())) FAIL("another touch at " << line.updateId);
    if (omissions.done % 10 == 0 && test::snapshotMessage(missing.at()) != test::snapshotMessage(intact.at())) {
      FAIL("another book at " << line.updateId);
    }
  }
  CHECK(test::snapshotMessage(missing.at()) == test::snapshotMessage(intact.at()));
}

TEST_CASE("with any depth event left out there is a gap, and never a wrong book", "[captures]") {
  const bool all = std::getenv("PLIMSOLL_ALL") != nullptr;
  for (const auto& [venue, path] : gapRecordings()) {
    for (const Tape& tape : tapesOf(path, false)) {
      CAPTURE(path.filename().string(), tape.symbol);
      const auto start = std::chrono::steady_clock::now();
      int done = 0;
      // With every other one left out, two runs have left out each. Few suffice by default:
      // the first of all, and then one in so many.
      const std::size_t every = all ? 2 : std::max<std::size_t>(2, tape.depths.size() / 310);
      for (std::size_t first = 0; first < (all ? every : 1); ++first) {
        Omissions omissions{first, every};
        leaveOut(tape, venue, omissions);
        done += omissions.done;
      }
      // The last one that can be left out.
      Omissions lastOne{tape.depths.size(), tape.depths.size() + 1};
      {
        ConnectedEngine probe(tape.symbol, venue);
        std::size_t joined = 0;
        for (const Line& line : tape.lines) {
          give(probe, line);
          joined += line.kind == Line::Kind::depth && probe.at().sync().lastUpdateId() == line.updateId;
        }
        lastOne.first = joined - 3;
      }
      leaveOut(tape, venue, lastOne);
      CHECK(lastOne.done == 1);
      std::printf("%-34s %-9s %7zu depth events  %6d left out, each noticed and exact again  %.1f s%s\n",
                  path.filename().c_str(), tape.symbol.c_str(), tape.depths.size(), done + lastOne.done,
                  secondsSince(start), all ? "" : "  (PLIMSOLL_ALL=1: every one)");
      CHECK(done >= std::min<int>(300, static_cast<int>(tape.depths.size()) / 3));
    }
  }
}

// The deltas that came before their snapshot are of two kinds. Without one that the snapshot
// makes old, or the one that reaches across it, the book joins as well or waits for another
// snapshot. Without one that is kept behind those it must not come alive.
TEST_CASE("a depth event left out before the book is live does no harm", "[captures]") {
  for (const auto& [venue, path] : gapRecordings()) {
    for (const Tape& tape : tapesOf(path, false)) {
      CAPTURE(path.filename().string(), tape.symbol);
      std::size_t snapshot = 0;
      while (tape.lines.at(snapshot).kind != Line::Kind::snapshot) ++snapshot;
      std::size_t joining = 0;
      while (tape.lines[joining].kind != Line::Kind::depth || tape.lines[joining].updateId < tape.lines[snapshot].updateId) {
        ++joining;
      }
      const std::size_t end = std::min(std::max(joining, snapshot) + 300, tape.lines.size());
      int unaffected = 0, waiting = 0, noticed = 0;
      for (std::size_t left = 0; left <= std::max(joining, snapshot); ++left) {
        if (tape.lines[left].kind != Line::Kind::depth) continue;
        CAPTURE(left, joining, snapshot);
        ConnectedEngine intact(tape.symbol, venue), missing(tape.symbol, venue);
        int asked = 0;
        for (std::size_t i = 0; i < end; ++i) {
          give(intact, tape.lines[i]);
          intact.engine.clearNotices();
          if (i == left) continue;
          give(missing, tape.lines[i]);
          if (i >= snapshot) asked += missing.resyncNotices();
          missing.engine.clearNotices();
          if (missing.at().trustedBook() == nullptr) {
            REQUIRE(bookReadingsMissing(missing.reading()));
          } else if (missing.at().sync().lastUpdateId() == intact.at().sync().lastUpdateId()) {
            // It may be behind, as the snapshot alone is, but it may not be another book.
            REQUIRE(touchOf(missing.at()) == touchOf(intact.at()));
          }
        }
        if (missing.status() == MarketStatus::live) {
          REQUIRE(left <= joining);
          REQUIRE(test::snapshotMessage(missing.at()) == test::snapshotMessage(intact.at()));
          ++unaffected;
          continue;
        }
        REQUIRE(asked == 1);
        if (left <= joining) REQUIRE(missing.status() == MarketStatus::waiting);
        ++(left <= joining ? waiting : noticed);
        missing.apply(test::snapshotMessage(intact.at()));
        REQUIRE(missing.status() == MarketStatus::live);
        REQUIRE(test::snapshotMessage(missing.at()) == test::snapshotMessage(intact.at()));
      }
      std::printf("%-34s %-9s %7d left out up to the joining one: %d without effect, %d left it waiting; "
                  "%d behind it, noticed\n",
                  path.filename().c_str(), tape.symbol.c_str(), unaffected + waiting, unaffected, waiting, noticed);
    }
  }
}

}  // namespace
}  // namespace plimsoll
