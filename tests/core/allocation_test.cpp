// In a steady state a message costs no memory.

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <string>

#include "allocation_count.h"
#include "connected_engine.h"
#include "generated_stream.h"
#include "plimsoll/book/depth.h"
#include "recording.h"

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
  connected.at().enableSignals(true);
  connected.apply(stream.snapshot());
  double localTimeMs = 0.0;
  int count = 0;
  const auto next = [&] {
    const std::string message = stream.next();
    localTimeMs += 5.0;
    const std::int64_t made = allocationsOf([&] {
      connected.send(message, localTimeMs);
      if (++count % 16 == 0) {
        (void)connected.reading();
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
