#include "plimsoll/base/short_decimal.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <charconv>
#include <string>

#include "random_numbers.h"

namespace plimsoll {
namespace {

/// A number with what may follow one in a message, and more of it that may be loaded.
std::string padded(const std::string& text, char behind) { return text + behind + std::string(32, '7'); }

/// The short scan either reads exactly what the long one does, or leaves it to that.
void compare(const std::string& text, char behind) {
  const std::string buffer = padded(text, behind);
  Decimal value;
  const char* end = scanShortDecimal(buffer.data(), value);
  if (end == nullptr) return;
  const DecimalScan scan = scanDecimal(buffer.data(), buffer.data() + buffer.size());
  const bool same = scan.fault == DecimalFault::none && scan.end == end && scan.value == value;
  if (!same) FAIL(text << " followed by " << behind << " reads as " << value.mantissa << " with " << value.decimals);
}

TEST_CASE("prices and quantities as venues write them are read the short way", "[decimal]") {
  auto [text, mantissa, decimals] = GENERATE(table<const char*, std::int64_t, std::int32_t>({
      {"0", 0, 0},
      {"7", 7, 0},
      {"0.000", 0, 0},
      {"61800.30", 618'003, 1},
      {"61800.3", 618'003, 1},
      {"0.0024", 24, 4},
      {"2.507", 2'507, 3},
      {"1000000", 1'000'000, 0},
      {"100.0000", 100, 0},
      {"1.000000", 1, 0},
  }));
  CAPTURE(text);
  const std::string buffer = padded(text, '"');
  Decimal value;
  REQUIRE(scanShortDecimal(buffer.data(), value) == buffer.data() + std::string_view(text).size());
  REQUIRE(value == Decimal{mantissa, decimals});
}

TEST_CASE("what the short way cannot read it leaves alone", "[decimal]") {
  const std::string text = GENERATE("", "-1", "+1", ".5", "5.", "1e5", "1E5", "12.5e3", "1.e5", "123456789", "1234.56789", "x",
                                    "\xb1\xb2", "１");
  CAPTURE(text);
  const std::string buffer = padded(text, '"');
  Decimal value;
  REQUIRE(scanShortDecimal(buffer.data(), value) == nullptr);
}

TEST_CASE("short and long scans agree on random numbers", "[decimal]") {
  const std::uint64_t seed = 104;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 100'000; ++i) {
    std::string text;
    for (std::size_t left = 1 + random.below(7); left > 0; --left) text += "0123456789"[random.chance(0.3) ? 0 : random.below(10)];
    if (random.chance(0.7)) {
      text += '.';
      for (std::size_t left = random.below(6); left > 0; --left) text += "0123456789"[random.chance(0.5) ? 0 : random.below(10)];
    }
    compare(text, "\",]} \n:"[random.below(7)]);
  }
}

TEST_CASE("short and long scans agree on random characters", "[decimal]") {
  const std::uint64_t seed = 105;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 100'000; ++i) {
    std::string text;
    for (std::size_t left = random.below(12); left > 0; --left) {
      text += random.chance(0.8) ? "0123456789.eE-+"[random.below(15)] : static_cast<char>(random.below(256));
    }
    compare(text, static_cast<char>(random.below(256)));
  }
}

TEST_CASE("short integers are what from_chars reads", "[decimal]") {
  const std::uint64_t seed = 106;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  int read = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string text;
    for (std::size_t left = random.below(20); left > 0; --left) text += "0123456789"[random.chance(0.2) ? 0 : random.below(10)];
    if (random.chance(0.2)) text += "0123456789.eE-+\",} "[random.below(19)];
    const std::string buffer = padded(text, ",}\" "[random.below(4)]);
    std::int64_t value = 0, expected = 0;
    const char* end = scanShortInteger(buffer.data(), value);
    if (end == nullptr) continue;
    ++read;
    const auto [stop, fault] = std::from_chars(buffer.data(), buffer.data() + buffer.size(), expected);
    if (fault != std::errc{} || stop != end || value != expected) FAIL(text << " reads as " << value);
  }
  REQUIRE(read > 30'000);
}

}  // namespace
}  // namespace plimsoll
