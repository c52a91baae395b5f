#include "plimsoll/feed/decode.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "event_text.h"
#include "json_variants.h"
#include "random_numbers.h"
#include "venue_messages.h"

namespace plimsoll {
namespace {

using nlohmann::json;

struct Decoded {
  DecodeResult result;
  json events;
  bool batchEmpty;
};

/// The folders of tests/venues, each with the venue whose messages it holds.
struct Folder {
  const char* name;
  FeedVenue venue;
};
constexpr Folder kFolders[] = {
    {"binance", FeedVenue::binanceUsdm},     {"binance-coinm", FeedVenue::binanceCoinm},
    {"binance-spot", FeedVenue::binanceSpot}, {"bybit", FeedVenue::bybitLinear},
    {"bybit-inverse", FeedVenue::bybitInverse}, {"okx", FeedVenue::okx},
    {"deribit", FeedVenue::deribit},         {"hyperliquid", FeedVenue::hyperliquid},
    {"dydx", FeedVenue::dydx},               {"kraken-futures", FeedVenue::krakenFutures},
    {"kraken-spot", FeedVenue::krakenSpot},  {"bitget", FeedVenue::bitget},
    {"gate", FeedVenue::gateUsdt},
};

Decoded decoded(std::string_view message, FeedVenue venue = FeedVenue::binanceUsdm) {
  static Decoder decoder;
  static EventBatch batch;
  static const Listings listings;
  const test::PaddedMessage padded(message);
  const DecodeResult result = decoder.decode(venue, padded, listings, batch);
  return {result, test::EventText(batch).all(), batch.events.empty() && batch.levels.empty()};
}

/// What a venue's folder holds: messages that are read, and those that are refused.
std::vector<test::VenueMessage> messagesOf(const Folder& folder) {
  auto messages = test::venueMessages(std::string(folder.name) + "/decoded.txt");
  const std::string refused = std::string(folder.name) + "/refused.txt";
  if (!test::hasVenueMessages(refused)) return messages;
  for (auto& message : test::venueMessages(refused)) messages.push_back(std::move(message));
  return messages;
}

json expectedOf(const test::VenueMessage& message) {
  json expected = json::array();
  for (const std::string& line : message.below) {
    json one = json::parse(line);
    if (!one.empty()) expected.push_back(std::move(one));
  }
  return expected;
}

TEST_CASE("every message of a venue decodes to what stands beside it", "[decode]") {
  const Folder folder = GENERATE(from_range(kFolders));
  for (const auto& message : messagesOf(folder)) {
    if (message.refused) continue;
    CAPTURE(folder.name, message.line, message.text);
    const Decoded found = decoded(message.text, folder.venue);
    CHECK(name(found.result.error) == std::string("none"));
    CHECK(found.events == expectedOf(message));
  }
}

TEST_CASE("a refused message leaves nothing, and says why and where", "[decode]") {
  const Folder folder = GENERATE(from_range(kFolders));
  for (const auto& message : messagesOf(folder)) {
    if (!message.refused) continue;
    CAPTURE(message.file, message.line, message.text);
    const std::string& below = message.below.at(0);
    const std::size_t space = below.find(' ');
    const Decoded found = decoded(message.text, folder.venue);
    CHECK(name(found.result.error) == below.substr(0, space));
    CHECK(found.batchEmpty);
    CHECK(found.result.offset <= message.text.size());
    if (space == std::string::npos) continue;
    const std::string at = below.substr(space + 1);
    CHECK(message.text.substr(found.result.offset, at.size()) == at);
  }
}

/// Whether objects in a message have names for keys: another order is another order of events,
/// and an unknown one is another market.
bool hasNamedEntries(std::string_view text) {
  for (const std::string_view key : {"\"markets\":{", "\"oraclePrices\":{", "\"trading\":{", "\"result\":{\"X", "\"result\":{\"unixtime"}) {
    if (text.find(key) != std::string_view::npos) return true;
  }
  return false;
}

TEST_CASE("order of keys, white space, quotes around numbers and unknown fields change nothing", "[decode]") {
  const Folder folder = GENERATE(from_range(kFolders));
  const std::uint64_t seed = 301;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (const auto& message : messagesOf(folder)) {
    // Exponents and numbers beyond 64 bits do not survive a parser that makes doubles of them.
    if (message.refused || message.text.find("e-") != std::string::npos) continue;
    if (!nlohmann::ordered_json::accept(message.text)) continue;  // a bare word, as pong is
    const auto document = nlohmann::ordered_json::parse(message.text);
    const json expected = expectedOf(message);
    const bool named = hasNamedEntries(message.text);
    for (int i = 0; i < 20; ++i) {
      test::JsonVariants variants(random, {.shuffleKeys = !named && random.chance(0.7), .space = random.chance(0.5),
                                           .requote = random.chance(0.5),
                                           .unknownFields = !named && random.chance(0.5)});
      const std::string variant = variants.text(document);
      const Decoded found = decoded(variant, folder.venue);
      if (found.result.error == Error::none && found.events == expected) continue;
      CAPTURE(folder.name, message.line, variant, name(found.result.error), found.result.offset);
      REQUIRE(found.events == expected);
      REQUIRE(found.result.error == Error::none);
    }
  }
}

TEST_CASE("a message cut short anywhere is refused", "[decode]") {
  const Folder folder = GENERATE(from_range(kFolders));
  for (const auto& message : messagesOf(folder)) {
    if (message.refused || message.text.front() == 'p') continue;  // ping and pong are words
    for (std::size_t length = 0; length < message.text.size(); ++length) {
      const Decoded found = decoded(std::string_view(message.text).substr(0, length), folder.venue);
      if (found.result.error != Error::none && found.batchEmpty && found.result.offset <= length) continue;
      CAPTURE(folder.name, message.line, length, message.text.substr(0, length));
      CHECK(found.result.error != Error::none);
      CHECK(found.batchEmpty);
      CHECK(found.result.offset <= length);
    }
  }
}

TEST_CASE("text that ends inside a value is called truncated, at its end", "[decode]") {
  const std::string whole = R"({"e":"depthUpdate","E":1,"s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[["1.5","2"]],"a":[]})";
  for (const std::size_t length : {std::size_t{5}, std::size_t{40}, std::size_t{66}, whole.size() - 1}) {
    CAPTURE(whole.substr(0, length));
    const Decoded found = decoded(whole.substr(0, length));
    CHECK(name(found.result.error) == std::string("truncated"));
    CHECK(found.result.offset == length);
  }
}

