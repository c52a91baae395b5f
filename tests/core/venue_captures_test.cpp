// Recorded traffic of every venue, whatever lies there: each message is read, each book
// follows by the venue's own rule, and where the venue says more, by a checksum or by its
// own best bid and ask, the book says the same. The table says what a recording proves, and
// what it does not.

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "book_touch.h"
#include "connected_engine.h"
#include "recording.h"
#include "venue_messages.h"

namespace plimsoll {
namespace {

using test::BookTickers;
using test::touchOf;

/// What is known of a recording before it is played: who is in it.
struct Cast {
  std::map<std::string, BookTickers> symbols;  ///< with what Binance says of their touch
  std::size_t messages = 0;
};

Cast castOf(FeedVenue venue, const std::filesystem::path& path) {
  Cast cast;
  Decoder decoder;
  const Listings listings;
  EventBatch batch;
  test::Recording recording(path);
  while (const auto message = recording.next()) {
    ++cast.messages;
    const test::PaddedMessage padded(*message);
    REQUIRE(decoder.decode(venue, padded, listings, batch).error == Error::none);
    for (const Event& event : batch.events) {
      const std::string symbol(visitEvent(event, [](const auto& kind) { return kind.symbol; }));
      if (symbol.empty()) continue;
      BookTickers& tickers = cast.symbols[symbol];
      const bool isTicker = traits(venue).name.starts_with("binance") && BookTickers::is(*message);
      if (std::holds_alternative<Quote>(event) && isTicker) tickers.add(*message);
    }
  }
  REQUIRE(recording.close());
  return cast;
}

/// What a recording has proved.
struct Row {
  std::size_t messages = 0, decoded = 0, ignored = 0, refused = 0;
  double marketMs = 0.0, liveMs = 0.0;
  std::uint64_t followed = 0, gaps = 0, checksums = 0, checksumFailures = 0;
  std::uint64_t touches = 0, touchDifferences = 0;
  double crossedMs = 0.0;
  bool anyLive = false, anyReading = false;
};

/// Plays a recording into an engine that has all its markets open.
class Player {
 public:
  Player(FeedVenue venue, const Cast& cast)
      : venue_(venue), connected_(cast.symbols.empty() ? "none" : cast.symbols.begin()->first, venue) {
    for (const auto& [symbol, tickers] : cast.symbols) {
      markets_[symbol] = {connected_.engine.openMarket(connected_.feed, symbol), &tickers};
    }
  }

  void play(const std::filesystem::path& path) {
    test::Recording recording(path);
    while (const auto message = recording.next()) take(*message, static_cast<double>(recording.timeNs()) * 1e-6);
    REQUIRE(recording.close());
  }

  Row row() {
    for (const auto& [symbol, market] : markets_) {
      const Reading reading = connected_.at(market.id).reading(connected_.engine.localTimeMs());
      const BookSync& sync = connected_.at(market.id).sync();
      row_.followed += sync.followed();
      row_.gaps += static_cast<std::uint64_t>(reading.gaps) + sync.brokenWhileWaiting();
      row_.checksums += static_cast<std::uint64_t>(reading.checksumMatches);
      row_.checksumFailures += static_cast<std::uint64_t>(reading.checksumFailures);
      row_.crossedMs += reading.crossedMs;
      row_.anyReading |= !std::isnan(reading.bestBidPrice);
    }
    row_.gaps += connected_.counters().gaps;
    return row_;
  }

 private:
  struct Played {
    MarketId id = kNoId;
    const BookTickers* tickers = nullptr;
  };

