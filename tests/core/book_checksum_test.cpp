#include "plimsoll/book/book_checksum.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <string>
#include <utility>
#include <vector>

#include "plimsoll/base/crc32.h"
#include "random_numbers.h"

namespace plimsoll {
namespace {

/// A level as a venue writes it, best first.
using Written = std::pair<std::string, std::string>;
using Side = std::vector<Written>;

/// By the definition, bit by bit, without a table.
std::uint32_t bitwiseCrc(const std::string& text) {
  std::uint32_t remainder = 0xFFFFFFFF;
  for (const char c : text) {
    remainder ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) remainder = (remainder >> 1) ^ (0xEDB88320 & (0 - (remainder & 1)));
  }
  return ~remainder;
}

std::vector<Level> levelsOf(const Side& side) {
  std::vector<Level> levels;
  for (const auto& [price, quantity] : side) levels.push_back({*decimal(price), *decimal(quantity)});
  return levels;
}

OrderBook bookOf(const Side& bids, const Side& asks) {
  OrderBook book(LevelNotes::writtenDecimals);
  REQUIRE(book.replace(levelsOf(bids), levelsOf(asks)) == Error::none);
  return book;
}

std::uint32_t interleaved(const Side& bids, const Side& asks) {
  return bookChecksum(bookOf(bids, asks), ChecksumRule::interleaved25);
}

std::uint32_t digits(const Side& bids, const Side& asks) {
  return bookChecksum(bookOf(bids, asks), ChecksumRule::digits10);
}

TEST_CASE("CRC-32 of 123456789 is its catalogued check value", "[book_checksum]") {
  // Greg Cook, Catalogue of parametrised CRC algorithms, CRC-32/ISO-HDLC.
  Crc32 crc;
  CHECK(crc.value() == 0);
  for (const char c : std::string("123456789")) crc.add(c);
  CHECK(crc.value() == 0xCBF43926);
  CHECK(bitwiseCrc("123456789") == 0xCBF43926);
}

TEST_CASE("CRC-32 of any bytes is what the definition says", "[book_checksum]") {
  test::RandomNumbers random(475);
  for (int i = 0; i < 300; ++i) {
    std::string text(random.below(200), '\0');
    for (char& c : text) c = static_cast<char>(random.below(256));
    Crc32 crc;
    for (const char c : text) crc.add(c);
    REQUIRE(crc.value() == bitwiseCrc(text));
  }
}

TEST_CASE("two levels a side, as in OKX's documentation", "[book_checksum]") {
  // The checksums are of its messages there, which it writes with a sign.
  const Side bids{{"3366.1", "7"}, {"3366", "6"}}, asks{{"3366.8", "9"}, {"3368", "8"}};
  CHECK(interleaved(bids, asks) == bitwiseCrc("3366.1:7:3366.8:9:3366:6:3368:8"));
  CHECK(static_cast<std::int32_t>(interleaved(bids, asks)) == -1'881'014'294);
  // Where one side has fewer, the other goes on alone.
  const Side oneBid{{"3366.1", "7"}}, threeAsks{{"3366.8", "9"}, {"3368", "8"}, {"3372", "8"}};
  CHECK(interleaved(oneBid, threeAsks) == bitwiseCrc("3366.1:7:3366.8:9:3368:8:3372:8"));
  CHECK(static_cast<std::int32_t>(interleaved(oneBid, threeAsks)) == 831'078'360);
}

TEST_CASE("numbers are summed as they were written", "[book_checksum]") {
  auto [name, bids, asks, text] = GENERATE(table<const char*, Side, Side, const char*>({
      {"zeros at the end", {{"0.10", "1.500"}}, {{"0.20", "3.0"}}, "0.10:1.500:0.20:3.0"},
      {"zeros behind the point only", {{"5.00", "7.0000"}}, {}, "5.00:7.0000"},
      {"smaller than the book's unit of others", {{"2", "1"}, {"1.999", "0.001"}}, {{"3", "20"}},
       "2:1:3:20:1.999:0.001"},
      {"less than one", {{"0.00000001", "100000000"}}, {{"0.000000010", "0.5"}},
       "0.00000001:100000000:0.000000010:0.5"},
      {"zeros before the point", {{"3000", "10"}}, {{"3100.0", "200.00"}}, "3000:10:3100.0:200.00"},
      {"only asks", {}, {{"1", "2"}, {"3", "4"}}, "1:2:3:4"},
      {"nothing", {}, {}, ""},
  }));
  CAPTURE(name);
  CHECK(interleaved(bids, asks) == bitwiseCrc(text));
}

TEST_CASE("numbers written with very many zeros are summed all the same", "[book_checksum]") {
  const std::string price = "123456789012345678." + std::string(kMaxWrittenDecimals, '0');
  const std::string quantity = "1." + std::string(kMaxWrittenDecimals, '0');
  CHECK(interleaved({{price, quantity}}, {}) == bitwiseCrc(price + ":" + quantity));
}

TEST_CASE("a level that is told anew is as it was written last", "[book_checksum]") {
  OrderBook book = bookOf({{"10.50", "1.0"}, {"10.4", "2"}}, {{"11", "3"}});
  REQUIRE(book.update(levelsOf({{"10.5", "1.00"}, {"10.4", "0"}}), levelsOf({{"11.000", "0.25"}})) == Error::none);
  CHECK(bookChecksum(book, ChecksumRule::interleaved25) == bitwiseCrc("10.5:1.00:11.000:0.25"));
}

TEST_CASE("Kraken's example of ten levels a side has the checksum that it says", "[book_checksum]") {
  // docs.kraken.com, "Spot Websockets (v1) Book Checksum".
  Side bids, asks;
  for (const int price : {5000, 4995, 4990, 4980, 4975, 4970, 4965, 4960, 4955, 4950}) {
    bids.emplace_back("0.0" + std::to_string(price), "0.00000500");
  }
  for (int price = 5005; price <= 5050; price += 5) asks.emplace_back("0.0" + std::to_string(price), "0.00000500");
  CHECK(digits(bids, asks) == 974'947'235);
  // What lies beyond ten levels does not count.
  bids.emplace_back("0.04765", "0.00000500");
  asks.emplace_back("0.05120", "0.00000500");
  CHECK(digits(bids, asks) == 974'947'235);
}

TEST_CASE("Kraken's digits come without a point and without zeros before them", "[book_checksum]") {
  // The same page: 0.05005 is 5005 and 0.00000500 is 500.
  CHECK(digits({}, {{"0.05005", "0.00000500"}}) == bitwiseCrc("5005500"));
  CHECK(digits({{"0.04995", "1.00"}}, {{"0.05005", "0.00000500"}}) == bitwiseCrc("50055004995100"));
  // Asks come first, each side from the best on.
  CHECK(digits({{"9.9", "0.5"}, {"9.8", "0.10"}}, {{"10.1", "2"}, {"10.20", "0.03"}}) ==
        bitwiseCrc(std::string("1012") + "10203" + "995" + "9810"));
}

/// Levels outward from a price, written with zeros as it happens.
Side randomSide(test::RandomNumbers& random, std::size_t count, std::int64_t from, std::int64_t sign) {
  const auto padded = [&](const std::string& number) {
    const bool hasPoint = number.find('.') != std::string::npos;
    const std::size_t zeros = random.below(4);
    return number + (!hasPoint && zeros > 0 ? "." : "") + std::string(zeros, '0');
  };
  Side side;
  for (std::size_t i = 0; i < count; ++i, from += sign * random.integer(1, 2'000)) {
    const auto decimals = static_cast<std::int32_t>(random.below(9));
    side.emplace_back(padded(decimalText(from, 4)), padded(decimalText(random.integer(1, 10'000'000), decimals)));
  }
  return side;
}

std::string joinedInTurns(const Side& bids, const Side& asks) {
  std::string text;
  for (std::size_t i = 0; i < 25; ++i) {
    for (const Side* side : {&bids, &asks}) {
      if (i < side->size()) text += (text.empty() ? "" : ":") + (*side)[i].first + ":" + (*side)[i].second;
    }
  }
  return text;
}

std::string joinedDigits(const Side& bids, const Side& asks) {
  const auto digitsOf = [](std::string number) {
    std::erase(number, '.');
    return number.substr(number.find_first_not_of('0'));
  };
  std::string text;
  for (const Side* side : {&asks, &bids}) {
    for (std::size_t i = 0; i < 10 && i < side->size(); ++i) {
      text += digitsOf((*side)[i].first) + digitsOf((*side)[i].second);
    }
  }
  return text;
}

TEST_CASE("of random books only the best levels count, each as written", "[book_checksum]") {
  const std::uint64_t seed = GENERATE(476, 477);
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 300; ++i) {
    const std::int64_t mid = random.chance(0.3) ? 300'000 : 100'000'000;
    const Side bids = randomSide(random, random.below(40), mid, -1);
    const Side asks = randomSide(random, random.below(40), mid + 1, +1);
    CAPTURE(i, bids.size(), asks.size());
    REQUIRE(interleaved(bids, asks) == bitwiseCrc(joinedInTurns(bids, asks)));
    REQUIRE(digits(bids, asks) == bitwiseCrc(joinedDigits(bids, asks)));
  }
}

}  // namespace
}  // namespace plimsoll
