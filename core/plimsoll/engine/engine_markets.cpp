// Which feeds and markets there are, and what is known of them: what a page asks for now and
// then, while engine.cpp is there for messages.

#include <memory>
#include <utility>

#include "plimsoll/engine/engine.h"

namespace plimsoll {
namespace {

/// Whether an entry is of spot on a venue of contracts, or the other way round: ccxt lists both
/// of an exchange, and some exchanges name both alike.
bool isAnothers(const Listing& listing, FeedVenue venue) {
  const Listing inferred = traits(venue).inferred(listing.symbol);
  if (!listing.kind || !inferred.kind) return false;
  return (*listing.kind == InstrumentKind::spot) != (*inferred.kind == InstrumentKind::spot);
}

}  // namespace

FeedId Engine::openFeed(FeedVenue venue) {
  const auto id = static_cast<FeedId>(feeds_.size());
  feeds_.push_back(std::make_unique<Feed>(id, venue));
  followWatches();
  return id;
}

void Engine::closeFeed(FeedId feed) {
  if (this->feed(feed) == nullptr) return;
  for (MarketSlot& slot : markets_) {
    if (slot.feed == feed) slot = {};
  }
  feeds_[static_cast<std::size_t>(feed)].reset();
}

MarketId Engine::openMarket(FeedId feed, std::string_view symbol) {
  Feed& owner = *this->feed(feed);
  Feed::Entry* entry = owner.find(symbol);
  if (entry == nullptr) {
    entry = &owner.add(symbol, static_cast<MarketId>(markets_.size()));
    markets_.push_back({feed, entry});
    const Listings& listings = listings_[static_cast<std::size_t>(owner.venue().venue)];
    entry->market.setListing(listings.find(symbol));
  }
  ++entry->references;
  return entry->id;
}

void Engine::closeMarket(MarketId market) {
  if (this->market(market) == nullptr) return;
  MarketSlot& slot = markets_[static_cast<std::size_t>(market)];
  if (--slot.entry->references > 0) return;
  const std::string symbol = slot.entry->market.symbol();
  feed(slot.feed)->remove(symbol);
  slot = {};
}

void Engine::restartMarket(MarketId market) {
  if (Market* found = this->market(market)) found->reconnected();
}

std::optional<NotionalDepth> Engine::notionalDepth(MarketId market, double distanceBps) {
  const Market* found = this->market(market);
  if (found == nullptr || found->status(localTimeMs_) != MarketStatus::live) return std::nullopt;
  const OrderBook* book = found->trustedBook();
  if (book == nullptr) return std::nullopt;
  return plimsoll::notionalDepth(*book, distanceBps, found->contract());
}

MarketView Engine::marketView(MarketId market, const ViewTerms& terms) {
  const Market* found = this->market(market);
  return found == nullptr ? MarketView{} : plimsoll::marketView(*found, terms, localTimeMs_);
}

Engine::Ingested Engine::addListings(FeedVenue venue, std::size_t size) {
  Listings& listings = listings_[static_cast<std::size_t>(venue)];
  Ingested result;
  result.refused = decoder_.decodeListings(venue, buffer_.message(0, size), listings, batch_);
  for (const Event& event : batch_.events) {
    const auto* listing = std::get_if<Listing>(&event);
    if (listing == nullptr || isAnothers(*listing, venue)) continue;
    listings.add(*listing);
    ++result.applied;
  }
  listings.settle();
  trim();
  for (const auto& feed : feeds_) {
    if (feed == nullptr || feed->venue().venue != venue) continue;
    feed->each([&](Feed::Entry& entry) {
      const Listing* listing = listings.find(entry.market.symbol());
      if (listing != nullptr) entry.market.setListing(listing);
    });
  }
  return result;
}

BookComparison Engine::verify(MarketId market, std::size_t size) {
  const Market* found = this->market(market);
  if (found == nullptr) return {};
  const FeedVenue venue = feed(markets_[static_cast<std::size_t>(market)].feed)->venue().venue;
  const Listings& listings = listings_[static_cast<std::size_t>(venue)];
  BookComparison comparison;
  comparison.error = decoder_.decode(venue, buffer_.message(0, size), listings, batch_).error;
  for (const Event& event : batch_.events) {
    const auto* snapshot = std::get_if<BookSnapshot>(&event);
    const bool isMeant = snapshot != nullptr &&
                         (snapshot->symbol.empty() || snapshot->symbol == found->symbol());
    if (!isMeant || found->trustedBook() == nullptr) continue;
    comparison = compare(found->book(), *snapshot, batch_);
    comparison.sameUpdate = snapshot->lastUpdateId != 0 &&
                            snapshot->lastUpdateId == found->sync().lastUpdateId();
  }
  trim();
  return comparison;
}

void Engine::primeWatch(WatchId watch) {
  constexpr double kFreshMs = 3'000.0;  // the slowest mark stream's interval
  for (const MarketSlot& slot : markets_) {
    if (slot.entry == nullptr) continue;
    const Market& market = slot.entry->market;
    const double markMs = market.markLocalTimeMs();
    if (!market.markPrice() || localTimeMs_ - markMs > kFreshMs) continue;
    watches_.prime(watch, {feed(slot.feed)->venue().venue, market.symbol(), *market.markPrice(),
                           market.volatility().variancePerMs(), markMs});
  }
}

void Engine::followWatches() {
  std::vector<MarketId> watched;
  watches_.eachSymbol([&](FeedVenue venue, const std::string& symbol) {
    for (const auto& feed : feeds_) {
      if (feed == nullptr || feed->venue().venue != venue) continue;
      watched.push_back(openMarket(feed->id(), symbol));
    }
  });
  // New references first, so that a market that stays watched does not end in between.
  for (const MarketId market : watched_) closeMarket(market);
  watched_ = std::move(watched);
}

}  // namespace plimsoll
