#include "plimsoll/engine/watch.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "plimsoll/margin/distance.h"
#include "plimsoll/margin/liquidation.h"
#include "random_accounts.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::uint32_t kBtc = 0;
constexpr std::uint32_t kEth = 1;

MarginTable halfPercent() {
  return MarginTable({{0.0, kInfinity, 0.005, 0.0, 125.0}});
}

/// 1 BTC long from 50 000 with 5 000: liquidated at 45 226.13.
WatchedPosition tenTimesLong(std::uint32_t id = 1, std::uint32_t symbolKey = kBtc) {
  return {.id = id,
          .symbolKey = symbolKey,
          .position = {+1.0, 50'000.0, 5'000.0},
          .table = halfPercent(),
          .instrument = {}};
}

std::vector<WatchedPosition> only(WatchedPosition position) {
  std::vector<WatchedPosition> positions;
  positions.push_back(std::move(position));
  return positions;
}

Watch watching(WatchedPosition position) {
  Watch watch;
  watch.update(only(std::move(position)));
  return watch;
}

void mark(Watch& watch, double price, double localTimeMs,
          std::optional<double> variancePerMs = {}) {
  watch.mark({.symbolKey = kBtc,
              .markPrice = price,
              .variancePerMs = variancePerMs,
              .localTimeMs = localTimeMs});
}

/// The one event that is waiting, and none after it.
WarningEvent onlyEvent(Watch& watch) {
  const auto event = watch.nextEvent();
  REQUIRE(event.has_value());
  REQUIRE_FALSE(watch.nextEvent().has_value());
  return *event;
}

void requireSilence(Watch& watch) {
  REQUIRE_FALSE(watch.nextEvent().has_value());
}

double dailyVariance(double sigma) {
  return sigma * sigma / kDayMs;
}

}  // namespace

TEST_CASE("a position far from liquidation raises nothing", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 50'000.0, 0.0);
  requireSilence(watch);
  REQUIRE(watch.standing().empty());
}

