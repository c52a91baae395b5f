#include "plimsoll/feed/json/iso_time.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cstdio>
#include <string>

#include "random_numbers.h"

namespace plimsoll {
namespace {

// Seconds by `date -u -d ... +%s` of GNU coreutils.
TEST_CASE("a time is its milliseconds since 1970", "[iso_time]") {
  auto [text, timeMs] = GENERATE(table<const char*, std::int64_t>({
      {"1970-01-01T00:00:00Z", 0},
      {"1970-01-01T00:00:00.001Z", 1},
      {"1969-12-31T23:59:59.999Z", -1},
      {"2024-08-22T23:59:59.851Z", 1'724'371'199'851},
      {"2000-02-29T12:00:00Z", 951'825'600'000},
      {"2024-02-29T00:00:00.5Z", 1'709'164'800'500},
      {"2024-03-01T00:00:00Z", 1'709'251'200'000},
      {"2026-11-30T08:09:10.07Z", 1'796'026'150'070},
      {"9999-12-31T23:59:59.999Z", 253'402'300'799'999},
      // Finer than a millisecond is cut and not rounded.
      {"2024-08-22T23:59:59.851999Z", 1'724'371'199'851},
      {"2024-08-22T23:59:59.000999999Z", 1'724'371'199'000},
  }));
  CAPTURE(text);
  REQUIRE(isoTime(text) == timeMs);
}

TEST_CASE("a day that there is not has no time", "[iso_time]") {
  const std::string day = GENERATE("2023-02-29", "1900-02-29", "2100-02-29", "2024-02-30", "2024-04-31", "2024-00-10",
                                   "2024-13-10", "2024-01-00", "2024-01-32", "2024-99-99");
  CAPTURE(day);
  REQUIRE_FALSE(isoTime(day + "T00:00:00Z"));
  REQUIRE_FALSE(isoTime(day + "T00:00:00.123Z"));
}

TEST_CASE("what is not written as a time is none", "[iso_time]") {
  const std::string text = GENERATE(
      "", "Z", "2024", "2024-08-22", "2024-08-22T23:59:59", "2024-08-22T23:59:59.851", "2024-08-22T23:59:59.851z",
      "2024-08-22 23:59:59Z", "2024-08-22T23:59:59.851Z ", "2024-08-22T23:59:59ZZ", " 2024-08-22T23:59:59Z",
      "2024-08-22T23:59Z", "2024-8-22T23:59:59Z", "2024-08-22T23:59:59,851Z", "2024-08-22T23:59:59.8-1Z",
      "2024-08-22T23:59:59.8.1Z", "2024-08-22T24:00:00Z", "2024-08-22T23:60:00Z", "2024-08-22T23:59:61Z",
      "2024-08-22T23:59:59+00:00", "2024-08-22T23:59:59.851+00:00", "-024-08-22T23:59:59Z", "20x4-08-22T23:59:59Z",
      "2024-0a-22T23:59:59Z", "1724371199851", "+12024-08-22T23:59:59Z");
  CAPTURE(text);
  REQUIRE_FALSE(isoTime(text));
}

TEST_CASE("no character of a time may be another letter or be missing", "[iso_time]") {
  const std::string time = "2024-08-22T23:59:59.851Z";
  for (std::size_t i = 0; i < time.size(); ++i) {
    CAPTURE(i);
    std::string changed = time;
    changed[i] = 'x';
    REQUIRE_FALSE(isoTime(changed));
    REQUIRE_FALSE(isoTime(time.substr(0, i)));
  }
}

/// Days are counted one by one: by the rule of the calendar, and by nothing else.
TEST_CASE("each day is 86,400,000 ms behind the one before it", "[iso_time]") {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  test::RandomNumbers random(473);
  std::int64_t days = 0;
  for (int year = 1970; year <= 2105; ++year) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    for (int month = 1; month <= 12; ++month) {
      const int length = kDays[month - 1] + (month == 2 && leap ? 1 : 0);
      for (int day = 1; day <= length; ++day, ++days) {
        const std::int64_t ms = random.integer(0, 86'399'999);
        char text[40];
        std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, day,
                      static_cast<int>(ms / 3'600'000), static_cast<int>(ms / 60'000 % 60),
                      static_cast<int>(ms / 1'000 % 60), static_cast<int>(ms % 1'000));
        if (isoTime(text) != days * 86'400'000 + ms) FAIL("another time: " << text);
      }
    }
  }
}

}  // namespace
}  // namespace plimsoll
