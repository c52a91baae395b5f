#include "plimsoll/book/ladder.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "allocation_count.h"
#include "random_numbers.h"

namespace plimsoll {
namespace {

using Levels = std::vector<std::pair<std::int64_t, std::int64_t>>;

Levels walked(const Ladder& ladder) {
  Levels levels;
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    levels.emplace_back(key, quantity);
    return true;
  });
  return levels;
}

/// A ladder and the map that it has to agree with.
struct Pair {
  Ladder ladder;
  std::map<std::int64_t, std::int64_t> map;

  void set(std::int64_t key, std::int64_t quantity) {
    ladder.set(key, quantity);
    if (quantity == 0) {
      map.erase(key);
    } else {
      map[key] = quantity;
    }
  }

  /// What can be asked at any time for little.
  bool agreesAtTheTouch() const {
    if (ladder.size() != map.size() || ladder.empty() != map.empty()) return false;
    return map.empty() || (ladder.best().key == map.begin()->first &&
                           ladder.best().quantity == map.begin()->second);
  }

  bool agrees() const { return agreesAtTheTouch() && walked(ladder) == Levels(map.begin(), map.end()); }
};

TEST_CASE("an empty ladder has nothing anywhere", "[ladder]") {
  const Ladder ladder;
  REQUIRE(ladder.empty());
  REQUIRE(ladder.size() == 0);
  REQUIRE(ladder.at(0) == 0);
  REQUIRE(ladder.at(-1'000'000) == 0);
  REQUIRE(walked(ladder).empty());
}

