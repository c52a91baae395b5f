#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "plimsoll/margin/margin_table.h"
#include "plimsoll/margin/position.h"

namespace plimsoll::test {

/// Random positions and margin tables, the same on every machine for a seed: the standard
/// says what mt19937_64 returns, and nothing of what its distributions do with it.
class RandomAccounts {
 public:
  explicit RandomAccounts(std::uint64_t seed) : bits_(seed) {}

  double between(double low, double high) {
    return low + (high - low) * (static_cast<double>(bits_() >> 11) * 0x1p-53);
  }
  /// Spread evenly over orders of magnitude.
  double betweenMagnitudes(double low, double high) {
    return low * std::pow(high / low, between(0.0, 1.0));
  }
  bool coin() { return (bits_() & 1) != 0; }

  /// One to ten brackets, valid, with amounts that are continuous.
  std::vector<MarginBracket> brackets() {
    std::vector<MarginBracket> brackets(1 + bits_() % 10);
    double edge = 0.0;
    double rate = betweenMagnitudes(0.001, 0.02);
    for (MarginBracket& bracket : brackets) {
      bracket.notionalFloor = edge;
      edge = (edge == 0.0 ? betweenMagnitudes(1e3, 1e6) : edge * between(1.2, 8.0));
      bracket.notionalCap = edge;
      bracket.maintenanceMarginRate = rate;
      bracket.maxLeverage = std::max(1.0, between(0.4, 0.95) / rate);
      rate = std::min(rate * between(1.05, 2.5), 0.5);
    }
    for (std::size_t i = 1; i < brackets.size(); ++i) {
      brackets[i].maxLeverage = std::min(brackets[i].maxLeverage, brackets[i - 1].maxLeverage);
    }
    if (coin()) brackets.back().notionalCap = std::numeric_limits<double>::infinity();
    fillMaintenanceAmounts(brackets);
    return brackets;
  }

  /// Long or short, of a size that lands anywhere in a table and beyond it, at up to the
  /// leverage that its bracket allows.
  Position position(const MarginTable& table) {
    const double entryPrice = betweenMagnitudes(1e-4, 1e5);
    const double notional = betweenMagnitudes(10.0, 1e9);
    const double leverage = betweenMagnitudes(
        0.5, table.maxLeverage(notional).value_or(table.brackets().back().maxLeverage));
    const double side = coin() ? 1.0 : -1.0;
    return {side * notional / entryPrice, entryPrice, notional / std::max(0.5, leverage)};
  }

 private:
  std::mt19937_64 bits_;
};

}  // namespace plimsoll::test
