#pragma once

#include <cstdint>
#include <string>

namespace plimsoll::test {

/// Binance messages as the venue writes them, for tests that need many.
///
/// Levels are written as JSON: `[["618.00","2.5"],["617.90","0"]]`.
struct BinanceMessages {
  std::string symbol = "BTCUSDT";
  bool wrapped = true;

  std::string depth(std::int64_t first, std::int64_t last, std::int64_t previous, const std::string& bids,
                    const std::string& asks, std::int64_t timeMs = 1'700'000'000'000,
                    const std::string& stream = "depth@100ms") const {
    return with(stream, R"({"e":"depthUpdate","E":)" + number(timeMs) + R"(,"T":)" + number(timeMs - 2) + R"(,"s":")" +
                            symbol + R"(","U":)" + number(first) + R"(,"u":)" + number(last) + R"(,"pu":)" +
                            number(previous) + R"(,"b":)" + bids + R"(,"a":)" + asks + "}");
  }

  static std::string snapshot(std::int64_t lastUpdateId, const std::string& bids, const std::string& asks) {
    return R"({"lastUpdateId":)" + number(lastUpdateId) + R"(,"E":1700000000000,"T":1700000000000,"bids":)" + bids +
           R"(,"asks":)" + asks + "}";
  }

  std::string bookTicker(std::int64_t id, const std::string& bid, const std::string& bidQuantity,
                         const std::string& ask, const std::string& askQuantity) const {
    return with("bookTicker", R"({"e":"bookTicker","u":)" + number(id) + R"(,"s":")" + symbol + R"(","b":")" + bid +
                                  R"(","B":")" + bidQuantity + R"(","a":")" + ask + R"(","A":")" + askQuantity +
                                  R"(","T":1700000000000,"E":1700000000001})");
  }

  std::string trade(std::int64_t id, const std::string& price, const std::string& quantity, bool buyerIsMaker,
                    std::int64_t timeMs = 1'700'000'000'000) const {
    return with("trade", R"({"e":"trade","E":)" + number(timeMs) + R"(,"T":)" + number(timeMs) + R"(,"s":")" + symbol +
                             R"(","t":)" + number(id) + R"(,"p":")" + price + R"(","q":")" + quantity +
                             R"(","X":"MARKET","m":)" + (buyerIsMaker ? "true}" : "false}"));
  }

  std::string aggTrade(std::int64_t id, const std::string& price, const std::string& quantity, bool buyerIsMaker,
                       std::int64_t timeMs = 1'700'000'000'000) const {
    return with("aggTrade", R"({"e":"aggTrade","E":)" + number(timeMs) + R"(,"a":)" + number(id) + R"(,"s":")" + symbol +
                                R"(","p":")" + price + R"(","q":")" + quantity + R"(","f":1,"l":1,"T":)" +
                                number(timeMs) + R"(,"m":)" + (buyerIsMaker ? "true}" : "false}"));
  }

  std::string mark(const std::string& price, std::int64_t timeMs = 1'700'000'000'000) const {
    return with("markPrice@1s", R"({"e":"markPriceUpdate","E":)" + number(timeMs) + R"(,"s":")" + symbol +
                                    R"(","p":")" + price + R"(","i":")" + price +
                                    R"(","P":"0","r":"0.00010000","T":1700006400000})");
  }

  std::string forceOrder(const std::string& side, const std::string& price, const std::string& quantity) const {
    return with("forceOrder", R"({"e":"forceOrder","E":1700000000000,"o":{"s":")" + symbol + R"(","S":")" + side +
                                  R"(","o":"LIMIT","f":"IOC","q":")" + quantity + R"(","p":")" + price + R"(","ap":")" +
                                  price + R"(","X":"FILLED","l":")" + quantity + R"(","z":")" + quantity +
                                  R"(","T":1700000000000}})");
  }

  std::string openInterest(const std::string& quantity) const {
    return R"({"symbol":")" + symbol + R"(","openInterest":")" + quantity + R"(","time":1700000000000})";
  }

 private:
  static std::string number(std::int64_t value) { return std::to_string(value); }

  std::string with(const std::string& stream, const std::string& event) const {
    if (!wrapped) return event;
    std::string lower = symbol;
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return R"({"stream":")" + lower + "@" + stream + R"(","data":)" + event + "}";
  }
};

}  // namespace plimsoll::test
