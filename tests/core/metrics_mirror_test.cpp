// The mirror law: a market in which every bid is an ask as far on the other side of a centre, and
// every buyer a seller, has the mirrored metrics.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <string_view>

#include "followed_market.h"
#include "random_numbers.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinAbs;
using test::FollowedMarket;
using test::RandomNumbers;
using test::Rows;

/// So high that a walk of some ticks about it is next to nothing: what is a fraction of the price
/// has a mirror image only as far as that.
constexpr std::int64_t kCentre = 5'000'000;
constexpr std::int64_t kFarthest = 40;  ///< ticks from the centre that the mid goes

Rows reflected(Rows rows) {
  for (auto& row : rows) row.price = 2 * kCentre - row.price;
  return rows;
}

/// One random market and its mirror image, told of the same at once.
class Mirrored {
 public:
  static constexpr AnalyticsSettings kSettings{
      .impactBinMs = 1'000.0, .vpinBucketQuantity = 500.0, .branchingWindowMs = 10'000.0, .branchingWindows = 60.0};

  FollowedMarket plain{kSettings};
  FollowedMarket mirror{kSettings};

  explicit Mirrored(std::uint64_t seed) : random_(seed) {
    for (std::int64_t i = 0; i < kLevels; ++i) {
      bids_[bid_ - i] = quantity();
      asks_[ask_ + i] = quantity();
    }
    plain.snapshot(rowsOf(bids_), rowsOf(asks_));
    mirror.snapshot(reflected(rowsOf(asks_)), reflected(rowsOf(bids_)));
  }

  void step() {
    const std::int64_t ms = random_.integer(40, 160);
    plain.wait(ms);
    mirror.wait(ms);
    // Busy spells and calm ones, so that events cluster.
    if (random_.chance(0.005)) isCalm_ = !isCalm_;
    flow_ = 0;
    for (auto trades = random_.below(3); trades > 0; --trades) trade();
    if (random_.chance(0.02)) plain.liquidation(1.0), mirror.liquidation(1.0);
    change();
  }

 private:
  using Side = std::map<std::int64_t, std::int64_t>;
  static constexpr std::int64_t kLevels = 14;

  std::int64_t quantity() { return random_.integer(1, 60); }

  /// Takers are likelier to buy after a rise, and a price to rise when they buy: a loop.
  void trade() {
    const bool buys = random_.chance(std::clamp(0.5 + 0.08 * risen_, 0.1, 0.9));
    const std::int64_t traded = quantity();
    flow_ += buys ? traded : -traded;
    const std::int64_t price = buys ? ask_ : bid_;
    plain.trade(buys ? plimsoll::Side::buy : plimsoll::Side::sell, price, traded);
    mirror.trade(buys ? plimsoll::Side::sell : plimsoll::Side::buy, 2 * kCentre - price, traded);
  }

  void change() {
    Side bids, asks;
    std::int64_t move = random_.chance(0.5) ? random_.integer(-1, 1) : (flow_ > 0) - (flow_ < 0);
    if (isCalm_ && random_.chance(0.95)) move = 0;
    if ((move > 0 && ask_ > kCentre + kFarthest) || (move < 0 && bid_ < kCentre - kFarthest)) move = 0;
    risen_ = 0.9 * risen_ + static_cast<double>(move);
    bid_ += move;
    if (move != 0) ask_ = bid_ + random_.integer(1, 2);
    // Some books lose most of a side at once, and the rest comes back with what follows.
    const double kept = random_.chance(0.01) ? 0.2 : 1.0;
    const bool isBidSwept = random_.chance(0.7);
    refill(bids_, bids, bid_, -1, isBidSwept ? kept : 1.0);
    refill(asks_, asks, ask_, +1, isBidSwept ? 1.0 : kept);
    plain.change(rowsOf(bids), rowsOf(asks));
    mirror.change(reflected(rowsOf(asks)), reflected(rowsOf(bids)));
  }

  void refill(Side& side, Side& said, std::int64_t best, std::int64_t away, double kept) {
    for (auto& [price, resting] : side) {
      const std::int64_t distance = (price - best) * away;
      if (distance < 0 || distance >= kLevels) said[price] = 0;
      else if (kept < 1.0) said[price] = resting / 5 + 1;
    }
    for (std::int64_t i = 0; i < kLevels; ++i) {
      const std::int64_t price = best + i * away;
      if (!side.contains(price) || random_.chance(i == 0 ? 0.5 : 0.1)) said[price] = quantity();
    }
    for (const auto& [price, resting] : said) resting > 0 ? side[price] = resting : side.erase(price);
  }

  static Rows rowsOf(const Side& side) {
    Rows rows;
    for (const auto& [price, resting] : side) rows.push_back({price, resting});
    return rows;
  }

  RandomNumbers random_;
  Side bids_, asks_;
  std::int64_t bid_ = kCentre - 1;
  std::int64_t ask_ = kCentre + 1;
  std::int64_t flow_ = 0;  ///< of the step
  double risen_ = 0.0;     ///< lately, ticks
  bool isCalm_ = false;
};

enum class Image { same, opposite, aboutCentre };