TEST_CASE("a ladder walks from the lowest key up, and stops when told to", "[ladder]") {
  Ladder ladder;
  for (const std::int64_t key : {100, -5, 1'000'000'000, 0, 64, 63, 128, -100'000}) ladder.set(key, key * key + 1);
  REQUIRE(walked(ladder) == Levels{{-100'000, 10'000'000'001},
                                   {-5, 26},
                                   {0, 1},
                                   {63, 3'970},
                                   {64, 4'097},
                                   {100, 10'001},
                                   {128, 16'385},
                                   {1'000'000'000, 1'000'000'000'000'000'001}});
  int visited = 0;
  ladder.walk([&](std::int64_t, std::int64_t) { return ++visited < 3; });
  REQUIRE(visited == 3);
}

TEST_CASE("deleting a level that is not there changes nothing", "[ladder]") {
  Ladder ladder;
  ladder.set(5, 1);
  for (const std::int64_t key : {4, 6, 64, -64, 10'000'000, -10'000'000}) ladder.set(key, 0);
  REQUIRE(walked(ladder) == Levels{{5, 1}});
  ladder.set(5, 0);
  ladder.set(5, 0);
  REQUIRE(ladder.empty());
}

TEST_CASE("the ends of 64 bits are keys like others", "[ladder]") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  Pair pair;
  for (const std::int64_t key : {kMost, -kMost, std::int64_t{0}, kMost - 1, -kMost + 1}) pair.set(key, 7);
  REQUIRE(pair.agrees());
  for (const std::int64_t key : {-kMost, -kMost + 1, std::int64_t{0}}) {
    pair.set(key, 0);
    REQUIRE(pair.agrees());
  }
}

/// How the touch and the orders around it move.
struct Weather {
  const char* name;
  double drift;            ///< keys per operation
  double jumpProbability;  ///< of the touch moving far
  std::int64_t near;       ///< spread of most keys behind the touch
  std::int64_t far;        ///< spread of the others
  double deletes;          ///< share of deletions
};

TEST_CASE("a ladder agrees with a map after any operations", "[ladder]") {
  const Weather weather = GENERATE(Weather{"near the touch", 0.0, 0.0, 200, 5'000, 0.45},
                                   Weather{"spread far out", 0.0, 0.0, 40'000, 50'000'000, 0.45},
                                   Weather{"running better", -3.0, 0.0, 300, 200'000, 0.5},
                                   Weather{"running worse", 3.0, 0.0, 300, 200'000, 0.6},
                                   Weather{"jumping", 0.0, 0.001, 500, 100'000, 0.5},
                                   Weather{"almost empty", 0.5, 0.01, 2'000, 1'000'000, 0.7});
  const std::uint64_t seed = 401;
  CAPTURE(weather.name, seed);
  test::RandomNumbers random(seed);
  Pair pair;
  double touch = 600'000.0;
  for (int i = 0; i < 250'000; ++i) {
    touch += weather.drift * random.between(0.0, 2.0);
    if (random.chance(weather.jumpProbability)) touch += random.between(-3e6, 3e6);
    const auto from = static_cast<std::int64_t>(touch);
    const std::int64_t key = from + random.integer(0, random.chance(0.9) ? weather.near : weather.far);

    // A market that runs leaves nothing on the better side of its touch.
    while (!pair.map.empty() && pair.map.begin()->first < from) pair.set(pair.map.begin()->first, 0);
    if (random.chance(weather.deletes)) {
      const auto known = pair.map.lower_bound(key);
      pair.set(random.chance(0.7) && known != pair.map.end() ? known->first : key, 0);
    } else {
      pair.set(key, random.integer(1, 1'000'000));
    }
    if (!pair.agreesAtTheTouch()) FAIL("differs at the touch after operation " << i);
    const std::int64_t asked = from + random.integer(-100, 2 * weather.near);
    const auto found = pair.map.find(asked);
    if (pair.ladder.at(asked) != (found == pair.map.end() ? 0 : found->second)) FAIL("differs at " << asked);
    if (i % 5'000 == 0) REQUIRE(pair.agrees());
  }
  REQUIRE(pair.agrees());
  const std::map<std::int64_t, std::int64_t> left = pair.map;
  for (const auto& [key, quantity] : left) pair.set(key, 0);
  REQUIRE(pair.agrees());
}

TEST_CASE("clearing forgets every level and the ladder goes on", "[ladder]") {
  Pair pair;
  for (int round = 0; round < 5; ++round) {
    for (std::int64_t i = 0; i < 1'000; ++i) pair.set(i * 977 - round * 4'000'000, i + 1);
    REQUIRE(pair.agrees());
    pair.ladder.clear();
    pair.map.clear();
    REQUIRE(pair.agrees());
  }
}

TEST_CASE("memory follows the levels, not the range of prices", "[ladder]") {
  // One level in each page, a few in each, and all of each.
  const auto [apart, mostBytes] = GENERATE(table<std::int64_t, std::int64_t>({
      {1'000'000'000'000, 48}, {100, 48}, {7, 40}, {1, 24}}));
  CAPTURE(apart);
  const std::int64_t before = test::bytesInUse();
  Ladder ladder;
  const std::int64_t empty = test::bytesInUse() - before;
  for (std::int64_t i = 0; i < 1'000; ++i) ladder.set(i * apart, 1);
  CHECK(test::bytesInUse() - before - empty < 1'000 * mostBytes);
}

TEST_CASE("levels that come and go beyond the window leave no memory behind", "[ladder]") {
  const std::uint64_t seed = 402;
  test::RandomNumbers random(seed);
  Pair pair;
  const auto churn = [&](int operations) {
    for (int i = 0; i < operations; ++i) {
      const std::int64_t key = random.integer(0, 3'000) * 640;
      pair.set(key, random.chance(0.5) ? random.integer(1, 9) : 0);
    }
  };
  churn(100'000);
  REQUIRE(pair.agrees());
  const std::int64_t before = test::bytesInUse();
  churn(400'000);
  REQUIRE(pair.agrees());
  // The map's own nodes come and go with the levels.
  REQUIRE(test::bytesInUse() - before < 16'000);
}

TEST_CASE("a touch that wanders for ever takes no memory for ever", "[ladder]") {
  Ladder ladder;
  const auto rest = [&](std::int64_t touch) {
    for (std::int64_t i = 0; i < 500; ++i) ladder.set(touch + i * 7, 1);
  };
  const auto leave = [&](std::int64_t touch) {
    for (std::int64_t i = 0; i < 500; ++i) ladder.set(touch + i * 7, 0);
  };
  const auto wander = [&](std::int64_t from, std::int64_t by) {
    for (int step = 0; step < 200; ++step, from += by) {
      rest(from);
      leave(from);
    }
  };
  wander(0, 5'000);
  const std::int64_t allocations = test::allocations();
  wander(1'000'000, -9'000);
  wander(-3'000'000, 20'000);
  REQUIRE(test::allocations() == allocations);
}

}  // namespace
}  // namespace plimsoll
