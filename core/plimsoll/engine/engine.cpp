#include "plimsoll/engine/engine.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMaxNotices = 256;

}  // namespace

void Engine::reconnected(FeedId feed) {
  Feed* found = this->feed(feed);
  if (found == nullptr) return;
  found->forgetSequence();
  restart(*found);
}

void Engine::restart(Feed& feed) {
  feed.each([](Feed::Entry& entry) { entry.market.reconnected(); });
}

Feed* Engine::feed(FeedId feed) noexcept {
  const auto index = static_cast<std::size_t>(feed);
  return feed >= 0 && index < feeds_.size() ? feeds_[index].get() : nullptr;
}

Market* Engine::market(MarketId market) noexcept {
  const auto index = static_cast<std::size_t>(market);
  if (market < 0 || index >= markets_.size() || markets_[index].entry == nullptr) return nullptr;
  return &markets_[index].entry->market;
}

char* Engine::messageRoom(std::size_t size, std::size_t limit) {
  return size > limit ? nullptr : buffer_.room(size);
}

Engine::Ingested Engine::ingest(FeedId feed, std::size_t size, double localTimeMs) {
  const auto bytes = static_cast<std::uint32_t>(size);
  return ingestBurst(feed, {&bytes, 1}, localTimeMs).ingested;
}

Engine::Burst Engine::ingestBurst(FeedId feed, std::span<const std::uint32_t> sizes,
                                  double localTimeMs) {
  Burst burst;
  advance(localTimeMs);
  Feed* found = this->feed(feed);
  if (found == nullptr) return burst;
  std::size_t offset = 0;
  for (const std::uint32_t size : sizes) {
    const Ingested one = take(*found, nullptr, buffer_.message(offset, size));
    burst.ingested = {burst.ingested.applied + one.applied, one.refused};
    ++burst.taken;
    if (wantsAttention(one)) break;
    offset += size + 1;
  }
  return burst;
}

Engine::Ingested Engine::apply(MarketId market, std::size_t size, double localTimeMs) {
  advance(localTimeMs);
  if (this->market(market) == nullptr) return {};
  const MarketSlot& slot = markets_[static_cast<std::size_t>(market)];
  return take(*feed(slot.feed), slot.entry, buffer_.message(0, size));
}

Engine::Ingested Engine::refuse(FeedId feed, Error error, std::size_t offset,
                                double localTimeMs) {
  advance(localTimeMs);
  buffer_.trim();  // room may have been made before it was refused
  Feed* found = this->feed(feed);
  if (found == nullptr) return {};
  ++found->counters().messages;
  report(*found, kNoId, {error, offset});
  return {0, {error, offset}};
}

void Engine::look(double localTimeMs) {
  advance(localTimeMs);
  watches_.look(localTimeMs_);
}

void Engine::advance(double localTimeMs) noexcept {
  if (std::isfinite(localTimeMs)) localTimeMs_ = std::max(localTimeMs_, localTimeMs);
  if (watches_.any()) watches_.look(localTimeMs_);
}

Engine::Ingested Engine::take(Feed& feed, Feed::Entry* target, std::string_view message) {
  FeedCounters& counters = feed.counters();
  ++counters.messages;
  counters.bytes += message.size();

  Ingested result;
  const Listings& listings = listings_[static_cast<std::size_t>(feed.venue().venue)];
  result.refused = decoder_.decode(feed.venue().venue, message, listings, batch_);
  const bool isInPlace = target != nullptr || !batch_.connectionSequence ||
                         this->isInPlace(feed, *batch_.connectionSequence);
  if (!isInPlace) {
    ++counters.ignored;
  } else if (result.refused.error == Error::none) {
    counters.ignored += batch_.ignored;
    if (batch_.control == Control::answerWanted || batch_.control == Control::refused) {
      notify({.kind = NoticeKind::control, .feed = feed.id(), .control = batch_.control});
    }
    for (const Event& event : batch_.events) result.applied += route(feed, target, event, result);
  }
  if (result.refused.error != Error::none) {
    report(feed, target == nullptr ? kNoId : target->id, result.refused);
  }
  trim();
  return result;
}

