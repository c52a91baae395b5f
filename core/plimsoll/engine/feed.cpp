#include "plimsoll/engine/feed.h"

#include <bit>

#include "plimsoll/base/fnv1a.h"

namespace plimsoll {

Feed::Place Feed::place(std::int64_t connectionSequence) noexcept {
  const bool isFirst = !lastSequence_;
  const std::int64_t last = lastSequence_.value_or(0);
  if (connectionSequence == 0) {
    lastSequence_ = 0;
    return isFirst ? Place::next : Place::newConnection;
  }
  if (!isFirst && connectionSequence <= last) return Place::repeated;
  lastSequence_ = connectionSequence;
  return isFirst || connectionSequence - last == 1 ? Place::next : Place::behindHole;
}

std::size_t Feed::placeOf(std::string_view symbol) const noexcept {
  const std::size_t last = table_.size() - 1;
  std::size_t place = static_cast<std::size_t>(fnv1a(symbol)) & last;
  while (table_[place] != nullptr && table_[place]->market.symbol() != symbol) {
    place = (place + 1) & last;
  }
  return place;
}

Feed::Entry* Feed::find(std::string_view symbol) noexcept {
  if (lastFound_ != nullptr && lastFound_->market.symbol() == symbol) return lastFound_;
  Entry* found = table_.empty() ? nullptr : table_[placeOf(symbol)];
  if (found != nullptr) lastFound_ = found;
  return found;
}

Feed::Entry& Feed::add(std::string_view symbol, MarketId id) {
  markets_.push_back(std::make_unique<Entry>(Market(*venue_, std::string(symbol)), id, 0));
  if (2 * markets_.size() > table_.size()) {
    fillTable();
  } else {
    table_[placeOf(symbol)] = markets_.back().get();
  }
  return *markets_.back();
}

void Feed::remove(const std::string& symbol) {
  lastFound_ = nullptr;
  std::erase_if(markets_, [&](const auto& entry) { return entry->market.symbol() == symbol; });
  fillTable();
}

void Feed::fillTable() {
  table_.assign(std::bit_ceil(4 * markets_.size() + 1), nullptr);
  for (const auto& entry : markets_) table_[placeOf(entry->market.symbol())] = entry.get();
}

}  // namespace plimsoll
