#include "plimsoll/base/wide_integer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "random_numbers.h"

namespace plimsoll {
namespace {

using Int128 = __int128;

const std::string kMostText =
    "115792089237316195423570985008687907853269984665640564039457584007913129639935";  // 2^256 - 1

WideInteger wide(const std::string& text) {
  return wideInteger(text).value();
}

WideInteger wide(Int128 value) {
  const bool isNegative = value < 0;
  const auto magnitude = static_cast<unsigned __int128>(isNegative ? -value : value);
  const WideInteger high = static_cast<std::uint64_t>(magnitude >> 64);
  const WideInteger sum =
      high * wide("18446744073709551616") + static_cast<std::uint64_t>(magnitude);
  return isNegative ? -sum : sum;
}

/// Of any size up to 126 bits, of either sign.
Int128 randomInt128(test::RandomNumbers& random, std::size_t mostBits = 126) {
  const auto bits = static_cast<unsigned __int128>(random.bits()) << 64 | random.bits();
  const std::size_t width = random.below(mostBits + 1);
  const auto value = width == 0 ? Int128{0} : static_cast<Int128>(bits >> (128 - width));
  return random.chance(0.5) ? -value : value;
}

/// Of any size up to 256 bits.
WideInteger randomWide(test::RandomNumbers& random, std::size_t mostLimbs = 8) {
  WideInteger value;
  for (std::size_t limbs = random.below(mostLimbs + 1); limbs > 0; --limbs) {
    value = value * 4'294'967'296 + (random.bits() >> 32);
  }
  return random.chance(0.5) ? -value : value;
}

Int128 floored(Int128 a, Int128 b) {
  const Int128 quotient = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

}  // namespace

TEST_CASE("wide integers agree with the compiler's 128 bits", "[wide_integer]") {
  const std::uint64_t seed = 256;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 8'000; ++i) {
    const Int128 a = randomInt128(random);
    const Int128 b = randomInt128(random);
    const Int128 p = randomInt128(random, 62);
    const Int128 q = randomInt128(random, 62);
    INFO(wide(a).text() << " and " << wide(b).text());
    REQUIRE(wide(a) + wide(b) == wide(a + b));
    REQUIRE(wide(a) - wide(b) == wide(a - b));
    REQUIRE(differenceOrZero(wide(a), wide(b)) == wide(a > b ? a - b : 0));
    REQUIRE(wide(p) * wide(q) == wide(p * q));
    REQUIRE((wide(a) < wide(b)) == (a < b));
    REQUIRE((wide(a) == wide(b)) == (a == b));
    if (q == 0) continue;
    REQUIRE(truncatedQuotient(wide(a), wide(q)) == wide(a / q));
    REQUIRE(flooredQuotient(wide(a), wide(q)) == wide(floored(a, q)));
    REQUIRE(ceiledQuotient(wide(a), wide(q)) == wide(-floored(-a, q)));
    REQUIRE(nearestQuotient(wide(p), wide(q)) == wide(floored(2 * p + q, 2 * q)));
  }
}

TEST_CASE("a quotient and its remainder make the number again, at all widths", "[wide_integer]") {
  const std::uint64_t seed = 257;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 2'000; ++i) {
    const WideInteger a = randomWide(random);
    const WideInteger b = randomWide(random);
    if (b == 0) continue;
    INFO(a.text() << " / " << b.text());
    const WideInteger quotient = truncatedQuotient(a, b);
    const WideInteger rest = a - quotient * b;
    REQUIRE(rest.sign() * a.sign() >= 0);
    REQUIRE(absolute(rest) < absolute(b));
    const int side = rest.sign() * b.sign();  // of a / b beside the quotient
    REQUIRE(flooredQuotient(a, b) == (side < 0 ? quotient - 1 : quotient));
    REQUIRE(ceiledQuotient(a, b) == (side > 0 ? quotient + 1 : quotient));

    const WideInteger down = flooredQuotient(a, b);
    const WideInteger nearest = nearestQuotient(a, b);
    const bool isHalfOrMore = !(absolute(a - down * b) * 2 < absolute(b));
    REQUIRE((nearest.hasOverflowed() || nearest == (isHalfOrMore ? down + 1 : down)));
  }
}

