// Two ways to read a message have to be one: whatever the walk over plain messages takes,
// the walk over structural marks takes too, and both make the same events of it.

#include "plimsoll/feed/json/plain_cursor.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <string>

#include "event_text.h"
#include "plimsoll/feed/decode.h"
#include "plimsoll/feed/venues/binance.h"
#include "random_numbers.h"
#include "recording.h"
#include "venue_messages.h"

namespace plimsoll {
namespace {

/// Reads a message both ways. White space before it is what the plain walk does not take, so
/// a decoder given that goes the other way.
class BothWays {
 public:
  /// @return whether the plain walk took the message; requires that the other then agrees
  bool read(const std::string& message) {
    const test::PaddedMessage plain(message);
    plainBatch_.clear();
    if (!binance::decodePlain(plain, plainBatch_)) return false;

    const test::PaddedMessage other(" " + message);
    CAPTURE(message);
    const DecodeResult result = decoder_.decode(FeedVenue::binanceUsdm, other, listings_, otherBatch_);
    REQUIRE(result.error == Error::none);
    REQUIRE(test::EventText(plainBatch_).all() == test::EventText(otherBatch_).all());
    return true;
  }

 private:
  Decoder decoder_;
  Listings listings_;
  EventBatch plainBatch_;
  EventBatch otherBatch_;
};

std::string mutated(std::string message, test::RandomNumbers& random) {
  // What structure is made of does more harm than any byte.
  static constexpr std::string_view kHarmful = "\"\\[]{}:,.-+eE 0a\x01\x7F\x80\xFF";
  for (std::size_t times = 1 + random.below(3); times > 0 && !message.empty(); --times) {
    const std::size_t at = random.below(message.size());
    const char byte = random.chance(0.8) ? kHarmful[random.below(kHarmful.size())]
                                         : static_cast<char>(random.bits());
    switch (random.below(4)) {
      case 0: message[at] = byte; break;
      case 1: message.insert(at, 1, byte); break;
      case 2: message.erase(at, 1 + random.below(3)); break;
      default: message.resize(at); break;
    }
  }
  return message;
}

void compareWithMutations(const std::vector<std::string>& messages, int mutations, std::uint64_t seed) {
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  BothWays both;
  std::size_t whole = 0, broken = 0;
  for (const std::string& message : messages) {
    whole += both.read(message);
    for (int i = 0; i < mutations; ++i) broken += both.read(mutated(message, random));
  }
  std::printf("  plain: %zu of %zu messages, %zu of %zu mutations, seed %llu\n", whole, messages.size(), broken,
              messages.size() * static_cast<std::size_t>(mutations), static_cast<unsigned long long>(seed));
  CHECK(whole > 0);
  CHECK(broken > 0);
}

}  // namespace

TEST_CASE("what the plain walk takes, both read alike", "[plain_cursor]") {
  std::vector<std::string> messages;
  for (const char* file : {"binance/decoded.txt", "binance/refused.txt"}) {
    for (const auto& message : test::venueMessages(file)) messages.push_back(message.text);
  }
  compareWithMutations(messages, 400, 701);
}

TEST_CASE("quotes, trades and depth as the venue sends them are plain", "[plain_cursor]") {
  EventBatch batch;
  for (const char* message :
       {R"({"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5123107839020,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256313}})",
        R"({"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false})",
        R"({"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT","U":5,"u":7,"pu":4,"b":[["1.5","2"],["1.25","0.000"]],"a":[]})"}) {
    CAPTURE(message);
    batch.clear();
    CHECK(binance::decodePlain(test::PaddedMessage(message), batch));
    CHECK(batch.events.size() == 1);
  }
}

TEST_CASE("a string or an array that does not end is not plain, and is not read beyond its end", "[plain_cursor]") {
  EventBatch batch;
  for (const char* message : {R"({"e":"bookTicker)", R"({"e":"depthUpdate","b":[["1","2"])", R"({"e":"depthUpdate","b":[[)",
                              R"({"u":123456789012345678901234567890)", "{", ""}) {
    CAPTURE(message);
    batch.clear();
    CHECK_FALSE(binance::decodePlain(test::PaddedMessage(message), batch));
  }
}

TEST_CASE("recorded messages are read alike both ways", "[plain_cursor][captures]") {
  for (const auto& path : test::recordings("captures/binance-usdm")) {
    std::vector<std::string> messages;
    test::Recording recording(path);
    for (std::size_t i = 0; const auto message = recording.next(); ++i) {
      if (i % 7 == 0) messages.emplace_back(*message);
    }
    std::printf("  %s\n", path.filename().c_str());
    compareWithMutations(messages, 3, 702);
  }
}

}  // namespace plimsoll
