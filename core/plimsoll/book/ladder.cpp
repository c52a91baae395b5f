#include "plimsoll/book/ladder.h"

#include <algorithm>

namespace plimsoll {
namespace {

/// More levels than this do not stand packed: a page's quantities would move too far.
constexpr std::uint32_t kLargestPacked = 4;  // 2^4

constexpr std::uint64_t bitOf(std::int64_t key) noexcept { return std::uint64_t{1} << (key & 63); }

}  // namespace

Ladder::Ladder() : window_(kWindow, kNoSlot) {}

void Ladder::set(std::int64_t key, std::int64_t quantity) {
  if (quantity == 0) return erase(key);
  Page& page = pages_[findOrAdd(key >> 6)];
  if ((page.occupied & bitOf(key)) == 0) insert(page, key);
  blocks_.at(page.block)[page.place(key)] = quantity;
  if (levels_ == 1 || key <= best_.key) best_ = {key, quantity};
}

void Ladder::erase(std::int64_t key) {
  const Slot slot = find(key >> 6);
  const std::uint64_t bit = bitOf(key);
  if (slot == kNoSlot || (pages_[slot].occupied & bit) == 0) return;
  Page& page = pages_[slot];
  --levels_;
  if (page.occupied == bit) {
    remove(key >> 6, slot);
  } else {
    take(page, key);
  }
  if (key == best_.key) findBest();
}

void Ladder::clear() noexcept {
  std::fill(window_.begin(), window_.end(), kNoSlot);
  occupied_.fill(0);
  far_.clear();
  pages_.clear();
  free_ = kNoSlot;
  blocks_.clear();
  levels_ = 0;
}

std::int64_t Ladder::at(std::int64_t key) const noexcept {
  const Slot slot = find(key >> 6);
  const std::uint64_t bit = bitOf(key);
  if (slot == kNoSlot || (pages_[slot].occupied & bit) == 0) return 0;
  return blocks_.at(pages_[slot].block)[pages_[slot].place(key)];
}

std::int64_t Ladder::worstKey() const noexcept {
  const auto worstOf = [this](std::int64_t page, Slot slot) {
    return page * 64 + 63 - std::countl_zero(pages_[slot].occupied);
  };
  if (!far_.empty()) return worstOf(far_.last().page, far_.last().slot);
  for (std::size_t word = kWords; word-- > 0;) {
    if (occupied_[word] == 0) continue;
    const std::size_t index =
        word * 64 + 63 - static_cast<std::size_t>(std::countl_zero(occupied_[word]));
    return worstOf(windowPage_ + static_cast<std::int64_t>(index), window_[index]);
  }
  return best_.key;
}

bool Ladder::next(Walk& walk) const noexcept {
  while (walk.bits == 0 && walk.word + 1 < kWords) walk.bits = occupied_[++walk.word];
  if (walk.bits == 0) return far_.next(walk.far, walk.at);
  const std::size_t index = walk.word * 64 + static_cast<std::size_t>(std::countr_zero(walk.bits));
  walk.bits &= walk.bits - 1;
  walk.at = {windowPage_ + static_cast<std::int64_t>(index), window_[index]};
  return true;
}

Ladder::Slot Ladder::find(std::int64_t page) const noexcept {
  if (inWindow(page)) return window_[static_cast<std::size_t>(page - windowPage_)];
  return far_.find(page);
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

/// Takes out a page with its last level.
void Ladder::remove(std::int64_t page, Slot slot) noexcept {
  if (inWindow(page)) {
    const auto index = static_cast<std::size_t>(page - windowPage_);
    window_[index] = kNoSlot;
    occupied_[index / 64] &= ~(std::uint64_t{1} << index % 64);
  } else {
    far_.remove(page);
  }
  blocks_.giveBack(pages_[slot].block, pages_[slot].size);
  pages_[slot] = {.occupied = 0, .block = free_, .size = 0};
  free_ = slot;
}

void Ladder::link(std::int64_t page, Slot slot) {
  if (!inWindow(page)) return far_.add({page, slot});
  const auto index = static_cast<std::size_t>(page - windowPage_);
  window_[index] = slot;
  occupied_[index / 64] |= std::uint64_t{1} << index % 64;
}

/// Lays the window anew around a page that is to be the best. It costs a pass over the
/// window, and happens when the touch has run a quarter of it.
void Ladder::recentre(std::int64_t page) {
  std::array<FarPages::Entry, kWindow> linked;
  std::size_t count = 0;
  for (std::size_t index = 0; index < kWindow; ++index) {
    if (window_[index] == kNoSlot) continue;
    linked[count++] = {windowPage_ + static_cast<std::int64_t>(index), window_[index]};
  }
  std::fill(window_.begin(), window_.end(), kNoSlot);
  occupied_.fill(0);
  windowPage_ = page - kHeadroom;
  while (!far_.empty() && inWindow(far_.first().page)) {
    const FarPages::Entry nearest = far_.first();
    far_.remove(nearest.page);
    link(nearest.page, nearest.slot);
  }
  while (count-- > 0) link(linked[count].page, linked[count].slot);
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

/// A page with room for one level.
Ladder::Slot Ladder::takeSlot() {
  Slot slot = free_;
  if (slot == kNoSlot) {
    slot = static_cast<Slot>(pages_.size());
    pages_.emplace_back();
  } else {
    free_ = pages_[slot].block;
  }
  pages_[slot] = {.occupied = 0, .block = blocks_.take(0), .size = 0};
  return slot;
}

/// Makes a place for one more quantity.
void Ladder::insert(Page& page, std::int64_t key) {
  const std::size_t levels = page.levels();
  if (levels >> page.size != 0) {
    moveTo(page, page.size < kLargestPacked ? page.size + 1 : QuantityBlocks::kLargest);
  }
  if (!page.isWhole()) {
    std::int64_t* quantities = blocks_.at(page.block);
    const std::size_t place = page.place(key);
    // So short that a call of memmove would cost more.
    for (std::size_t i = levels; i > place; --i) quantities[i] = quantities[i - 1];
  }
  page.occupied |= bitOf(key);
  ++levels_;
}

/// Takes out a quantity. A block is changed for a smaller one only where that is half empty, so
/// that a level which comes and goes moves nothing.
void Ladder::take(Page& page, std::int64_t key) {
  const std::size_t place = page.place(key);
  page.occupied &= ~bitOf(key);
  const std::size_t levels = page.levels();
  if (page.isWhole()) {
    if (levels * 2 == std::size_t{1} << kLargestPacked) moveTo(page, kLargestPacked);
    return;
  }
  std::int64_t* quantities = blocks_.at(page.block);
  for (std::size_t i = place; i < levels; ++i) quantities[i] = quantities[i + 1];
  if (levels * 4 <= std::size_t{1} << page.size) moveTo(page, page.size - 1);
}

/// Changes a page's block for one of another size.
void Ladder::moveTo(Page& page, std::uint32_t size) {
  Page moved{.occupied = page.occupied, .block = blocks_.take(size), .size = size};
  for (std::uint64_t bits = page.occupied; bits != 0; bits &= bits - 1) {
    const std::int64_t key = std::countr_zero(bits);
    blocks_.at(moved.block)[moved.place(key)] = blocks_.at(page.block)[page.place(key)];
  }
  blocks_.giveBack(page.block, page.size);
  page = moved;
}

}  // namespace plimsoll
