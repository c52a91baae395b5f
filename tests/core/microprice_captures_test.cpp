// Which of three prices of the touch says best where the mid will be.

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

#include "book_touch.h"
#include "plimsoll/book/mid_price.h"
#include "plimsoll/book/microprice.h"
#include "recording.h"

namespace plimsoll {
namespace {

constexpr double kTickSize = 0.1;  // of BTCUSDT, exchangeInfo of 2024
constexpr double kHorizonMs = 10'000.0;

struct Moment {
  TickTouch touch;
  double localTimeMs;
  double mid;
  double weightedMid;
};

std::vector<Moment> momentsOf(const std::filesystem::path& path) {
  std::vector<Moment> moments;
  test::Recording recording(path);
  OrderBook book;
  while (const auto message = recording.next()) {
    if (test::field(*message, "e") != "bookTicker") continue;
    const auto number = [&](const char* name) { return *decimal(test::field(*message, name)); };
    const Level bid{number("b"), number("B")}, ask{number("a"), number("A")};
    REQUIRE(book.replace(std::vector{bid}, std::vector{ask}) == Error::none);
    const auto touch = tickTouch(book, kTickSize);
    REQUIRE(touch);
    moments.push_back({*touch, static_cast<double>(recording.timeNs()) * 1e-6, *midPrice(book), *weightedMid(book)});
  }
  REQUIRE(recording.close());
  return moments;
}

/// Mean squared errors over the same moments, in ticks squared.
struct Errors {
  double mid = 0.0, weightedMid = 0.0, microprice = 0.0;
  std::size_t count = 0;
};

Errors errorsOf(const std::vector<Moment>& moments, std::size_t first, const Microprice& microprice, double horizonMs) {
  Errors errors;
  const auto squared = [](double error) { return error * error / (kTickSize * kTickSize); };
  std::size_t later = first;
  for (std::size_t i = first; i < moments.size(); ++i) {
    while (later + 1 < moments.size() && moments[later + 1].localTimeMs <= moments[i].localTimeMs + horizonMs) ++later;
    if (later + 1 == moments.size()) break;
    const auto price = microprice.price(moments[i].touch, kTickSize);
    if (!price) continue;
    const double outcome = moments[later].mid;
    errors.mid += squared(moments[i].mid - outcome);
    errors.weightedMid += squared(moments[i].weightedMid - outcome);
    errors.microprice += squared(*price - outcome);
    ++errors.count;
  }
  return errors;
}

TEST_CASE("mid, weighted mid and microprice against the mid to come", "[captures]") {
  for (const auto& path : test::recordings("captures/binance-usdm")) {
    const auto moments = momentsOf(path);
    const std::size_t half = moments.size() / 2;
    const auto microprice = std::make_unique<Microprice>();
    for (std::size_t i = 0; i < half; ++i) microprice->add(moments[i].touch);
    CAPTURE(path.filename().string(), microprice->events());
    REQUIRE(microprice->solve());
    for (const double horizonMs : {100.0, 1'000.0, kHorizonMs}) {
      const Errors errors = errorsOf(moments, half, *microprice, horizonMs);
      REQUIRE(errors.count > 10'000);
      const auto n = static_cast<double>(errors.count);
      std::printf("%-34s %5.1f s ahead, %zu moments: mean squared error in ticks squared of the mid %.4f, "
                  "weighted mid %.4f, microprice %.4f\n",
                  path.filename().c_str(), horizonMs / 1'000.0, errors.count, errors.mid / n, errors.weightedMid / n,
                  errors.microprice / n);
      // Which one wins is for the recording to say; none may be far off.
      CHECK(errors.weightedMid < 1.1 * errors.mid);
      CHECK(errors.microprice < 1.1 * errors.mid);
    }
    std::printf("%-34s G* in ticks at a spread of one tick, by imbalance:", path.filename().c_str());
    for (int bucket = 0; bucket < 10; ++bucket) {
      const auto adjustment = microprice->adjustmentTicks({0, 1, 0.5 + bucket, 9.5 - bucket});
      std::printf(" %.2f", adjustment.value_or(0.0));
    }
    std::printf("\n");
  }
}

}  // namespace
}  // namespace plimsoll
