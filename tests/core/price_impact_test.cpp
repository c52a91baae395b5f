#include "plimsoll/flow/price_impact.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

constexpr std::int64_t kStartMs = 1'700'000'000'000;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Touch around(double mid, double bidQuantity = 5.0) { return {mid - 0.5, bidQuantity, mid + 0.5, 7.0}; }

/// An event of a market: a touch, or a trade.
struct Event {
  std::int64_t timeMs;
  std::optional<Touch> touch;
  std::optional<TakerTrade> trade;
};

std::vector<Event> randomEvents(std::uint64_t seed, int count) {
  test::RandomNumbers random(seed);
  std::vector<Event> events;
  std::int64_t timeMs = kStartMs;
  double mid = 100.0;
  for (int i = 0; i < count; ++i) {
    timeMs += random.integer(0, random.chance(0.01) ? 60'000 : 3'000);
    const double sign = random.chance(0.5) ? 1.0 : -1.0;
    if (random.chance(0.5)) {
      const double quantity = random.between(0.1, 5.0);
      events.push_back({timeMs, {}, TakerTrade{sign > 0 ? Side::buy : Side::sell, mid, quantity, mid * quantity, timeMs}});
      mid += random.chance(0.3) ? 0.5 * sign : 0.0;
    } else {
      mid += random.chance(0.2) ? 0.5 * sign : 0.0;
      events.push_back({timeMs, around(mid, random.between(0.5, 9.0)), {}});
    }
  }
  return events;
}

TradeImpact impactOf(const std::vector<Event>& events, std::int64_t binMs = 10'000) {
  TradeImpact impact(binMs);
  for (const Event& event : events) {
    if (event.touch) impact.addTouch(event.touch, event.timeMs);
    if (event.trade) impact.addTrade(*event.trade);
  }
  return impact;
}

/// Bins with something in them, from the events taken together.
struct Bin {
  double before, after;  ///< mids
  double flow = 0.0, signedQuantity = 0.0, signedNotional = 0.0, notional = 0.0;
  double weight = 0.0;
};

std::vector<Bin> binsOf(const std::vector<Event>& events, std::int64_t binMs) {
  std::map<std::int64_t, Bin> bins;
  std::optional<Touch> touch;
  for (const Event& event : events) {
    const std::int64_t number = event.timeMs / binMs;
    const double known = touch ? (touch->bidPrice + touch->askPrice) / 2.0 : std::nan("");
    Bin& bin = bins.try_emplace(number, Bin{.before = known, .after = known}).first->second;
    if (event.touch) {
      if (touch) bin.flow += orderFlow(*touch, *event.touch);
      touch = event.touch;
      bin.after = (touch->bidPrice + touch->askPrice) / 2.0;
    } else {
      const double sign = event.trade->takerSide == Side::buy ? 1.0 : -1.0;
      bin.signedQuantity += sign * event.trade->quantity;
      bin.signedNotional += sign * *event.trade->notional;
      bin.notional += *event.trade->notional;
    }
  }
  bins.erase(std::prev(bins.end()));  // still filling
  const std::int64_t last = std::prev(bins.end())->first;
  std::vector<Bin> whole;
  for (auto& [number, bin] : bins) {
    if (!(bin.before > 0.0)) continue;
    bin.weight = std::exp2(-static_cast<double>((last - number) * binMs) / 1'800'000.0);
    whole.push_back(bin);
  }
  return whole;
}

TEST_CASE("the line of order flow is found again", "[price_impact]") {
  FadingLine line;
  REQUIRE_FALSE(line.slope());
  for (int i = 1; i <= 20; ++i) {
    line.fade(0.9);
    line.add(i, 0.5 + 0.25 * i);
  }
  REQUIRE_THAT(*line.slope(), WithinRel(0.25, 1e-12));
  REQUIRE_THAT(*line.intercept(), WithinRel(0.5, 1e-12));
  REQUIRE_THAT(*line.rSquared(), WithinRel(1.0, 1e-12));
}

