#include "plimsoll/engine/watch_desk.h"

#include <utility>

namespace plimsoll {

WatchId WatchDesk::open(FeedVenue venue, const WarningThresholds& thresholds) {
  desks_.push_back(std::make_unique<Desk>(Desk{venue, Watch(thresholds), {}, 1}));
  ++open_;
  return static_cast<WatchId>(desks_.size() - 1);
}

void WatchDesk::close(WatchId watch) {
  if (find(watch) == nullptr) return;
  desks_[static_cast<std::size_t>(watch)].reset();
  --open_;
  markWatched();
}

Watch* WatchDesk::find(WatchId watch) noexcept {
  const auto index = static_cast<std::size_t>(watch);
  if (watch < 0 || index >= desks_.size() || desks_[index] == nullptr) return nullptr;
  return &desks_[index]->watch;
}

Refusal WatchDesk::update(WatchId watch, std::vector<PositionToWatch> positions) {
  Desk& desk = *desks_[static_cast<std::size_t>(watch)];
  std::vector<WatchedPosition> watched;
  std::vector<std::uint32_t> keys;
  watched.reserve(positions.size());
  for (PositionToWatch& asked : positions) {
    keys.push_back(key(desk.venue, asked.symbol));
    watched.push_back({asked.id, keys.back(), asked.position, std::move(asked.table),
                       asked.instrument});
  }
  if (const Refusal refusal = check(watched); refusal.error != Error::none) return refusal;
  desk.watch.update(std::move(watched));
  desk.keys = std::move(keys);
  ++desk.revision;
  markWatched();
  return {};
}

void WatchDesk::mark(const VenueMark& mark) noexcept {
  const auto key = find(mark.venue, mark.symbol);
  if (!key) return;
  for (const auto& desk : desks_) {
    if (desk != nullptr && desk->venue == mark.venue) tell(*desk, *key, mark);
  }
}

void WatchDesk::prime(WatchId watch, const VenueMark& mark) noexcept {
  if (find(watch) == nullptr) return;
  Desk& desk = *desks_[static_cast<std::size_t>(watch)];
  const auto key = find(mark.venue, mark.symbol);
  if (key && desk.venue == mark.venue) tell(desk, *key, mark);
}

void WatchDesk::tell(Desk& desk, std::uint32_t key, const VenueMark& mark) noexcept {
  desk.watch.mark({key, mark.price, mark.variancePerMs, mark.localTimeMs});
  ++desk.revision;
}

void WatchDesk::look(double localTimeMs) noexcept {
  for (const auto& desk : desks_) {
    if (desk == nullptr) continue;
    desk->watch.look(localTimeMs);
    desk->revision += desk->watch.hasEvents();
  }
}

std::uint64_t WatchDesk::revision(WatchId watch) const noexcept {
  const auto index = static_cast<std::size_t>(watch);
  if (watch < 0 || index >= desks_.size() || desks_[index] == nullptr) return 0;
  return desks_[index]->revision;
}

bool WatchDesk::anyHasEvents() const noexcept {
  for (const auto& desk : desks_) {
    if (desk != nullptr && desk->watch.hasEvents()) return true;
  }
  return false;
}

std::optional<std::uint32_t> WatchDesk::find(FeedVenue venue,
                                             std::string_view symbol) const noexcept {
  for (std::uint32_t key = 0; key < symbols_.size(); ++key) {
    if (symbols_[key].venue == venue && symbols_[key].name == symbol) return key;
  }
  return std::nullopt;
}

std::uint32_t WatchDesk::key(FeedVenue venue, std::string_view symbol) {
  if (const auto known = find(venue, symbol)) return *known;
  symbols_.push_back({venue, std::string(symbol), false});
  return static_cast<std::uint32_t>(symbols_.size() - 1);
}

void WatchDesk::markWatched() noexcept {
  for (Symbol& symbol : symbols_) symbol.watched = false;
  for (const auto& desk : desks_) {
    if (desk == nullptr) continue;
    for (const std::uint32_t key : desk->keys) symbols_[key].watched = true;
  }
}

}  // namespace plimsoll
