// Two ways of reading a message of Binance have to say the same of it. White space before a
// message is what makes the faster one leave it to the walk.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "event_text.h"
#include "plimsoll/feed/decode.h"
#include "plimsoll/feed/venues/binance_as_written.h"
#include "random_numbers.h"
#include "recording.h"
#include "venue_messages.h"

namespace plimsoll {
namespace {

struct Market {
  const char* folder;  ///< of tests/venues
  const char* captures;
  FeedVenue venue;
  SequenceRule rule;
};
const Market kMarkets[] = {
    {"binance", "captures/binance-usdm", FeedVenue::binanceUsdm, {.chain = Chain::previous}},
    {"binance-coinm", "captures/binance-coinm", FeedVenue::binanceCoinm, {.chain = Chain::previous}},
    {"binance-spot", "captures/binance-spot", FeedVenue::binanceSpot, {.chain = Chain::consecutive}},
};

/// What a decoder makes of a message.
struct Said {
  explicit Said(std::string_view message) : text(message) {}

  test::PaddedMessage text;  // events point into it
  DecodeResult result;
  EventBatch batch;

  void decode(FeedVenue venue) {
    static Decoder decoder;
    static const Listings listings;
    result = decoder.decode(venue, text, listings, batch);
  }
};

bool areAlike(const Decimal& a, const Decimal& b) {
  return a == b && a.writtenDecimals == b.writtenDecimals;
}

bool areAlike(const EventBatch& a, const EventBatch& b) {
  const auto same = [](const Level& one, const Level& other) {
    return areAlike(one.price, other.price) && areAlike(one.quantity, other.quantity);
  };
  return a.events == b.events && std::ranges::equal(a.levels, b.levels, same) &&
         a.channel == b.channel && a.ignored == b.ignored && a.control == b.control &&
         a.connectionSequence == b.connectionSequence;
}

void checkBothWays(FeedVenue venue, const std::string& message) {
  Said read(message), walked(' ' + message);
  read.decode(venue);
  walked.decode(venue);
  const std::size_t space = walked.result.offset > 0;
  const bool same = read.result.error == walked.result.error &&
                    read.result.offset + space == walked.result.offset &&
                    areAlike(read.batch, walked.batch);
  if (same) return;
  CAPTURE(message.substr(0, 400));
  CHECK(read.result.error == walked.result.error);
  CHECK(test::EventText(read.batch).all() == test::EventText(walked.batch).all());
  FAIL("read in two ways");
}

/// One to three small changes, of the kinds that matter to a reader of JSON.
std::string changed(std::string message, test::RandomNumbers& random) {
  static constexpr std::string_view kBytes = "0123456789.-eE\",:{}[]\\ \t\n\0truefalsnX\x80\xff";
  for (std::size_t left = 1 + random.below(3); left > 0 && !message.empty(); --left) {
    const std::size_t at = random.below(message.size());
    const char byte = kBytes[random.below(kBytes.size())];
    switch (random.below(5)) {
      case 0: message[at] = byte; break;
      case 1: message.insert(at, 1, byte); break;
      case 2: message.erase(at, 1 + random.below(8)); break;
      case 3: message.insert(at, message, at, random.below(24)); break;
      default: message.resize(random.chance(0.1) ? at : message.size()); break;
    }
  }
  return message;
}

std::vector<std::string> ownMessages(const Market& market) {
  std::vector<std::string> messages;
  for (const char* file : {"/decoded.txt", "/refused.txt"}) {
    if (!test::hasVenueMessages(std::string(market.folder) + file)) continue;
    for (auto& one : test::venueMessages(std::string(market.folder) + file)) {
      messages.push_back(one.text);
    }
  }
  return messages;
}

TEST_CASE("our own messages of Binance and changes of them are read alike both ways",
          "[captures][as_written]") {
  constexpr std::uint64_t kSeed = 1129;
  CAPTURE(kSeed);
  test::RandomNumbers random(kSeed);
  for (const Market& market : kMarkets) {
    for (const std::string& message : ownMessages(market)) {
      checkBothWays(market.venue, message);
      for (int i = 0; i < 200; ++i) checkBothWays(market.venue, changed(message, random));
    }
  }
}

TEST_CASE("recordings of Binance and changes of them are read alike both ways",
          "[captures][as_written]") {
  constexpr std::uint64_t kSeed = 1130;
  CAPTURE(kSeed);
  test::RandomNumbers random(kSeed);
  for (const Market& market : kMarkets) {
    for (const auto& path : test::recordings(market.captures)) {
      CAPTURE(path.string());
      test::Recording recording(path);
      for (std::size_t count = 0; const auto message = recording.next(); ++count) {
        const std::string text(*message);
        checkBothWays(market.venue, text);
        if (count % 8 == 0) checkBothWays(market.venue, changed(text, random));
      }
      CHECK(recording.close());
    }
  }
}

TEST_CASE("every quote, trade and update of a recording is as Binance writes it",
          "[captures][as_written]") {
  for (const Market& market : kMarkets) {
    for (const auto& path : test::recordings(market.captures)) {
      CAPTURE(path.string());
      test::Recording recording(path);
      EventBatch batch;
      std::size_t messages = 0, walked = 0;
      while (const auto message = recording.next()) {
        const test::PaddedMessage padded(*message);
        batch.clear();
        ++messages;
        walked += !binance::readAsWritten(padded, market.rule, batch);
      }
      CHECK(recording.close());
      CHECK(walked * 100 <= messages);
    }
  }
}

TEST_CASE("Binance's messages of 2026 are as it writes them", "[as_written]") {
  const SequenceRule futures{.chain = Chain::previous}, spot{.chain = Chain::consecutive};
  const auto isRead = [](const char* message, const SequenceRule& rule) {
    EventBatch batch;
    const test::PaddedMessage padded(message);
    return binance::readAsWritten(padded, rule, batch) && batch.events.size() == 1;
  };
  CHECK(isRead(R"({"e":"bookTicker","u":11671659685961,"s":"BTCUSDT","ps":"BTCUSDT","b":"84551.00","B":"2.646","a":"84551.10","A":"5.302","T":1790526538939,"E":1790526538940,"st":1})", futures));
  CHECK(isRead(R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1785685177439,"T":1785685177439,"s":"BTCUSDT","t":7947325360,"p":"63113.20","q":"0.001","X":"MARKET","m":false,"st":1}})", futures));
  CHECK(isRead(R"({"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1790526539033,"a":3466782974,"s":"BTCUSDT","p":"84551.10","q":"0.030","nq":"0.030","f":8123344783,"l":8123344783,"T":1790526538883,"m":false,"st":1}})", futures));
  CHECK(isRead(R"({"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","ps":"BTCUSDT","st":1,"U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[["58710.20","0.014"]],"a":[]})", futures));
  CHECK(isRead(R"({"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"})", spot));

  // Nor is what a walk refuses.
  for (std::size_t negative = 0; negative < 4; ++negative) {
    const auto number = [&](std::size_t i) { return std::string(i == negative ? "-1" : "1"); };
    const std::string message = R"({"u":50093239212,"s":"BTCUSDT","b":")" + number(0) +
                                R"(","B":")" + number(1) + R"(","a":")" + number(2) +
                                R"(","A":")" + number(3) + R"("})";
    CAPTURE(message);
    CHECK_FALSE(isRead(message.c_str(), spot));
  }

  // What says something else of a book or a trade is not.
  CHECK_FALSE(isRead(R"({"e":"trade","E":1785685177439,"T":1785685177439,"s":"BTCUSDT","t":7947325360,"p":"63113.20","q":"0.001","X":"ADL","m":false})", futures));
  CHECK_FALSE(isRead(R"({"stream":"btcusdt@depth20","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[],"a":[]}})", futures));
  CHECK_FALSE(isRead(R"({"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107837558,"u":5123107837557,"pu":5123107831937,"b":[],"a":[]})", futures));
}

}  // namespace
}  // namespace plimsoll
