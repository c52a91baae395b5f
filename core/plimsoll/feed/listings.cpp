#include "plimsoll/feed/listings.h"

namespace plimsoll {

void Listings::add(const Listing& listing) {
  const auto [found, isNew] = listings_.insert_or_assign(std::string(listing.symbol), listing);
  found->second.symbol = found->first;
  if (!listing.index || *listing.index >= kMaxPlaces) return;
  const std::size_t colon = listing.symbol.find(':');
  const std::string part(listing.symbol.substr(0, colon == std::string_view::npos ? 0 : colon));
  std::vector<std::string>& symbols = places_[part];
  if (symbols.size() <= *listing.index) symbols.resize(*listing.index + 1);
  symbols[*listing.index] = listing.symbol;
}

const Listing* Listings::find(std::string_view symbol) const noexcept {
  const auto found = listings_.find(symbol);
  return found == listings_.end() ? nullptr : &found->second;
}

std::string_view Listings::symbolAt(std::string_view part, std::uint32_t index) const noexcept {
  const auto found = places_.find(part);
  if (found == places_.end() || index >= found->second.size()) return {};
  return found->second[index];
}

}  // namespace plimsoll