/// Of which metric the mirror image is which other, and how.
struct Law {
  const char* name;
  Metric Metrics::*metric;
  Metric Metrics::*image;
  Image kind;
  double relativeTolerance = 1e-9;
  double leastScale = 1e-3;  ///< what a value near zero is held against
};

/// Of two prices that mirror each other one is larger, by this fraction at most.
constexpr double kOfPrice = 4.0 * kFarthest / kCentre;

#define PLIMSOLL_LAW(metric, image, ...) Law{#metric, &Metrics::metric, &Metrics::image, __VA_ARGS__}
constexpr Law kLaws[] = {
    PLIMSOLL_LAW(bidFleeRatio, askFleeRatio, Image::same),
    PLIMSOLL_LAW(askFleeRatio, bidFleeRatio, Image::same),
    PLIMSOLL_LAW(bidDepthHalfLifeMs, askDepthHalfLifeMs, Image::same),
    PLIMSOLL_LAW(askDepthHalfLifeMs, bidDepthHalfLifeMs, Image::same),
    PLIMSOLL_LAW(restingImbalance10, restingImbalance10, Image::opposite),
    PLIMSOLL_LAW(bookImbalanceZ, bookImbalanceZ, Image::opposite),
    PLIMSOLL_LAW(integratedOrderFlowImbalance, integratedOrderFlowImbalance, Image::opposite),
    PLIMSOLL_LAW(microprice, microprice, Image::aboutCentre),
    PLIMSOLL_LAW(volumeAdjustedMid10, volumeAdjustedMid10, Image::aboutCentre),
    PLIMSOLL_LAW(tradeConfirmation, tradeConfirmation, Image::same),
    PLIMSOLL_LAW(orderFlowExplainedShare, orderFlowExplainedShare, Image::same),
    PLIMSOLL_LAW(orderFlowImpact, orderFlowImpact, Image::same),
    PLIMSOLL_LAW(orderFlowImpactRSquared, orderFlowImpactRSquared, Image::same),
    PLIMSOLL_LAW(kyleLambda, kyleLambda, Image::same),
    PLIMSOLL_LAW(kyleLambdaRSquared, kyleLambdaRSquared, Image::same),
    PLIMSOLL_LAW(kyleLambdaBps, kyleLambdaBps, Image::same, kOfPrice, 0.0),
    PLIMSOLL_LAW(illiquidity, illiquidity, Image::same, kOfPrice, 0.0),
    PLIMSOLL_LAW(vpin, vpin, Image::same),
    PLIMSOLL_LAW(midBranchingRatio, midBranchingRatio, Image::same),
    PLIMSOLL_LAW(midBranchingRatioOfDifferences, midBranchingRatioOfDifferences, Image::same),
    PLIMSOLL_LAW(liquidationBranchingRatio, liquidationBranchingRatio, Image::same),
    PLIMSOLL_LAW(loopGain, loopGain, Image::same, kOfPrice, 0.1),
    PLIMSOLL_LAW(loopAmplification, loopAmplification, Image::same, kOfPrice, 0.1),
    PLIMSOLL_LAW(loopSpectralRadius, loopSpectralRadius, Image::same, kOfPrice, 0.1),
    PLIMSOLL_LAW(clockRegularity100Ms, clockRegularity100Ms, Image::same),
    PLIMSOLL_LAW(clockRegularity1S, clockRegularity1S, Image::same),
    PLIMSOLL_LAW(clockRegularity5S, clockRegularity5S, Image::same),
    PLIMSOLL_LAW(clockRegularity60S, clockRegularity60S, Image::same),
};
#undef PLIMSOLL_LAW

double imageOf(double value, Image kind) {
  return kind == Image::same ? value : kind == Image::opposite ? -value : 2.0 * kCentre - value;
}

/// Whether a value is another than what a mistake would make of it: zero, or its own image.
bool tells(const Law& law, double value) {
  return law.kind == Image::same ? value != 0.0 : value != imageOf(value, law.kind);
}

TEST_CASE("a mirrored market has mirrored metrics", "[metrics]") {
  Mirrored markets(20'260);
  std::map<std::string_view, int> told;
  for (int round = 1; round <= 26; ++round) {
    for (int i = 0; i < 1'000; ++i) markets.step();
    const Metrics plain = markets.plain.metrics(), mirror = markets.mirror.metrics();
    for (const Law& law : kLaws) {
      const Metric& metric = plain.*law.metric;
      const Metric& image = mirror.*law.image;
      CAPTURE(law.name, round);
      CHECK(metric.count == image.count);
      CHECK(metric.flags == image.flags);
      CHECK(test::isMissing(metric) == test::isMissing(image));
      if (test::isMissing(metric)) continue;
      const double scale = law.kind == Image::aboutCentre ? 1.0 : std::max(law.leastScale, std::abs(metric.value));
      CHECK_THAT(image.value, WithinAbs(imageOf(metric.value, law.kind), law.relativeTolerance * scale));
      told[law.name] += tells(law, metric.value);
    }
  }
  for (const Law& law : kLaws) {
    CAPTURE(law.name);
    CHECK(told[law.name] > 0);
  }
}

}  // namespace
}  // namespace plimsoll
