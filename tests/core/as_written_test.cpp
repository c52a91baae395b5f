#include "plimsoll/feed/json/as_written.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "venue_messages.h"

namespace plimsoll {
namespace {

using test::PaddedMessage;

/// Whether bytes are found where they stand, and nowhere where one of them differs.
template <std::size_t Size>
void checkBytes(const char (&bytes)[Size]) {
  CAPTURE(bytes);
  const PaddedMessage same(bytes);
  AsWritten found(same);
  CHECK(found(bytes));
  CHECK(found.ended());
  for (std::size_t i = 0; i + 1 < Size; ++i) {
    CAPTURE(i);
    std::string other(bytes);
    other[i] ^= 1;
    const PaddedMessage padded(other);
    AsWritten in(padded);
    CHECK_FALSE(in(bytes));
    CHECK(in.at() == std::string_view(padded).data());
  }
}

TEST_CASE("bytes of every length are compared to the last", "[as_written]") {
  checkBytes("a");
  checkBytes("ab");
  checkBytes("abcdefg");
  checkBytes("abcdefgh");
  checkBytes("abcdefghi");
  checkBytes("abcdefghijklmno");
  checkBytes("abcdefghijklmnop");
  checkBytes("abcdefghijklmnopq");
  checkBytes("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

TEST_CASE("parts are read one behind another", "[as_written]") {
  const PaddedMessage message(R"({"s":"BTC USD","p":"61800.20","q":"0.00012345678","t":1723161256313,"x":7,"m":false})");
  AsWritten in(message);
  std::string_view symbol;
  Decimal price, quantity;
  std::int64_t timeMs = 0;
  bool isMaker = true;
  REQUIRE(in(R"({"s":")", symbol, R"(","p":")", price, R"(","q":")", quantity, R"(","t":)", timeMs,
             R"(,"x":)", kPassedOver, R"(,"m":)", isMaker, '}'));
  CHECK(in.ended());
  CHECK(symbol == "BTC USD");
  CHECK(price == Decimal{618002, 1});
  CHECK(price.writtenDecimals == 2);
  CHECK(quantity == Decimal{12345678, 11});
  CHECK(timeMs == 1723161256313);
  CHECK_FALSE(isMaker);
}

TEST_CASE("a text ends where a walk would have to look closer", "[as_written]") {
  const auto textOf = [](std::string text) {
    const PaddedMessage padded(text);
    AsWritten in(padded);
    std::string_view found;
    CHECK(in(found));
    return std::string(found);
  };
  CHECK(textOf("BTCUSDT\"") == "BTCUSDT");
  CHECK(textOf("BTC\\u0041\"") == "BTC");
  CHECK(textOf("BTC\xE5\xB8\x81\"") == "BTC");
  CHECK(textOf("BTC\n\"") == "BTC");
  CHECK(textOf("") == "");
}

TEST_CASE("what is no such number is none", "[as_written]") {
  const auto reads = [](std::string text, auto value) {
    const PaddedMessage padded(text);
    AsWritten in(padded);
    return in(value);
  };
  for (const char* text : {"", "x", ".5", "1.", "--1", "99999999999999999999", "\"1\""}) {
    CAPTURE(text);
    CHECK_FALSE(reads(text, Decimal{}));
  }
  for (const char* text : {"", "1234567", "1234567890123456", "12345678.5", "12345678e2", "-12345678"}) {
    CAPTURE(text);
    CHECK_FALSE(reads(text, std::int64_t{}));
  }
  for (const char* text : {"", "truE", "fals", "1"}) {
    CAPTURE(text);
    CHECK_FALSE(reads(text, false));
  }
  for (const char* text : {"", "x1", "-1"}) {
    CAPTURE(text);
    CHECK_FALSE(reads(text, kPassedOver));
  }
}

TEST_CASE("what may be there is stepped over whole, or not at all", "[as_written]") {
  const PaddedMessage with(R"("ps":"BTCUSD","b")"), without(R"("ps":7,"b")");
  std::string_view pair;
  AsWritten in(with);
  CHECK(in.maybe(R"("ps":")", pair, R"(",)"));
  CHECK(in(R"("b")"));
  AsWritten other(without);
  CHECK(other.maybe(R"("ps":")", pair, R"(",)"));
  CHECK(other.at() == std::string_view(without).data());
}

TEST_CASE("levels are read up to their bracket", "[as_written]") {
  EventBatch batch;
  LevelRange bids, asks;
  const PaddedMessage message(R"({"b":[["1.5","2"]],"a":[]})"), broken(R"([["1.5","2"],["x","2"]])");
  AsWritten in(message);
  REQUIRE(in(R"({"b":)"));
  REQUIRE(in.levels(batch, bids));
  REQUIRE(in(R"(,"a":)"));
  REQUIRE(in.levels(batch, asks));
  CHECK((in('}') && in.ended()));
  CHECK((bids.count == 1 && asks.count == 0));
  CHECK(batch.levels[0].price == Decimal{15, 1});
  AsWritten other(broken);
  CHECK_FALSE(other.levels(batch, bids));
}

}  // namespace
}  // namespace plimsoll
