#include "plimsoll/analytics/book_analytics.h"

#include <catch2/catch_test_macros.hpp>
#include <optional>

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

TEST_CASE("a quote that is not whole says nothing of the touch", "[book_analytics]") {
  const Decimal bid{.mantissa = 100}, ask{.mantissa = 101}, one{.mantissa = 1}, two{.mantissa = 2};
  OrderBook book;
  const Level bids[] = {{.price = bid, .quantity = one}}, asks[] = {{.price = ask, .quantity = one}};
  REQUIRE(book.update(bids, asks, 1) == Error::none);
  const Contract contract;
  const TradeFlow tradeFlow;
  BookAnalytics analytics{AnalyticsSettings{}};
  const auto microprice = [&](double bookLocalTimeMs) {
    Metrics metrics;
    analytics.read(metrics, {.book = &book, .contract = contract, .tradeFlow = tradeFlow,
                             .localTimeMs = 9.0, .bookLocalTimeMs = bookLocalTimeMs});
    return metrics.microprice;
  };
  const Quote whole{.symbol = "BTCUSDT", .bidPrice = bid, .bidQuantity = one, .askPrice = ask, .askQuantity = one};
  // Before there is a book nobody knows the tick.
  analytics.addQuote(whole, 1.0);
  analytics.update({book, contract, tradeFlow, bids, asks, std::nullopt, 2.0});
  CHECK(microprice(2.0).localTimeMs == 2.0);

  Quote changed = whole, partial = whole;
  changed.bidQuantity = two;
  partial.askPrice.reset();
  analytics.addQuote(whole, 3.0);
  analytics.addQuote(partial, 4.0);
  CHECK(microprice(2.0).count == 0.0);
  analytics.addQuote(changed, 5.0);
  CHECK(microprice(2.0).count == 1.0);
  // It is as new as the touch that it is of.
  CHECK(microprice(2.0).localTimeMs == 5.0);
  CHECK(microprice(6.0).localTimeMs == 6.0);
}

}  // namespace
}  // namespace plimsoll
