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

/// The numbers of two lines, one for each position.
struct LinePair {
  Pair rate;
  Pair amount;
};

/// @param rows  minus the row of each, as masks add up
LinePair linePair(std::span<const EdgedLine> lines, PairMask rows) noexcept {
  const EdgedLine& first = lines[static_cast<std::size_t>(-rows[0])];
  const EdgedLine& second = lines[static_cast<std::size_t>(-rows[1])];
  return {Pair{first.rate, second.rate}, Pair{first.amount, second.amount}};
}

}  // namespace

void solve(const PositionPairs& positions) noexcept {
  const auto& [kind, side, lines, count, signedQuantity, entryPrice, margin, price] = positions;
  const std::size_t edges = lines.size() - 1;
  for (std::size_t i = 0; i < count; i += 2) {
    const Pair held = pairAt(signedQuantity + i);
    const Pair entry = pairAt(entryPrice + i);
    const Pair atZero = pairAt(margin + i) - held * entry;
    PairMask rows{};
    PairMask isBeyond = ~rows;
    for (std::size_t k = 0; k < edges; ++k) {
      isBeyond &= side * (atZero + both(lines[k].edge)) < both(0.0);
      rows += isBeyond;
    }
    const auto [rate, amount] = linePair(lines, rows);
    const Pair crossing = (atZero + amount) / (held * side * rate - held);
    const PairMask isThere = (crossing > both(0.0)) & (crossing <= both(kFarthestPrice)) &
                             (crossing >= kPriceRounding * entry);
    const Pair shown = kind == ContractKind::inverse ? 1.0 / crossing : crossing;
    const Pair found = isThere ? shown : both(kNone);
    std::memcpy(price + i, &found, sizeof found);
  }
}

std::size_t mark(const PositionPairs& positions, double markPrice, const std::uint32_t* row,
                 const MarkReadings& into) noexcept {
  const auto& [kind, side, lines, count, signedQuantity, entryPrice, margin, price] = positions;
  const std::size_t edges = lines.size() - 1;
  const double counted = countedPrice(kind, markPrice);
  const double direction = kind == ContractKind::inverse ? -side : side;
  PairMask liquidatable{};
  for (std::size_t i = 0; i < count; i += 2) {
    const Pair held = pairAt(signedQuantity + i);
    const Pair value = held * side * counted;
    PairMask rows{};
    for (std::size_t k = 0; k < edges; ++k)
      rows += value >= both(lines[k].cap);
    const auto [rate, amount] = linePair(lines, rows);
    const Pair maintenance = rate * value - amount;
    const Pair equity = pairAt(margin + i) + held * (counted - pairAt(entryPrice + i));
    const Pair ratio = equity > both(0.0) ? maintenance / equity : both(kNone);
    const Pair distance = direction * (markPrice - pairAt(price + i)) / markPrice;
    liquidatable += equity <= maintenance;
    for (std::size_t half = 0; half < 2; ++half) {
      into.distanceRate[row[i + half]] = distance[half];
      into.marginRatio[row[i + half]] = ratio[half];
    }
  }
  return static_cast<std::size_t>(-liquidatable[0] - liquidatable[1]);
}

}  // namespace plimsoll
