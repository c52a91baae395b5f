#include "plimsoll/flow/vpin.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

TakerTrade trade(Side side, double quantity, double price = 100.0) { return {side, price, quantity}; }

/// Whole eighths of quantity, so that every sum is exact.
std::vector<TakerTrade> randomTrades(std::uint64_t seed, int count) {
  test::RandomNumbers random(seed);
  std::vector<TakerTrade> trades;
  double price = 100.0;
  for (int i = 0; i < count; ++i) {
    price += 0.5 * static_cast<double>(random.integer(-1, 1));
    const double quantity = 0.125 * static_cast<double>(random.integer(1, random.chance(0.02) ? 400 : 40));
    trades.push_back(trade(random.chance(0.55) ? Side::buy : Side::sell, quantity, price));
  }
  return trades;
}

Vpin vpinOf(const std::vector<TakerTrade>& trades, double bucket, TradeClassifier classifier = TradeClassifier::takerSide) {
  Vpin vpin(bucket, classifier);
  for (const TakerTrade& one : trades) vpin.add(one);
  return vpin;
}

/// Buckets filled eighth by eighth: of each what was bought, and its last price.
struct Bucket {
  double bought = 0.0;
  double price = 0.0;
};

std::vector<Bucket> bucketsOf(const std::vector<TakerTrade>& trades, double size) {
  std::vector<Bucket> buckets;
  double filled = size;
  for (const TakerTrade& one : trades) {
    for (double left = one.quantity; left > 0.0; left -= 0.125) {
      if (filled == size) {
        buckets.push_back({});
        filled = 0.0;
      }
      filled += 0.125;
      buckets.back().bought += one.takerSide == Side::buy ? 0.125 : 0.0;
      buckets.back().price = one.price;
    }
  }
  if (filled < size) buckets.pop_back();
  return buckets;
}

TEST_CASE("buckets of seven bought and three sold", "[vpin]") {
  Vpin vpin(10.0);
  for (int i = 0; i < 50; ++i) {
    REQUIRE_FALSE(vpin.value());
    vpin.add(trade(Side::buy, 7.0));
    vpin.add(trade(Side::sell, 3.0));
  }
  REQUIRE_THAT(*vpin.value(), WithinAbs(0.4, 1e-15));
  REQUIRE(vpin.filledBuckets() == 50.0);
}

TEST_CASE("takers that alternate give zero, takers of one side one", "[vpin]") {
  Vpin alternating(4.0), buying(0.3), selling(0.3);
  for (int i = 0; i < 1'000; ++i) {
    alternating.add(trade(i % 2 == 0 ? Side::buy : Side::sell, 1.0));
    buying.add(trade(Side::buy, 0.1));
    selling.add(trade(Side::sell, 0.7));
  }
  REQUIRE(alternating.value() == 0.0);
  REQUIRE(buying.value() == 1.0);
  REQUIRE(selling.value() == 1.0);
}

