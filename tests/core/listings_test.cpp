#include "plimsoll/feed/listings.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cstring>
#include <optional>
#include <string>

#include "connected_engine.h"
#include "venue_messages.h"

namespace plimsoll {
namespace {

using test::ConnectedEngine;

Listing listed(std::string_view symbol, double tickSize) { return {.symbol = symbol, .tickSize = tickSize}; }

TEST_CASE("a listing is found by its whole symbol", "[listings]") {
  Listings listings;
  for (const char* symbol : {"ETHUSDT", "BTCUSDT", "BTC", "XRPUSDT"}) listings.add(listed(symbol, 0.5));
  listings.settle();
  CHECK(listings.find("BTCUSDT")->tickSize == 0.5);
  CHECK(listings.find("BTC") != nullptr);
  for (const char* symbol : {"", "BT", "BTCU", "BTCUSDTX", "AAA", "ZZZ", "btcusdt"}) {
    CAPTURE(symbol);
    CHECK(listings.find(symbol) == nullptr);
  }
  CHECK(Listings{}.find("BTC") == nullptr);
}

TEST_CASE("a listing outlives the message that told it", "[listings]") {
  Listings listings;
  {
    std::string symbol = "A-SYMBOL-THAT-IS-TOO-LONG-TO-STAND-IN-A-STRING";
    listings.add({.symbol = symbol, .index = 3});
    symbol.assign(symbol.size(), 'x');
  }
  listings.settle();
  REQUIRE(listings.find("A-SYMBOL-THAT-IS-TOO-LONG-TO-STAND-IN-A-STRING") != nullptr);
  CHECK(listings.find("A-SYMBOL-THAT-IS-TOO-LONG-TO-STAND-IN-A-STRING")->symbol.empty());
  CHECK(listings.symbolAt("", 3) == "A-SYMBOL-THAT-IS-TOO-LONG-TO-STAND-IN-A-STRING");
}

TEST_CASE("a later listing of a symbol replaces the earlier", "[listings]") {
  Listings listings;
  listings.add(listed("BTC", 1.0));
  listings.add(listed("ETH", 2.0));
  listings.add(listed("BTC", 3.0));
  listings.settle();
  CHECK(listings.find("BTC")->tickSize == 3.0);
  CHECK(listings.find("ETH")->tickSize == 2.0);
}

TEST_CASE("symbols have places within their part of the list", "[listings]") {
  Listings listings;
  listings.add({.symbol = "BTC", .index = 0});
  listings.add({.symbol = "SOL", .index = 2});
  listings.add({.symbol = "xyz:GOLD", .index = 0});
  listings.add({.symbol = "xyz:OIL", .index = 1});
  listings.add({.symbol = "UNPLACED"});
  listings.settle();
  CHECK(listings.symbolAt("", 0) == "BTC");
  CHECK(listings.symbolAt("", 1).empty());
  CHECK(listings.symbolAt("", 2) == "SOL");
  CHECK(listings.symbolAt("", 3).empty());
  CHECK(listings.symbolAt("", 4'294'967'295).empty());
  CHECK(listings.symbolAt("xyz", 0) == "xyz:GOLD");
  CHECK(listings.symbolAt("xyz", 1) == "xyz:OIL");
  CHECK(listings.symbolAt("xy", 0).empty());
  CHECK(Listings{}.symbolAt("", 0).empty());
}

TEST_CASE("a place that another symbol takes over is that symbol's", "[listings]") {
  Listings listings;
  listings.add({.symbol = "OLD", .index = 0});
  listings.settle();
  listings.add({.symbol = "NEW", .index = 0});
  listings.settle();
  CHECK(listings.symbolAt("", 0) == "NEW");
}

TEST_CASE("a place beyond any list takes no memory", "[listings]") {
  Listings listings;
  listings.add({.symbol = "BTC", .index = 4'000'000'000});
  listings.settle();
  CHECK(listings.symbolAt("", 4'000'000'000).empty());
  CHECK(listings.find("BTC") != nullptr);
}

/// Keeps what a message lists.
void learn(Listings& listings, Decoder& decoder, FeedVenue venue, std::string_view message) {
  EventBatch batch;
  const test::PaddedMessage padded(message);
  REQUIRE(decoder.decode(venue, padded, listings, batch).error == Error::none);
  for (const Event& event : batch.events) listings.add(std::get<Listing>(event));
  listings.settle();
}

constexpr const char* kPerpetuals =
    R"([{"universe":[{"name":"BTC","szDecimals":5},{"name":"ETH","szDecimals":4}]},)"
    R"({"universe":[{"name":"xyz:GOLD","szDecimals":3}]}])";
constexpr const char* kContexts =
    R"({"channel":"allDexsAssetCtxs","data":{"ctxs":[)"
    R"(["",[{"funding":"0.0000125","openInterest":"100.5","oraclePx":"100","markPx":"101"},)"
    R"({"markPx":"202"},{"markPx":"303"}]],)"
    R"(["xyz",[{"oraclePx":"5","markPx":"5.5"}]],["abc",[{"markPx":"1"}]]]}})";

TEST_CASE("Hyperliquid's contexts go to the symbols at their places", "[listings]") {
  Decoder decoder;
  Listings listings;
  learn(listings, decoder, FeedVenue::hyperliquid, kPerpetuals);
  CHECK(listings.find("BTC")->lotSize == 0.00001);
  CHECK(listings.find("xyz:GOLD")->lotSize == 0.001);

  EventBatch batch;
  const test::PaddedMessage contexts(kContexts);
  REQUIRE(decoder.decode(FeedVenue::hyperliquid, contexts, listings, batch).error == Error::none);
  CHECK(batch.channel == "allDexsAssetCtxs");
  CHECK(batch.ignored == 2);  // a third coin, and an exchange, that no list names
  REQUIRE(batch.events.size() == 5);
  const auto& bitcoin = std::get<MarkPrice>(batch.events[0]);
  CHECK(bitcoin.symbol == "BTC");
  CHECK(bitcoin.price == 101.0);
  CHECK(bitcoin.indexPrice == 100.0);
  CHECK(std::get<FundingRate>(batch.events[1]).symbol == "BTC");
  CHECK(std::get<FundingRate>(batch.events[1]).ratePerInterval == 0.0000125);
  CHECK(std::get<OpenInterest>(batch.events[2]).symbol == "BTC");
  CHECK(std::get<OpenInterest>(batch.events[2]).quantity == 100.5);
  const auto& ether = std::get<MarkPrice>(batch.events[3]);
  CHECK(ether.symbol == "ETH");
  CHECK(ether.price == 202.0);
  CHECK_FALSE(ether.indexPrice);
  const auto& gold = std::get<MarkPrice>(batch.events[4]);
  CHECK(gold.symbol == "xyz:GOLD");
  CHECK(gold.price == 5.5);
  CHECK(gold.indexPrice == 5.0);
}

TEST_CASE("without a list all of Hyperliquid's contexts are ignored", "[listings]") {
  Decoder decoder;
  EventBatch batch;
  const test::PaddedMessage contexts(kContexts);
  REQUIRE(decoder.decode(FeedVenue::hyperliquid, contexts, Listings{}, batch).error == Error::none);
  CHECK(batch.events.empty());
  CHECK(batch.ignored == 5);
}

Engine::Ingested addListings(Engine& engine, FeedVenue venue, std::string_view message) {
  std::memcpy(engine.messageRoom(message.size(), Engine::kMaxListings), message.data(), message.size());
  return engine.addListings(venue, message.size());
}

TEST_CASE("an engine that knows Hyperliquid's list routes its contexts", "[listings]") {
  ConnectedEngine connected("BTC", FeedVenue::hyperliquid);
  const MarketId gold = connected.engine.openMarket(connected.feed, "xyz:GOLD");
  CHECK(addListings(connected.engine, FeedVenue::hyperliquid, kPerpetuals).applied == 3);
  CHECK(connected.send(kContexts).applied == 4);
  CHECK(connected.reading().markPrice == 101.0);
  CHECK(connected.reading().indexPrice == 100.0);
  CHECK(connected.reading().openInterest == 100.5);
  CHECK(connected.at(gold).markPrice() == 5.5);
  CHECK(connected.counters().unrouted == 1);
}

// Fields as ccxt's manual has them under "Market Structure".
constexpr const char* kSwap =
    R"({"id":"BTCUSD_PERP","symbol":"BTC/USD:BTC","base":"BTC","spot":false,"option":false,"linear":false,)"
    R"("inverse":true,"contractSize":100,"precision":{"amount":1,"price":0.1,"cost":null},)"
    R"("limits":{"amount":{"min":1,"max":null}},"info":{"symbol":"BTCUSD_PERP"}})";
constexpr const char* kOther =
    R"({"id":"ETHUSD_PERP","linear":false,"inverse":true,"contractSize":10,"precision":{"amount":1,"price":0.01}})";

TEST_CASE("one ccxt market, an array and an object of them are listings", "[listings]") {
  const std::string one = kSwap, other = kOther;
  auto [name, message, count] = GENERATE_COPY(table<const char*, std::string, int>({
      {"one", one, 1},
      {"an array", "[" + one + "," + other + "]", 2},
      {"by name", R"({"BTC/USD:BTC":)" + one + R"(,"ETH/USD:ETH":)" + other + "}", 2},
      {"between what is none", "[null,7,{}," + one + R"(,"x",[1],{"id":"X"}])", 1},
  }));
  CAPTURE(name);
  ConnectedEngine connected("BTCUSD_PERP", FeedVenue::binanceCoinm);
  const Engine::Ingested added = addListings(connected.engine, FeedVenue::binanceCoinm, message);
  CHECK(added.refused.error == Error::none);
  CHECK(added.applied == count);
  const Contract& contract = connected.at().contract();
  CHECK(contract.kind == InstrumentKind::inverse);
  CHECK(contract.size == 100.0);
  CHECK(contract.tickSize == 0.1);
  CHECK(contract.lotSize == 1.0);
  CHECK_FALSE(contract.isInferred);
}

TEST_CASE("the kind of a ccxt market is the one that is true", "[listings]") {
  auto [fields, kind] = GENERATE(table<const char*, std::optional<InstrumentKind>>({
      {R"("spot":true,"linear":null,"inverse":null)", InstrumentKind::spot},
      {R"("spot":false,"linear":true,"inverse":false)", InstrumentKind::linear},
      {R"("spot":false,"linear":false,"inverse":true)", InstrumentKind::inverse},
      {R"("option":true,"linear":true,"inverse":false)", InstrumentKind::option},
      {R"("spot":false)", std::nullopt},
  }));
  CAPTURE(fields);
  Decoder decoder;
  EventBatch batch;
  const std::string unsaid = R"({"id":"X","contractSize":null,"precision":{"price":null},)";
  const test::PaddedMessage market(unsaid + fields + "}");
  REQUIRE(decoder.decodeListings(FeedVenue::okx, market, Listings{}, batch).error == Error::none);
  REQUIRE(batch.events.size() == 1);
  const auto& listing = std::get<Listing>(batch.events[0]);
  CHECK(listing.symbol == "X");
  CHECK(listing.kind == kind);
  CHECK_FALSE(listing.contractSize);
  CHECK_FALSE(listing.tickSize);
  CHECK_FALSE(listing.lotSize);
}

constexpr const char* kExchangeInfo =
    R"({"timezone":"UTC","rateLimits":[{"limit":2400}],"symbols":[{"symbol":"BTCUSD_PERP","marginAsset":"BTC",)"
    R"("quoteAsset":"USD","contractSize":100,"filters":[{"filterType":"PRICE_FILTER","tickSize":"0.1"},)"
    R"({"filterType":"LOT_SIZE","stepSize":"1"}]}]})";

TEST_CASE("a venue's own list tells its open markets, and those opened later", "[listings]") {
  ConnectedEngine connected("BTCUSD_PERP", FeedVenue::binanceCoinm);
  const FeedId usdm = connected.engine.openFeed(FeedVenue::binanceUsdm);
  const MarketId elsewhere = connected.engine.openMarket(usdm, "BTCUSD_PERP");
  CHECK(connected.reading().isContractInferred == 1.0);
  CHECK_FALSE(connected.at().contract().tickSize);
  const std::uint64_t before = connected.at().revision();
  CHECK(addListings(connected.engine, FeedVenue::binanceCoinm, kExchangeInfo).applied == 1);
  CHECK(connected.at().revision() > before);
  CHECK(connected.reading().isContractInferred == 0.0);
  CHECK(connected.reading().isInverse == 1.0);
  CHECK(connected.reading().contractSize == 100.0);
  CHECK(connected.at().contract().tickSize == 0.1);
  CHECK(connected.at(elsewhere).contract().isInferred);

  const FeedId second = connected.engine.openFeed(FeedVenue::binanceCoinm);
  CHECK_FALSE(connected.at(connected.engine.openMarket(second, "BTCUSD_PERP")).contract().isInferred);
  CHECK(connected.at(connected.engine.openMarket(second, "ETHUSD_PERP")).contract().isInferred);
}

TEST_CASE("a list that cannot be read leaves what was known", "[listings]") {
  ConnectedEngine connected("BTCUSD_PERP", FeedVenue::binanceCoinm);
  addListings(connected.engine, FeedVenue::binanceCoinm, kSwap);
  const std::string broken = GENERATE(R"([{"id":"BTCUSD_PERP","precision":{"price":5}},)", "nothing", "{", "[]",
                                      R"([{"id":"BTCUSD_PERP","precision":{"price":-5}}])",
                                      R"([{"id":7,"precision":{"price":5}}])",
                                      R"({"id":"BTCUSD_PERP","precision":{"price":-5}})");
  CAPTURE(broken);
  CHECK(addListings(connected.engine, FeedVenue::binanceCoinm, broken).applied == 0);
  CHECK(connected.at().contract().tickSize == 0.1);
}

TEST_CASE("a list that is given again and again is learned each time", "[listings]") {
  ConnectedEngine connected("BTCUSD_PERP", FeedVenue::binanceCoinm);
  for (const std::string tick : {"0.1", "0.2", "0.3", "0.4"}) {
    addListings(connected.engine, FeedVenue::binanceCoinm,
                R"({"id":"BTCUSD_PERP","inverse":true,"contractSize":100,"precision":{"price":)" + tick + "}}");
    CHECK(connected.at().contract().tickSize == std::stod(tick));
  }
}

TEST_CASE("of ccxt's markets of an exchange a venue of contracts takes no spot", "[listings]") {
  ConnectedEngine connected("BTCUSDT", FeedVenue::bybitLinear);
  const char* const both = R"({"BTC/USDT:USDT":{"id":"BTCUSDT","linear":true,"contractSize":1,"precision":{"price":0.1}},
                               "BTC/USDT":{"id":"BTCUSDT","spot":true,"precision":{"price":0.01}}})";
  CHECK(addListings(connected.engine, FeedVenue::bybitLinear, both).applied == 1);
  CHECK(connected.at().contract().tickSize == 0.1);
  CHECK(connected.at().contract().kind == InstrumentKind::linear);
}

TEST_CASE("places that nobody fills take bounded room", "[listings]") {
  Listings listings;
  std::vector<std::string> symbols;
  for (std::uint32_t part = 0; part < 5'000; ++part) symbols.push_back(std::to_string(part) + ":COIN");
  for (std::uint32_t part = 0; part < 5'000; ++part) listings.add({.symbol = symbols[part], .index = 9'999 - part % 100});
  listings.settle();
  CHECK(listings.symbolAt("0", 9'999) == "0:COIN");
  CHECK(listings.symbolAt("20", 9'979).empty());
  CHECK(listings.find("4999:COIN") != nullptr);
}

}  // namespace
}  // namespace plimsoll
