#include "plimsoll/base/decimal.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "random_numbers.h"

namespace plimsoll {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

/// The whole text as one number or the fault that it is.
DecimalFault faultOf(const std::string& text) {
  const char* last = text.data() + text.size();
  const DecimalScan scan = scanDecimal(text.data(), last);
  if (scan.fault == DecimalFault::none && scan.end != last) return DecimalFault::notANumber;
  return scan.fault;
}

TEST_CASE("a decimal keeps the significant digits and nothing else", "[decimal]") {
  auto [text, mantissa, decimals] = GENERATE(table<const char*, std::int64_t, std::int32_t>({
      {"61737.63000000", 6'173'763, 2},
      {"61737.63", 6'173'763, 2},
      {"0", 0, 0},
      {"0.000", 0, 0},
      {"-0", 0, 0},
      {"-0.00", 0, 0},
      {"0e99999", 0, 0},
      {"100", 100, 0},
      {"100.0", 100, 0},
      {"100.010", 10'001, 2},
      {"0.10", 1, 1},
      {"0.0024", 24, 4},
      {"00012.50", 125, 1},
      {"-3.50", -35, 1},
      {"1e-3", 1, 3},
      {"1E-3", 1, 3},
      {"1e3", 1'000, 0},
      {"1e+3", 1'000, 0},
      {"1.5e1", 15, 0},
      {"1.50e2", 150, 0},
      {"12.34e-1", 1'234, 3},
      {"120e-1", 12, 0},
      {"-1.26108093245e-7", -126'108'093'245, 18},
      {"9223372036854775807", kMost, 0},
      {"-9223372036854775807", -kMost, 0},
      {"9.223372036854775807", kMost, 18},
      {"0.000000000000000001", 1, 18},
      {"0.0000000000000000010", 1, 18},
      {"1e-18", 1, 18},
      {"10e-19", 1, 18},
      {"0.0000000000000000001e1", 1, 18},
      {"1000000000000000000", 1'000'000'000'000'000'000, 0},
      {"1.0000000000000000000000000000000000", 1, 0},
  }));
  CAPTURE(text);
  REQUIRE(decimal(text) == Decimal{mantissa, decimals});
}

TEST_CASE("what is no number is refused", "[decimal]") {
  const std::string text = GENERATE("", "-", "+1", ".5", "5.", "-.5", "1.", "1.e5", "1e", "1e+", "1e-", "e5", "1,000",
                                    " 1", "1 ", "0x10", "1_000", "NaN", "Infinity", "inf", "--1", "1.2.3", "1e5.0",
                                    "１", "∞", "null");
  CAPTURE(text);
  REQUIRE(faultOf(text) == DecimalFault::notANumber);
  REQUIRE(decimal(text) == std::nullopt);
}

TEST_CASE("what does not fit 63 bits and 18 decimals is out of range", "[decimal]") {
  const std::string text = GENERATE("9223372036854775808", "-9223372036854775808", "92233720368547758070",
                                    "99999999999999999999999999999", "0.0000000000000000001", "1e-19", "1e19",
                                    "1e99999999999999999999", "1e-99999999999999999999", "9.2233720368547758071",
                                    "1.0000000000000000001", "123456789.12345678901234567");
  CAPTURE(text);
  REQUIRE(faultOf(text) == DecimalFault::outOfRange);
  REQUIRE(decimal(text) == std::nullopt);
}

TEST_CASE("a scan stops behind the number and says where", "[decimal]") {
  const std::string text = "0.162\",\"7\"";
  const DecimalScan scan = scanDecimal(text.data(), text.data() + text.size());
  REQUIRE(scan.fault == DecimalFault::none);
  REQUIRE(scan.value == Decimal{162, 3});
  REQUIRE(scan.end - text.data() == 5);
}

TEST_CASE("a million zeros cost time, not range", "[decimal]") {
  REQUIRE(decimal("7." + std::string(1'000'000, '0')) == Decimal{7, 0});
  REQUIRE(decimal(std::string(1'000'000, '0') + "7") == Decimal{7, 0});
  REQUIRE(faultOf("0." + std::string(1'000'000, '0') + "1") == DecimalFault::outOfRange);
  REQUIRE(faultOf("7" + std::string(1'000'000, '0')) == DecimalFault::outOfRange);
}

/// A random number in its only form: no trailing zeros among its decimals.
Decimal randomDecimal(test::RandomNumbers& random) {
  Decimal value;
  value.mantissa = static_cast<std::int64_t>(random.bits() >> (1 + random.below(62)));
  value.decimals = value.mantissa == 0 ? 0 : static_cast<std::int32_t>(random.below(kMaxDecimals + 1));
  while (value.decimals > 0 && value.mantissa % 10 == 0) {
    value.mantissa /= 10;
    --value.decimals;
  }
  if (random.chance(0.5)) value.mantissa = -value.mantissa;
  return value;
}

TEST_CASE("text to number to text loses nothing", "[decimal]") {
  const std::uint64_t seed = 101;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 50'000; ++i) {
    const Decimal value = randomDecimal(random);
    const std::string text = decimalText(value.mantissa, value.decimals);
    if (decimal(text) != value) FAIL(text);
  }
}

TEST_CASE("equal numbers are equal structs, however they are written", "[decimal]") {
  const std::uint64_t seed = 102;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const Decimal value = randomDecimal(random);
    std::string text = decimalText(value.mantissa, value.decimals);
    const std::string sign = text.front() == '-' ? "-" : "";
    text.erase(0, sign.size());
    const std::string zeros(random.below(4), '0');
    const std::string leading = sign + zeros + text;
    const std::string trailing = sign + text + (value.decimals == 0 ? "." : "") + zeros + "0";
    const std::string scientific =
        std::to_string(value.mantissa) + (random.chance(0.5) ? "e-" : "E-") + std::to_string(value.decimals);
    for (const std::string& other : {leading, trailing, scientific}) {
      if (decimal(other) != value) FAIL(other);
    }
  }
}

TEST_CASE("what fits a double's integers becomes the double that strtod finds", "[decimal]") {
  const std::uint64_t seed = 103;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 50'000; ++i) {
    Decimal value = randomDecimal(random);
    value.mantissa %= std::int64_t{1} << 53;
    const std::string text = decimalText(value.mantissa, value.decimals);
    if (fromUnits(value.mantissa, value.decimals) != std::strtod(text.c_str(), nullptr)) FAIL(text);
  }
}

TEST_CASE("a count of units is the number again, or none where it does not fit", "[decimal]") {
  auto [value, decimals, units] =
      GENERATE(table<Decimal, std::int32_t, std::optional<std::int64_t>>({
          {{6'173'763, 2}, 3, 61'737'630},
          {{6'173'763, 2}, 2, 6'173'763},
          {{6'173'763, 2}, 1, std::nullopt},  // finer than the unit
          {{0, 0}, 18, 0},
          {{9, 0}, 18, 9'000'000'000'000'000'000},
          {{10, 0}, 18, std::nullopt},  // ten in units of 10^-18 needs 64 bits
          {{kMost, 0}, 0, kMost},
          {{kMost, 0}, 1, std::nullopt},
          {{-kMost, 0}, 0, -kMost},
      }));
  CAPTURE(value.mantissa, value.decimals, decimals);
  REQUIRE(inUnits(value, decimals) == units);
}

TEST_CASE("units are written with all their decimals", "[decimal]") {
  auto [units, decimals, text] = GENERATE(table<std::int64_t, std::int32_t, const char*>({
      {61'737'630, 3, "61737.630"},
      {5, 3, "0.005"},
      {-5, 3, "-0.005"},
      {0, 2, "0.00"},
      {-1'234, 0, "-1234"},
      {kMost, 18, "9.223372036854775807"},
  }));
  REQUIRE(decimalText(units, decimals) == text);
}

TEST_CASE("a number with more digits than are kept exact is the double beside it", "[decimal]") {
  const auto [text, expected] = GENERATE(table<const char*, double>({
      {"0.00001351666666666667", 0.00001351666666666667},
      {"-76671.4381686055379793", -76671.4381686055379793},
      {"0.000000000000000000004", 4e-21},
      {"123456789012345678901234567890", 123456789012345678901234567890.0},
      {"1.5e-30", 1.5e-30},
      {"2E+20", 2e20},
      {"0.00000000000000000000", 0.0},
  }));
  CAPTURE(text);
  REQUIRE_THAT(roundedNumber(text).value(), Catch::Matchers::WithinULP(expected, 2));
}

TEST_CASE("what is no number is none however long", "[decimal]") {
  for (const char* text : {"", "-", "1,000", "∞", "1e", "1e5.5", "0x10", "1 ", "1e400", "."}) {
    CAPTURE(text);
    REQUIRE_FALSE(roundedNumber(text).has_value());
  }
}

TEST_CASE("decimals are counted as they were written, zeros at the end included", "[decimal]") {
  const auto [text, written] = GENERATE(table<const char*, int>({
      {"0.00003530", 8}, {"145214", 0}, {"0.10", 2}, {"1.000", 3}, {"61737.63000000", 8}, {"0.123456789012", 12},
  }));
  CAPTURE(text);
  REQUIRE(decimal(text).value().writtenDecimals == written);
}

TEST_CASE("an exponent is read to its end, however many digits it has", "[decimal]") {
  // 10^-10001 times 10^100000 is no price of 0.1.
  REQUIRE_FALSE(decimal("0." + std::string(10'000, '0') + "1e100000"));
  REQUIRE(decimal("0." + std::string(10'000, '0') + "1e10000") == Decimal{1, 1});
  for (const char* text : {"10e9223372036854775807", "12345678901234567890e9223372036854775807", "1e99999999999999999999"}) {
    CAPTURE(text);
    REQUIRE_FALSE(decimal(text));
    REQUIRE_FALSE(roundedNumber(text));
  }
  REQUIRE(roundedNumber("10e-9223372036854775807") == 0.0);
  REQUIRE_THAT(roundedNumber("12345678901234567890e-5").value(), Catch::Matchers::WithinRel(123456789012345.6789, 1e-15));
  for (const char* text : {"12345678901234567890e-5.0", "1e+-5", "1e-1e1", "1e", "1e+"}) {
    CAPTURE(text);
    REQUIRE_FALSE(roundedNumber(text));
  }
}

}  // namespace
}  // namespace plimsoll
