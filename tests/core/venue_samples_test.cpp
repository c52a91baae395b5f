// Single live frames, and the samples of the protocols' description: each is read, and says
// something. What each should say stands in tests/venues, in messages of our own.

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "event_text.h"
#include "plimsoll/feed/decode.h"
#include "shared_folder.h"
#include "venue_messages.h"

namespace plimsoll {
namespace {

/// What a message says: how many events, or why it was refused.
struct Said {
  Error error;
  std::size_t events;
};

Said said(FeedVenue venue, std::string_view message) {
  static Decoder decoder;
  static const Listings listings;
  static EventBatch batch;
  const test::PaddedMessage padded(message);
  const Error error = decoder.decode(venue, padded, listings, batch).error;
  return {error, batch.events.size()};
}

TEST_CASE("every single live frame is read, and all but candles say something", "[captures]") {
  const auto folder = test::sharedFolder("messages");
  if (!folder) return;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    std::ifstream lines(entry.path());
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      const auto frame = nlohmann::json::parse(line);
      const std::string exchange = frame.at("exchange");
      const std::string raw = frame.at("raw");
      const auto venue = feedVenue(exchange == "okx-swap" ? "okx" : exchange);
      CAPTURE(exchange, raw);
      REQUIRE(venue);
      const Said found = said(*venue, raw);
      CHECK(found.error == Error::none);
      CHECK((found.events > 0) == (frame.value("stream", "") != "candle"));
    }
    std::printf("%s: %d frames read\n", entry.path().filename().c_str(), count);
    CHECK(count > 0);
  }
}

TEST_CASE("every sample of the protocols' description is read, and says something", "[captures]") {
  const auto folder = test::sharedFolder("spec");
  if (!folder) return;
  const std::map<char, FeedVenue> venues = {
      {'1', FeedVenue::binanceUsdm}, {'2', FeedVenue::bybitLinear}, {'3', FeedVenue::okx},
      {'4', FeedVenue::deribit},     {'5', FeedVenue::hyperliquid}, {'6', FeedVenue::dydx},
      {'7', FeedVenue::krakenFutures}, {'8', FeedVenue::bitget},    {'9', FeedVenue::gateUsdt},
  };
  std::ifstream lines(*folder / "venues.md");
  char section = '0';
  bool isSample = false;
  int count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) section = line[4] == '.' ? line[3] : '0';
    if (line.starts_with("```")) isSample = line == "```json";
    if (!isSample || !line.starts_with('{') || !venues.contains(section)) continue;
    if (line.find("assetPositions") != std::string::npos) continue;  // an account's
    CAPTURE(section, line);
    const Said found = said(venues.at(section), line);
    CHECK(found.error == Error::none);
    CHECK(found.events > 0);
    ++count;
  }
  std::printf("venues.md: %d samples read\n", count);
  CHECK(count > 40);
}

}  // namespace
}  // namespace plimsoll
