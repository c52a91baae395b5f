#include "plimsoll/analytics/book_analytics.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "binance_messages.h"
#include "connected_engine.h"
#include "plimsoll/engine/market_metrics.h"

namespace plimsoll {
namespace {

using test::BinanceMessages;

/// A book of one level a side, and quotes and updates of its bid's quantity.
struct Quoted {
  BinanceMessages messages;
  test::ConnectedEngine connected;
  double localTimeMs = 0.0;
  std::int64_t id = 100;

  Quoted() {
    analyze(connected.at(), AnalyticsSettings{});
    connected.apply(BinanceMessages::snapshot(100, R"([["100.0","1"]])", R"([["100.1","1"]])"));
    update("2");
  }
  void quote(const char* bidQuantity) {
    connected.send(messages.bookTicker(++id, "100.0", bidQuantity, "100.1", "1"), localTimeMs);
  }
  void update(const char* bidQuantity) {
    const auto previous = id++;
    connected.send(messages.depth(id, id, previous,
                                  std::string(R"([["100.0",")") + bidQuantity + R"("]])", "[]"),
                   localTimeMs);
    lastUpdate = id;
  }
  double changes() { return metrics(connected.at(), localTimeMs).microprice.count; }
  std::int64_t lastUpdate = 0;
};

TEST_CASE("the microprice counts changes of quotes, and of the book while none come",
          "[book_analytics]") {
  Quoted market;
  CHECK(market.changes() == 0.0);
  market.update("3");
  CHECK(market.changes() == 1.0);
  const auto lastUpdate = market.id;

  // The first quote begins a chain of its own, and repeats are no change.
  for (const char* quantity : {"4", "5", "5", "6"}) market.quote(quantity);
  CHECK(market.changes() == 3.0);

  // What the book tells of meanwhile has been told by the quotes.
  market.id = lastUpdate;
  market.update("6");
  market.update("7");
  CHECK(market.changes() == 3.0);

  // Nobody has quoted for a while: the book is listened to again, from a new chain on.
  market.localTimeMs = BookAnalytics::kQuoteMs;
  market.update("8");
  CHECK(market.changes() == 3.0);
  market.update("9");
  CHECK(market.changes() == 4.0);
}

TEST_CASE("a quote that is not whole, or comes before the book, says nothing of the touch",
          "[book_analytics]") {
  BookAnalytics analytics{AnalyticsSettings{}};
  const Decimal price{.mantissa = 100};
  analytics.addQuote({.symbol = "BTCUSDT", .bidPrice = price}, 0.0);
  analytics.addQuote({.symbol = "BTCUSDT", .bidPrice = price, .bidQuantity = price, .askPrice = price,
                      .askQuantity = price}, 0.0);
  const OrderBook book;
  const Contract contract;
  const TradeFlow tradeFlow;
  Metrics metrics;
  analytics.read(metrics, {.book = &book, .contract = contract, .tradeFlow = tradeFlow,
                           .localTimeMs = 0.0, .bookLocalTimeMs = 0.0});
  CHECK(metrics.microprice.count == 0.0);
  CHECK(std::isnan(metrics.microprice.value));
}

}  // namespace
}  // namespace plimsoll
