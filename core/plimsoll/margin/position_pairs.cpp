#include "plimsoll/margin/position_pairs.h"

#include <cstring>
#include <limits>

#include "plimsoll/margin/exposure.h"
#include "plimsoll/margin/line_crossing.h"

namespace plimsoll {
namespace {

/// Arithmetic on it is done on both numbers, bit for bit as on one.
using Pair = double __attribute__((vector_size(16)));
using PairMask = decltype(Pair{} < Pair{});  ///< minus one where it holds, else zero

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Pair both(double value) noexcept {
  return Pair{value, value};
}

Pair pairAt(const double* from) noexcept {
  Pair pair;
  std::memcpy(&pair, from, sizeof pair);
  return pair;
}

/// The lines of two positions.
struct LinePair {
  Pair rate;
  Pair amount;
};

/// @param rows  minus the bracket's row of each, as masks add up
LinePair linePair(const PositionPairs& positions, PairMask rows) noexcept {
  const MarginBracket& first = positions.brackets[static_cast<std::size_t>(-rows[0])];
  const MarginBracket& second = positions.brackets[static_cast<std::size_t>(-rows[1])];
  const Pair rate{first.maintenanceMarginRate, second.maintenanceMarginRate};
  return {positions.exitFeeRate + rate, Pair{first.maintenanceAmount, second.maintenanceAmount}};
}

}  // namespace

void solve(const PositionPairs& positions) noexcept {
  const double side = positions.side;
  for (std::size_t i = 0; i < positions.count; i += 2) {
    const Pair held = pairAt(positions.signedQuantity + i);
    const Pair entry = pairAt(positions.entryPrice + i);
    const Pair atZero = pairAt(positions.margin + i) - held * entry;
    PairMask rows{};
    PairMask isBeyond = ~rows;
    for (const MarginBracket& bracket : positions.brackets.first(positions.brackets.size() - 1)) {
      const MaintenanceLine line{positions.exitFeeRate + bracket.maintenanceMarginRate,
                                 bracket.maintenanceAmount, bracket.notionalCap};
      isBeyond &= side * (atZero + edgeTerm(line, side)) < both(0.0);
      rows += isBeyond;
    }
    const auto [rate, amount] = linePair(positions, rows);
    const Pair crossing = (atZero + amount) / (held * side * rate - held);
    const PairMask isThere = (crossing > both(0.0)) & (crossing <= both(kFarthestPrice)) &
                             (crossing >= kPriceRounding * entry);
    const Pair shown = positions.kind == ContractKind::inverse ? 1.0 / crossing : crossing;
    const Pair found = isThere ? shown : both(kNone);
    std::memcpy(positions.liquidationPrice + i, &found, sizeof found);
  }
}

std::size_t mark(const PositionPairs& positions, double markPrice, const std::uint32_t* row,
                 const MarkReadings& into) noexcept {
  const double counted = countedPrice(positions.kind, markPrice);
  const double side = positions.side;
  const double direction = positions.kind == ContractKind::inverse ? -side : side;
  PairMask liquidatable{};
  for (std::size_t i = 0; i < positions.count; i += 2) {
    const Pair held = pairAt(positions.signedQuantity + i);
    const Pair value = held * side * counted;
    PairMask rows{};
    for (const MarginBracket& bracket : positions.brackets.first(positions.brackets.size() - 1))
      rows += value >= both(bracket.notionalCap);
    const auto [rate, amount] = linePair(positions, rows);
    const Pair maintenance = rate * value - amount;
    const Pair equity =
        pairAt(positions.margin + i) + held * (counted - pairAt(positions.entryPrice + i));
    const Pair ratio = equity > both(0.0) ? maintenance / equity : both(kNone);
    const Pair distance =
        direction * (markPrice - pairAt(positions.liquidationPrice + i)) / markPrice;
    liquidatable += equity <= maintenance;
    for (std::size_t half = 0; half < 2; ++half) {
      into.distanceRate[row[i + half]] = distance[half];
      into.marginRatio[row[i + half]] = ratio[half];
    }
  }
  return static_cast<std::size_t>(-liquidatable[0] - liquidatable[1]);
}

}  // namespace plimsoll
