#include "plimsoll/book/far_pages.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace plimsoll {

std::size_t FarPages::Chunk::place(std::int64_t page) const noexcept {
  const auto* last = pages.data() + count;
  return static_cast<std::size_t>(std::lower_bound(pages.data(), last, page) - pages.data());
}

void FarPages::Chunk::insert(std::size_t place, Entry entry) noexcept {
  move(place, place + 1);
  pages[place] = entry.page;
  slots[place] = entry.slot;
  ++count;
}

void FarPages::Chunk::erase(std::size_t place) noexcept {
  move(place + 1, place);
  --count;
}

/// Moves all from a place on to another.
void FarPages::Chunk::move(std::size_t from, std::size_t to) noexcept {
  std::memmove(pages.data() + to, pages.data() + from, (count - from) * sizeof pages[0]);
  std::memmove(slots.data() + to, slots.data() + from, (count - from) * sizeof slots[0]);
}

FarPages::Slot FarPages::find(std::int64_t page) const noexcept {
  if (chunks_.empty()) return kNoSlot;
  const Chunk& chunk = *chunks_[chunkOf(page)];
  const std::size_t place = chunk.place(page);
  return place < chunk.count && chunk.pages[place] == page ? chunk.slots[place] : kNoSlot;
}

void FarPages::add(Entry entry) {
  if (chunks_.empty()) chunks_.push_back(takeChunk());
  std::size_t chunk = chunkOf(entry.page);
  std::size_t place = chunks_[chunk]->place(entry.page);
  if (chunks_[chunk]->count == kChunk) {
    const bool isLast = chunk + 1 == chunks_.size() && place == kChunk;
    split(chunk, isLast);
    if (entry.page > chunks_[chunk]->pages[chunks_[chunk]->count - 1]) {
      place -= chunks_[chunk]->count;
      ++chunk;
    }
  }
  chunks_[chunk]->insert(place, entry);
}

void FarPages::remove(std::int64_t page) noexcept {
  const std::size_t at = chunkOf(page);
  Chunk& chunk = *chunks_[at];
  chunk.erase(chunk.place(page));
  if (chunk.count > 0) return;
  spare_ = std::move(chunks_[at]);
  chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(at));
}

void FarPages::clear() noexcept {
  if (chunks_.empty()) return;
  spare_ = std::move(chunks_.back());
  spare_->count = 0;
  chunks_.clear();
}

std::size_t FarPages::chunkOf(std::int64_t page) const noexcept {
  const auto behind = std::upper_bound(
      chunks_.begin(), chunks_.end(), page,
      [](std::int64_t wanted, const auto& chunk) { return wanted < chunk->pages[0]; });
  const auto place = static_cast<std::size_t>(behind - chunks_.begin());
  return place == 0 ? 0 : place - 1;
}

std::unique_ptr<FarPages::Chunk> FarPages::takeChunk() {
  return spare_ == nullptr ? std::make_unique<Chunk>() : std::move(spare_);
}

/// Moves the upper half of a full chunk to one behind it. At the table's end nothing moves: a
/// snapshot comes in order, and would leave every chunk half empty.
void FarPages::split(std::size_t chunk, bool atItsEnd) {
  auto upper = takeChunk();
  Chunk& lower = *chunks_[chunk];
  const std::size_t kept = atItsEnd ? kChunk : kChunk / 2;
  upper->count = kChunk - kept;
  std::memcpy(upper->pages.data(), lower.pages.data() + kept, upper->count * sizeof lower.pages[0]);
  std::memcpy(upper->slots.data(), lower.slots.data() + kept, upper->count * sizeof lower.slots[0]);
  lower.count = kept;
  chunks_.push_back(std::move(upper));
  for (std::size_t i = chunks_.size() - 1; i > chunk + 1; --i) chunks_[i].swap(chunks_[i - 1]);
}

}  // namespace plimsoll