TEST_CASE("bytes that are not UTF-8 are refused, wherever they stand", "[decode]") {
  const std::string before = R"({"e":"depthUpdate","E":1,"s":"BTC)";
  const std::string after = R"(USDT","U":1,"u":2,"pu":0,"b":[],"a":[]})";
  // A lone continuation, a cut sequence, an overlong slash, a surrogate, above U+10FFFF, never UTF-8.
  for (const std::string bytes : {"\x80", "\xe2\x82", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"}) {
    CAPTURE(json(std::vector<int>(bytes.begin(), bytes.end())).dump());
    const Decoded found = decoded(before + bytes + after);
    CHECK(name(found.result.error) == std::string("badUtf8"));
    CHECK(found.result.offset >= before.size());
    CHECK(found.result.offset <= before.size() + bytes.size() + after.size());
  }
}

TEST_CASE("what is not JSON is refused", "[decode]") {
  const std::string text = GENERATE("", " ", "\n", "pong", "PONG", "ping", "]", "}", ",", "\"", "{", "[", "nul", "tru",
                                    "<html></html>", "[1,]", "{\"e\"}", "{\"a\":1]", "[1}", "\x01");
  CAPTURE(text);
  const Decoded found = decoded(text);
  CHECK(found.result.error != Error::none);
  CHECK(found.batchEmpty);
}

TEST_CASE("nothing but white space may stand behind a message", "[decode]") {
  const std::string message = R"({"symbol":"BTCUSDT","openInterest":"5"})";
  CHECK(decoded(message + " \r\n\t").result.error == Error::none);
  for (const std::string& behind : {std::string("x"), std::string("{}"), std::string(","), std::string(1, '\0'),
                                    std::string("\0 garbage", 9)}) {
    CAPTURE(behind);
    CHECK(decoded(message + behind).result.error == Error::notJson);
    CHECK(decoded("[" + message + "]" + behind).result.error == Error::notJson);
    CHECK(decoded(R"({"stream":"x","data":)" + message + "}" + behind).result.error == Error::notJson);
  }
}

TEST_CASE("a lone scalar says nothing", "[decode]") {
  const std::string text = GENERATE("1", "true", "null", "\"pong\"");
  CAPTURE(text);
  CHECK(decoded(text).batchEmpty);
}

TEST_CASE("nesting of any depth is refused or passed over, and costs no stack", "[decode]") {
  const std::size_t depth = GENERATE(3, 100, 1'000, 1'100, 100'000, 3'000'000);
  CAPTURE(depth);
  const std::string open(depth, '[');
  const std::string close(depth, ']');
  CHECK(decoded(open).result.error != Error::none);
  CHECK(decoded(R"({"e":"depthUpdate","x":)" + open).result.error != Error::none);
  CHECK(decoded(R"({"e":"depthUpdate","b":)" + open).result.error != Error::none);

  // An unknown field may hold what it likes as long as it ends.
  const Decoded nested = decoded(R"({"symbol":"BTCUSDT","x":)" + open + close + R"(,"openInterest":"5"})");
  CAPTURE(name(nested.result.error));
  const bool passedOver = nested.result.error == Error::none && nested.events.size() == 1;
  CHECK((passedOver || nested.result.error == Error::tooDeep));
}

TEST_CASE("objects nested in objects cost no stack", "[decode]") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += R"({"o":)";
  CHECK(decoded(text).result.error != Error::none);
  text += "1" + std::string(100'000, '}');
  const Decoded found = decoded(text);
  CHECK((found.result.error == Error::tooDeep || found.events == json::array({json{{"ignored", 1}}})));
}

}  // namespace
}  // namespace plimsoll
