// In a steady state a message costs no memory.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cstdio>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "allocation_count.h"
#include "connected_engine.h"
#include "generated_stream.h"
#include "plimsoll/book/depth.h"
#include "plimsoll/engine/market_metrics.h"
#include "recording.h"
#include "venue_messages.h"

namespace plimsoll {
namespace {

using test::ConnectedEngine;

/// How many allocations a call makes.
template <typename Call>
std::int64_t allocationsOf(Call&& call) {
  const std::int64_t before = test::allocations();
  call();
  return test::allocations() - before;
}

/// A position far from liquidation, watched at every mark.
void watch(ConnectedEngine& connected) {
  const WatchId id = connected.engine.watches().open(FeedVenue::binanceUsdm, WarningThresholds{});
  const MarginTable table({{.notionalFloor = 0.0, .notionalCap = 1e9, .maintenanceMarginRate = 0.004,
                            .maintenanceAmount = 0.0, .maxLeverage = 125.0}});
  REQUIRE(connected.engine.watches().update(id, {{1, "BTCUSDT", {+1.0, 61'800.0, 20'000.0}, table, {}}}).error == Error::none);
  connected.engine.followWatches();
}

TEST_CASE("the count sees an allocation", "[allocation]") {
  const std::int64_t bytes = test::bytesInUse();
  std::string* text = nullptr;
  const std::int64_t made = allocationsOf([&] { text = new std::string(1'000, 'x'); });
  const std::int64_t taken = test::bytesInUse() - bytes;
  delete text;
  const std::int64_t left = test::bytesInUse() - bytes;
  REQUIRE(made == 2);
  REQUIRE(taken >= 1'000);
  REQUIRE(left == 0);
}

// What is kept for its memory grows to the most that was ever needed at once: pages of the
// ladders, levels of a message, notices. The warm-up brings each of them there.
TEST_CASE("200,000 messages after a warm-up allocate nothing", "[allocation]") {
  const std::uint64_t seed = 621;
  CAPTURE(seed);
  test::GeneratedStream stream(seed);
  ConnectedEngine connected;
  watch(connected);
  connected.at().enableSignals({});
  const AnalyticsSettings everything{.footprintBinSize = 5.0, .vpinBucketQuantity = 10.0};
  analyze(connected.at(), everything);
  connected.apply(stream.snapshot());
  double localTimeMs = 0.0;
  int count = 0;
  const auto next = [&] {
    const std::string message = stream.next();
    localTimeMs += 10.0;  // long enough for signals to be calibrated
    const std::int64_t made = allocationsOf([&] {
      connected.send(message, localTimeMs);
      if (++count % 16 == 0) {
        (void)connected.reading();
        (void)metrics(connected.at(), localTimeMs);
        (void)slippage(connected.at().book(), Side::buy, 10.0);
      }
      while (connected.engine.watches().find(0)->nextEvent()) {
      }
      connected.engine.clearNotices();
    });
    if (connected.status() != MarketStatus::live) FAIL("not live after " << message);
    return made;
  };
  // A book as wide as can be, each level in a page of its own, and back; and some errors.
  connected.send(stream.farLevels("7.000"));
  connected.send(stream.farLevels("0"));
  for (int i = 0; i < 40; ++i) connected.send("pong");
  const std::uint64_t errors = connected.counters().errors;
  std::int64_t warming = 0, steady = 0;
  for (int i = 0; i < 30'000; ++i) warming += next();
  for (int i = 0; i < 200'000; ++i) steady += next();
  CAPTURE(warming);
  CHECK(connected.counters().errors == errors);
  CHECK(connected.counters().unrouted == 0);
  REQUIRE(steady == 0);
}

/// Every venue, and the folder of tests/venues that holds messages like its own.
struct VenueFolder {
  FeedVenue venue;
  const char* folder;
};
constexpr VenueFolder kVenueFolders[] = {
    {FeedVenue::binanceUsdm, "binance"},      {FeedVenue::binanceCoinm, "binance-coinm"},
    {FeedVenue::binanceSpot, "binance-spot"}, {FeedVenue::bybitLinear, "bybit"},
    {FeedVenue::bybitInverse, "bybit-inverse"}, {FeedVenue::bybitOption, "bybit"},
    {FeedVenue::bybitSpot, "bybit"},          {FeedVenue::okx, "okx"},
    {FeedVenue::deribit, "deribit"},          {FeedVenue::coinbaseIntl, "deribit"},
    {FeedVenue::hyperliquid, "hyperliquid"},  {FeedVenue::dydx, "dydx"},
    {FeedVenue::krakenFutures, "kraken-futures"}, {FeedVenue::krakenSpot, "kraken-spot"},
    {FeedVenue::bitget, "bitget"},            {FeedVenue::gateUsdt, "gate"},
    {FeedVenue::gateBtc, "gate"},
};
static_assert(std::size(kVenueFolders) == kFeedVenues);

std::vector<std::string> messagesOf(const VenueFolder& of) {
  std::vector<std::string> texts;
  for (auto& message : test::venueMessages(std::string(of.folder) + "/decoded.txt"))
    texts.push_back(std::move(message.text));
  return texts;
}

TEST_CASE("no venue's messages make a warm decoder allocate", "[allocation]") {
  const VenueFolder of = GENERATE(from_range(kVenueFolders));
  CAPTURE(of.folder, static_cast<int>(of.venue));
  Decoder decoder;
  const Listings listings;
  EventBatch batch;
  std::size_t events = 0;
  std::int64_t first = 0, later = 0;
  const std::vector<std::string> texts = messagesOf(of);
  for (int pass = 0; pass < 2; ++pass) {
    for (const std::string& text : texts) {
      CAPTURE(text);
      const test::PaddedMessage message(text);
      const std::int64_t made =
          allocationsOf([&] { decoder.decode(of.venue, message, listings, batch); });
      events += batch.events.size();
      (pass == 0 ? first : later) += made;
      if (pass > 0) CHECK(made == 0);
    }
  }
  CHECK(events > texts.size() / 2);
  CHECK(first > 0);
  REQUIRE(later == 0);
}

/// Opens a market for whatever the messages are about. Where a snapshot has to be fetched,
/// updates are kept until it comes, which is no steady state: those are left out.
void openMarkets(ConnectedEngine& connected, const VenueFolder& of, std::vector<std::string>& texts) {
  Decoder decoder;
  const Listings listings;
  EventBatch batch;
  std::set<std::string> symbols;
  std::erase_if(texts, [&](const std::string& text) {
    const test::PaddedMessage message(text);  // which the symbols point into
    decoder.decode(of.venue, message, listings, batch);
    for (const Event& event : batch.events)
      symbols.emplace(visitEvent(event, [](const auto& kind) { return kind.symbol; }));
    const auto isDelta = [](const Event& event) { return std::holds_alternative<BookDelta>(event); };
    return traits(of.venue).snapshotUrl != nullptr && std::ranges::any_of(batch.events, isDelta);
  });
  for (const std::string& symbol : symbols) {
    if (!symbol.empty()) connected.engine.openMarket(connected.feed, symbol);
  }
}

// The socket is lost between two rounds, so that books begin anew and each message finds the
// state that it found before.
TEST_CASE("no venue's messages make a warm engine allocate", "[allocation]") {
  const VenueFolder of = GENERATE(from_range(kVenueFolders));
  CAPTURE(of.folder, static_cast<int>(of.venue));
  std::vector<std::string> texts = messagesOf(of);
  ConnectedEngine connected("NONE", of.venue);
  openMarkets(connected, of, texts);
  double localTimeMs = 0.0;
  std::int64_t warming = 0, steady = 0;
  for (int round = 0; round < 6; ++round) {
    const std::int64_t made = allocationsOf([&] {
      for (const std::string& text : texts)
        connected.send(text, localTimeMs += 5.0);
      connected.engine.reconnected(connected.feed);
      connected.engine.clearNotices();
    });
    (round < 3 ? warming : steady) += made;
  }
  CHECK(connected.counters().events > texts.size());
  CHECK(warming > 0);
  REQUIRE(steady == 0);
}

TEST_CASE("recorded messages after the first third allocate nothing", "[allocation][captures]") {
  for (const auto& path : test::recordings("captures/binance-usdm")) {
    std::size_t count = 0;
    std::string symbol;
    {
      test::Recording recording(path);
      while (const auto message = recording.next()) {
        ++count;
        const std::size_t at = message->find("\"s\":\"");
        if (symbol.empty() && at != std::string_view::npos) {
          symbol = message->substr(at + 5, message->find('"', at + 5) - at - 5);
        }
      }
    }
    ConnectedEngine connected(symbol);
    watch(connected);
    test::Recording recording(path);
    std::size_t at = 0;
    std::int64_t first = 0, later = 0;
    while (const auto message = recording.next()) {
      const double localTimeMs = static_cast<double>(recording.timeNs()) * 1e-6;
      const std::int64_t made = allocationsOf([&] {
        if (message->starts_with("{\"lastUpdateId\"")) {
          connected.apply(*message, localTimeMs);
        } else {
          connected.send(*message, localTimeMs);
        }
        if (at % 25 == 0) (void)connected.reading();
        connected.engine.clearNotices();
      });
      (++at <= count / 3 ? first : later) += made;
    }
    std::printf("%-40s %8zu messages  %5lld allocations in the first third, %lld later\n",
                path.filename().c_str(), count, static_cast<long long>(first), static_cast<long long>(later));
    // The ladder takes a page more where more pages are in use than ever before; what it
    // has it keeps, and doubles, so that over time this happens less and less.
    CHECK(later <= 50);
  }
}

}  // namespace
}  // namespace plimsoll
