#include "plimsoll/flow/mid_bins.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>

namespace plimsoll {
namespace {

TEST_CASE("a mid that rose from 100 to 102", "[mid_bins]") {
  MidBins bins(1'000);
  bins.moveTo(10'200), bins.setMid(100.0);
  bins.moveTo(11'000), bins.setMid(102.0);
  const auto change = bins.moveTo(12'000).change;
  REQUIRE(change->before == 100.0);
  REQUIRE(change->after == 102.0);
  REQUIRE(change->endMs == 12'000);
}

TEST_CASE("a bin whose mid before is not known does not count", "[mid_bins]") {
  MidBins bins(1'000);
  REQUIRE_FALSE(bins.moveTo(10'200).change);
  bins.setMid(100.0);
  REQUIRE_FALSE(bins.moveTo(10'900).isNewBin);
  auto step = bins.moveTo(11'000);
  REQUIRE(step.isNewBin);
  REQUIRE_FALSE(step.change);  // what was before the first touch is not known
  bins.setMid(101.0);
  REQUIRE_FALSE(bins.moveTo(10'500).isNewBin);  // a little late
  bins.setMid(102.0);
  step = bins.moveTo(14'500);
  REQUIRE(step.change->before == 100.0);
  REQUIRE(step.change->after == 102.0);
  REQUIRE(step.change->endMs == 12'000);
  bins.breakChain();
  bins.setMid(300.0);
  REQUIRE_FALSE(bins.moveTo(15'000).change);
  REQUIRE(bins.moveTo(16'000).change->before == 300.0);
  step = bins.moveTo(16'000 + 86'400'000);  // a wrong time, and back
  REQUIRE(step.change);
  bins.setMid(301.0);
  step = bins.moveTo(17'000);
  REQUIRE(step.isNewBin);
  REQUIRE_FALSE(step.change);
  REQUIRE_FALSE(bins.moveTo(18'000).change);
  REQUIRE(bins.moveTo(19'000).change->after == 301.0);
  for (const std::int64_t timeMs : {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    REQUIRE(bins.moveTo(timeMs).isNewBin);
  }
}

}  // namespace
}  // namespace plimsoll