  void take(std::string_view message, double localTimeMs) {
    const test::PaddedMessage padded(message);
    REQUIRE(decoder_.decode(venue_, padded, listings_, batch_).error == Error::none);
    ++row_.messages;
    row_.decoded += !batch_.events.empty();
    row_.ignored += batch_.events.empty() && batch_.ignored > 0;
    countTime(localTimeMs);

    bool isBook = false, isNamed = true;
    for (const Event& event : batch_.events) {
      const std::string symbol(visitEvent(event, [](const auto& kind) { return kind.symbol; }));
      isBook |= std::holds_alternative<BookDelta>(event);
      isNamed &= !symbol.empty();
      if (isBook && !symbol.empty()) lastSymbol_ = symbol;
    }
    // A REST answer names no symbol: the recorder asks when it has seen the first updates.
    const Engine::Ingested ingested = isNamed ? connected_.send(message, localTimeMs)
                                              : connected_.apply(markets_.at(lastSymbol_).id, message, localTimeMs);
    row_.refused += ingested.refused.error != Error::none;
    connected_.engine.clearNotices();
    if (isBook) compareTouch(markets_.at(lastSymbol_));
  }

  void countTime(double localTimeMs) {
    const double passed = lastTimeMs_ == 0.0 ? 0.0 : localTimeMs - lastTimeMs_;
    lastTimeMs_ = localTimeMs;
    for (const auto& [symbol, market] : markets_) {
      const bool isLive = connected_.at(market.id).status(connected_.engine.localTimeMs()) == MarketStatus::live;
      row_.marketMs += passed;
      row_.liveMs += isLive ? passed : 0.0;
      row_.anyLive |= isLive;
    }
  }

  void compareTouch(const Played& market) {
    const Market& at = connected_.at(market.id);
    const auto touch = touchOf(at);
    const auto* ticker = touch ? market.tickers->at(*at.sync().lastUpdateId()) : nullptr;
    if (ticker == nullptr) return;
    ++row_.touches;
    row_.touchDifferences += !(*touch == ticker->second);
  }

  FeedVenue venue_;
  test::ConnectedEngine connected_;
  std::map<std::string, Played> markets_;
  std::string lastSymbol_;
  double lastTimeMs_ = 0.0;
  Row row_;
  Decoder decoder_;
  const Listings listings_;
  EventBatch batch_;
};

/// A count, or that there was nothing to count.
std::string proved(std::uint64_t count) { return count == 0 ? "not proved by capture" : std::to_string(count); }

void print(const VenueTraits& venue, const std::string& file, std::size_t markets, const Row& row) {
  std::printf("%-15s %-26s %3zu markets  %6zu messages  %6zu decoded  %4zu ignored by type  %5.1f %% live  "
              "sequence: %s  gaps: %llu  checksums: %s, %llu wrong  touch: %s, %llu different  crossed %.0f ms\n",
              std::string(venue.name).c_str(), file.c_str(), markets, row.messages, row.decoded, row.ignored,
              row.marketMs > 0.0 ? 100.0 * row.liveMs / row.marketMs : 0.0, proved(row.followed).c_str(),
              static_cast<unsigned long long>(row.gaps), proved(row.checksums).c_str(),
              static_cast<unsigned long long>(row.checksumFailures), proved(row.touches).c_str(),
              static_cast<unsigned long long>(row.touchDifferences), row.crossedMs);
}

TEST_CASE("every recording of every venue is read, followed and right", "[captures]") {
  for (std::size_t number = 0; number < kFeedVenues; ++number) {
    const VenueTraits& venue = traits(static_cast<FeedVenue>(number));
    for (const auto& path : test::recordings("captures/" + std::string(venue.name))) {
      CAPTURE(venue.name, path.filename().string());
      const Cast cast = castOf(venue.venue, path);
      Player player(venue.venue, cast);
      player.play(path);
      const Row row = player.row();
      print(venue, path.filename().string(), cast.symbols.size(), row);
      CHECK(row.refused == 0);
      CHECK(row.gaps == 0);
      CHECK(row.checksumFailures == 0);
      CHECK(row.touchDifferences == 0);
      CHECK(row.crossedMs == 0.0);
      // A recording without a snapshot never comes alive, and then says nothing.
      CHECK(row.anyReading == row.anyLive);
    }
  }
}

}  // namespace
}  // namespace plimsoll
