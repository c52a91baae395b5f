#include "plimsoll/base/persistence.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "random_normals.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

const double kNone = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("the header's example of persistence", "[persistence]") {
  SidePersistence side(4, 1.0);
  REQUIRE_FALSE(side.shareAbove());
  REQUIRE_FALSE(side.shareBelow());
  for (double z : {2.0, -1.5, 1.2, 3.0}) side.add(z);
  REQUIRE(side.shareAbove() == 0.75);
  REQUIRE(side.shareBelow() == 0.25);
  REQUIRE(side.runLength() == 2);
}

TEST_CASE("shares and runs are those counted anew, and a mirror swaps the sides", "[persistence]") {
  test::RandomNormals random(641);
  for (const std::size_t n : {1u, 5u, 100u}) {
    SidePersistence plain(n, 0.7), mirrored(n, 0.7);
    std::vector<double> values;
    for (int i = 0; i < 1'000; ++i) {
      const double z = i % 97 == 0 ? kNone : 0.9 * (values.empty() || std::isnan(values.back()) ? 0.0 : values.back()) + random.next();
      values.push_back(z);
      plain.add(z);
      mirrored.add(-z);
      const std::size_t last = std::min(n, values.size());
      double above = 0.0, below = 0.0;
      for (std::size_t k = values.size() - last; k < values.size(); ++k) {
        above += values[k] > 0.7;
        below += values[k] < -0.7;
      }
      std::int64_t run = 0;
      for (std::size_t k = values.size(); k-- > 0;) {
        const int side = values[k] > 0.7 ? 1 : values[k] < -0.7 ? -1 : 0;
        if (side == 0 || side * run < 0) break;
        run += side;
      }
      REQUIRE(plain.shareAbove() == above / static_cast<double>(last));
      REQUIRE(plain.shareBelow() == below / static_cast<double>(last));
      REQUIRE(*plain.shareAbove() + *plain.shareBelow() <= 1.0);
      REQUIRE(plain.runLength() == run);
      REQUIRE(mirrored.shareAbove() == plain.shareBelow());
      REQUIRE(mirrored.runLength() == -run);
    }
  }
}

TEST_CASE("a z at the threshold does not count", "[persistence]") {
  SidePersistence side(3, 1.0);
  side.add(1.0);
  side.add(-1.0);
  REQUIRE(side.shareAbove() == 0.0);
  REQUIRE(side.shareBelow() == 0.0);
  REQUIRE(side.runLength() == 0);
}

TEST_CASE("the header's example of a half-life", "[persistence]") {
  MovingAutoregression memory(100.0);
  for (double x : {8.0, 4.0, 2.0, 1.0}) memory.add(x);
  REQUIRE_THAT(*memory.coefficient(), WithinRel(0.5, 1e-13));
  REQUIRE_THAT(*memory.halfLifeSamples(), WithinRel(1.0, 1e-12));
}

TEST_CASE("a planted memory is recovered", "[persistence]") {
  test::RandomNormals random(642);
  for (const double phi : {-0.5, 0.0, 0.5, 0.84, 0.97}) {
    MovingAutoregression memory(20'000.0);
    double x = 0.0;
    for (int i = 0; i < 100'000; ++i) {
      x = phi * x + random.next();
      memory.add(5.0 + x);
    }
    CAPTURE(phi);
    REQUIRE_THAT(*memory.coefficient(), WithinAbs(phi, 0.03));
    if (phi >= 0.5) REQUIRE_THAT(*memory.halfLifeSamples(), WithinRel(std::log(0.5) / std::log(phi), 0.25));
    if (phi < 0.0) REQUIRE_FALSE(memory.halfLifeSamples());
  }
}

TEST_CASE("no memory, and no half-life, of a constant or of what grows", "[persistence]") {
  MovingAutoregression still(100.0), growing(100.0);
  for (int i = 0; i < 50; ++i) {
    still.add(0.3);
    growing.add(std::pow(2.0, i));
  }
  REQUIRE_FALSE(still.coefficient());
  REQUIRE_FALSE(still.halfLifeSamples());
  REQUIRE_THAT(*growing.coefficient(), WithinRel(2.0, 1e-9));
  REQUIRE_FALSE(growing.halfLifeSamples());
}

TEST_CASE("across a gap no two samples are neighbours", "[persistence]") {
  MovingAutoregression whole(100.0), broken(100.0);
  for (double x : {8.0, 4.0, 2.0, 1.0}) whole.add(x);
  for (double x : {8.0, 4.0, 2.0, kNone, 77.0, kNone, 2.0, 1.0}) broken.add(x);
  REQUIRE(broken.coefficient() == whole.coefficient());
}

}  // namespace
}  // namespace plimsoll
