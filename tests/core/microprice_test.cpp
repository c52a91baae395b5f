#include "plimsoll/book/microprice.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "allocation_count.h"
#include "random_book.h"

using Catch::Matchers::WithinAbs;

namespace plimsoll {
namespace {

constexpr int kStates = Microprice::kStates;

/// A market that drifts to where the imbalance points, with small whole quantities so that
/// ties and bucket edges come up.
std::vector<TickTouch> randomTouches(std::uint64_t seed, std::size_t count) {
  test::RandomNumbers random(seed);
  std::vector<TickTouch> touches;
  TickTouch touch{1'000, 1'001, 5.0, 5.0};
  while (touches.size() < count) {
    const double bidShare = touch.bidQuantity / (touch.bidQuantity + touch.askQuantity);
    if (random.chance(0.25)) {
      const std::int64_t move = (random.chance(bidShare) ? 1 : -1) * random.integer(1, 3);
      touch.bidTicks += move;
      touch.askTicks = touch.bidTicks + random.integer(1, 5);
    }
    touch.bidQuantity = static_cast<double>(random.integer(1, 20));
    touch.askQuantity = static_cast<double>(random.integer(1, 20));
    touches.push_back(touch);
  }
  return touches;
}

TickTouch mirrored(const TickTouch& touch) {
  return {-touch.askTicks, -touch.bidTicks, touch.askQuantity, touch.bidQuantity};
}

std::unique_ptr<Microprice> countedOf(const std::vector<TickTouch>& touches) {
  auto microprice = std::make_unique<Microprice>();
  for (const TickTouch& touch : touches) microprice->add(touch);
  return microprice;
}

/// A touch of a state.
TickTouch touchOf(int state) {
  const int bucket = state % 10;
  return {100, 101 + state / 10, 0.5 + bucket, 9.5 - bucket};
}

/// The whole of it without folding, by Gauss and Jordan.
std::vector<double> wholeSolution(std::vector<std::vector<double>> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < n; ++i) pivot = std::abs(a[i][k]) > std::abs(a[pivot][k]) ? i : pivot;
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = 0; j < n; ++j) a[i][j] -= factor * a[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t i = 0; i < n; ++i) b[i] /= a[i][i];
  return b;
}

/// A touch of equal quantities counts half in either bucket beside the middle.
std::vector<int> halves(const TickTouch& touch, int state) {
  const bool isTie = touch.bidQuantity == touch.askQuantity;
  return {state, isTie ? state / 10 * 10 + 9 - state % 10 : state};
}

/// G* in ticks from a list of touches, each observation and its mirror image counted.
std::vector<double> bruteForce(const std::vector<TickTouch>& touches) {
  std::vector<TickTouch> followed;
  for (const TickTouch& touch : touches) {
    if (!Microprice::state(touch) || (!followed.empty() && followed.back() == touch)) continue;
    followed.push_back(touch);
  }
  std::vector<std::vector<double>> q(kStates, std::vector<double>(kStates)), r2 = q;
  std::vector<double> all(kStates), r1k(kStates);
  for (std::size_t i = 1; i < followed.size(); ++i) {
    int from = *Microprice::state(followed[i - 1]), to = *Microprice::state(followed[i]);
    double move = 0.5 * static_cast<double>(followed[i].bidTicks + followed[i].askTicks - followed[i - 1].bidTicks -
                                            followed[i - 1].askTicks);
    for (int twice = 0; twice < 2; ++twice) {
      for (const int halfFrom : halves(followed[i - 1], from)) {
        for (const int halfTo : halves(followed[i], to)) {
          all[halfFrom] += 1.0;
          r1k[halfFrom] += move;
          (move == 0.0 ? q : r2)[halfFrom][halfTo] += 1.0;
        }
      }
      from = from / 10 * 10 + 9 - from % 10;
      to = to / 10 * 10 + 9 - to % 10;
      move = -move;
    }
  }
  auto rest = q;
  for (int i = 0; i < kStates; ++i) {
    for (int j = 0; j < kStates; ++j) {
      rest[i][j] = (i == j ? 1.0 : 0.0) - (all[i] > 0.0 ? q[i][j] / all[i] : 0.0);
      if (all[i] > 0.0) r2[i][j] /= all[i];
    }
    if (all[i] > 0.0) r1k[i] /= all[i];
  }
  std::vector<double> term = wholeSolution(rest, r1k), sum = term;
  for (int k = 1; k < 6; ++k) {
    std::vector<double> next(kStates);
    for (int i = 0; i < kStates; ++i) {
      for (int j = 0; j < kStates; ++j) next[i] += r2[i][j] * term[j];
    }
    term = wholeSolution(rest, next);
    for (int i = 0; i < kStates; ++i) sum[i] += term[i];
  }
  return sum;
}

