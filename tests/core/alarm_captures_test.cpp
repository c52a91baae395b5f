// Whether the stated rate of false alarms is that of a recorded order book.

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <vector>

#include "alarm_tally.h"
#include "connected_engine.h"
#include "plimsoll/base/persistence.h"
#include "random_numbers.h"
#include "recording.h"
#include "signal_tally.h"

namespace plimsoll {
namespace {

/// Parts of a recorded series in any order, which is in control but for what lasts longer.
class Blocks {
 public:
  Blocks(std::uint64_t seed, const std::vector<double>& series, std::size_t length)
      : random_(seed), series_(series), length_(length) {}
  double next() {
    if (left_ == 0) {
      at_ = random_.below(series_.size() - length_ + 1);
      left_ = length_;
    }
    --left_;
    return series_[at_++];
  }

 private:
  test::RandomNumbers random_;
  const std::vector<double>& series_;
  std::size_t length_, at_ = 0, left_ = 0;
};

std::vector<double> recordedImbalance(const std::filesystem::path& path) {
  std::vector<double> series;
  test::ConnectedEngine connected("BTCUSDT", FeedVenue::binanceUsdm);
  test::Recording recording(path);
  double nextMs = 0.0;
  while (const auto message = recording.next()) {
    const double localTimeMs = static_cast<double>(recording.timeNs()) * 1e-6;
    if (message->starts_with("{\"lastUpdateId\"")) {
      connected.apply(*message, localTimeMs);
    } else {
      connected.send(*message, localTimeMs);
    }
    connected.engine.clearNotices();
    if (localTimeMs < nextMs || connected.at().trustedBook() == nullptr) continue;
    nextMs = std::max(nextMs + test::kAlarmIntervalMs, localTimeMs);
    const auto imbalance = connected.at().bookImbalance(10);
    if (imbalance) series.push_back(*imbalance);
  }
  return series;
}

// Blocks in random order are a stream of which nothing lasts. Shorter ones than these would be
// another stream: neighbours correlate by 0.96, so a deviation takes 18 samples to halve.
TEST_CASE("on blocks of recorded imbalance measured and stated alarms agree", "[captures][alarm_calibration]") {
  for (const auto& path : test::recordings("captures/binance-usdm")) {
    const std::vector<double> series = recordedImbalance(path);
    MovingAutoregression memory(1e6);
    for (const double value : series) memory.add(value);
    std::printf("%-46s %7zu samples at 100 ms, neighbours correlate by %.3f\n", path.filename().c_str(),
                series.size(), *memory.coefficient());
    for (const std::size_t length : {50u, 100u, 200u}) {
      Cusum textbook;
      double mean = 0.0, square = 0.0, wrong = 0.0;
      for (const double value : series) mean += value / static_cast<double>(series.size());
      for (const double value : series) square += (value - mean) * (value - mean) / static_cast<double>(series.size());
      Blocks blocks(680, series, length);
      for (int i = 0; i < 100'000; ++i) wrong += textbook.add((blocks.next() - mean) / std::sqrt(square)) != Cusum::Alarm::none;
      std::printf("blocks of %zu; the textbook's CUSUM alarms %.0f times as often as it says\n", length,
                  wrong / (100'000.0 / *runLength({}, 0.0)));
      test::compareAlarms("  at 172.8 a day", test::tallied(Blocks(681, series, length), test::kFrequentAlarms, 4, 500'000));
      test::compareAlarms("  at 24 a day", test::tallied(Blocks(682, series, length), 24.0, 4, 1'000'000));
    }
  }
}

TEST_CASE("on blocks of recorded imbalance signals come on about as often as stated", "[captures][signal]") {
  for (const auto& path : test::recordings("captures/binance-usdm")) {
    const std::vector<double> series = recordedImbalance(path);
    std::printf("%s\n", path.filename().c_str());
    test::SignalTally all;
    for (const std::uint64_t seed : {683, 684, 685, 686}) {
      const auto tally = test::talliedSignals(Blocks(seed, series, 100), test::kFrequentAlarms, test::kSoonOff, 300'000);
      all.comingsOn += tally.comingsOn;
      all.stated += tally.stated;
    }
    test::compareSignals("  blocks of 100", test::kFrequentAlarms, all);
  }
}

}  // namespace
}  // namespace plimsoll