TEST_CASE("one mark that jumps through every threshold raises critical at once", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 50'000.0, 0.0);
  mark(watch, 45'400.0, 1'000.0);
  const WarningEvent event = onlyEvent(watch);
  REQUIRE(event.change == WarningChange::raised);
  REQUIRE(event.warning.code == WarningCode::liquidationNear);
  REQUIRE(event.warning.severity == Severity::critical);
  REQUIRE(event.warning.id == warningId(1, WarningCode::liquidationNear));
  REQUIRE(event.warning.sinceLocalTimeMs == 1'000.0);
  REQUIRE(event.warning.crossings == 1);
  REQUIRE_FALSE(event.warning.acknowledged);
  REQUIRE_FALSE(event.warning.beyondLiquidation);

  const WarningNumbers& numbers = event.warning.numbers;
  const double price = 45'000.0 / 0.995;
  REQUIRE(numbers.markPrice == 45'400.0);
  REQUIRE(numbers.markLocalTimeMs == 1'000.0);
  REQUIRE_THAT(numbers.liquidationPrice.value(), WithinRel(price, 1e-12));
  REQUIRE_THAT(numbers.distanceRate.value(), WithinRel((45'400.0 - price) / 45'400.0, 1e-9));
  REQUIRE(numbers.distanceSigmas == std::nullopt);
  REQUIRE_THAT(numbers.marginRatio.value(), WithinRel(227.0 / 400.0, 1e-12));
  REQUIRE(numbers.fixedThresholds);
  REQUIRE(numbers.thresholds.caution == 0.05);
}

TEST_CASE("a mark that walks in escalates at each threshold", "[watch]") {
  Watch watch = watching(tenTimesLong());
  const double price = 45'000.0 / 0.995;
  mark(watch, price / (1.0 - 0.051), 0.0);
  requireSilence(watch);
  mark(watch, price / (1.0 - 0.049), 100.0);
  REQUIRE(onlyEvent(watch).warning.severity == Severity::caution);
  mark(watch, price / (1.0 - 0.019), 200.0);
  const WarningEvent danger = onlyEvent(watch);
  REQUIRE(danger.change == WarningChange::escalated);
  REQUIRE(danger.warning.severity == Severity::danger);
  mark(watch, price / (1.0 - 0.0049), 300.0);
  REQUIRE(onlyEvent(watch).warning.severity == Severity::critical);
  REQUIRE(watch.standing().size() == 1);
  REQUIRE(watch.standing()[0].sinceLocalTimeMs == 100.0);
}

TEST_CASE("near is measured in what the market usually does", "[watch]") {
  // 9.5 % away is far for a coin that moves 2 % a day, and within a day's reach of one at 12 %.
  Watch watch = watching(tenTimesLong());
  mark(watch, 50'000.0, 0.0, dailyVariance(0.02));
  requireSilence(watch);
  mark(watch, 50'000.0, 1'000.0, dailyVariance(0.12));
  const WarningEvent caution = onlyEvent(watch);
  REQUIRE(caution.warning.severity == Severity::caution);
  REQUIRE_FALSE(caution.warning.numbers.fixedThresholds);
  REQUIRE_THAT(caution.warning.numbers.distanceSigmas.value(),
               WithinRel(std::log(50'000.0 * 0.995 / 45'000.0) / 0.12, 1e-9));
  REQUIRE(caution.warning.numbers.thresholds.caution == 1.0);
  mark(watch, 50'000.0, 2'000.0, dailyVariance(0.30));
  REQUIRE(onlyEvent(watch).warning.severity == Severity::danger);
  mark(watch, 50'000.0, 3'000.0, dailyVariance(0.90));
  REQUIRE(onlyEvent(watch).warning.severity == Severity::critical);
}

TEST_CASE("a variance of zero counts as not known", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 45'300.0, 0.0, 0.0);
  const WarningEvent event = onlyEvent(watch);
  REQUIRE(event.warning.severity == Severity::critical);
  REQUIRE(event.warning.numbers.fixedThresholds);
}

TEST_CASE("a margin ratio of 0.8 is critical however calm the market is", "[watch]") {
  Watch watch = watching(tenTimesLong());
  // Equity 280, maintenance 226.4: a ratio of 0.81 at a distance of 0.12 %.
  mark(watch, 45'280.0, 0.0, dailyVariance(0.0001));
  REQUIRE(onlyEvent(watch).warning.severity == Severity::critical);
}

TEST_CASE("a position at 100x and one at 3x are not both alarmed at birth", "[watch]") {
  for (const auto& variance :
       {std::optional<double>{}, std::optional<double>{dailyVariance(0.025)}}) {
    WatchedPosition hundred = tenTimesLong(1);
    hundred.position.margin = 500.0;
    hundred.table = MarginTable({{0.0, kInfinity, 0.004, 0.0, 125.0}});
    WatchedPosition three = tenTimesLong(2);
    three.position.margin = 50'000.0 / 3.0;
    std::vector<WatchedPosition> positions;
    positions.push_back(hundred);
    positions.push_back(three);
    Watch watch;
    watch.update(std::move(positions));
    mark(watch, 50'000.0, 0.0, variance);
    const WarningEvent event = onlyEvent(watch);
    REQUIRE(event.warning.positionId == 1);
    REQUIRE(event.warning.severity == Severity::danger);
  }
}

TEST_CASE("a second crossing three seconds later is not muted", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 45'400.0, 0.0);
  REQUIRE(onlyEvent(watch).change == WarningChange::raised);
  REQUIRE(watch.acknowledge(warningId(1, WarningCode::liquidationNear)));
  REQUIRE(watch.standing()[0].acknowledged);

  mark(watch, 48'500.0, 1'000.0);
  mark(watch, 48'500.0, 2'000.0);
  requireSilence(watch);
  REQUIRE(watch.standing()[0].severity == Severity::critical);

  mark(watch, 45'400.0, 3'000.0);
  const WarningEvent again = onlyEvent(watch);
  REQUIRE(again.change == WarningChange::escalated);
  REQUIRE(again.warning.severity == Severity::critical);
  REQUIRE(again.warning.crossings == 2);
  REQUIRE_FALSE(again.warning.acknowledged);
}

TEST_CASE("it clears only after dwell and cool-down, and rises anew under the same id", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 45'400.0, 0.0);
  const std::uint64_t id = onlyEvent(watch).warning.id;
  for (double t = 1'000.0; t < 30'000.0; t += 1'000.0) {
    mark(watch, 50'000.0, t);
    requireSilence(watch);
  }
  mark(watch, 50'000.0, 30'000.0);
  const WarningEvent cleared = onlyEvent(watch);
  REQUIRE(cleared.change == WarningChange::cleared);
  REQUIRE(cleared.warning.severity == Severity::critical);
  REQUIRE(watch.standing().empty());

  mark(watch, 45'400.0, 31'000.0);
  const WarningEvent raised = onlyEvent(watch);
  REQUIRE(raised.change == WarningChange::raised);
  REQUIRE(raised.warning.id == id);
  REQUIRE(raised.warning.crossings == 1);
  REQUIRE(raised.warning.sinceLocalTimeMs == 31'000.0);
}

TEST_CASE("it eases one step where the mark stays near", "[watch]") {
  Watch watch = watching(tenTimesLong());
  const double price = 45'000.0 / 0.995;
  mark(watch, price / (1.0 - 0.004), 0.0);
  onlyEvent(watch);
  for (double t = 1'000.0; t < 30'000.0; t += 1'000.0)
    mark(watch, price / (1.0 - 0.03), t);
  requireSilence(watch);
  mark(watch, price / (1.0 - 0.03), 30'000.0);
  const WarningEvent eased = onlyEvent(watch);
  REQUIRE(eased.change == WarningChange::eased);
  REQUIRE(eased.warning.severity == Severity::caution);
}

TEST_CASE("silence raises blind, and clears no warning", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 45'400.0, 0.0);
  onlyEvent(watch);
  watch.look(10'000.0);
  requireSilence(watch);
  watch.look(10'001.0);
  const WarningEvent blind = onlyEvent(watch);
  REQUIRE(blind.change == WarningChange::raised);
  REQUIRE(blind.warning.code == WarningCode::blind);
  REQUIRE(blind.warning.severity == Severity::danger);
  REQUIRE(blind.warning.sinceLocalTimeMs == 10'001.0);
  REQUIRE(blind.warning.numbers.markPrice == 45'400.0);

  for (double t = 11'000.0; t < 600'000.0; t += 1'000.0)
    watch.look(t);
  requireSilence(watch);
  REQUIRE(watch.standing().size() == 2);

  mark(watch, 45'400.0, 600'000.0);
  const WarningEvent cleared = onlyEvent(watch);
  REQUIRE(cleared.change == WarningChange::cleared);
  REQUIRE(cleared.warning.code == WarningCode::blind);
  REQUIRE(watch.standing().size() == 1);
}

TEST_CASE("a position that never had a mark becomes blind", "[watch]") {
  Watch watch = watching(tenTimesLong());
  watch.look(500'000.0);  // the first look starts the clock
  watch.look(510'000.0);
  requireSilence(watch);
  watch.look(510'001.0);
  REQUIRE(onlyEvent(watch).warning.code == WarningCode::blind);

  // One that is added later waits from then.
  std::vector<WatchedPosition> both;
  both.push_back(tenTimesLong(1));
  both.push_back(tenTimesLong(2));
  watch.update(std::move(both));
  watch.look(520'000.0);
  requireSilence(watch);
  watch.look(520'002.0);
  REQUIRE(onlyEvent(watch).warning.positionId == 2);
}

TEST_CASE("one symbol's marks do not hide the silence of another", "[watch]") {
  std::vector<WatchedPosition> both;
  both.push_back(tenTimesLong(1, kBtc));
  both.push_back(tenTimesLong(2, kEth));
  Watch watch;
  watch.update(std::move(both));
  for (double t = 0.0; t <= 11'000.0; t += 1'000.0)
    mark(watch, 50'000.0, t);
  const WarningEvent event = onlyEvent(watch);
  REQUIRE(event.warning.code == WarningCode::blind);
  REQUIRE(event.warning.positionId == 2);
}

TEST_CASE("a mark that is no price is no mark", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 50'000.0, 0.0);
  for (const double price : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(), kInfinity})
    mark(watch, price, 5'000.0);
  requireSilence(watch);
  mark(watch, 0.0, 10'001.0);
  REQUIRE(onlyEvent(watch).warning.code == WarningCode::blind);
}

TEST_CASE("a mark beyond the liquidation price is critical and says so", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 45'000.0, 0.0, dailyVariance(0.0001));
  const WarningEvent event = onlyEvent(watch);
  REQUIRE(event.warning.severity == Severity::critical);
  REQUIRE(event.warning.beyondLiquidation);
  REQUIRE(event.warning.numbers.distanceRate.value() < 0.0);
  mark(watch, 45'400.0, 1'000.0, dailyVariance(0.0001));
  REQUIRE_FALSE(watch.standing()[0].beyondLiquidation);
}

TEST_CASE("a laptop that slept has not watched", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 45'400.0, 0.0);
  onlyEvent(watch);
  mark(watch, 50'000.0, 1'000.0);
  const double wokeMs = 8.0 * kHourMs;
  watch.look(wokeMs);
  REQUIRE(onlyEvent(watch).warning.code == WarningCode::blind);
  mark(watch, 50'000.0, wokeMs + 10.0);
  REQUIRE(onlyEvent(watch).warning.code == WarningCode::blind);  // cleared
  for (double t = 1'000.0; t < 10'000.0; t += 1'000.0)
    mark(watch, 50'000.0, wokeMs + 10.0 + t);
  requireSilence(watch);
  REQUIRE(watch.standing()[0].severity == Severity::critical);
}

TEST_CASE("time that goes backward or is no number stands still", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 45'400.0, 100'000.0);
  REQUIRE(onlyEvent(watch).warning.sinceLocalTimeMs == 100'000.0);
  for (int i = 0; i < 100; ++i)
    mark(watch, 50'000.0, i % 2 == 0 ? 0.0 : std::numeric_limits<double>::quiet_NaN());
  requireSilence(watch);
  REQUIRE(watch.standing().size() == 1);

  Watch other = watching(tenTimesLong());
  other.look(kInfinity);
  other.look(std::numeric_limits<double>::quiet_NaN());
  other.look(10'000.0);
  mark(other, 45'400.0, 5'000.0);
  REQUIRE(onlyEvent(other).warning.sinceLocalTimeMs == 10'000.0);
}

TEST_CASE("an update keeps the warnings of positions that stay", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 45'400.0, 0.0);
  onlyEvent(watch);
  watch.acknowledge(warningId(1, WarningCode::liquidationNear));

  WatchedPosition richer = tenTimesLong();
  richer.position.margin += 3'000.0;
  watch.update(only(richer));
  requireSilence(watch);
  REQUIRE(watch.standing().size() == 1);
  REQUIRE(watch.standing()[0].acknowledged);
  REQUIRE_THAT(watch.standing()[0].numbers.liquidationPrice.value(),
               WithinRel(42'000.0 / 0.995, 1e-12));
}

TEST_CASE("an update that brings a position near raises inside it", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 50'000.0, 0.0);
  WatchedPosition poorer = tenTimesLong();
  poorer.position.margin = 400.0;
  watch.update(only(poorer));
  REQUIRE(onlyEvent(watch).warning.severity == Severity::critical);
}

TEST_CASE("a position that is no longer watched, or of another symbol, is cleared", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 45'400.0, 0.0);
  onlyEvent(watch);
  watch.update(only(tenTimesLong(1, kEth)));
  REQUIRE(onlyEvent(watch).change == WarningChange::cleared);
  REQUIRE(watch.standing().empty());

  watch.update(only(tenTimesLong(1, kBtc)));
  mark(watch, 45'400.0, 1'000.0);
  onlyEvent(watch);
  watch.update({});
  REQUIRE(onlyEvent(watch).change == WarningChange::cleared);
  mark(watch, 45'400.0, 2'000.0);
  watch.look(100'000.0);
  requireSilence(watch);
}

TEST_CASE("thresholds can be changed while watching", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 50'000.0, 0.0);
  WarningThresholds wide;
  wide.cautionRate = 0.10;
  watch.setThresholds(wide);
  REQUIRE(onlyEvent(watch).warning.severity == Severity::caution);
  REQUIRE(watch.thresholds().cautionRate == 0.10);
}

TEST_CASE("a long that nothing liquidates is watched for silence alone", "[watch]") {
  WatchedPosition paid = tenTimesLong();
  paid.position.margin = 60'000.0;
  Watch watch = watching(paid);
  mark(watch, 1.0, 0.0);
  requireSilence(watch);
  watch.look(10'001.0);
  REQUIRE(onlyEvent(watch).warning.code == WarningCode::blind);
}

TEST_CASE("the liquidation price is judged and shown on the tick", "[watch]") {
  WatchedPosition ticked = tenTimesLong();
  ticked.instrument.tickSize = 10.0;
  Watch watch = watching(ticked);
  mark(watch, 45'230.0, 0.0);
  const WarningEvent event = onlyEvent(watch);
  REQUIRE(event.warning.numbers.liquidationPrice == 45'230.0);
  REQUIRE(event.warning.beyondLiquidation);
}

TEST_CASE("what nobody is watched for cannot be acknowledged or asked about", "[watch]") {
  Watch watch = watching(tenTimesLong());
  mark(watch, 50'000.0, 0.0);
  REQUIRE_FALSE(watch.acknowledge(warningId(1, WarningCode::liquidationNear)));
  REQUIRE_FALSE(watch.acknowledge(999));
  REQUIRE_FALSE(watch.risk(2).has_value());
  REQUIRE(watch.risk(1)->effectiveLeverage.value == 10.0);
}

TEST_CASE("events that nobody takes make room, and are counted", "[watch]") {
  Watch watch = watching(tenTimesLong());
  for (int i = 0; i < 100; ++i) {
    mark(watch, 45'400.0, 200.0 * i);
    mark(watch, 50'000.0, 200.0 * i + 100.0);
  }
  std::uint64_t taken = 0;
  std::optional<WarningEvent> last;
  while (const auto event = watch.nextEvent()) {
    last = event;
    ++taken;
  }
  REQUIRE(taken + watch.lostEvents() == 100);
  REQUIRE(watch.lostEvents() > 0);
  REQUIRE(last->warning.crossings == 100);
}

TEST_CASE("positions that share an id or have no table are refused", "[watch]") {
  std::vector<WatchedPosition> positions;
  positions.push_back(tenTimesLong(1));
  positions.push_back(tenTimesLong(2));
  REQUIRE(check(positions) == Error::none);
  positions.push_back(tenTimesLong(2));
  REQUIRE(check(positions) == Error::duplicatePosition);
  REQUIRE(check(positions).row == 1);
  positions.pop_back();
  positions[1].table = MarginTable();
  REQUIRE(check(positions) == Error::tableEmpty);
  REQUIRE(check(positions).row == 1);
}

TEST_CASE("no mark passes a threshold without its warning standing after it", "[watch]") {
  const std::uint64_t seed = 20'261'122;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  std::vector<WatchedPosition> positions;
  for (std::uint32_t id = 0; id < 20; ++id) {
    WatchedPosition position = tenTimesLong(id);
    const double side = random.coin() ? 1.0 : -1.0;
    position.position = {side, 50'000.0, 50'000.0 / random.between(2.0, 60.0)};
    positions.push_back(position);
  }
  const auto watched = positions;
  Watch watch;
  watch.update(std::move(positions));

  double price = 50'000.0;
  std::map<std::uint64_t, Severity> told;
  std::map<WarningChange, int> changes;
  for (int i = 0; i < 20'000; ++i) {
    price *= std::exp(random.between(-0.004, 0.004)) * std::pow(50'000.0 / price, 0.002);
    mark(watch, price, 500.0 * i);
    while (const auto event = watch.nextEvent()) {
      const Warning& warning = event->warning;
      ++changes[event->change];
      if (event->change == WarningChange::raised) REQUIRE(told.count(warning.id) == 0);
      if (event->change != WarningChange::raised) REQUIRE(told.count(warning.id) == 1);
      if (event->change == WarningChange::eased) REQUIRE(warning.severity < told[warning.id]);
      if (event->change == WarningChange::cleared) {
        told.erase(warning.id);
      } else {
        told[warning.id] = warning.severity;
      }
    }

    // What the events told is what stands, and nothing near is missing from it.
    REQUIRE(watch.standing().size() == told.size());
    for (const WatchedPosition& position : watched) {
      const double liquidation = liquidationPrice(position.position, position.table).value();
      const double distance = distanceRate({price, liquidation, direction(position.position)});
      const Severity least = distance < 0.005  ? Severity::critical
                             : distance < 0.02 ? Severity::danger
                             : distance < 0.05 ? Severity::caution
                                               : Severity::none;
      const auto standing = told.find(warningId(position.id, WarningCode::liquidationNear));
      const Severity stands = standing == told.end() ? Severity::none : standing->second;
      if (stands < least) FAIL("position " << position.id << " at " << price);
    }
  }
  REQUIRE(changes[WarningChange::raised] > 100);
  REQUIRE(changes[WarningChange::escalated] > 100);
  REQUIRE(changes[WarningChange::eased] > 50);
  REQUIRE(changes[WarningChange::cleared] > 50);
}

}  // namespace plimsoll
