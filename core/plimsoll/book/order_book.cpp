#include "plimsoll/book/order_book.h"

#include <algorithm>

namespace plimsoll {
namespace {

constexpr std::int64_t kLowHalf = 0xFFFFFFFF;

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
bool survives(const Ladder& ladder, std::int64_t priceFactor, std::int64_t quantityFactor) {
  bool fitting = true;
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    std::int64_t product = 0;
    fitting = !__builtin_mul_overflow(key, priceFactor, &product) &&
              !__builtin_mul_overflow(quantity, quantityFactor, &product);
    return fitting;
  });
  return fitting;
}

/// Of a number that fits().
std::int64_t scaled(const Decimal& value, std::int32_t decimals) noexcept {
  return value.mantissa * powerOfTen(decimals - value.decimals);
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

OrderBook::OrderBook(LevelNotes notes)
    : notesKept_(notes), notes_(notes == LevelNotes::none ? nullptr : std::make_unique<Notes>()) {}

Error OrderBook::replace(std::span<const Level> bids, std::span<const Level> asks,
                         std::int64_t updateId) {
  const std::int32_t priceDecimals = priceDecimals_;
  const std::int32_t quantityDecimals = quantityDecimals_;
  const Decimals decimals = finest(asks, finest(bids, {0, 0}));
  priceDecimals_ = decimals.price;
  quantityDecimals_ = decimals.quantity;
  if (!fits(bids) || !fits(asks)) {
    priceDecimals_ = priceDecimals;
    quantityDecimals_ = quantityDecimals;
    return Error::numberOutOfRange;
  }
  clear();
  set(BookSide::bid, bids, updateId);
  set(BookSide::ask, asks, updateId);
  return Error::none;
}

Error OrderBook::update(std::span<const Level> bids, std::span<const Level> asks,
                        std::int64_t updateId) {
  if (!fits(bids) || !fits(asks)) {
    // Finer than the book's units, most likely: refine them, and try once more.
    if (const Error error = refine(bids, asks); error != Error::none) return error;
    if (!fits(bids) || !fits(asks)) return Error::numberOutOfRange;
  }
  set(BookSide::bid, bids, updateId);
  set(BookSide::ask, asks, updateId);
  return Error::none;
}

/// Whether every level is a count of the book's units.
bool OrderBook::fits(std::span<const Level> levels) const noexcept {
  // Of usual numbers a bound for all is enough, and sums of bits need no branches.
  Decimals finest{0, 0};
  std::uint64_t prices = 0, quantities = 0;
  for (const Level& level : levels) {
    finest.price = std::max(finest.price, level.price.decimals);
    finest.quantity = std::max(finest.quantity, level.quantity.decimals);
    prices |= static_cast<std::uint64_t>(level.price.mantissa);
    quantities |= static_cast<std::uint64_t>(level.quantity.mantissa);
  }
  const auto bound = [](std::int32_t decimals) {
    return static_cast<std::uint64_t>(mostBefore(decimals));
  };
  if (finest.price > priceDecimals_ || finest.quantity > quantityDecimals_) return false;
  if (prices <= bound(priceDecimals_) && quantities <= bound(quantityDecimals_)) return true;
  return std::ranges::all_of(levels, [this](const Level& level) {
    return inUnits(level.price, priceDecimals_) && inUnits(level.quantity, quantityDecimals_);
  });
}

/// Sets levels that fit.
void OrderBook::set(BookSide side, std::span<const Level> levels, std::int64_t updateId) {
  ++revision_;
  const bool isBid = side == BookSide::bid;
  Ladder& ladder = isBid ? bids_ : asks_;
  Ladder* notes = notes_ == nullptr ? nullptr : isBid ? &notes_->bids : &notes_->asks;
  for (const Level& level : levels) {
    const std::int64_t price = scaled(level.price, priceDecimals_);
    const std::int64_t key = isBid ? -price : price;
    ladder.set(key, scaled(level.quantity, quantityDecimals_));
    if (notes != nullptr) notes->set(key, noteOf(level, updateId));
  }
}

void OrderBook::truncate(std::size_t depth) {
  ++revision_;
  const auto cut = [depth](Ladder& levels, Ladder* notes) {
    while (levels.size() > depth) {
      const std::int64_t key = levels.worstKey();
      levels.set(key, 0);
      if (notes != nullptr) notes->set(key, 0);
    }
  };
  cut(bids_, notes_ == nullptr ? nullptr : &notes_->bids);
  cut(asks_, notes_ == nullptr ? nullptr : &notes_->asks);
}

void OrderBook::uncross() {
  ++revision_;
  const auto set = [](Ladder& levels, Ladder& notes, std::int64_t key, std::int64_t quantity) {
    levels.set(key, quantity);
    if (quantity == 0) notes.set(key, 0);
  };
  while (crossed()) {
    const Ladder::Entry bid = bids_.best();
    const Ladder::Entry ask = asks_.best();
    const std::int64_t bidSet = notes_->bids.at(bid.key);
    const std::int64_t askSet = notes_->asks.at(ask.key);
    const std::int64_t smaller = std::min(bid.quantity, ask.quantity);
    const bool together = bidSet == askSet;
    if (together || bidSet < askSet) {
      set(bids_, notes_->bids, bid.key, together ? bid.quantity - smaller : 0);
    }
    if (together || askSet < bidSet) {
      set(asks_, notes_->asks, ask.key, together ? ask.quantity - smaller : 0);
    }
  }
}

Error OrderBook::refine(std::span<const Level> bids, std::span<const Level> asks) {
  const Decimals decimals = finest(asks, finest(bids, {priceDecimals_, quantityDecimals_}));
  const std::int64_t priceFactor = powerOfTen(decimals.price - priceDecimals_);
  const std::int64_t quantityFactor = powerOfTen(decimals.quantity - quantityDecimals_);
  if (!survives(bids_, priceFactor, quantityFactor) ||
      !survives(asks_, priceFactor, quantityFactor)) {
    return Error::numberOutOfRange;
  }
  rescale(decimals.price, decimals.quantity);
  return Error::none;
}

void OrderBook::clear() noexcept {
  ++revision_;
  bids_.clear();
  asks_.clear();
  if (notes_ == nullptr) return;
  notes_->bids.clear();
  notes_->asks.clear();
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

WrittenDecimals OrderBook::written(BookSide side, std::int64_t priceUnits) const noexcept {
  const std::int64_t note = side == BookSide::bid ? notes_->bids.at(-priceUnits)
                                                  : notes_->asks.at(priceUnits);
  return {static_cast<std::int32_t>(note >> 32), static_cast<std::int32_t>(note & kLowHalf) - 1};
}

bool OrderBook::crossed() const noexcept {
  return !bids_.empty() && !asks_.empty() && -bids_.best().key >= asks_.best().key;
}

/// 0 where a level is deleted. Written decimals have the price's in the upper half, the
/// quantity's and one in the lower.
std::int64_t OrderBook::noteOf(const Level& level, std::int64_t updateId) const noexcept {
  if (level.quantity.mantissa == 0) return 0;
  if (notesKept_ == LevelNotes::updateId) return updateId + 1;
  const std::int64_t price = std::min(level.price.writtenDecimals, kMaxWrittenDecimals);
  const std::int64_t quantity = std::min(level.quantity.writtenDecimals, kMaxWrittenDecimals);
  return (price << 32) | (quantity + 1);
}

/// Happens a few times in a book's life, when a venue quotes finer than before.
void OrderBook::rescale(std::int32_t priceDecimals, std::int32_t quantityDecimals) {
  const std::int64_t priceFactor = powerOfTen(priceDecimals - priceDecimals_);
  const std::int64_t quantityFactor = powerOfTen(quantityDecimals - quantityDecimals_);
  bids_ = scaled(bids_, priceFactor, quantityFactor);
  asks_ = scaled(asks_, priceFactor, quantityFactor);
  if (notes_ != nullptr) {
    notes_->bids = scaled(notes_->bids, priceFactor, 1);
    notes_->asks = scaled(notes_->asks, priceFactor, 1);
  }
  priceDecimals_ = priceDecimals;
  quantityDecimals_ = quantityDecimals;
}

}  // namespace plimsoll
