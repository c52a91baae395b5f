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

OrderBook::OrderBook(LevelNotes notes)
    : notesKept_(notes), notes_(notes == LevelNotes::none ? nullptr : std::make_unique<Notes>()) {}

Error OrderBook::replace(std::span<const Level> bids, std::span<const Level> asks,
                         std::int64_t updateId) {
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
  clear();
  set(updateId);
  return Error::none;
}

Error OrderBook::update(std::span<const Level> bids, std::span<const Level> asks,
                        std::int64_t updateId) {
  if (convert(bids, bidUnits_) != Error::none || convert(asks, askUnits_) != Error::none) {
    // Finer than the book's units, most likely: refine them, and try once more.
    if (const Error error = refine(bids, asks); error != Error::none) return error;
    if (convert(bids, bidUnits_) != Error::none || convert(asks, askUnits_) != Error::none) {
      return Error::numberOutOfRange;
    }
  }
  set(updateId);
  return Error::none;
}

/// Sets the levels that convert() has left.
void OrderBook::set(std::int64_t updateId) {
  for (const Units& level : bidUnits_) bids_.set(-level.price, level.quantity);
  for (const Units& level : askUnits_) asks_.set(level.price, level.quantity);
  if (notes_ == nullptr) return;
  const auto noteOf = [&](const Units& level) {
    if (level.quantity == 0) return std::int64_t{0};
    return notesKept_ == LevelNotes::updateId ? updateId + 1 : level.note;
  };
  for (const Units& level : bidUnits_) notes_->bids.set(-level.price, noteOf(level));
  for (const Units& level : askUnits_) notes_->asks.set(level.price, noteOf(level));
}

void OrderBook::truncate(std::size_t depth) {
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
  if (!fits(bids_, priceFactor, quantityFactor) || !fits(asks_, priceFactor, quantityFactor)) {
    return Error::numberOutOfRange;
  }
  rescale(decimals.price, decimals.quantity);
  return Error::none;
}

void OrderBook::clear() noexcept {
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

Error OrderBook::convert(std::span<const Level> levels, std::vector<Units>& units) const {
  units.clear();
  const bool isNoted = notesKept_ == LevelNotes::writtenDecimals;
  for (const Level& level : levels) {
    const auto price = inUnits(level.price, priceDecimals_);
    const auto quantity = inUnits(level.quantity, quantityDecimals_);
    if (!price || !quantity) return Error::numberOutOfRange;
    units.push_back({*price, *quantity, isNoted ? noteOf(level) : 0});
  }
  return Error::none;
}

/// Written decimals, the price's in the upper half, the quantity's and one in the lower.
std::int64_t OrderBook::noteOf(const Level& level) noexcept {
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
