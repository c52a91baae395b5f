#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <limits>
#include <set>

#include "plimsoll/book/ladder.h"
#include "random_numbers.h"

namespace plimsoll {
namespace {

TEST_CASE("the ends of 64 bits may be the worst key", "[ladder]") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  Ladder ladder;
  for (const std::int64_t key : {-kMost, -kMost + 1, std::int64_t{-1}, std::int64_t{0}, kMost - 1, kMost}) {
    ladder.set(key, 1);
    REQUIRE(ladder.worstKey() == key);
  }
  for (const std::int64_t key : {kMost - 1, std::int64_t{0}, std::int64_t{-1}, -kMost + 1, -kMost}) {
    ladder.set(ladder.worstKey(), 0);
    REQUIRE(ladder.worstKey() == key);
  }
}

TEST_CASE("a ladder of one level has it best and worst", "[ladder]") {
  Ladder ladder;
  for (const std::int64_t key : {0, 63, 64, -1, -64, -65, 32'767, 32'768, 50'000'000, -50'000'000}) {
    ladder.set(key, 5);
    CHECK(ladder.worstKey() == key);
    CHECK(ladder.best().key == key);
    ladder.set(key, 0);
  }
}

TEST_CASE("the worst key is the greatest of all that are set", "[ladder]") {
  // A window is 32,768 keys: all within it, about half, nearly none.
  const std::int64_t spread = GENERATE(100, 60'000, 90'000'000);
  CAPTURE(spread);
  test::RandomNumbers random(472);
  Ladder ladder;
  std::set<std::int64_t> keys;
  std::int64_t from = 0;
  for (int i = 0; i < 60'000; ++i) {
    if (random.chance(0.001)) from += random.integer(-spread, spread);
    // Of three operations one takes a level away, often the worst or the best one.
    if (!keys.empty() && (random.chance(0.35) || keys.size() > 300)) {
      const auto near = keys.lower_bound(from + random.integer(0, spread));
      const std::int64_t other = random.chance(0.5) ? *keys.begin() : *keys.rbegin();
      const std::int64_t key = near != keys.end() && random.chance(0.4) ? *near : other;
      ladder.set(key, 0);
      keys.erase(key);
    } else {
      const std::int64_t key = from + random.integer(0, spread);
      ladder.set(key, random.integer(1, 1'000));
      keys.insert(key);
    }
    if (!keys.empty() && ladder.worstKey() != *keys.rbegin()) FAIL("another worst key after step " << i);
  }
}

}  // namespace
}  // namespace plimsoll
