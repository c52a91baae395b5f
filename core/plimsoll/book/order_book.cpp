#include "plimsoll/book/order_book.h"

#include <algorithm>

namespace plimsoll {
namespace {

struct Decimals {
  std::int32_t price;
  std::int32_t quantity;
};

Decimals finest(std::span<const Level> levels, Decimals decimals) noexcept {
  for (const Level& level : levels) {
    decimals.price = std::max(decimals.price, level.price.decimals);
    decimals.quantity = std::max(decimals.quantity, level.quantity.decimals);
  }
  return decimals;
}

/// Whether every key and quantity of a ladder survives a product. A price has to leave
/// room for its negative, which a bid's key is.
bool fits(const Ladder& ladder, std::int64_t priceFactor, std::int64_t quantityFactor) {
  bool fitting = true;
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    std::int64_t product = 0;
    fitting = !__builtin_mul_overflow(key, priceFactor, &product) &&
              !__builtin_mul_overflow(quantity, quantityFactor, &product);
    return fitting;
  });
  return fitting;
}

Ladder scaled(const Ladder& ladder, std::int64_t priceFactor, std::int64_t quantityFactor) {
  Ladder result;
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    result.set(key * priceFactor, quantity * quantityFactor);
    return true;
  });
  return result;
}

}  // namespace

Error OrderBook::replace(std::span<const Level> bids, std::span<const Level> asks) {
  const std::int32_t priceDecimals = priceDecimals_;
  const std::int32_t quantityDecimals = quantityDecimals_;
  const Decimals decimals = finest(asks, finest(bids, {0, 0}));
  priceDecimals_ = decimals.price;
  quantityDecimals_ = decimals.quantity;
  if (convert(bids, bidUnits_) != Error::none || convert(asks, askUnits_) != Error::none) {
    priceDecimals_ = priceDecimals;
    quantityDecimals_ = quantityDecimals;
    return Error::numberOutOfRange;
  }
  bids_.clear();
  asks_.clear();
  for (const Units& level : bidUnits_) bids_.set(-level.price, level.quantity);
  for (const Units& level : askUnits_) asks_.set(level.price, level.quantity);
  return Error::none;
}

Error OrderBook::update(std::span<const Level> bids, std::span<const Level> asks) {
  if (convert(bids, bidUnits_) != Error::none || convert(asks, askUnits_) != Error::none) {
    // Finer than the book's units, most likely: refine them, and try once more.
    if (const Error error = refine(bids, asks); error != Error::none) return error;
    if (convert(bids, bidUnits_) != Error::none || convert(asks, askUnits_) != Error::none) {
      return Error::numberOutOfRange;
    }
  }
  for (const Units& level : bidUnits_) bids_.set(-level.price, level.quantity);
  for (const Units& level : askUnits_) asks_.set(level.price, level.quantity);
  return Error::none;
}

Error OrderBook::refine(std::span<const Level> bids, std::span<const Level> asks) {
  const Decimals decimals = finest(asks, finest(bids, {priceDecimals_, quantityDecimals_}));
  const std::int64_t priceFactor = powerOfTen(decimals.price - priceDecimals_);
  const std::int64_t quantityFactor = powerOfTen(decimals.quantity - quantityDecimals_);
  if (!fits(bids_, priceFactor, quantityFactor) || !fits(asks_, priceFactor, quantityFactor)) {
    return Error::numberOutOfRange;
  }
  rescale(decimals.price, decimals.quantity);
  return Error::none;
}

void OrderBook::clear() noexcept {
  bids_.clear();
  asks_.clear();
}

std::optional<PriceLevel> OrderBook::best(BookSide side) const noexcept {
  const Ladder& levels = ladder(side);
  if (levels.empty()) return std::nullopt;
  const Ladder::Entry best = levels.best();
  return PriceLevel{price(side == BookSide::bid ? -best.key : best.key), quantity(best.quantity)};
}

std::int64_t OrderBook::quantityUnits(BookSide side, std::int64_t priceUnits) const noexcept {
  return side == BookSide::bid ? bids_.at(-priceUnits) : asks_.at(priceUnits);
}

bool OrderBook::crossed() const noexcept {
  return !bids_.empty() && !asks_.empty() && -bids_.best().key >= asks_.best().key;
}

Error OrderBook::convert(std::span<const Level> levels, std::vector<Units>& units) const {
  units.clear();
  for (const Level& level : levels) {
    const auto price = inUnits(level.price, priceDecimals_);
    const auto quantity = inUnits(level.quantity, quantityDecimals_);
    if (!price || !quantity) return Error::numberOutOfRange;
    units.push_back({*price, *quantity});
  }
  return Error::none;
}

/// Happens a few times in a book's life, when a venue quotes finer than before.
void OrderBook::rescale(std::int32_t priceDecimals, std::int32_t quantityDecimals) {
  const std::int64_t priceFactor = powerOfTen(priceDecimals - priceDecimals_);
  const std::int64_t quantityFactor = powerOfTen(quantityDecimals - quantityDecimals_);
  bids_ = scaled(bids_, priceFactor, quantityFactor);
  asks_ = scaled(asks_, priceFactor, quantityFactor);
  priceDecimals_ = priceDecimals;
  quantityDecimals_ = quantityDecimals;
}

}  // namespace plimsoll