void Engine::trim() {
  batch_.trim();
  buffer_.trim();
}

/// Whether a message is to be read. One that repeats an earlier is not; behind a hole it is,
/// but every book of the connection may have missed something.
bool Engine::isInPlace(Feed& feed, std::int64_t connectionSequence) {
  switch (feed.place(connectionSequence)) {
    case Feed::Place::next:
      break;
    case Feed::Place::repeated:
      return false;
    case Feed::Place::newConnection:
      restart(feed);
      break;
    case Feed::Place::behindHole:
      ++feed.counters().gaps;
      feed.each([&](Feed::Entry& entry) {
        if (entry.market.missedMessages().needsResync) askForResync(feed, entry);
      });
      break;
  }
  return true;
}

void Engine::askForResync(Feed& feed, Feed::Entry& entry) {
  notify({.kind = NoticeKind::resync, .feed = feed.id(), .market = entry.id,
          .how = entry.market.resync()});
}

/// @return 1 where the event changed a market
int Engine::route(Feed& feed, Feed::Entry* target, const Event& event, Ingested& result) {
  FeedCounters& counters = feed.counters();
  const std::string_view symbol =
      visitEvent(event, [](const auto& kind) { return kind.symbol; });
  if (symbol.empty() && target == nullptr) {
    // A REST answer given to the socket: nobody can know which market it is about.
    result.refused = {Error::missingField, 0};
    return 0;
  }
  const auto* mark = std::get_if<MarkPrice>(&event);
  if (mark != nullptr && mark->isOfIndex) return routeIndex(feed, *mark);
  Feed::Entry* entry = symbol.empty() ? target : feed.find(symbol);
  if (entry == nullptr || (target != nullptr && entry != target)) {
    ++counters.unrouted;
    return 0;
  }

  Market& market = entry->market;
  const Market::Outcome outcome = market.apply(event, batch_, {localTimeMs_, batch_.channel});
  if (outcome.error != Error::none) result.refused = {outcome.error, 0};
  if (outcome.needsResync) askForResync(feed, *entry);
  if (mark != nullptr && mark->price && outcome.fate == Market::Fate::applied && watches_.any()) {
    watches_.mark({feed.venue().venue, market.symbol(), *mark->price,
                   market.volatility().variancePerMs(), localTimeMs_});
  }
  market.updateSignals(localTimeMs_, [&](const SignalChange& change) {
    notify({.kind = NoticeKind::signal, .feed = feed.id(), .market = entry->id, .signal = change});
  });
  const bool applied = outcome.fate == Market::Fate::applied;
  counters.events += applied;
  counters.ignored += outcome.fate == Market::Fate::ignored;
  return applied ? 1 : 0;
}

/// To every market that follows it.
int Engine::routeIndex(Feed& feed, const MarkPrice& index) {
  int applied = 0;
  feed.each([&](Feed::Entry& entry) {
    if (!feed.venue().follows(entry.market.symbol(), index.symbol)) return;
    entry.market.apply(index, batch_, {localTimeMs_, batch_.channel});
    ++applied;
  });
  feed.counters().events += static_cast<std::uint64_t>(applied);
  feed.counters().unrouted += applied == 0;
  return applied;
}

void Engine::report(Feed& feed, MarketId market, const DecodeResult& refused) {
  ++feed.counters().errors;
  if (!errorLimit_.allows(localTimeMs_)) return;
  notify({.kind = NoticeKind::error, .feed = feed.id(), .market = market,
          .error = refused.error, .offset = refused.offset,
          .suppressed = errorLimit_.takeSuppressed()});
}

void Engine::notify(const Notice& notice) {
  if (notices_.size() < kMaxNotices) notices_.push_back(notice);
}

}  // namespace plimsoll
