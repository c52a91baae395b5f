#include "plimsoll/base/fixed_point.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <string>

#include "random_numbers.h"

namespace plimsoll {
namespace {

Unsigned256 read(const std::string& text) {
  return unsignedDecimal(text).value();
}

std::string say(const std::optional<Unsigned256>& value) {
  return value ? decimalText(*value) : "none";
}

const std::string kHighest =
    "115792089237316195423570985008687907853269984665640564039457584007913129639935";

/// Of any length from none to 256 bits, so that carries and overflows are met.
Unsigned256 randomInteger(test::RandomNumbers& random) {
  Unsigned256 value{random.bits(), random.bits()};
  value.words[0] = random.bits();
  value.words[1] = random.bits();
  std::size_t bits = random.below(257);
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t kept = std::min<std::size_t>(64, bits);
    bits -= kept;
    std::uint64_t& word = value.words[3 - i];
    if (kept < 64) word &= (std::uint64_t{1} << kept) - 1;
  }
  return value;
}

}  // namespace

TEST_CASE("a wide integer reads and writes decimal text", "[fixed_point][lending]") {
  REQUIRE(decimalText(kWad) == "1" + std::string(18, '0'));
  REQUIRE(decimalText(kRay) == "1" + std::string(27, '0'));
  REQUIRE(decimalText(kOracleScale) == "1" + std::string(36, '0'));
  REQUIRE(decimalText(kWad, 18) == "1.000000000000000000");
  REQUIRE(decimalText(5u, 3) == "0.005");
  REQUIRE(decimalText(0u) == "0");
  REQUIRE(decimalText(0u, 2) == "0.00");
  REQUIRE(say(unsignedDecimal("0.86", 18)) == "860000000000000000");
  REQUIRE(say(unsignedDecimal("1043841336116910229")) == "1043841336116910229");
  REQUIRE(say(unsignedDecimal(kHighest)) == kHighest);
}

TEST_CASE("a text that is no unsigned number of that many decimals is refused",
          "[fixed_point][lending]") {
  const auto* text = GENERATE("", "-1", "+1", " 1", "1 ", "1e18", ".5", "1.", "1.2.3", "0x10",
                              "1,000", "NaN", "0.123");
  CAPTURE(text);
  REQUIRE(!unsignedDecimal(text, 2));
}

TEST_CASE("a number beyond 256 bits is refused", "[fixed_point][lending]") {
  std::string tooHigh = kHighest;
  tooHigh.back() = '6';
  REQUIRE(!unsignedDecimal(tooHigh));
  REQUIRE(!unsignedDecimal(kHighest, 1));
  REQUIRE(!sum(read(kHighest), 1u));
  REQUIRE(!product(read(kHighest), 2u));
  REQUIRE(!mulDivDown(read(kHighest), 2u, 2u));
  REQUIRE(!mulDivHalfUp(read(kHighest), 1u, read(kHighest)));
  REQUIRE(!mulDivUp(1u, 1u, 0u));
}

TEST_CASE("a product and a quotient are those of long arithmetic", "[fixed_point][lending]") {
  // By hand in a language of unbounded integers.
  const Unsigned256 a = read("340282366920938463463374607431768211455");  // 2^128 - 1
  REQUIRE(say(product(a, a)) ==
          "115792089237316195423570985008687907852589419931798687112530834793049593217025");
  REQUIRE(say(mulDivDown(a, a, a)) == decimalText(a));
  REQUIRE(say(mulDivDown(read("123456789012345678901234567890"),
                         read("987654321098765432109876543210"), read("1000000007"))) ==
          "121932630283493383241731350041503473041713152509119");
  REQUIRE(say(mulDivDown(10u, 10u, 3u)) == "33");
  REQUIRE(say(mulDivUp(10u, 10u, 3u)) == "34");
  REQUIRE(say(mulDivUp(9u, 1u, 3u)) == "3");
  REQUIRE(say(mulDivHalfUp(10u, 5u, 4u)) == "13");
  REQUIRE(say(mulDivHalfUp(7u, 1u, 3u)) == "2");
}

TEST_CASE("what is divided is the quotient times the divisor and a rest below it",
          "[fixed_point][lending]") {
  const std::uint64_t seed = 1874;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  int divided = 0;
  for (int i = 0; i < 4'000; ++i) {
    const Unsigned256 a = randomInteger(random);
    const Unsigned256 b = randomInteger(random);
    const Unsigned256 c = randomInteger(random);
    REQUIRE(read(decimalText(a)) == a);
    const auto whole = product(a, b);
    REQUIRE(whole == product(b, a));
    if (!whole || c == Unsigned256{}) continue;

    const Unsigned256 down = mulDivDown(a, b, c).value();
    const Unsigned256 up = mulDivUp(a, b, c).value();
    const Unsigned256 taken = product(down, c).value();
    const Unsigned256 rest = differenceOrZero(*whole, taken);
    REQUIRE(sum(taken, rest) == whole);
    REQUIRE(rest < c);
    REQUIRE(up == (rest == Unsigned256{} ? down : sum(down, 1u).value()));
    if (const auto nearest = mulDivHalfUp(a, b, c)) {
      const auto twice = sum(rest, rest);
      const bool isHalfOrMore = !twice || *twice >= c;
      REQUIRE(*nearest == (isHalfOrMore ? sum(down, 1u).value() : down));
    }
    ++divided;
  }
  REQUIRE(divided > 1'000);
}

}  // namespace plimsoll