TEST_CASE("the microprice is what the whole chain gives by brute force", "[microprice]") {
  for (const std::uint64_t seed : {611, 612}) {
    const auto touches = randomTouches(seed, 30'000);
    const auto microprice = countedOf(touches);
    REQUIRE(microprice->solve());
    const std::vector<double> expected = bruteForce(touches);
    for (int state = 0; state < kStates; ++state) {
      CAPTURE(seed, state);
      REQUIRE_THAT(*microprice->adjustmentTicks(touchOf(state)), WithinAbs(expected[state], 1e-9));
    }
    // Heavy bids led upward in this market.
    REQUIRE(*microprice->adjustmentTicks(touchOf(9)) > 0.05);
    REQUIRE_THAT(*microprice->price(touchOf(9), 0.1), WithinAbs(10.05 + 0.1 * expected[9], 1e-9));
  }
}

TEST_CASE("the adjustment changes its sign exactly when the sides are exchanged", "[microprice]") {
  const auto touches = randomTouches(613, 30'000);
  const auto microprice = countedOf(touches);
  std::vector<TickTouch> swapped;
  for (const TickTouch& touch : touches) swapped.push_back(mirrored(touch));
  const auto other = countedOf(swapped);
  REQUIRE(microprice->solve());
  REQUIRE(other->solve());
  int ties = 0;
  for (std::size_t i = 0; i < 5'000; ++i) {
    const auto here = microprice->adjustmentTicks(touches[i]);
    const auto there = microprice->adjustmentTicks(swapped[i]);
    REQUIRE(here.has_value() == there.has_value());
    if (!here) continue;
    REQUIRE(*here == -*there);
    ties += touches[i].bidQuantity == touches[i].askQuantity;
    // A market and its mirror image teach the same.
    REQUIRE_THAT(*other->adjustmentTicks(touches[i]), WithinAbs(*here, 1e-12));
  }
  REQUIRE(ties > 50);
}

TEST_CASE("moves that do not depend on the imbalance give no adjustment", "[microprice]") {
  std::vector<TickTouch> touches;
  for (int i = 0; i < 12'000; ++i) {
    // From each bucket once up and once down, always back to the middle price first.
    const int bucket = i / 2 % 10;
    touches.push_back({1'000, 1'001, 0.5 + bucket, 9.5 - bucket});
    const std::int64_t up = i % 2 == 0 ? 1 : -1;
    touches.push_back({1'000 + up, 1'001 + up, 3.0, 7.0});
  }
  // What comes back from there is one of two moves as well, and cancels.
  const auto microprice = countedOf(touches);
  REQUIRE(microprice->solve());
  for (int bucket = 0; bucket < 10; ++bucket) {
    REQUIRE(std::abs(*microprice->adjustmentTicks(touchOf(bucket))) < 1e-3);
  }
}

TEST_CASE("a market that always follows its imbalance, by hand", "[microprice]") {
  for (const bool isReturning : {false, true}) {
    std::vector<TickTouch> touches;
    TickTouch touch{1'000, 1'001, 95.0, 5.0};
    for (int i = 0; i < 20'001; ++i) {
      touches.push_back(touch);
      const std::int64_t up = touch.bidQuantity > touch.askQuantity ? 1 : -1;
      touch.bidTicks += up;
      touch.askTicks += up;
      if (!isReturning) std::swap(touch.bidQuantity, touch.askQuantity);
    }
    const auto microprice = countedOf(touches);
    REQUIRE(microprice->solve());
    // 1 - 1 + 1 - 1 + 1 - 1, and 1 + 1 + 1 + 1 + 1 + 1.
    REQUIRE_THAT(*microprice->adjustmentTicks(touch), WithinAbs(isReturning ? 6.0 : 0.0, 1e-12));
    // A state that was never seen has none.
    REQUIRE_FALSE(microprice->adjustmentTicks(touchOf(5)));
  }
}

TEST_CASE("the adjustment is bounded by six times the largest move, and Q shrinks", "[microprice]") {
  const auto touches = randomTouches(614, 30'000);
  const auto microprice = countedOf(touches);
  REQUIRE(microprice->solve());
  double largest = 0.0;
  for (std::size_t i = 1; i < touches.size(); ++i) {
    largest = std::max(largest, 0.5 * std::abs(static_cast<double>(touches[i].bidTicks + touches[i].askTicks -
                                                                   touches[i - 1].bidTicks - touches[i - 1].askTicks)));
  }
  // Spreads beyond four ticks are passed over, so a move may be the sum of two or three.
  for (int state = 0; state < kStates; ++state) {
    REQUIRE(std::abs(*microprice->adjustmentTicks(touchOf(state))) <= 6.0 * 3.0 * largest);
  }
  // The spectral radius of a matrix is at most what the powers of it grow by.
  std::vector<double> x(kStates, 1.0);
  for (int power = 0; power < 60; ++power) {
    std::vector<double> next(kStates);
    for (int i = 0; i < kStates; ++i) {
      double all = 0.0;
      for (int j = 0; j < kStates; ++j) all += microprice->stayed(i, j) + microprice->moved(i, j);
      for (int j = 0; j < kStates; ++j) next[i] += microprice->stayed(i, j) / all * x[j];
    }
    x = next;
  }
  REQUIRE(*std::max_element(x.begin(), x.end()) < 1e-3);
}

TEST_CASE("counts are of each change and its mirror image", "[microprice]") {
  const auto touches = randomTouches(615, 5'000);
  const auto microprice = countedOf(touches);
  std::map<std::pair<int, int>, std::uint32_t> stayed;
  std::uint64_t events = 0;
  std::vector<TickTouch> followed;
  for (const TickTouch& touch : touches) {
    if (!Microprice::state(touch) || (!followed.empty() && followed.back() == touch)) continue;
    followed.push_back(touch);
  }
  for (std::size_t i = 1; i < followed.size(); ++i, ++events) {
    const int from = *Microprice::state(followed[i - 1]), to = *Microprice::state(followed[i]);
    if (followed[i].bidTicks + followed[i].askTicks != followed[i - 1].bidTicks + followed[i - 1].askTicks) continue;
    for (const int halfFrom : halves(followed[i - 1], from)) {
      for (const int halfTo : halves(followed[i], to)) {
        ++stayed[{halfFrom, halfTo}];
        ++stayed[{Microprice::mirrored(halfFrom), Microprice::mirrored(halfTo)}];
      }
    }
  }
  REQUIRE(microprice->events() == events);
  for (int i = 0; i < kStates; ++i) {
    REQUIRE(microprice->moveHalfTicks(i) == -microprice->moveHalfTicks(Microprice::mirrored(i)));
    for (int j = 0; j < kStates; ++j) {
      REQUIRE(microprice->stayed(i, j) == (stayed.contains({i, j}) ? stayed[{i, j}] : 0));
    }
  }
}

TEST_CASE("solving while counting changes nothing of what is counted", "[microprice]") {
  const auto touches = randomTouches(616, 25'000);
  const auto batch = countedOf(touches);
  Microprice stream;
  const std::int64_t allocations = test::allocations();
  for (std::size_t i = 0; i < touches.size(); ++i) {
    stream.add(touches[i]);
    stream.add(touches[i]);  // a repetition is no change
    if (i % 1'000 == 0) stream.solve();
  }
  REQUIRE(test::allocations() == allocations);
  REQUIRE(stream.solve());
  REQUIRE(batch->solve());
  for (int state = 0; state < kStates; ++state) {
    REQUIRE(*stream.adjustmentTicks(touchOf(state)) == *batch->adjustmentTicks(touchOf(state)));
  }
}

TEST_CASE("there is no microprice before enough was seen, or where nothing ever moved", "[microprice]") {
  Microprice microprice;
  test::RandomNumbers random(617);
  REQUIRE_FALSE(microprice.solve());
  while (microprice.events() < Microprice::kFewestEvents) {
    REQUIRE_FALSE(microprice.solve());
    microprice.add({1'000, 1'001, random.between(1.0, 2.0), 1.0});
    microprice.add({1'000, 1'001, 1.0, random.between(1.0, 2.0)});
    REQUIRE_FALSE(microprice.adjustmentTicks({1'000, 1'001, 1.0, 2.0}));
    if (microprice.events() < 19'000) {
      for (int i = 0; i < 500; ++i) microprice.add({1'000, 1'001, random.between(1.0, 1.1), 1.0});
    }
  }
  // Folded, this chain has an answer of zero or none, but never one that is not finite.
  if (microprice.solve()) REQUIRE(std::abs(*microprice.adjustmentTicks({1'000, 1'001, 1.0, 2.0})) < 1e-9);
}

TEST_CASE("a state that never leads to a move has no answer", "[microprice]") {
  Microprice microprice;
  for (int i = 0; i < 21'000; ++i) microprice.add({1'000, 1'001, 100.0 + i % 7, 1.0});
  REQUIRE_FALSE(microprice.solve());
  REQUIRE_FALSE(microprice.adjustmentTicks({1'000, 1'001, 100.0, 1.0}));
}

TEST_CASE("a broken chain and a leap are no change", "[microprice]") {
  Microprice microprice;
  microprice.add({1'000, 1'001, 1.0, 2.0});
  microprice.breakChain();
  microprice.add({1'010, 1'011, 1.0, 2.0});
  REQUIRE(microprice.events() == 0);
  microprice.add({1'010 + Microprice::kLongestMoveTicks + 1, 1'011 + Microprice::kLongestMoveTicks + 1, 1.0, 2.0});
  REQUIRE(microprice.events() == 0);
  microprice.add({1'010, 1'020, 1.0, 2.0});                                     // a wide spread is passed over
  microprice.add({1'011 + Microprice::kLongestMoveTicks, 1'012 + Microprice::kLongestMoveTicks, 1.0, 2.5});
  REQUIRE(microprice.events() == 1);
}

TEST_CASE("touches that cannot be have no state", "[microprice]") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  REQUIRE_FALSE(Microprice::state({10, 10, 1.0, 1.0}));
  REQUIRE_FALSE(Microprice::state({11, 10, 1.0, 1.0}));
  REQUIRE_FALSE(Microprice::state({10, 15, 1.0, 1.0}));
  REQUIRE_FALSE(Microprice::state({10, 11, 0.0, 0.0}));
  REQUIRE_FALSE(Microprice::state({10, 11, kInfinity, 1.0}));
  REQUIRE_FALSE(Microprice::state({10, 11, std::numeric_limits<double>::quiet_NaN(), 1.0}));
  REQUIRE(*Microprice::state({10, 11, 0.0, 1.0}) == 0);
  REQUIRE(*Microprice::state({10, 11, 1.0, 0.0}) == 9);
  REQUIRE(*Microprice::state({10, 14, 1.0, 0.0}) == 39);
  REQUIRE(checkTickSize(0.1) == Error::none);
  REQUIRE(checkTickSize(0.0) == Error::sizeNotPositive);
  REQUIRE(checkTickSize(kInfinity) == Error::notFinite);
}

TEST_CASE("a book's touch in ticks", "[microprice]") {
  const test::KnownBook known{{test::level(61'800, 500)}, {test::level(61'810, 250)}};
  REQUIRE(*tickTouch(known.book(), 0.1) == TickTouch{6'180, 6'181, 0.5, 0.25});
  REQUIRE_FALSE(tickTouch(known.swapped().book(), 0.1));
  REQUIRE_FALSE(tickTouch(OrderBook{}, 0.1));
  REQUIRE_FALSE(tickTouch(known.book(), 1e-300));
}

}  // namespace
}  // namespace plimsoll
