// The walk over a message against a whole parser: it takes all that is JSON, and nothing that
// is not UTF-8.

#include "plimsoll/feed/json/json_cursor.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "plimsoll/feed/decode.h"
#include "random_numbers.h"
#include "recording.h"
#include "venue_messages.h"

namespace plimsoll {
namespace {

using nlohmann::json;

bool isUtf8(const std::string& text) {
  // Written with what is no UTF-8 left out, text gets shorter.
  return json(text).dump(-1, ' ', false, json::error_handler_t::ignore) ==
         json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

/// A message is an object or an array.
bool isMessage(const std::string& text) {
  const json parsed = json::parse(text, nullptr, false);
  return parsed.is_structured();
}

bool isOfStructure(Error error) {
  return error == Error::notJson || error == Error::truncated || error == Error::badUtf8;
}

std::string mutated(std::string message, test::RandomNumbers& random) {
  // What structure is made of does more harm than any byte.
  static constexpr std::string_view kHarmful = "\"\\[]{}:,.-+eE 0a\x01\x7F\x80\xC3\xA9\xFF";
  for (std::size_t times = 1 + random.below(3); times > 0 && !message.empty(); --times) {
    const std::size_t at = random.below(message.size());
    const char byte = random.chance(0.8) ? kHarmful[random.below(kHarmful.size())]
                                         : static_cast<char>(random.bits());
    switch (random.below(5)) {
      case 0: message[at] = byte; break;
      case 1: message.insert(at, 1, byte); break;
      case 2: message.erase(at, 1 + random.below(3)); break;
      case 3: message.insert(at, random.chance(0.5) ? "\xC3\xA9" : "\\u00e9\\\""); break;
      default: message.resize(at); break;
    }
  }
  return message;
}

struct Counts {
  std::size_t json = 0;     ///< still JSON, and walked
  std::size_t refused = 0;  ///< for their structure
};

/// Reads a message as a venue's, and requires what the parser says of it.
void compare(FeedVenue venue, const std::string& text, Counts& counts) {
  static Decoder decoder;
  static const Listings listings;
  static EventBatch batch;
  CAPTURE(text);
  const test::PaddedMessage padded(text);
  const DecodeResult result = decoder.decode(venue, padded, listings, batch);
  if (isMessage(text)) {
    REQUIRE_FALSE(isOfStructure(result.error));
    ++counts.json;
  }
  if (result.error == Error::none) REQUIRE(isUtf8(text));
  if (result.error == Error::badUtf8) REQUIRE_FALSE(isUtf8(text));
  counts.refused += isOfStructure(result.error);
}

}  // namespace

TEST_CASE("all that is JSON is walked, and what is not UTF-8 is refused", "[json_cursor]") {
  const auto [folder, venue] = GENERATE(table<const char*, FeedVenue>({
      {"binance", FeedVenue::binanceUsdm},
      {"bybit", FeedVenue::bybitLinear},
      {"deribit", FeedVenue::deribit},
      {"gate", FeedVenue::gateUsdt},
      {"hyperliquid", FeedVenue::hyperliquid},
      {"kraken-spot", FeedVenue::krakenSpot},
      {"okx", FeedVenue::okx},
  }));
  const std::uint64_t seed = 701;
  CAPTURE(folder, seed);
  test::RandomNumbers random(seed);
  Counts counts;
  for (const auto& message : test::venueMessages(std::string(folder) + "/decoded.txt")) {
    compare(venue, message.text, counts);
    for (int i = 0; i < 200; ++i) compare(venue, mutated(message.text, random), counts);
  }
  std::printf("  %s, mutated: %zu are JSON, %zu refused for their structure, seed %llu\n", folder,
              counts.json, counts.refused, static_cast<unsigned long long>(seed));
  CHECK(counts.json > 100);
  CHECK(counts.refused > 100);
}

TEST_CASE("a step takes one value, and none where there is none", "[json_cursor]") {
  const auto [text, value, then] = GENERATE(table<const char*, const char*, char>({
      {R"("a" ,1)", R"("a")", ','},
      {R"("a\"b\\",1)", R"("a\"b\\")", ','},
      {"\"\xC3\xA9\xF0\x9F\x9A\x80\"]", "\"\xC3\xA9\xF0\x9F\x9A\x80\"", ']'},
      {"-12.5e+3}", "-12.5e+3", '}'},
      {" true\n]", "true", ']'},
      {R"([1,["]"],{"}":2}] ,)", R"([1,["]"],{"}":2}])", ','},
      {"", "", '\0'},
      {"]", "", ']'},
      {R"("abc)", "", '\0'},
      {R"("abc\)", "", '\0'},
      {"\"a\tb\"", "", '\t'},
      {"[1,[2]", "", '\0'},
  }));
  CAPTURE(text);
  const test::PaddedMessage padded(text);
  JsonCursor cursor(std::string_view(padded).data());
  CHECK(cursor.value() == value);
  CHECK(cursor.peek() == then);
}

TEST_CASE("where no step can be taken the walk says why", "[json_cursor]") {
  const auto [text, error, offset] = GENERATE(table<const char*, Error, int>({
      {R"("abc)", Error::truncated, 4},
      {"\"a\x01\"", Error::notJson, 2},
      {"\"abc\xFF\"", Error::badUtf8, 4},
      {"\"abcdefghij\xC0\xAF\"", Error::badUtf8, 11},
      {"\"\xED\xA0\x80\"", Error::badUtf8, 1},
      {"\"\xE2\x82\"", Error::badUtf8, 1},
      {"[1,\xC3\xA9]", Error::notJson, 3},
      {"<html>", Error::notJson, 0},
  }));
  CAPTURE(text);
  const test::PaddedMessage padded(text);
  const char* first = std::string_view(padded).data();
  JsonCursor cursor(first);
  CHECK(cursor.value().empty());
  CHECK(cursor.fault() == error);
  CHECK(cursor.at() - first == offset);
}

TEST_CASE("recorded messages that were harmed are read as a parser would", "[json_cursor][captures]") {
  test::RandomNumbers random(702);
  Counts counts;
  for (const auto& path : test::recordings("captures/binance-usdm")) {
    test::Recording recording(path);
    for (std::size_t i = 0; const auto message = recording.next(); ++i) {
      if (i % 40 == 0) compare(FeedVenue::binanceUsdm, mutated(std::string(*message), random), counts);
    }
  }
  std::printf("  recorded, mutated: %zu are JSON, %zu refused for their structure\n", counts.json, counts.refused);
  CHECK(counts.refused > 0);
}

}  // namespace plimsoll
