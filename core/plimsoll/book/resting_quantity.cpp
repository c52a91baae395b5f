#include "plimsoll/book/resting_quantity.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "plimsoll/book/book_imbalance.h"

namespace plimsoll {

Refusal check(const RestingQuantitySettings& settings) noexcept {
  if (!std::isfinite(settings.windowMs)) return {Error::notFinite, "windowMs"};
  if (settings.windowMs != 0.0 && (settings.windowMs < 100.0 || settings.windowMs > 5'000.0)) {
    return {Error::windowOutOfRange, "windowMs"};
  }
  if (!std::has_single_bit(settings.levels) || settings.levels < 16 || settings.levels > 4'096) {
    return {Error::levelsOutOfRange, "levels"};
  }
  if (settings.unitsPerTick <= 0) return {Error::sizeNotPositive, "unitsPerTick"};
  return {};
}

RestingQuantity::RestingQuantity(const RestingQuantitySettings& settings)
    : settings_(settings), slots_(2 * settings.levels) {}

std::size_t RestingQuantity::place(BookSide side, std::int64_t key) const noexcept {
  // Cut toward zero: both sides of a price of zero would share a slot, where no price is.
  const auto tick = static_cast<std::uint64_t>(key / settings_.unitsPerTick);
  const std::size_t within = static_cast<std::size_t>(tick) & (settings_.levels - 1);
  return side == BookSide::bid ? within : settings_.levels + within;
}

std::int64_t RestingQuantity::halfAt(double localTimeMs) const noexcept {
  if (settings_.windowMs == 0.0) return 0;
  constexpr double kLatest = 0x1p62;
  return static_cast<std::int64_t>(std::clamp(2.0 * localTimeMs / settings_.windowMs, 0.0, kLatest));
}

/// In every half since the last change the least was what rested all along.
void RestingQuantity::advance(Slot& slot, std::int64_t half) noexcept {
  if (half <= slot.half) return;
  slot.leastBefore = half == slot.half + 1 ? slot.least : slot.quantity;
  slot.least = slot.quantity;
  slot.half = half;
}

void RestingQuantity::set(BookSide side, std::int64_t priceUnits, double quantity,
                          double localTimeMs) noexcept {
  const std::int64_t key = keyOf(side, priceUnits);
  Slot& slot = slots_[place(side, key)];
  const std::int64_t half = halfAt(localTimeMs);
  if (slot.key != key) {
    const bool isFree = slot.key == kNoKey || slot.quantity == 0.0;
    if (quantity == 0.0 || (!isFree && slot.key < key)) return;
    slot = {.key = key, .half = half};
  }
  advance(slot, half);
  slot.quantity = quantity;
  slot.least = std::min(slot.least, quantity);
}

void RestingQuantity::follow(const OrderBook& book, int levels, double localTimeMs) noexcept {
  for (const BookSide side : {BookSide::bid, BookSide::ask}) {
    int left = levels;
    book.walk(side, [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
      if (!isFollowed(side, priceUnits)) set(side, priceUnits, book.quantity(quantityUnits), localTimeMs);
      return --left > 0;
    });
  }
}

void RestingQuantity::clear() noexcept { std::fill(slots_.begin(), slots_.end(), Slot{}); }

double RestingQuantity::at(BookSide side, std::int64_t priceUnits, double localTimeMs) const noexcept {
  const std::int64_t key = keyOf(side, priceUnits);
  Slot slot = slots_[place(side, key)];
  if (slot.key != key) return 0.0;
  if (settings_.windowMs == 0.0) return slot.quantity;
  advance(slot, halfAt(localTimeMs));
  return std::min(slot.least, slot.leastBefore);
}

bool RestingQuantity::isFollowed(BookSide side, std::int64_t priceUnits) const noexcept {
  const std::int64_t key = keyOf(side, priceUnits);
  return slots_[place(side, key)].key == key;
}

std::optional<double> restingImbalance(const OrderBook& book, const RestingQuantity& resting,
                                       int levels, double localTimeMs) noexcept {
  const auto sumOf = [&](BookSide side) {
    double sum = 0.0;
    int left = levels;
    book.walk(side, [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
      sum += std::min(resting.at(side, priceUnits, localTimeMs), book.quantity(quantityUnits));
      return --left > 0;
    });
    return sum;
  };
  return imbalance(sumOf(BookSide::bid), sumOf(BookSide::ask));
}

}  // namespace plimsoll