TEST_CASE("by taker's side it is the mean over buckets filled bit by bit", "[vpin]") {
  const std::uint64_t seed = 631;
  CAPTURE(seed);
  const auto trades = randomTrades(seed, 3'000);
  Vpin vpin(16.0);
  double traded = 0.0;
  for (std::size_t n = 0; n < trades.size(); ++n) {
    vpin.add(trades[n]);
    traded += trades[n].quantity;
    REQUIRE(vpin.filledBuckets() * 16.0 + vpin.fillingQuantity() == traded);
    if (n % 100 != 99) continue;
    const auto buckets = bucketsOf({trades.begin(), trades.begin() + static_cast<std::ptrdiff_t>(n) + 1}, 16.0);
    REQUIRE(vpin.filledBuckets() == static_cast<double>(buckets.size()));
    if (buckets.size() < 50) {
      REQUIRE_FALSE(vpin.value());
      continue;
    }
    double sum = 0.0;
    for (std::size_t i = buckets.size() - 50; i < buckets.size(); ++i) sum += std::abs(2.0 * buckets[i].bought - 16.0);
    REQUIRE_THAT(*vpin.value(), WithinAbs(sum / (50.0 * 16.0), 1e-12));
    REQUIRE((*vpin.value() >= 0.0 && *vpin.value() <= 1.0));
  }
}

// Weights written out: of n changes each has 1 / n up to fifty, then the newest has 1 / 50.
TEST_CASE("by bulk volume it is Phi of the change over its deviation", "[vpin]") {
  const std::uint64_t seed = 632;
  CAPTURE(seed);
  const auto trades = randomTrades(seed, 3'000);
  const auto buckets = bucketsOf(trades, 16.0);
  std::vector<double> changes, imbalances;
  for (std::size_t i = 1; i < buckets.size(); ++i) {
    changes.push_back(buckets[i].price - buckets[i - 1].price);
    if (changes.size() < 2) continue;
    std::vector<double> weights;
    for (std::size_t n = 1; n <= changes.size(); ++n) {
      const double share = 1.0 / static_cast<double>(std::min<std::size_t>(n, 50));
      for (double& weight : weights) weight *= 1.0 - share;
      weights.push_back(share);
    }
    double mean = 0.0, square = 0.0;
    for (std::size_t n = 0; n < changes.size(); ++n) mean += weights[n] * changes[n];
    for (std::size_t n = 0; n < changes.size(); ++n) square += weights[n] * (changes[n] - mean) * (changes[n] - mean);
    const double phi = changes.back() == 0.0 ? 0.5 : 0.5 * (1.0 + std::erf(changes.back() / std::sqrt(2.0 * square)));
    const double bought = 16.0 * phi, sold = 16.0 - bought;
    imbalances.push_back(std::abs(bought - sold) / 16.0);
  }
  REQUIRE(imbalances.size() > 200);
  double sum = 0.0;
  for (std::size_t i = imbalances.size() - 50; i < imbalances.size(); ++i) sum += imbalances[i];
  const Vpin vpin = vpinOf(trades, 16.0, TradeClassifier::bulkVolume);
  REQUIRE_THAT(*vpin.value(), WithinAbs(sum / 50.0, 1e-12));
  // Sides do not matter to it, and neither does the price's unit.
  auto other = trades;
  for (TakerTrade& one : other) one.takerSide = Side::sell, one.price *= 4.0;
  REQUIRE_THAT(*vpinOf(other, 16.0, TradeClassifier::bulkVolume).value(), WithinAbs(*vpin.value(), 1e-12));
}

TEST_CASE("a price that stands still is of no side, one that climbs evenly of one", "[vpin]") {
  Vpin still(1.0, TradeClassifier::bulkVolume), climbing(1.0, TradeClassifier::bulkVolume);
  for (int i = 0; i < 53; ++i) {
    REQUIRE(still.value().has_value() == (i >= 52));  // two buckets to begin with
    still.add(trade(Side::buy, 1.0));
    climbing.add(trade(Side::sell, 1.0, 100.0 + i));
  }
  REQUIRE(still.value() == 0.0);
  REQUIRE(climbing.value() == 1.0);
}

TEST_CASE("splitting trades changes nothing", "[vpin]") {
  for (const TradeClassifier classifier : {TradeClassifier::takerSide, TradeClassifier::bulkVolume}) {
    const auto trades = randomTrades(633, 2'000);
    std::vector<TakerTrade> exact, rounded;
    for (const TakerTrade& one : trades) {
      for (const double part : {0.25, 0.75}) {
        exact.push_back(one);
        exact.back().quantity *= part;
      }
      for (const double part : {0.1, 0.2, 0.7}) {
        rounded.push_back(one);
        rounded.back().quantity *= part;
      }
    }
    const Vpin whole = vpinOf(trades, 16.0, classifier);
    REQUIRE(vpinOf(exact, 16.0, classifier).value() == whole.value());
    REQUIRE(vpinOf(exact, 16.0, classifier).fillingQuantity() == whole.fillingQuantity());
    // Parts that do not add up to the last digit fill the same buckets.
    const Vpin parts = vpinOf(rounded, 16.0, classifier);
    REQUIRE(parts.filledBuckets() == whole.filledBuckets());
    REQUIRE_THAT(*parts.value(), WithinAbs(*whole.value(), 1e-10));
    REQUIRE_THAT(parts.fillingQuantity(), WithinAbs(whole.fillingQuantity(), 1e-9));
  }
}

TEST_CASE("a scale of quantity changes nothing, mirrored takers neither", "[vpin]") {
  const auto trades = randomTrades(634, 2'000);
  auto scaled = trades, mirrored = trades;
  for (TakerTrade& one : scaled) one.quantity *= 0.001;
  for (TakerTrade& one : mirrored) one.takerSide = one.takerSide == Side::buy ? Side::sell : Side::buy;
  REQUIRE_THAT(*vpinOf(scaled, 0.016).value(), WithinAbs(*vpinOf(trades, 16.0).value(), 1e-9));
  REQUIRE(vpinOf(mirrored, 16.0).value() == vpinOf(trades, 16.0).value());
}

TEST_CASE("a trade of very many buckets takes bounded work and loses no volume", "[vpin]") {
  Vpin huge(4.0), spread(4.0);
  for (Vpin* vpin : {&huge, &spread}) vpin->add(trade(Side::sell, 3.0));
  huge.add(trade(Side::buy, 4'003.0));
  for (int i = 0; i < 4'003; ++i) spread.add(trade(Side::buy, 1.0));
  REQUIRE(huge.value() == 1.0);
  REQUIRE(huge.value() == spread.value());
  REQUIRE(huge.filledBuckets() == 1'001.0);
  REQUIRE(huge.filledBuckets() == spread.filledBuckets());
  REQUIRE(huge.fillingQuantity() == 2.0);
  for (const TradeClassifier classifier : {TradeClassifier::takerSide, TradeClassifier::bulkVolume}) {
    Vpin vpin(1e-3, classifier);
    for (int i = 0; i < 20; ++i) vpin.add(trade(i % 3 == 0 ? Side::buy : Side::sell, kLargestTrade, i % 2 == 0 ? kLargestTrade : 1e-9));
    REQUIRE((*vpin.value() >= 0.0 && *vpin.value() <= 1.0));
  }
}

TEST_CASE("a bucket that cannot be is refused", "[vpin]") {
  REQUIRE(checkVpinBucket(10.0) == Error::none);
  REQUIRE(checkVpinBucket(0.0) == Error::quantityNotPositive);
  REQUIRE(checkVpinBucket(-1.0) == Error::quantityNotPositive);
  REQUIRE(checkVpinBucket(std::nan("")) == Error::notFinite);
  REQUIRE(checkVpinBucket(1e101) == Error::numberOutOfRange);
}

}  // namespace
}  // namespace plimsoll
