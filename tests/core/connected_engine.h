#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "plimsoll/book/book_levels.h"
#include "plimsoll/engine/engine.h"

namespace plimsoll::test {

/// A book as a message: what a REST snapshot of it would say.
inline std::string snapshotMessage(const Market& market) {
  const BookText text = bookText(market.book());
  const auto side = [](const std::vector<BookText::Row>& rows) {
    std::string levels = "[";
    for (const BookText::Row& row : rows) {
      if (levels.size() > 1) levels += ',';
      levels += "[\"" + row.price + "\",\"" + row.quantity + "\"]";
    }
    return levels + "]";
  };
  return "{\"lastUpdateId\":" + std::to_string(market.sync().lastUpdateId().value_or(0)) +
         ",\"bids\":" + side(text.bids) + ",\"asks\":" + side(text.asks) + "}";
}

/// An engine with one feed, Binance's unless told otherwise, given messages as a socket would give them.
class ConnectedEngine {
 public:
  explicit ConnectedEngine(std::string_view symbol = "BTCUSDT", FeedVenue venue = FeedVenue::binanceUsdm)
      : feed(engine.openFeed(venue)), market(engine.openMarket(feed, symbol)) {}

  Engine::Ingested send(std::string_view message, double localTimeMs = 0.0) {
    if (!put(message)) return engine.refuse(feed, Error::tooLarge, Engine::kMaxMessage, localTimeMs);
    return engine.ingest(feed, message.size(), localTimeMs);
  }

  Engine::Ingested apply(MarketId to, std::string_view message, double localTimeMs = 0.0) {
    if (!put(message)) return engine.refuse(feed, Error::tooLarge, Engine::kMaxMessage, localTimeMs);
    return engine.apply(to, message.size(), localTimeMs);
  }
  Engine::Ingested apply(std::string_view message, double localTimeMs = 0.0) {
    return apply(market, message, localTimeMs);
  }

  Market& at(MarketId id) { return *engine.market(id); }
  Market& at() { return at(market); }
  Reading reading() { return at().reading(engine.localTimeMs()); }
  MarketStatus status() { return at().status(engine.localTimeMs()); }
  const FeedCounters& counters() { return engine.feed(feed)->counters(); }

  /// Notices since this was last asked.
  std::vector<Notice> notices() {
    const std::vector<Notice> taken(engine.notices().begin(), engine.notices().end());
    engine.clearNotices();
    return taken;
  }
  int resyncNotices() {
    const auto taken = notices();
    return static_cast<int>(std::ranges::count(taken, NoticeKind::resync, &Notice::kind));
  }

  Engine engine;
  FeedId feed;
  MarketId market;

 private:
  bool put(std::string_view message) {
    char* const room = engine.messageRoom(message.size());
    if (room == nullptr) return false;
    std::memcpy(room, message.data(), message.size());
    return true;
  }
};

/// Equal field by field; what is missing on both sides is equal.
inline bool sameReading(const Reading& a, const Reading& b) {
  const auto* x = reinterpret_cast<const double*>(&a);
  const auto* y = reinterpret_cast<const double*>(&b);
  for (std::size_t i = 0; i < kReadingFields; ++i) {
    if (!(x[i] == y[i] || (std::isnan(x[i]) && std::isnan(y[i])))) return false;
  }
  return true;
}

}  // namespace plimsoll::test
