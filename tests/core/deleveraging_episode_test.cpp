#include "plimsoll/positioning/deleveraging_episode.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

constexpr std::int64_t kStartMs = 1'700'000'000'000;
constexpr std::int64_t kMinuteMs = 60'000;

OpenInterestSample at(double minutes, double openInterest, double price = 100.0) {
  return {openInterest, price, kStartMs + static_cast<std::int64_t>(minutes * 60'000.0)};
}

Liquidation print(double quantity, bool lowerBound = false) {
  return {.symbol = "X",
          .positionSide = PositionSide::longSide,
          .price = 95.0,
          .priceKind = LiquidationPrice::fill,
          .quantity = quantity,
          .lowerBound = lowerBound,
          .venueTimeMs = kStartMs};
}

/// From 50 000 contracts to 48 000 in four minutes while the price goes from 100 to 95.
DeleveragingEpisodes flushed() {
  DeleveragingEpisodes episodes;
  episodes.add(at(0, 49'900.0), 0.1);
  episodes.add(at(1, 50'000.0), 0.1);
  episodes.add(at(2, 49'500.0, 98.0), -2.0);
  episodes.add(at(3, 49'600.0, 98.0), -2.0);
  episodes.add(at(4, 48'400.0, 97.0), -4.0);
  episodes.add(at(5, 48'000.0, 95.0), -5.0);
  return episodes;
}

TEST_CASE("an episode by hand", "[deleveraging_episode]") {
  DeleveragingEpisodes episodes = flushed();
  const auto episode = episodes.current();
  REQUIRE(episode);
  CHECK(episode->peakOpenInterest == 50'000.0);
  CHECK(episode->troughOpenInterest == 48'000.0);
  CHECK(episode->removedQuantity() == 2'000.0);
  CHECK_THAT(episode->depth(), WithinRel(0.04, 1e-14));
  CHECK(episode->closedQuantity == 2'100.0);
  CHECK(episode->openedQuantity == 100.0);
  CHECK(episode->peakTimeMs == kStartMs + kMinuteMs);
  CHECK(episode->startTimeMs == kStartMs + 4 * kMinuteMs);
  CHECK(episode->durationMs() == 4 * kMinuteMs);
  CHECK_FALSE(episode->endTimeMs);
  CHECK_THAT(*logReturnPerNotional(*episode, kCoins), WithinRel(std::log(0.95) / 200'000.0, 1e-12));

  episodes.add(at(6, 48'499.0), 0.0);
  CHECK(episodes.current());
  CHECK_FALSE(episodes.last());
  episodes.add(at(7, 48'500.0), 0.0);  // a quarter of the 2 000 is back
  CHECK_FALSE(episodes.current());
  REQUIRE(episodes.last());
  CHECK(episodes.last()->endTimeMs == kStartMs + 7 * kMinuteMs);
  CHECK(episodes.last()->troughOpenInterest == 48'000.0);
}

TEST_CASE("an episode starts only where the fall is both deep and fast", "[deleveraging_episode]") {
  auto [name, openInterest, z, starts] = GENERATE(table<const char*, double, std::optional<double>, bool>({
      {"deep and fast", 96.9, -3.1, true},
      {"fast but not deep", 97.0, -9.0, false},
      {"deep but not fast", 80.0, -3.0, false},
      {"deep, and nobody knows how fast", 80.0, std::nullopt, false},
      {"no number is not fast", 80.0, std::numeric_limits<double>::quiet_NaN(), false},
      {"up", 120.0, -9.0, false},
  }));
  CAPTURE(name);
  DeleveragingEpisodes episodes;
  episodes.add(at(0, 100.0), 0.0);
  episodes.add(at(1, openInterest), z);
  REQUIRE(episodes.current().has_value() == starts);
}

TEST_CASE("for other coins five percent is the least", "[deleveraging_episode]") {
  REQUIRE(check(kAltDeleveragingLimits) == Error::none);
  DeleveragingEpisodes episodes(kAltDeleveragingLimits);
  episodes.add(at(0, 100.0), 0.0);
  episodes.add(at(1, 95.5), -5.0);
  CHECK_FALSE(episodes.current());
  episodes.add(at(2, 94.5), -5.0);
  CHECK(episodes.current());
}

TEST_CASE("thirty minutes of calm end an episode, and an unusual fall starts them anew", "[deleveraging_episode]") {
  DeleveragingEpisodes episodes = flushed();
  episodes.add(at(34.9, 48'000.0), -1.0);
  CHECK(episodes.current());
  episodes.add(at(34.95, 48'010.0), -3.5);
  episodes.add(at(64.9, 47'000.0, 90.0), -1.0);
  REQUIRE(episodes.current());
  CHECK(episodes.current()->troughOpenInterest == 47'000.0);  // a trough without haste counts too
  episodes.add(at(64.95, 47'000.0), std::nullopt);
  CHECK_FALSE(episodes.current());
  CHECK(episodes.last()->durationMs() == static_cast<std::int64_t>(63.9 * 60'000.0));
}

TEST_CASE("after an episode the next starts from what was open at its end", "[deleveraging_episode]") {
  DeleveragingEpisodes episodes = flushed();
  episodes.add(at(6, 48'600.0), 0.0);
  REQUIRE(episodes.last());
  episodes.add(at(7, 48'000.0), -6.0);  // four percent below the old peak, one below the new
  CHECK_FALSE(episodes.current());
  episodes.add(at(8, 47'000.0), -6.0);
  REQUIRE(episodes.current());
  CHECK(episodes.current()->peakOpenInterest == 48'600.0);
}

TEST_CASE("the maximum is of the last sixty minutes, and the latest of equal ones", "[deleveraging_episode]") {
  DeleveragingEpisodes episodes;
  episodes.add(at(0, 200.0), 0.0);
  episodes.add(at(10, 100.0), 0.0);
  episodes.add(at(20, 100.0), 0.0);
  episodes.add(at(20.5, 100.0), 0.0);
  episodes.add(at(60, 96.0), -4.0);  // the 200 are of the sixty-first minute back
  REQUIRE(episodes.current());
  CHECK(episodes.current()->peakOpenInterest == 100.0);
  CHECK(episodes.current()->peakTimeMs == kStartMs + 20 * kMinuteMs + kMinuteMs / 2);
}

TEST_CASE("liquidations explain their share, and a lower bound says so", "[deleveraging_episode]") {
  CHECK_FALSE(flushed().current()->liquidatedQuantity);
  CHECK_FALSE(flushed().current()->rawLiquidatedShare());

  const bool lowerBound = GENERATE(false, true);
  DeleveragingEpisodes episodes;
  episodes.add(print(900.0, lowerBound));  // before the peak: no part of it
  episodes.add(at(0, 50'000.0), 0.0);
  episodes.add(print(300.0, lowerBound));
  episodes.add(at(1, 49'000.0), -2.0);
  episodes.add(print(200.0, lowerBound));
  for (const double bad : {0.0, -5.0, 1e31, std::numeric_limits<double>::quiet_NaN()}) episodes.add(print(bad));
  episodes.add(at(2, 48'000.0), -4.0);
  REQUIRE(episodes.current());
  CHECK(episodes.current()->liquidatedQuantity == 500.0);
  CHECK(episodes.current()->rawLiquidatedShare() == 0.25);
  CHECK(episodes.current()->liquidatedShare() == 0.25);
  CHECK(episodes.current()->liquidatedQuantityIsLowerBound == lowerBound);

  episodes.add(print(4'500.0, lowerBound));
  episodes.add(at(3, 48'000.0), -4.0);  // no new trough: what was liquidated for it is as before
  CHECK(episodes.current()->liquidatedQuantity == 500.0);
  episodes.add(at(4, 47'500.0), -4.0);
  CHECK(episodes.current()->rawLiquidatedShare() == 2.0);
  CHECK(episodes.current()->liquidatedShare() == 1.0);
}

TEST_CASE("the impact of an inverse contract is for its fixed notional", "[deleveraging_episode]") {
  const auto episode = *flushed().current();
  const Contract hundred{.kind = InstrumentKind::inverse, .size = 100.0};
  CHECK_THAT(*logReturnPerNotional(episode, hundred), WithinRel(std::log(0.95) / 200'000.0, 1e-12));
  CHECK_FALSE(logReturnPerNotional(episode, Contract{.kind = InstrumentKind::linear}));
}

TEST_CASE("a late sample changes nothing, and a clock set back forgets", "[deleveraging_episode]") {
  DeleveragingEpisodes episodes = flushed();
  episodes.add(at(4.5, 10.0), -9.0);
  CHECK(episodes.current()->troughOpenInterest == 48'000.0);
  episodes.add(at(5, 47'900.0), -5.0);  // the same moment again counts
  CHECK(episodes.current()->troughOpenInterest == 47'900.0);
  episodes.add(at(3, 10.0), -9.0);
  CHECK_FALSE(episodes.current());
  CHECK_FALSE(episodes.last());
}

// Plainly: everything is kept, and every question goes through all of it.
struct PlainEpisodes {
  std::vector<OpenInterestSample> samples{};
  std::size_t from = 0, peak = 0, trough = 0, calmSince = 0;
  bool isUnderWay = false;
  int ended = 0;

  void add(const OpenInterestSample& sample, double z) {
    samples.push_back(sample);
    const std::size_t now = samples.size() - 1;
    if (!isUnderWay) {
      peak = now;
      for (std::size_t i = from; i < now; ++i) {
        const bool isRecent = samples[i].venueTimeMs / kMinuteMs > sample.venueTimeMs / kMinuteMs - 60;
        if (!isRecent || samples[i].openInterest < samples[peak].openInterest) continue;
        if (peak == now || samples[i].openInterest > samples[peak].openInterest || i > peak) peak = i;
      }
      const double drawdown = 1.0 - sample.openInterest / samples[peak].openInterest;
      if (z < -3.0 && drawdown > 0.03) isUnderWay = true, trough = calmSince = now;
      return;
    }
    if (sample.openInterest < samples[trough].openInterest) trough = now;
    if (z < -3.0) calmSince = now;
    const double lost = samples[peak].openInterest - samples[trough].openInterest;
    const bool isBack = sample.openInterest - samples[trough].openInterest >= 0.25 * lost;
    if (isBack || sample.venueTimeMs - samples[calmSince].venueTimeMs >= 30 * kMinuteMs) {
      isUnderWay = false, from = now, ++ended;
    }
  }
};

TEST_CASE("episodes of random streams agree with plain ones, and add up", "[deleveraging_episode]") {
  int ended = 0, underWay = 0;
  for (std::uint64_t seed = 641; seed < 651; ++seed) {
    CAPTURE(seed);
    test::RandomNumbers random(seed);
    DeleveragingEpisodes episodes;
    PlainEpisodes plain;
    int lastEnded = 0;
    OpenInterestSample sample = at(0, 1'000.0);
    for (int i = 0; i < 800; ++i) {
      const double z = random.chance(0.1) ? random.between(-8.0, -3.0) : random.between(-3.0, 3.0);
      sample.openInterest *= std::exp(z < -3.0 ? random.between(-0.04, 0.0) : random.between(-0.003, 0.004));
      sample.price *= std::exp(random.between(-0.01, 0.01));
      sample.venueTimeMs += random.chance(0.02) ? random.integer(0, 50 * kMinuteMs) : random.integer(0, 3 * kMinuteMs);
      episodes.add(sample, z);
      plain.add(sample, z);
      REQUIRE(episodes.current().has_value() == plain.isUnderWay);
      const bool hasEnded = plain.ended > lastEnded;
      lastEnded = plain.ended;
      if (!plain.isUnderWay && !hasEnded) continue;
      const DeleveragingEpisode episode = plain.isUnderWay ? *episodes.current() : *episodes.last();
      REQUIRE(episode.endTimeMs.has_value() == hasEnded);
      REQUIRE(episode.peakTimeMs == plain.samples[plain.peak].venueTimeMs);
      REQUIRE(episode.peakOpenInterest == plain.samples[plain.peak].openInterest);
      REQUIRE(episode.peakPrice == plain.samples[plain.peak].price);
      REQUIRE(episode.troughOpenInterest == plain.samples[plain.trough].openInterest);
      REQUIRE(episode.troughPrice == plain.samples[plain.trough].price);

      double closed = 0.0, opened = 0.0;
      for (std::size_t k = plain.peak + 1; k <= plain.trough; ++k) {
        const double rise = plain.samples[k].openInterest - plain.samples[k - 1].openInterest;
        (rise > 0.0 ? opened : closed) += std::abs(rise);
      }
      REQUIRE_THAT(episode.closedQuantity, WithinAbs(closed, 1e-6));
      REQUIRE_THAT(episode.openedQuantity, WithinAbs(opened, 1e-6));
      REQUIRE_THAT(episode.closedQuantity - episode.openedQuantity, WithinAbs(episode.removedQuantity(), 1e-6));
      REQUIRE(episode.depth() > 0.03);
      REQUIRE(episode.depth() <= 1.0);
      REQUIRE(episode.durationMs() >= 0);
      ++(hasEnded ? ended : underWay);
    }
  }
  REQUIRE(ended > 20);
  REQUIRE(underWay > 200);
}

TEST_CASE("limits that cannot be are refused", "[deleveraging_episode]") {
  CHECK(check(DeleveragingLimits{}) == Error::none);
  CHECK(check(DeleveragingLimits{.startDrawdown = 0.0}) == Error::rateOutOfRange);
  CHECK(check(DeleveragingLimits{.startDrawdown = 3.0}) == Error::rateOutOfRange);
  CHECK(check(DeleveragingLimits{.startZ = 3.0}) == Error::rateOutOfRange);
  CHECK(check(DeleveragingLimits{.endRecovery = 0.0}) == Error::rateOutOfRange);
  CHECK(check(DeleveragingLimits{.calmMs = 0.0}) == Error::windowOutOfRange);
  CHECK(std::string_view(check(DeleveragingLimits{.startZ = -INFINITY}).field) == "startZ");
}

TEST_CASE("the widest samples leave numbers", "[deleveraging_episode]") {
  DeleveragingEpisodes episodes;
  for (int i = 0; i < 200; ++i) {
    episodes.add(print(1e30));
    episodes.add({i % 2 == 0 ? 1e30 : 5e-324, i % 3 == 0 ? 1e30 : 5e-324, kStartMs + i * kMinuteMs}, i % 4 == 3 ? -9.0 : 0.0);
    if (const auto episode = episodes.current()) {
      REQUIRE(episode->depth() <= 1.0);
      REQUIRE(std::isfinite(*episode->rawLiquidatedShare()));
      REQUIRE(std::isfinite(episode->closedQuantity - episode->openedQuantity));
    }
  }
  REQUIRE(episodes.last());
  episodes.add({1.0, 1.0, std::numeric_limits<std::int64_t>::max()}, -9.0);
  episodes.add({1.0, 1.0, 0}, -9.0);
}

}  // namespace
}  // namespace plimsoll
