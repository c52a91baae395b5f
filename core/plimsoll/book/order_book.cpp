#include "plimsoll/book/order_book.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::int64_t kLowHalf = 0xFFFFFFFF;

struct Decimals {
  std::int32_t price;
  std::int32_t quantity;
};

[[gnu::noinline]] Decimals finest(std::span<const Level> levels, Decimals decimals) noexcept {
#pragma clang loop vectorize(disable)  // six times as long, and no faster
  for (const Level& level : levels) {
    decimals.price = std::max(decimals.price, level.price.decimals);
    decimals.quantity = std::max(decimals.quantity, level.quantity.decimals);
  }
  return decimals;
}

/// Of a number that fits().
std::int64_t scaled(const Decimal& value, std::int32_t decimals) noexcept {
  return value.mantissa * powerOfTen(decimals - value.decimals);
}

/// Whether every key and quantity of a ladder survives a product. A price has to leave
/// room for its negative, which a bid's key is.
[[clang::minsize]] bool survives(const Ladder& ladder, std::int32_t priceDigits,
                                 std::int32_t quantityDigits) {
  const auto fits = [](std::int64_t value, std::int32_t digits) {
    return value <= mostBefore(digits) && value >= -mostBefore(digits);
  };
  bool fitting = true;
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    fitting = fits(key, priceDigits) && fits(quantity, quantityDigits);
    return fitting;
  });
  return fitting;
}

[[clang::minsize]] void scale(Ladder& ladder, std::int32_t priceDigits,
                              std::int32_t quantityDigits) {
  Ladder result;
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    result.set(key * powerOfTen(priceDigits), quantity * powerOfTen(quantityDigits));
    return true;
  });
  ladder = std::move(result);
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
  const Decimals needed = finest(levels, {0, 0});
  if (needed.price > priceDecimals_ || needed.quantity > quantityDecimals_) return false;
  // Of usual numbers one bound for all is enough.
  std::uint64_t prices = 0, quantities = 0;
#pragma clang loop vectorize(disable)
  for (const Level& level : levels) {
    prices |= static_cast<std::uint64_t>(level.price.mantissa);
    quantities |= static_cast<std::uint64_t>(level.quantity.mantissa);
  }
  const auto bound = [](std::int32_t decimals) {
    return static_cast<std::uint64_t>(mostBefore(decimals));
  };
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

/// Happens a few times in a book's life, when a venue quotes finer than before.
Error OrderBook::refine(std::span<const Level> bids, std::span<const Level> asks) {
  const Decimals decimals = finest(asks, finest(bids, {priceDecimals_, quantityDecimals_}));
  const std::int32_t price = decimals.price - priceDecimals_;
  const std::int32_t quantity = decimals.quantity - quantityDecimals_;
  if (!survives(bids_, price, quantity) || !survives(asks_, price, quantity)) {
    return Error::numberOutOfRange;
  }
  scale(bids_, price, quantity);
  scale(asks_, price, quantity);
  if (notes_ != nullptr) {
    scale(notes_->bids, price, 0);
    scale(notes_->asks, price, 0);
  }
  priceDecimals_ = decimals.price;
  quantityDecimals_ = decimals.quantity;
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

/// 0 where a level is deleted. Written decimals have the price's in the upper half, the
/// quantity's and one in the lower.
std::int64_t OrderBook::noteOf(const Level& level, std::int64_t updateId) const noexcept {
  if (level.quantity.mantissa == 0) return 0;
  if (notesKept_ == LevelNotes::updateId) return updateId + 1;
  const std::int64_t price = std::min(level.price.writtenDecimals, kMaxWrittenDecimals);
  const std::int64_t quantity = std::min(level.quantity.writtenDecimals, kMaxWrittenDecimals);
  return (price << 32) | (quantity + 1);
}

}  // namespace plimsoll
