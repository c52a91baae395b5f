#include "plimsoll/book/far_pages.h"

#include <algorithm>
#include <utility>

namespace plimsoll {

std::size_t FarPages::Chunk::place(std::int64_t page) const noexcept {
  const auto* last = pages.data() + count;
  return static_cast<std::size_t>(std::lower_bound(pages.data(), last, page) - pages.data());
}

void FarPages::Chunk::insert(std::size_t place, Entry entry) noexcept {
  std::copy_backward(pages.data() + place, pages.data() + count, pages.data() + count + 1);
  std::copy_backward(slots.data() + place, slots.data() + count, slots.data() + count + 1);
  pages[place] = entry.page;
  slots[place] = entry.slot;
  ++count;
}

void FarPages::Chunk::erase(std::size_t place) noexcept {
  std::copy(pages.data() + place + 1, pages.data() + count, pages.data() + place);
  std::copy(slots.data() + place + 1, slots.data() + count, slots.data() + place);
  --count;
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
  std::copy(lower.pages.data() + kept, lower.pages.data() + kChunk, upper->pages.data());
  std::copy(lower.slots.data() + kept, lower.slots.data() + kChunk, upper->slots.data());
  upper->count = kChunk - kept;
  lower.count = kept;
  chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(chunk) + 1, std::move(upper));
}

}  // namespace plimsoll
