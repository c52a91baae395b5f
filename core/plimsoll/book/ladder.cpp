#include "plimsoll/book/ladder.h"

#include <algorithm>

namespace plimsoll {

Ladder::Ladder() : window_(kWindow, kNoSlot) {}

void Ladder::set(std::int64_t key, std::int64_t quantity) {
  const std::int64_t page = key >> 6;
  const auto offset = static_cast<std::size_t>(key & 63);
  const std::uint64_t bit = std::uint64_t{1} << offset;

  if (quantity == 0) {
    const Slot slot = find(page);
    if (slot == kNoSlot || (pages_[slot].occupied & bit) == 0) return;
    pages_[slot].occupied &= ~bit;
    --levels_;
    if (pages_[slot].occupied == 0) remove(page);
    if (key == best_.key) findBest();
    return;
  }

  Page& entries = pages_[findOrAdd(page)];
  levels_ += (entries.occupied & bit) == 0;
  entries.occupied |= bit;
  entries.quantities[offset] = quantity;
  if (levels_ == 1 || key <= best_.key) best_ = {key, quantity};
}

void Ladder::clear() noexcept {
  std::fill(window_.begin(), window_.end(), kNoSlot);
  occupied_.fill(0);
  far_.clear();
  pages_.clear();
  free_.clear();
  levels_ = 0;
}

std::int64_t Ladder::at(std::int64_t key) const noexcept {
  const Slot slot = find(key >> 6);
  if (slot == kNoSlot) return 0;
  const auto offset = static_cast<std::size_t>(key & 63);
  return (pages_[slot].occupied >> offset & 1) != 0 ? pages_[slot].quantities[offset] : 0;
}

std::int64_t Ladder::worstKey() const noexcept {
  const auto worstOf = [this](std::int64_t page, Slot slot) {
    return page * 64 + 63 - std::countl_zero(pages_[slot].occupied);
  };
  if (!far_.empty()) return worstOf(far_.back().page, far_.back().slot);
  for (std::size_t word = kWords; word-- > 0;) {
    if (occupied_[word] == 0) continue;
    const std::size_t index =
        word * 64 + 63 - static_cast<std::size_t>(std::countl_zero(occupied_[word]));
    return worstOf(windowPage_ + static_cast<std::int64_t>(index), window_[index]);
  }
  return best_.key;
}

Ladder::Slot Ladder::find(std::int64_t page) const noexcept {
  if (inWindow(page)) return window_[static_cast<std::size_t>(page - windowPage_)];
  const auto far = farPosition(page);
  return far != far_.end() && far->page == page ? far->slot : kNoSlot;
}

Ladder::Slot Ladder::findOrAdd(std::int64_t page) {
  // Nothing may stand on the better side of the window, or a walk would miss its place.
  if (levels_ == 0 || page < windowPage_) recentre(page);
  const Slot found = find(page);
  if (found != kNoSlot) return found;
  const Slot slot = takeSlot();
  link(page, slot);
  return slot;
}

void Ladder::remove(std::int64_t page) noexcept {
  free_.push_back(find(page));
  unlink(page);
}

void Ladder::link(std::int64_t page, Slot slot) {
  if (!inWindow(page)) {
    far_.insert(farPosition(page), {page, slot});
    return;
  }
  const auto index = static_cast<std::size_t>(page - windowPage_);
  window_[index] = slot;
  occupied_[index / 64] |= std::uint64_t{1} << index % 64;
}

void Ladder::unlink(std::int64_t page) noexcept {
  if (!inWindow(page)) {
    far_.erase(farPosition(page));
    return;
  }
  const auto index = static_cast<std::size_t>(page - windowPage_);
  window_[index] = kNoSlot;
  occupied_[index / 64] &= ~(std::uint64_t{1} << index % 64);
}

/// Lays the window anew around a page that is to be the best. It costs a pass over the
/// window, and happens when the touch has run a quarter of it.
void Ladder::recentre(std::int64_t page) {
  linked_.assign(far_.begin(), far_.end());
  for (std::size_t index = 0; index < kWindow; ++index) {
    if (window_[index] == kNoSlot) continue;
    linked_.push_back({windowPage_ + static_cast<std::int64_t>(index), window_[index]});
  }
  std::fill(window_.begin(), window_.end(), kNoSlot);
  occupied_.fill(0);
  far_.clear();
  windowPage_ = page - kHeadroom;
  for (const FarPage& entry : linked_) link(entry.page, entry.slot);
}

void Ladder::findBest() noexcept {
  if (levels_ == 0) return;
  const auto nearest = [this](std::int64_t key, std::int64_t quantity) {
    best_ = {key, quantity};
    return false;
  };
  walk(nearest);
  // The touch has left the window on the worse side: follow it.
  if (!inWindow(best_.key >> 6)) recentre(best_.key >> 6);
}

Ladder::Slot Ladder::takeSlot() {
  if (!free_.empty()) {
    const Slot slot = free_.back();
    free_.pop_back();
    return slot;
  }
  pages_.emplace_back();
  free_.reserve(pages_.capacity());  // so that giving a page back takes no memory
  return static_cast<Slot>(pages_.size() - 1);
}

std::vector<Ladder::FarPage>::iterator Ladder::farPosition(std::int64_t page) noexcept {
  return std::lower_bound(far_.begin(), far_.end(), page,
                          [](const FarPage& far, std::int64_t wanted) { return far.page < wanted; });
}

std::vector<Ladder::FarPage>::const_iterator Ladder::farPosition(
    std::int64_t page) const noexcept {
  return std::lower_bound(far_.begin(), far_.end(), page,
                          [](const FarPage& far, std::int64_t wanted) { return far.page < wanted; });
}

}  // namespace plimsoll
