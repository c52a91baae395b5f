#include "plimsoll/engine/feed.h"

#include <algorithm>

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

Feed::Entries::iterator Feed::place(std::string_view symbol) noexcept {
  return std::ranges::lower_bound(markets_, symbol, {}, [](const auto& entry) {
    return std::string_view(entry->market.symbol());
  });
}

Feed::Entry* Feed::find(std::string_view symbol) noexcept {
  if (lastFound_ != nullptr && lastFound_->market.symbol() == symbol) return lastFound_;
  const auto found = place(symbol);
  if (found == markets_.end() || (*found)->market.symbol() != symbol) return nullptr;
  lastFound_ = found->get();
  return lastFound_;
}

Feed::Entry& Feed::add(std::string_view symbol, MarketId id) {
  auto entry = std::make_unique<Entry>(Market(*venue_, std::string(symbol)), id, 0);
  return **markets_.insert(place(symbol), std::move(entry));
}

void Feed::remove(const std::string& symbol) {
  lastFound_ = nullptr;
  const auto found = place(symbol);
  if (found != markets_.end() && (*found)->market.symbol() == symbol) markets_.erase(found);
}

}  // namespace plimsoll
