#include "plimsoll/engine/signal.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "autoregression.h"
#include "connected_engine.h"
#include "signal_tally.h"

using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::Autoregression;
using test::compareSignals;
using test::talliedSignals;

constexpr std::size_t kFew = 4'096;

/// Signals of a book, sampled every 100 ms, and all that they told.
struct Sampled {
  explicit Sampled(const SignalLimits& limits = {.samples = kFew}, double perDay = 1.0)
      : signals({perDay}, limits) {}

  void add(std::optional<double> book, std::optional<double> trades = std::nullopt, double afterMs = 100.0) {
    signals.update({book, trades}, timeMs += afterMs, [&](const SignalChange& change) { told.push_back(change); });
  }

  Signals signals;
  double timeMs = 0.0;
  std::vector<SignalChange> told;
};

TEST_CASE("signals come on about as often as stated", "[signal]") {
  compareSignals("independent", 172.8, talliedSignals(Autoregression(721, 0.0), 172.8, test::kSoonOff, 400'000));
  compareSignals("autoregression of 0.84", 172.8, talliedSignals(Autoregression(722, 0.84), 172.8, test::kSoonOff, 400'000));
}

TEST_CASE("with the limits that are used they come on at most as often as stated", "[signal]") {
  const auto tally = talliedSignals(Autoregression(723, 0.84), 1'000.0, HysteresisLimits{}, 300'000);
  REQUIRE(tally.comingsOn > 0.0);
  REQUIRE(tally.comingsOn < tally.statedAll);
}

TEST_CASE("ten million samples of each kind come on about as often as stated", "[.long][signal]") {
  for (const double perDay : {24.0, 172.8, 1'000.0}) {
    compareSignals("independent", perDay, talliedSignals(Autoregression(731, 0.0), perDay, test::kSoonOff, 10'000'000));
    compareSignals("autoregression of 0.84", perDay, talliedSignals(Autoregression(732, 0.84), perDay, test::kSoonOff, 10'000'000));
    const auto used = talliedSignals(Autoregression(733, 0.84), perDay, HysteresisLimits{}, 10'000'000);
    compareSignals("  with the limits that are used", perDay, used);
    CHECK(used.comingsOn < 1.2 * used.statedAll);
  }
}

TEST_CASE("before it is calibrated a signal passes the trigger and states no rate", "[signal]") {
  Autoregression stream(741, 0.84);
  Sampled book;
  while (book.timeMs < 150'000.0) book.add(stream.next());
  REQUIRE(book.told.empty());
  for (int i = 0; i < 51; ++i) {
    REQUIRE(book.told.empty());
    book.add(12.0);
  }
  REQUIRE(book.told.size() == 1);
  REQUIRE(book.told[0].isOn);
  REQUIRE(book.told[0].side == Side::buy);
  REQUIRE_FALSE(book.told[0].falseAlarmsPerDay);
}

TEST_CASE("once calibrated it finds a shift that the trigger does not, on either side", "[signal]") {
  for (const double side : {1.0, -1.0}) {
    Autoregression stream(742, 0.6);
    Sampled book({.samples = 8'192});
    for (int i = 0; i < 8'192; ++i) book.add(stream.next());
    REQUIRE(book.told.empty());
    for (int i = 0; i < 500 && book.told.empty(); ++i) book.add(stream.next() + 1.5 * side);
    REQUIRE(book.told.size() == 1);
    REQUIRE(book.told[0].isOn);
    REQUIRE(book.told[0].side == (side > 0.0 ? Side::buy : Side::sell));
    REQUIRE(book.told[0].z * side > 0.0);
    REQUIRE(*book.told[0].falseAlarmsPerDay <= 1.0);
    REQUIRE_THAT(*book.told[0].falseAlarmsPerDay, WithinRel(1.0, 1e-6));
  }
}

TEST_CASE("while calibrated the trigger alone brings nothing on", "[signal]") {
  Autoregression stream(743, 0.6);
  SignalDetector detector(SignalName::bookImbalance, {}, {.samples = kFew});
  for (std::size_t i = 0; i < kFew; ++i) detector.take(stream.next(), {100.0 * static_cast<double>(i), 100.0, false});
  // Far out, but what came before is not known.
  for (int i = 0; i < 300; ++i) {
    detector.take(5.0, {500'000.0 + 100.0 * i, 100.0, true});
    REQUIRE_FALSE(detector.turn(Side::buy));
    REQUIRE_FALSE(detector.turn(Side::sell));
  }
}

TEST_CASE("neither across a gap nor across a missing value is anything concluded", "[signal]") {
  for (const int kind : {0, 1, 2}) {
    Autoregression stream(744, 0.6);
    SignalDetector detector(SignalName::bookImbalance, {}, {.samples = kFew});
    double t = 0.0;
    for (std::size_t i = 0; i < kFew; ++i) detector.take(stream.next(), {t += 100.0, 100.0, false});
    bool cameOn = false;
    for (int i = 0; i < 200; ++i) {
      if (kind == 2) detector.take(std::nullopt, {t += 100.0, 100.0, false});
      detector.take(3.0, {t += 100.0, 100.0, kind == 1});
      cameOn = cameOn || detector.turn(Side::buy);
    }
    CAPTURE(kind);
    REQUIRE(cameOn == (kind == 0));
  }
}

TEST_CASE("what comes back from one side is no signal of the other", "[signal]") {
  Autoregression stream(745, 0.97);
  Sampled book({.samples = 8'192}, 1'000.0);
  for (int i = 0; i < 8'192; ++i) book.add(stream.next());
  for (int i = 0; i < 60; ++i) book.add(-60.0);
  const std::size_t before = book.told.size();
  // Faster than its own memory brings it back, so that there are alarms from above.
  for (int i = 0; i < 27; ++i) book.add(-60.0 + 2.0 * i);
  for (std::size_t i = before; i < book.told.size(); ++i) REQUIRE_FALSE(book.told[i].isOn);
}

TEST_CASE("where a later calibration fails the trigger decides again, without a rate", "[signal]") {
  Autoregression stream(746, 0.6);
  Sampled book;
  for (std::size_t i = 0; i < kFew; ++i) book.add(stream.next());
  for (std::size_t i = 0; i < kFew; ++i) book.add(0.0);
  REQUIRE(book.told.empty());
  for (int i = 0; i < 51; ++i) {
    REQUIRE(book.told.empty());
    book.add(9.0);
  }
  REQUIRE(book.told.size() == 1);
  REQUIRE_FALSE(book.told[0].falseAlarmsPerDay);
  for (std::size_t i = 0; i < 2 * kFew; ++i) book.add(stream.next());
  for (int i = 0; i < 500; ++i) book.add(stream.next() - 2.0);
  REQUIRE(book.told.back().falseAlarmsPerDay);
}

TEST_CASE("one sample can end one side and begin the other", "[signal]") {
  Sampled book({.hysteresis = {.on = 1.0, .off = 0.5, .onAfterMs = 200.0, .offAfterMs = 200.0, .coolDownMs = 0.0},
                .samples = kFew});
  for (int i = 0; i < 1'300; ++i) book.add(i % 2 == 0 ? 0.8 : -0.8);
  REQUIRE(book.told.empty());
  for (int i = 0; i < 3; ++i) book.add(2.0);
  REQUIRE(book.told.size() == 1);
  for (int i = 0; i < 3; ++i) book.add(-2.0);
  REQUIRE(book.told.size() == 3);
  REQUIRE((book.told[1].side == Side::buy && !book.told[1].isOn));
  REQUIRE((book.told[2].side == Side::sell && book.told[2].isOn));
}

TEST_CASE("a signal says how long its imbalance lasts and whether trades confirm it", "[signal]") {
  for (const int trades : {1, -1, 0}) {
    Autoregression stream(747, 0.84), flow(748, 0.0);
    Sampled book({.samples = 16'384});
    const auto traded = [&](double lean) { return trades == 0 ? std::nullopt : std::optional(lean + flow.next()); };
    for (int i = 0; i < 16'384; ++i) book.add(stream.next(), traded(0.0));
    book.told.clear();
    for (int i = 0; i < 500; ++i) book.add(stream.next() - 2.0, traded(-9.0 * trades));
    CAPTURE(trades);
    const auto isOfBook = [](const SignalChange& change) {
      return change.name == SignalName::bookImbalance && change.side == Side::sell && change.isOn;
    };
    const auto told = std::ranges::find_if(book.told, isOfBook);
    REQUIRE(told != book.told.end());
    REQUIRE_THAT(*told->halfLifeMs, WithinRel(100.0 * std::log(0.5) / std::log(0.84), 0.1));
    REQUIRE(told->isConfirmedByTrades == (trades == 0 ? std::nullopt : std::optional(trades > 0)));
    for (const auto& change : book.told) {
      if (change.name == SignalName::tradeFlowImbalance) REQUIRE_FALSE(change.isConfirmedByTrades);
    }
  }
}

TEST_CASE("a sample is due after 100 ms, and a gap is ten times what is usual", "[signal]") {
  SampleClock clock;
  REQUIRE(clock.isDue(0.0));
  REQUIRE_FALSE(clock.tick(5'000.0).followsGap);
  REQUIRE_FALSE(clock.isDue(5'099.0));
  REQUIRE_FALSE(clock.isDue(1'000.0));
  REQUIRE(clock.isDue(5'100.0));
  REQUIRE_FALSE(clock.tick(5'900.0).followsGap);
  REQUIRE(clock.tick(6'910.0).followsGap);
  double t = 6'910.0;
  int gaps = 0;
  for (int i = 0; i < 2'000; ++i) gaps += clock.tick(t += 2'000.0).followsGap;
  REQUIRE(gaps > 0);
  REQUIRE(gaps < 400);
  REQUIRE_FALSE(clock.tick(t += 9'000.0).followsGap);
  REQUIRE(clock.tick(t += 3'600'000.0).followsGap);
  REQUIRE(clock.tick(t += 100.0).spacingMs < 2'100.0);
}

TEST_CASE("an aim that is none is refused, and the first one holds", "[signal]") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {0.0, -1.0, 1'000.1}) REQUIRE(check(SignalAim{bad}) == Error::rateOutOfRange);
  for (const double bad : {none, std::numeric_limits<double>::infinity()}) REQUIRE(check(SignalAim{bad}) == Error::notFinite);
  REQUIRE(std::string(check(SignalAim{0.0}).field) == "falseAlarmsPerDay");
  REQUIRE(check(SignalAim{1'000.0}) == Error::none);
  test::ConnectedEngine connected;
  REQUIRE(connected.at().enableSignals({0.0}) == Error::rateOutOfRange);
  REQUIRE(connected.at().enableSignals({5.0}) == Error::none);
  REQUIRE(connected.at().enableSignals({-5.0}) == Error::rateOutOfRange);
}

}  // namespace
}  // namespace plimsoll
