#include "plimsoll/feed/listings.h"

#include <algorithm>

namespace plimsoll {

void Listings::add(const Listing& listing) {
  if (listing.index && *listing.index < kMaxPlaces) place(listing.symbol, *listing.index);
  entries_.push_back({std::string(listing.symbol), listing, added_++});
  entries_.back().listing.symbol = {};  // points into a message that is about to go
}

void Listings::settle() {
  // Of equal ones the last that was told counts.
  const auto before = [](const Entry& a, const Entry& b) {
    return a.symbol == b.symbol ? a.order > b.order : a.symbol < b.symbol;
  };
  // By a heap: a fifth of std::sort's code, for what is sorted once in a while.
  std::ranges::make_heap(entries_, before);
  std::ranges::sort_heap(entries_, before);
  const auto older = std::ranges::unique(entries_, {}, &Entry::symbol);
  entries_.erase(older.begin(), older.end());
}

void Listings::place(std::string_view symbol, std::uint32_t index) {
  const std::size_t colon = symbol.find(':');
  const std::string_view name = symbol.substr(0, colon == std::string_view::npos ? 0 : colon);
  auto part = std::ranges::find(parts_, name, &Part::name);
  if (part == parts_.end()) {
    if (parts_.size() == kMaxParts) return;
    part = parts_.insert(part, {std::string(name), {}});
  }
  if (part->symbols.size() <= index) {
    // Places that nobody fills take room too, and each part may begin at a high one.
    const std::size_t more = index + 1 - part->symbols.size();
    if (places_ + more > kMaxPlacesInAll) return;
    places_ += more;
    part->symbols.resize(index + 1);
  }
  part->symbols[index] = symbol;
}

const Listing* Listings::find(std::string_view symbol) const noexcept {
  const auto found = std::ranges::lower_bound(entries_, symbol, {}, &Entry::symbol);
  return found == entries_.end() || found->symbol != symbol ? nullptr : &found->listing;
}

std::string_view Listings::symbolAt(std::string_view part, std::uint32_t index) const noexcept {
  const auto found = std::ranges::find(parts_, part, &Part::name);
  if (found == parts_.end() || index >= found->symbols.size()) return {};
  return found->symbols[index];
}

}  // namespace plimsoll