TEST_CASE("a square root is the largest whose square is not above", "[wide_integer]") {
  const std::uint64_t seed = 258;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 500; ++i) {
    const WideInteger value = absolute(randomWide(random, 7));
    const WideInteger root = squareRoot(value);
    INFO(value.text());
    REQUIRE(root * root <= value);
    REQUIRE((root + 1) * (root + 1) > value);
  }
  REQUIRE(squareRoot(0) == 0);
  REQUIRE(squareRoot(1) == 1);
  REQUIRE(squareRoot(wide(kMostText)).text() == "340282366920938463463374607431768211455");
  REQUIRE(squareRoot(-1).hasOverflowed());
}

TEST_CASE("known numbers of 256 bits", "[wide_integer]") {
  const WideInteger half = wide("340282366920938463463374607431768211456");  // 2^128
  REQUIRE((half * (half - 1)).text() ==
          "115792089237316195423570985008687907852929702298719625575994209400481361428480");
  REQUIRE(((half - 1) * (half + 1)).text() == kMostText);
  REQUIRE(((half - 1) * (half - 1)).text() ==
          "115792089237316195423570985008687907852589419931798687112530834793049593217025");
  REQUIRE(flooredQuotient(
              wide("123456789012345678901234567890") * wide("987654321098765432109876543210"),
              1'000'000'007)
              .text() == "121932630283493383241731350041503473041713152509119");
  REQUIRE(wideTenTo(77).text() == "1" + std::string(77, '0'));
  REQUIRE(truncatedQuotient(wide(kMostText), wideTenTo(60)).text() == "115792089237316195");
  REQUIRE(flooredQuotient(-wide(kMostText), wideTenTo(60)).text() == "-115792089237316196");
  REQUIRE(truncatedQuotient(wide(kMostText), wide(kMostText) - 1) == 1);
  REQUIRE(wide(kMostText).toDouble() == 0x1p256);
  REQUIRE((-half).toDouble() == -0x1p128);
  // Between two doubles, and a hair above the middle.
  REQUIRE((half + wide("37778931862957161709568")).toDouble() == 0x1p128);
  REQUIRE((half + wide("37778931862957161709569")).toDouble() == 0x1.0000000000001p128);
}

TEST_CASE("a quotient is rounded down, up, or a half up", "[wide_integer]") {
  REQUIRE(flooredQuotient(100, 3) == 33);
  REQUIRE(ceiledQuotient(100, 3) == 34);
  REQUIRE(ceiledQuotient(9, 3) == 3);
  REQUIRE(nearestQuotient(50, 4) == 13);
  REQUIRE(nearestQuotient(-50, 4) == -12);
  REQUIRE(nearestQuotient(7, 3) == 2);
  REQUIRE(nearestQuotient(-1, -3) == 0);
}

TEST_CASE("what does not fit is seen, and stays seen", "[wide_integer]") {
  const WideInteger most = wide(kMostText);
  const WideInteger large = wideTenTo(39);
  for (const WideInteger& none :
       {most + 1, -most - 1, large * large, most * -2, wideTenTo(78), wideTenTo(-1),
        truncatedQuotient(1, 0), flooredQuotient(1, 0), ceiledQuotient(1, 0), nearestQuotient(1, 0),
        nearestQuotient(most, most)}) {
    REQUIRE(none.hasOverflowed());
    for (const WideInteger& after :
         {none + 1, 1 - none, none * 0, -none, truncatedQuotient(none, 7), ceiledQuotient(7, none),
          nearestQuotient(7, none), squareRoot(none), absolute(none), differenceOrZero(none, 1),
          differenceOrZero(1, none)}) {
      REQUIRE(after.hasOverflowed());
    }
    REQUIRE_FALSE(none == none);
    REQUIRE_FALSE(none < 1);
    REQUIRE_FALSE(none > 1);
    REQUIRE(none.sign() == 0);
    REQUIRE(std::isnan(none.toDouble()));
    REQUIRE_FALSE(none.toInt64());
    REQUIRE_FALSE(none.orNothing());
    REQUIRE_FALSE(none.isUnsigned(256));
    REQUIRE(none.limbs() == WideInteger::Limbs{});
    REQUIRE(none.text() == "overflow");
  }
  REQUIRE_FALSE((most - most).hasOverflowed());
  REQUIRE_FALSE((most + -1).hasOverflowed());
  REQUIRE(most.orNothing() == most);
}

TEST_CASE("integers of the language fit as they are", "[wide_integer]") {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  REQUIRE(WideInteger(kLeast).text() == "-9223372036854775808");
  REQUIRE(WideInteger(std::numeric_limits<std::uint64_t>::max()).text() == "18446744073709551615");
  REQUIRE(WideInteger(std::uint32_t{4'294'967'295}).text() == "4294967295");
  REQUIRE(WideInteger(-1).text() == "-1");
  REQUIRE(WideInteger(-7).toInt64() == -7);
  REQUIRE(WideInteger(std::numeric_limits<std::int64_t>::max()).toInt64() ==
          std::numeric_limits<std::int64_t>::max());
  REQUIRE(WideInteger(kLeast).toInt64() == kLeast);
  REQUIRE_FALSE((WideInteger(kLeast) - 1).toInt64());
  REQUIRE_FALSE((-WideInteger(kLeast)).toInt64());
  REQUIRE_FALSE(WideInteger(std::numeric_limits<std::uint64_t>::max()).toInt64());
  REQUIRE_FALSE(wideTenTo(64).toInt64());
}

TEST_CASE("a contract's unsigned integer holds what is neither negative nor too wide",
          "[wide_integer]") {
  const WideInteger limit = WideInteger::fromLimbs({0, 0, 0, 0, 1});  // 2^128
  REQUIRE(limit - 1 == wide("340282366920938463463374607431768211455"));
  REQUIRE((limit - 1).isUnsigned(128));
  REQUIRE_FALSE(limit.isUnsigned(128));
  REQUIRE(limit.isUnsigned(129));
  REQUIRE(wide(kMostText).isUnsigned(256));
  REQUIRE(WideInteger(0).isUnsigned(0));
  REQUIRE_FALSE(WideInteger(-1).isUnsigned(256));
}

TEST_CASE("limbs and a sign to wide integer and back lose nothing", "[wide_integer]") {
  const std::uint64_t seed = 260;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 1'000; ++i) {
    const WideInteger value = randomWide(random);
    INFO(value.text());
    REQUIRE(WideInteger::fromLimbs(value.limbs(), value.isNegative()) == value);
    WideInteger magnitude;  // from the limbs as places of a number in base 2^32
    for (std::size_t limb = WideInteger::kLimbs; limb-- > 0;)
      magnitude = magnitude * 4'294'967'296 + value.limbs()[limb];
    REQUIRE((value.isNegative() ? -magnitude : magnitude) == value);
  }
  REQUIRE(WideInteger::fromLimbs({0, 1}, true).text() == "-4294967296");
  REQUIRE_FALSE(WideInteger::fromLimbs({}, true).isNegative());
  REQUIRE(WideInteger::fromLimbs({}, true).sign() == 0);
}

TEST_CASE("text to wide integer to text loses nothing", "[wide_integer]") {
  const std::uint64_t seed = 259;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 1'000; ++i) {
    const WideInteger value = randomWide(random);
    REQUIRE(wide(value.text()) == value);
    REQUIRE(value.toDouble() == std::strtod(value.text().c_str(), nullptr));
  }
  REQUIRE(wide("-" + kMostText).text() == "-" + kMostText);
  REQUIRE(wide("-0").text() == "0");
  REQUIRE(wide("-000").sign() == 0);
  REQUIRE(wide(std::string(10'000, '0') + "12") == 12);
}

TEST_CASE("what is no whole number, or too wide, is no wide integer", "[wide_integer]") {
  const std::string text =
      GENERATE("", "-", "+1", " 1", "1 ", "1.0", "1e3", "1,000", "0x10", "--1", "1-", "NaN", "１",
               "115792089237316195423570985008687907853269984665640564039457584007913129639936",
               "-1000000000000000000000000000000000000000000000000000000000000000000000000000000");
  CAPTURE(text);
  REQUIRE_FALSE(wideInteger(text));
}

}  // namespace plimsoll
