// Whatever comes off a socket: refused or ignored, or decoded into a valid state, and the
// engine goes on. Native, and so under the sanitizers.

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "allocation_count.h"
#include "binance_messages.h"
#include "connected_engine.h"
#include "generated_stream.h"
#include "random_numbers.h"
#include "recording.h"

namespace plimsoll {
namespace {

using test::BinanceMessages;
using test::ConnectedEngine;

/// Messages of a market with all its streams: recorded ones where there are any, else our own.
const std::vector<std::string>& realMessages() {
  static const std::vector<std::string> messages = [] {
    std::vector<std::string> found;
    for (const auto& path : test::recordings("captures/binance-usdm")) {
      test::Recording recording(path);
      for (int i = 0; i < 4'000; ++i) {
        if (const auto message = recording.next()) found.push_back(std::string(*message));
      }
      break;
    }
    if (!found.empty()) return found;
    test::GeneratedStream stream(601);
    found.push_back(stream.snapshot());
    while (found.size() < 4'000) found.push_back(stream.next());
    return found;
  }();
  return messages;
}

bool isSnapshot(const std::string& message) { return message.starts_with("{\"lastUpdateId\""); }

/// An engine that is live on the first messages, and the messages behind those.
struct Begun {
  explicit Begun(const std::vector<std::string>& messages) {
    for (next = 0; next < 600 || connected.status() != MarketStatus::live; ++next) {
      REQUIRE(next < messages.size());
      give(messages[next]);
    }
    connected.notices();
  }

  Engine::Ingested give(const std::string& message) {
    return isSnapshot(message) ? connected.apply(message, 0.0) : connected.send(message, 0.0);
  }

  ConnectedEngine connected;
  std::size_t next = 0;
};

/// Everything that a user could see of a market.
struct Seen {
  explicit Seen(ConnectedEngine& connected)
      : reading(connected.reading()), lastUpdateId(connected.at().sync().lastUpdateId()) {}

  /// But for the revision, which may count an event that was looked at and left out.
  bool operator==(const Seen& other) const {
    Reading mine = reading;
    mine.revision = other.reading.revision;
    mine.ignored = other.reading.ignored;
    return lastUpdateId == other.lastUpdateId && test::sameReading(mine, other.reading);
  }

  Reading reading;
  std::optional<std::int64_t> lastUpdateId;
};

/// What must hold of any reading, whatever came in.
bool isValid(const Reading& reading) {
  for (const double ratio : {reading.topImbalance, reading.bookImbalance5, reading.bookImbalance10,
                             reading.bookImbalance20, reading.bookImbalance10Bps, reading.weightedImbalance10Bps,
                             reading.tradeFlowImbalance}) {
    if (!(std::isnan(ratio) || std::abs(ratio) <= 1.0)) return false;
  }
  const auto* fields = reinterpret_cast<const double*>(&reading);
  for (std::size_t i = 0; i < kReadingFields; ++i) {
    if (std::isinf(fields[i])) return false;
  }
  return reading.status >= 0.0 && reading.status <= 3.0;
}

TEST_CASE("every truncation of 300 messages is refused and changes nothing", "[bad_input]") {
  const auto& messages = realMessages();
  Begun begun(messages);
  ConnectedEngine& connected = begun.connected;
  const Seen before(connected);
  int tried = 0, cuts = 0;
  for (std::size_t i = begun.next; tried < 300; ++i) {
    const std::string& message = messages.at(i);
    if (isSnapshot(message)) continue;
    ++tried;
    for (std::size_t length = 0; length < message.size(); ++length, ++cuts) {
      const auto result = connected.send(std::string_view(message).substr(0, length));
      if (result.refused.error != Error::none && result.applied == 0 && result.refused.offset <= length) continue;
      FAIL(message.substr(0, length) << " gives " << name(result.refused.error) << " at " << result.refused.offset);
    }
    if (!(Seen(connected) == before)) FAIL("something changed by a part of " << message);
  }
  CAPTURE(cuts);
  REQUIRE(connected.counters().errors == static_cast<std::uint64_t>(cuts));
  connected.notices();

  // And the engine goes on as if nothing had been.
  Begun intact(messages);
  for (std::size_t i = begun.next; i < begun.next + 500; ++i) {
    begun.give(messages[i]);
    intact.give(messages[i]);
  }
  CHECK(test::snapshotMessage(connected.at()) == test::snapshotMessage(intact.connected.at()));
  CHECK(connected.status() == MarketStatus::live);
}

// A flipped byte may leave a message that is valid and says something else: then the book is
// another one, as the venue might have sent it. What must not be is a refusal that changed
// something, a reading that cannot be, or an engine that does not go on.
TEST_CASE("100,000 flipped bytes do no harm", "[bad_input]") {
  constexpr int kFlipsOfOne = 50;
  const std::uint64_t seed = 611;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  const auto& messages = realMessages();
  Begun intact(messages), tried(messages);
  ConnectedEngine& connected = tried.connected;
  int refused = 0, unchanged = 0, decoded = 0, flips = 0;
  std::string flipped;
  for (std::size_t at = tried.next; flips < 100'000; ++at) {
    const std::string& message = messages.at(at);
    if (!isSnapshot(message)) {
      Seen before(connected);
      for (int i = 0; i < kFlipsOfOne; ++i, ++flips) {
        flipped = message;
        flipped[random.below(flipped.size())] ^= static_cast<char>(1 + random.below(255));
        const auto result = connected.send(flipped);
        Seen after(connected);
        if (!isValid(after.reading)) FAIL("no valid reading after " << flipped);
        if (result.refused.offset > flipped.size()) FAIL("an offset beyond " << flipped);
        if (after == before) {
          ++(result.refused.error == Error::none ? unchanged : refused);
          continue;
        }
        // A delta whose prices do not fit beside those of the book is refused and missed.
        const bool isMissed = connected.status() != MarketStatus::live;
        if (result.refused.error != Error::none && !isMissed) FAIL("refused, and yet changed by " << flipped);
        ++decoded;
        if (after.lastUpdateId != before.lastUpdateId || isMissed) {
          connected.engine.reconnected(connected.feed);
          connected.apply(test::snapshotMessage(intact.connected.at()));
        }
        before = Seen(connected);
      }
    }
    // The message as it was: both engines take it, and have the same book.
    intact.give(message);
    tried.give(message);
    intact.connected.notices();
    connected.notices();
    if (connected.status() != MarketStatus::live) FAIL("not live after " << message);
    if (at % 100 == 0 && test::snapshotMessage(connected.at()) != test::snapshotMessage(intact.connected.at())) {
      FAIL("another book after " << message);
    }
  }
  CAPTURE(refused, unchanged, decoded);
  CHECK(test::snapshotMessage(connected.at()) == test::snapshotMessage(intact.connected.at()));
  CHECK(refused > 20'000);
  CHECK(decoded > 1'000);
}

TEST_CASE("messages that try too much change nothing", "[bad_input]") {
  const BinanceMessages messages;
  ConnectedEngine connected;
  connected.apply(BinanceMessages::snapshot(100, R"([["618.00","2.5"]])", R"([["618.10","1.5"]])"));
  connected.send(messages.depth(99, 101, 98, "[]", "[]"));
  REQUIRE(connected.status() == MarketStatus::live);
  const Seen before(connected);

  const auto many = [](const std::string& part, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += part;
    return text;
  };
  const std::vector<std::string> attempts{
      "", " ", "pong", "ping", "\xff\xfe", std::string(100, '\0'), "\xef\xbb\xbf{}",
      many("[", 3 * 1024 * 1024),
      many("{\"a\":", 500'000),
      R"({"e":"depthUpdate","b":)" + many("[", 3'000'000),
      "\"" + many("\\", 1'000'001) + "\"",
      "{" + many(R"("u":1,)", 100'000) + R"("u":1})",
      many("9", 3'000'000),
      R"({"e":"depthUpdate","E":1,"s":"BTCUSDT","U":102,"u":)" + many("9", 100'000) + R"(,"pu":101,"b":[],"a":[]})",
      messages.depth(102, 105, 101, "[[\"1e" + many("9", 100'000) + "\",\"1\"]]", "[]"),
      messages.depth(102, 105, 101, "[[\"0." + many("0", 1'000'000) + "1\",\"1\"]]", "[]"),
      messages.depth(102, 105, 101, "[[\"-618.00\",\"1\"]]", "[]"),
      messages.depth(102, 105, 101, "[[\"618.00\",\"-1\"]]", "[]"),
      messages.depth(102, 105, 101, "[[\"618.00\"]]", "[]"),
      messages.depth(102, 105, 101, "{}", "[]"),
      messages.depth(102, 105, 101, "[[\"618.00\",\"1\"]", "[]"),
      messages.depth(102, 105, 101, "[[\"618.00\",\"1\"]]]", "[]"),
      messages.trade(1, "-1", "1", true),
      messages.trade(1, "1", "-1", true),
      messages.trade(1, "1", "1e40", true),
      messages.mark("0"),
      messages.mark("-5"),
      messages.mark("1e30"),
      messages.bookTicker(1, "x", "1", "2", "1"),
      std::string(Engine::kMaxMessage + 1, '['),
  };
  for (const std::string& attempt : attempts) {
    CAPTURE(attempt.substr(0, 120), attempt.size());
    const auto result = connected.send(attempt);
    CHECK(result.applied == 0);
    CHECK(result.refused.error != Error::none);
    CHECK(Seen(connected) == before);
    connected.notices();
  }
  // Deep, but well formed: no message that anything reads.
  CHECK(connected.send(many("[", 1'000'000) + many("]", 1'000'000)).applied == 0);
  CHECK(Seen(connected) == before);

  connected.send(messages.depth(102, 105, 101, R"([["618.05","1"]])", "[]"));
  CHECK(connected.status() == MarketStatus::live);
  CHECK(connected.reading().bestBidPrice == 618.05);
}

TEST_CASE("a storm of bad messages leaves bytes in use where they were", "[bad_input]") {
  test::RandomNumbers random(612);
  const auto& messages = realMessages();
  Begun begun(messages);
  ConnectedEngine& connected = begun.connected;
  connected.send("pong");
  connected.notices();
  const std::int64_t before = test::bytesInUse();
  {
    std::string text;
    for (int i = 0; i < 300; ++i) {
      text = messages[begun.next + static_cast<std::size_t>(i)];
      text.resize(random.below(text.size()));
      connected.send(text);
    }
    for (const char c : {'[', '{', '"', '9', ' ', '\\', '\0', '\xff'}) {
      text.assign(3 * 1024 * 1024, c);
      connected.send(text);
      connected.send("{\"stream\":\"btcusdt@depth\",\"data\":" + text);
      connected.send(BinanceMessages{}.depth(1, 2, 0, text, "[]"));
    }
    // Valid, large and for nobody.
    std::string levels = "[[\"1\",\"1\"]";
    while (levels.size() < 3'000'000) levels += ",[\"617.25\",\"0.125\"]";
    connected.send(BinanceMessages{.symbol = "NOBODY"}.depth(1, 2, 0, levels + "]", "[]"));
    connected.notices();
  }
  connected.send("pong");
  connected.notices();
  CHECK(test::bytesInUse() <= before);
}

TEST_CASE("a message of nothing but tiny elements is refused before it fills the memory", "[bad_input]") {
  ConnectedEngine connected("BTC-USDT-SWAP", FeedVenue::okx);
  std::string message = R"({"data":[[0,1])";
  for (int i = 0; i < 500'000; ++i) message += ",[0,1]";
  CHECK(connected.send(message + "]}").refused.error == Error::tooLarge);
  // The next one is read as ever.
  CHECK(connected.send(R"({"event":"subscribe","arg":{"channel":"books"}})").refused.error == Error::none);
}

TEST_CASE("updates without levels, of which no snapshot tells, are kept in bounded room", "[bad_input]") {
  ConnectedEngine connected;
  const test::BinanceMessages bitcoin;
  for (std::int64_t id = 1; id < 450'000; ++id) {
    connected.send(bitcoin.depth(id, id, id - 1, "[]", "[]"));
  }
  // Of two hundred thousand the oldest are gone, so that a snapshot of their time is too old.
  connected.apply(test::BinanceMessages::snapshot(10, R"([["618","1"]])", R"([["619","1"]])"));
  CHECK(connected.status() == MarketStatus::waiting);
}

}  // namespace
}  // namespace plimsoll
