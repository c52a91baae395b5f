// Any bytes at all, taken for what came off a socket or out of a fetch.
//
// An input is a session: a message a line. The first may be a # with a venue's name, which is
// Binance USDⓈ-M otherwise. A line that begins with @ is a REST answer for
// the market, one that begins with ~ is silence for as many seconds as it has characters,
// one that is a ! alone is a reconnection, one that begins with + is a list of instruments, one
// with = a snapshot to compare with; all others go to the feed.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "plimsoll/book/book_levels.h"
#include "plimsoll/book/depth.h"
#include "plimsoll/engine/engine.h"

namespace {

using namespace plimsoll;

[[noreturn]] void fail(const char* law) {
  std::fprintf(stderr, "broken: %s\n", law);
  std::abort();
}

void require(bool holds, const char* law) {
  if (!holds) fail(law);
}

void checkSide(const OrderBook& book, BookSide side) {
  std::size_t count = 0;
  const Ladder& ladder = book.ladder(side);
  std::int64_t before = 0;
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    require(quantity > 0, "what rests is more than nothing");
    require(count > 0 ? key > before : ladder.best().key == key && ladder.best().quantity == quantity,
            "a side is in order, and begins with its best");
    require(ladder.at(key) == quantity, "a level found by walking is found by its price");
    before = key;
    ++count;
    return true;
  });
  require(count == ladder.size(), "a side has as many levels as it says");
}

void checkReading(const Reading& reading) {
  const auto* fields = reinterpret_cast<const double*>(&reading);
  for (std::size_t i = 0; i < kReadingFields; ++i) require(!std::isinf(fields[i]), "a reading is finite or missing");
  for (const double ratio : {reading.topImbalance, reading.bookImbalance5, reading.bookImbalance10,
                             reading.bookImbalance20, reading.bookImbalance10Bps, reading.weightedImbalance10Bps,
                             reading.tradeFlowImbalance}) {
    require(std::isnan(ratio) || std::abs(ratio) <= 1.0, "an imbalance is within one");
  }
  const bool trusted = reading.status == 1.0 || reading.status == 3.0;
  require(trusted || std::isnan(reading.bestBidPrice), "a book that is not live is not read");
}

class Session {
 public:
  explicit Session(FeedVenue venue) : venue_(venue) {
    feed_ = engine_.openFeed(venue);
    for (const char* symbol : {"BTCUSDT", "ETHUSDT", "BTC-USDT", "BTC-USDT-SWAP", "BTC-PERPETUAL", "BTC", "BTC-USD",
                               "PF_XBTUSD", "PI_XBTUSD", "XBT/USD", "BTC_USDT", "BTC_USD", "BTCUSD"}) {
      markets_.push_back(engine_.openMarket(feed_, symbol));
    }
    market_ = markets_.front();
    const WatchId watch = engine_.watches().open(FeedVenue::binanceUsdm, WarningThresholds{});
    const MarginTable table({{.notionalFloor = 0.0, .notionalCap = 1e9, .maintenanceMarginRate = 0.004,
                            .maintenanceAmount = 0.0, .maxLeverage = 125.0}});
    (void)engine_.watches().update(watch, {{1, "BTCUSDT", {+1.0, 618.0, 60.0}, table, {}}});
    engine_.followWatches();
    engine_.market(market_)->enableSignals({});
  }

  void take(std::string_view line) {
    if (line == "!") return engine_.reconnected(feed_);
    if (line.starts_with('~')) return engine_.look(timeMs_ += 1'000.0 * static_cast<double>(line.size()));
    timeMs_ += 10.0;
    const bool isAnswer = line.starts_with('@');
    const bool isList = line.starts_with('+');
    const bool isSnapshot = line.starts_with('=');
    if (isAnswer || isList || isSnapshot) line.remove_prefix(1);
    char* const room = engine_.messageRoom(line.size());
    if (room == nullptr) return;
    if (!line.empty()) std::memcpy(room, line.data(), line.size());
    if (isSnapshot) return static_cast<void>(engine_.verify(market_, line.size()));
    const auto result = isList     ? engine_.addListings(venue_, line.size())
                        : isAnswer ? engine_.apply(market_, line.size(), timeMs_)
                                   : engine_.ingest(feed_, line.size(), timeMs_);
    require(result.applied >= 0, "a count is a count");
    require(result.refused.error == Error::none || result.refused.offset <= line.size(), "an offset is in the message");
    engine_.clearNotices();
  }

  void check() {
    for (const MarketId id : markets_) {
      Market& market = *engine_.market(id);
      checkReading(market.reading(timeMs_));
      checkSide(market.book(), BookSide::bid);
      checkSide(market.book(), BookSide::ask);
      if (const auto cost = slippage(market.book(), Side::buy, 1.0)) {
        require(std::isfinite(cost->averagePrice), "slippage is finite");
      }
    }
    bookLevels(engine_.market(market_)->book(), BookSide::bid, {10, 0.5}, rows_);
    for (const BookRow& row : rows_) require(std::isfinite(row.price), "rows are finite");
    while (engine_.watches().find(0)->nextEvent()) {
    }
  }

 private:
  Engine engine_;
  FeedVenue venue_;
  FeedId feed_;
  MarketId market_;
  std::vector<MarketId> markets_;
  std::vector<BookRow> rows_;
  double timeMs_ = 0.0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  FeedVenue venue = FeedVenue::binanceUsdm;
  if (rest.starts_with('#')) {
    const std::string_view name = rest.substr(1, rest.find('\n') - 1);
    venue = feedVenue(name).value_or(venue);
    rest.remove_prefix(std::min(rest.size(), name.size() + 2));
  }
  Session session(venue);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    session.take(rest.substr(0, end));
    session.check();
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return 0;
}
