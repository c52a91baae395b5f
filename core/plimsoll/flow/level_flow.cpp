#include "plimsoll/flow/level_flow.h"

#include <algorithm>
#include <limits>

namespace plimsoll {
namespace {

constexpr double kFarthest = std::numeric_limits<double>::infinity();

std::size_t nearest(const OrderBook& book, BookSide side,
                    std::array<PriceLevel, kFlowLevels>& levels) noexcept {
  std::size_t count = 0;
  book.walk(side, [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
    levels[count] = {book.price(priceUnits), book.quantity(quantityUnits)};
    return ++count < kFlowLevels;
  });
  return count;
}

}  // namespace

NearLevels nearLevels(const OrderBook& book) noexcept {
  NearLevels levels;
  levels.bidCount = nearest(book, BookSide::bid, levels.bidLevels);
  levels.askCount = nearest(book, BookSide::ask, levels.askLevels);
  return levels;
}

Error checkFlowLevels(std::size_t levels) noexcept {
  return levels >= 1 && levels <= kFlowLevels ? Error::none : Error::levelsOutOfRange;
}

LevelFlow::LevelFlow(std::size_t levels) noexcept
    : levels_(std::clamp<std::size_t>(levels, 1, kFlowLevels)) {}

void LevelFlow::add(std::span<const PriceLevel> bids, std::span<const PriceLevel> asks,
                    std::int64_t venueTimeMs) noexcept {
  if (bids.empty() || asks.empty()) {
    hasTouches_ = false;
    return;
  }
  Touches now;
  std::uint32_t missing = 0;
  for (std::size_t m = 0; m < levels_; ++m) {
    const PriceLevel bid = m < bids.size() ? bids[m] : PriceLevel{-kFarthest, 0.0};
    const PriceLevel ask = m < asks.size() ? asks[m] : PriceLevel{kFarthest, 0.0};
    now[m] = {bid.price, bid.quantity, ask.price, ask.quantity};
    if (m >= bids.size() || m >= asks.size()) missing |= 1U << m;
  }
  if (hasTouches_) {
    Bin& bin = bins_.at(venueTimeMs);
    for (std::size_t m = 0; m < levels_; ++m) {
      bin.flow[m] += orderFlow(touches_[m], now[m]);
      bin.depth[m] += (now[m].bidQuantity + now[m].askQuantity) / 2.0;
    }
    bin.count += 1.0;
    bin.missing |= missing | missingBefore_;
  }
  touches_ = now;
  missingBefore_ = missing;
  hasTouches_ = true;
}

std::optional<double> LevelFlow::imbalance(std::size_t level) const noexcept {
  const Sum sum = window(level);
  if (sum.count == 0.0) return std::nullopt;
  return sum.flow;
}

std::optional<double> LevelFlow::normalizedImbalance(std::size_t level) const noexcept {
  const Sum sum = window(level);
  if (!(sum.depth > 0.0)) return std::nullopt;
  return sum.flow / (sum.depth / sum.count);
}

bool LevelFlow::isWhole(std::size_t level) const noexcept {
  const Sum sum = window(level);
  return sum.count > 0.0 && sum.isWhole;
}

std::optional<std::array<double, kFlowLevels>> LevelFlow::scaledImbalances() const noexcept {
  std::array<double, kFlowLevels> flows{};
  double depth = 0.0;
  double count = 0.0;
  for (std::size_t m = 0; m < levels_; ++m) {
    const Sum sum = window(m + 1);
    flows[m] = sum.flow;
    depth += sum.depth;
    count = sum.count;
  }
  if (!(depth > 0.0)) return std::nullopt;
  const double meanDepth = depth / count / static_cast<double>(levels_);
  for (double& flow : flows) flow /= meanDepth;
  return flows;
}

LevelFlow::Sum LevelFlow::window(std::size_t level) const noexcept {
  Sum sum;
  if (level < 1 || level > levels_) return sum;
  const std::size_t m = level - 1;
  bins_.each([&](const Bin& bin) {
    sum.flow += bin.flow[m];
    sum.depth += bin.depth[m];
    sum.count += bin.count;
    if ((bin.missing >> m & 1U) != 0) sum.isWhole = false;
  });
  return sum;
}

}  // namespace plimsoll
