#include "plimsoll/feed/recent_ids.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <deque>
#include <limits>

#include "random_numbers.h"

namespace plimsoll {
namespace {

constexpr auto kKept = static_cast<std::int64_t>(RecentIds::kKept);

TEST_CASE("ids that count upward are all new", "[recent_ids]") {
  RecentIds ids;
  for (std::int64_t id = -1'000; id < 1'000; ++id) REQUIRE(ids.add(id));
}

TEST_CASE("an id that comes again is known while it is among the last kept", "[recent_ids]") {
  RecentIds ids;
  for (std::int64_t id = 1; id <= kKept; ++id) ids.add(id);
  for (std::int64_t id = 1; id <= kKept; ++id) CHECK_FALSE(ids.add(id));
  // One more pushes the oldest out, and a repeat pushes nothing out.
  CHECK(ids.add(kKept + 1));
  CHECK_FALSE(ids.add(2));
  CHECK(ids.add(1));
}

TEST_CASE("an id that came late is new, and is known from then on", "[recent_ids]") {
  RecentIds ids;
  ids.add(10);
  ids.add(12);
  CHECK(ids.add(11));
  CHECK_FALSE(ids.add(11));
  CHECK_FALSE(ids.add(12));
}

TEST_CASE("the greatest and the least of ids are ids like others", "[recent_ids]") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  RecentIds ids;
  for (const std::int64_t id : {kMost, -kMost, std::int64_t{0}}) {
    CHECK(ids.add(id));
    CHECK_FALSE(ids.add(id));
  }
}

TEST_CASE("ids in any order are known as a queue of the last kept knows them", "[recent_ids]") {
  test::RandomNumbers random(471);
  RecentIds ids;
  std::deque<std::int64_t> last;
  std::int64_t from = 0;
  for (int i = 0; i < 20'000; ++i) {
    from += random.integer(0, 2);
    const std::int64_t id = from + random.integer(-300, 300);
    const bool isNew = std::ranges::find(last, id) == last.end();
    if (ids.add(id) != isNew) FAIL("another answer at step " << i);
    if (!isNew) continue;
    last.push_back(id);
    if (last.size() > RecentIds::kKept) last.pop_front();
  }
}

}  // namespace
}  // namespace plimsoll