TEST_CASE("a mid that follows order flow has that impact", "[price_impact]") {
  // Level quantities of D = 4 and a tick of 1: when the ask is taken away, both prices go up a
  // tick, and e is D of the new bid and D of the old ask: 2 D for a tick.
  OrderFlowImpact impact;
  test::RandomNumbers random(641);
  double mid = 1'000.0;
  std::int64_t timeMs = kStartMs;
  for (int bin = 0; bin < 100; ++bin) {
    for (std::int64_t ticks = random.integer(-3, 3), i = 0; i <= std::abs(ticks); ++i) {
      if (i > 0) mid += ticks > 0 ? 1.0 : -1.0;
      impact.add(Touch{mid - 0.5, 4.0, mid + 0.5, 4.0}, timeMs + 100 * i);
    }
    timeMs += 10'000;
    if (bin < 15) REQUIRE_FALSE(impact.slope());
  }
  REQUIRE_THAT(*impact.slope(), WithinRel(1.0 / 8.0, 1e-12));
  REQUIRE_THAT(*impact.intercept(), WithinAbs(0.0, 1e-12));
  REQUIRE_THAT(*impact.rSquared(), WithinRel(1.0, 1e-12));
}

TEST_CASE("the stream of order flow agrees with its bins taken together", "[price_impact]") {
  const std::uint64_t seed = 642;
  CAPTURE(seed);
  auto events = randomEvents(seed, 4'000);
  std::erase_if(events, [](const Event& event) { return !event.touch; });
  OrderFlowImpact impact;
  for (const Event& event : events) impact.add(event.touch, event.timeMs);

  const auto bins = binsOf(events, 10'000);
  double all = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  for (const Bin& bin : bins) all += bin.weight, x += bin.weight * bin.flow, y += bin.weight * (bin.after - bin.before);
  x /= all, y /= all;
  for (const Bin& bin : bins) {
    const double dx = bin.flow - x, dy = bin.after - bin.before - y;
    xx += bin.weight * dx * dx, xy += bin.weight * dx * dy, yy += bin.weight * dy * dy;
  }
  REQUIRE(bins.size() > 200);
  REQUIRE_THAT(*impact.slope(), WithinRel(xy / xx, 1e-12));
  REQUIRE_THAT(*impact.intercept(), WithinAbs(y - xy / xx * x, 1e-12));
  REQUIRE_THAT(*impact.rSquared(), WithinRel(xy * xy / xx / yy, 1e-12));
}

TEST_CASE("quantities twice as large halve the slope of order flow, mirrored sides keep it", "[price_impact]") {
  const auto events = randomEvents(643, 3'000);
  OrderFlowImpact plain, scaled, mirrored;
  for (const Event& event : events) {
    if (!event.touch) continue;
    const Touch& touch = *event.touch;
    plain.add(touch, event.timeMs);
    scaled.add(Touch{touch.bidPrice, 2.0 * touch.bidQuantity, touch.askPrice, 2.0 * touch.askQuantity}, event.timeMs);
    mirrored.add(Touch{200.0 - touch.askPrice, touch.askQuantity, 200.0 - touch.bidPrice, touch.bidQuantity}, event.timeMs);
  }
  REQUIRE(*scaled.slope() == *plain.slope() / 2.0);
  REQUIRE(*scaled.rSquared() == *plain.rSquared());
  REQUIRE_THAT(*mirrored.slope(), WithinRel(*plain.slope(), 1e-12));
  REQUIRE_THAT(*mirrored.intercept(), WithinAbs(-*plain.intercept(), 1e-12));
}

TEST_CASE("a mid that follows trades has that lambda", "[price_impact]") {
  for (const std::int64_t binMs : {1'000, 10'000}) {
    for (const double k : {0.25, -0.25}) {
      test::RandomNumbers random(644);
      TradeImpact impact(binMs);
      REQUIRE(checkImpactBin(binMs) == Error::none);
      double mid = 1'000.0;
      impact.addTouch(around(mid), kStartMs);
      for (int bin = 1; bin <= 100; ++bin) {
        const double signedQuantity = static_cast<double>(random.integer(-40, 40));
        const Side side = signedQuantity > 0.0 ? Side::buy : Side::sell;
        const std::int64_t timeMs = kStartMs + bin * binMs;
        if (signedQuantity != 0.0) impact.addTrade({side, mid, std::abs(signedQuantity), mid * std::abs(signedQuantity), timeMs});
        mid += k * signedQuantity;
        impact.addTouch(around(mid), timeMs + binMs / 2);
        if (bin <= 15) REQUIRE_FALSE(impact.lambda());
      }
      REQUIRE_THAT(*impact.lambda(), WithinRel(k, 1e-12));
      REQUIRE_THAT(*impact.rSquared(), WithinRel(1.0, 1e-12));
      REQUIRE(impact.isBelowZero() == (k < 0.0));
    }
  }
}

TEST_CASE("the stream of trades agrees with its bins taken together", "[price_impact]") {
  const std::uint64_t seed = 645;
  CAPTURE(seed);
  const auto events = randomEvents(seed, 4'000);
  for (const std::int64_t binMs : {1'000, 10'000}) {
    const TradeImpact impact = impactOf(events, binMs);
    double xx = 0, xy = 0, yy = 0, nn = 0, nb = 0, traded = 0, ratios = 0;
    for (const Bin& bin : binsOf(events, binMs)) {
      const double move = bin.after - bin.before, bps = 1e4 * move / bin.before, millions = bin.signedNotional / 1e6;
      xx += bin.weight * bin.signedQuantity * bin.signedQuantity;
      xy += bin.weight * bin.signedQuantity * move;
      yy += bin.weight * move * move;
      nn += bin.weight * millions * millions;
      nb += bin.weight * millions * bps;
      if (bin.notional == 0.0) continue;
      traded += bin.weight;
      ratios += bin.weight * std::abs(move / bin.before) / bin.notional;
    }
    REQUIRE_THAT(*impact.lambda(), WithinRel(xy / xx, 1e-12));
    REQUIRE_THAT(*impact.rSquared(), WithinRel(xy * xy / xx / yy, 1e-12));
    REQUIRE_THAT(*impact.lambdaBps(), WithinRel(nb / nn, 1e-12));
    REQUIRE_THAT(*impact.illiquidity(), WithinRel(ratios / traded, 1e-12));
    REQUIRE((*impact.rSquared() >= 0.0 && *impact.rSquared() <= 1.0));
  }
}

TEST_CASE("quantities c times as large divide all three by c, and splitting changes nothing", "[price_impact]") {
  const auto events = randomEvents(646, 3'000);
  const TradeImpact plain = impactOf(events);
  auto scaled = events;
  for (Event& event : scaled) {
    if (event.trade) event.trade->quantity *= 4.0, *event.trade->notional *= 4.0;
  }
  REQUIRE(*impactOf(scaled).lambda() == *plain.lambda() / 4.0);
  REQUIRE_THAT(*impactOf(scaled).lambdaBps(), WithinRel(*plain.lambdaBps() / 4.0, 1e-14));
  REQUIRE_THAT(*impactOf(scaled).illiquidity(), WithinRel(*plain.illiquidity() / 4.0, 1e-14));

  std::vector<Event> split;
  for (const Event& event : events) {
    split.push_back(event);
    if (!event.trade) continue;
    split.push_back(event);
    for (std::size_t i = 0; i < 2; ++i) {
      TakerTrade& part = *split[split.size() - 1 - i].trade;
      part.quantity *= i == 0 ? 0.3 : 0.7;
      *part.notional *= i == 0 ? 0.3 : 0.7;
    }
  }
  REQUIRE_THAT(*impactOf(split).lambda(), WithinRel(*plain.lambda(), 1e-12));
  REQUIRE_THAT(*impactOf(split).illiquidity(), WithinRel(*plain.illiquidity(), 1e-12));
}

TEST_CASE("across an unknown time there is no impact", "[price_impact]") {
  // The second half is far higher, after a break or an empty side: that jump is of no bin.
  const auto events = randomEvents(647, 1'500);
  for (const bool isEmptied : {false, true}) {
    TradeImpact impact;
    OrderFlowImpact line;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const std::int64_t timeMs = events[i].timeMs;
      const bool isLater = i >= events.size() / 2;
      if (i == events.size() / 2 && isEmptied) impact.addTouch(std::nullopt, timeMs), line.add(std::nullopt, timeMs);
      if (i == events.size() / 2 && !isEmptied) impact.breakChain(), line.breakChain();
      if (events[i].trade) impact.addTrade(*events[i].trade);
      if (!events[i].touch) continue;
      Touch touch = *events[i].touch;
      touch.bidPrice += isLater ? 5'000.0 : 0.0;
      touch.askPrice += isLater ? 5'000.0 : 0.0;
      impact.addTouch(touch, timeMs);
      line.add(touch, timeMs);
    }
    REQUIRE(std::abs(*impact.lambda()) < 1.0);
    REQUIRE(*impact.illiquidity() < 1e-3);
    REQUIRE(std::abs(*line.slope()) < 1.0);
    REQUIRE(std::abs(*line.intercept()) < 1.0);
  }
}

TEST_CASE("without trades, sizes or moves there are no such numbers", "[price_impact]") {
  TradeImpact quiet, unknown;
  OrderFlowImpact still;
  for (int i = 0; i < 50; ++i) {
    const std::int64_t timeMs = kStartMs + 10'000 * i;
    quiet.addTouch(around(100.0 + i % 3), timeMs);
    unknown.addTouch(around(100.0), timeMs);
    unknown.addTrade({Side::buy, 100.0, 1.0, std::nullopt, timeMs});
    still.add(around(100.0), timeMs);
  }
  REQUIRE_FALSE(quiet.lambda());
  REQUIRE_FALSE(quiet.lambdaBps());
  REQUIRE_FALSE(quiet.illiquidity());
  REQUIRE_FALSE(quiet.isBelowZero());
  REQUIRE(unknown.lambda() == 0.0);
  REQUIRE_FALSE(unknown.rSquared());
  REQUIRE_FALSE(unknown.lambdaBps());
  REQUIRE_FALSE(unknown.illiquidity());
  REQUIRE_FALSE(still.slope());
  REQUIRE_FALSE(still.intercept());
  REQUIRE_FALSE(still.rSquared());
}

TEST_CASE("a bin with a trade of unknown size is left out of what is measured in money", "[price_impact]") {
  test::RandomNumbers random(649);
  TradeImpact impact;
  double mid = 1'000.0;
  impact.addTouch(around(mid), kStartMs);
  for (int bin = 1; bin <= 90; ++bin) {
    const std::int64_t timeMs = kStartMs + 10'000 * bin;
    const double rate = random.between(-0.01, 0.01);
    impact.addTrade({rate > 0.0 ? Side::buy : Side::sell, mid, 1.0, 1e6 * std::abs(rate), timeMs});
    const bool isUnknown = bin % 3 == 0;
    if (isUnknown) impact.addTrade({Side::buy, mid, 9.0, std::nullopt, timeMs});
    const double before = mid;
    mid += before * rate + (isUnknown ? 20.0 : 0.0);
    impact.addTouch(around(mid), timeMs);
  }
  REQUIRE_THAT(*impact.lambdaBps(), WithinRel(1e4, 1e-9));
  REQUIRE_THAT(*impact.illiquidity(), WithinRel(1e-6, 1e-9));
}

TEST_CASE("after long silence it is learned anew", "[price_impact]") {
  auto events = randomEvents(648, 1'500);
  TradeImpact impact = impactOf(events);
  REQUIRE(impact.lambda());
  const std::int64_t laterMs = events.back().timeMs + 86'400'000;
  impact.addTouch(around(100.0), laterMs);
  impact.addTouch(around(100.0), laterMs + 10'000);
  impact.addTouch(around(100.0), laterMs + 20'000);
  REQUIRE_FALSE(impact.lambda());
  REQUIRE_FALSE(impact.illiquidity());
}

TEST_CASE("hostile numbers leave lines sound", "[price_impact]") {
  FadingLine line;
  FadingRay ray;
  for (const double x : {1.0, 2.0, kInfinity, std::nan(""), -1e101, 1e100, -1e100, 1e-300}) {
    for (const double y : {3.0, -kInfinity, std::nan(""), 1e100, -1e100}) {
      line.fade(0.99), ray.fade(0.99);
      line.add(x, y), ray.add(x, y);
      for (const auto number : {line.slope(), line.intercept(), line.rSquared(), ray.slope(), ray.rSquared()}) {
        REQUIRE((!number || std::isfinite(*number)));
      }
    }
  }
  REQUIRE(checkImpactBin(0) == Error::windowOutOfRange);
  REQUIRE(checkImpactBin(-1) == Error::windowOutOfRange);
  REQUIRE(checkImpactBin(3'600'001) == Error::windowOutOfRange);
}

}  // namespace
}  // namespace plimsoll
