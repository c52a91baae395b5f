#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plimsoll/feed/venue.h"

namespace plimsoll::test {

/// A small book as a venue would tell it: what rests by price, in whole units.
struct WrittenBook {
  std::map<int, int> bids;
  std::map<int, int> asks;
};

/// One book, told by a venue from a snapshot on: update `i` sets a bid and an ask, and a few
/// times deletes one. Ids are made of `i` alone, so that any message can be left out,
/// repeated or told too late.
struct WrittenSequence {
  const char* name;
  FeedVenue venue;
  const char* symbol;
  /// The whole book as of update i; 0 is before the first.
  std::string (*snapshot)(int i, const WrittenBook& book);
  /// The update i, which made `book` of what was before.
  std::string (*update)(int i, const WrittenBook& changed, const WrittenBook& book);
  bool snapshotIsFetched = false;
};

/// What update i changes; a quantity of 0 deletes.
inline WrittenBook changeAt(int i) {
  const int bid = 99 - i % 5, ask = 101 + i * 3 % 5;
  return {{{bid, i % 7 == 3 ? 0 : 2 * i + 1}}, {{ask, i % 7 == 5 ? 0 : 3 * i + 2}}};
}

/// The book as of update i.
inline WrittenBook bookAt(int i) {
  WrittenBook book{{{98, 7}, {95, 11}}, {{102, 5}, {106, 13}}};
  for (int k = 1; k <= i; ++k) {
    const WrittenBook changed = changeAt(k);
    for (const auto& [price, quantity] : changed.bids) book.bids[price] = quantity;
    for (const auto& [price, quantity] : changed.asks) book.asks[price] = quantity;
  }
  std::erase_if(book.bids, [](const auto& level) { return level.second == 0; });
  std::erase_if(book.asks, [](const auto& level) { return level.second == 0; });
  return book;
}

/// Levels as text, each by `form` with %p for the price and %q for the quantity.
inline std::string levelsText(const std::map<int, int>& levels, std::string_view form) {
  std::string text = "[";
  for (const auto& [price, quantity] : levels) {
    if (text.size() > 1) text += ',';
    for (std::size_t at = 0; at < form.size(); ++at) {
      if (form[at] != '%') {
        text += form[at];
      } else {
        text += std::to_string(form[++at] == 'p' ? price : quantity);
      }
    }
  }
  return text + "]";
}

/// CRC-32 by its definition, a bit at a time.
inline std::uint32_t plainCrc32(std::string_view text) {
  std::uint32_t state = 0xFFFFFFFF;
  for (const char c : text) {
    state ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) state = (state >> 1) ^ ((state & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~state;
}

/// Kraken's checksum of a book of at most ten levels a side.
inline std::uint32_t krakenChecksum(const WrittenBook& book) {
  std::string text;
  for (const auto& [price, quantity] : book.asks) text += std::to_string(price) + std::to_string(quantity);
  for (auto level = book.bids.rbegin(); level != book.bids.rend(); ++level) {
    text += std::to_string(level->first) + std::to_string(level->second);
  }
  return plainCrc32(text);
}

inline std::vector<WrittenSequence> writtenSequences() {
  using Text = std::string;
  using std::to_string;
  static constexpr auto pairs = [](const std::map<int, int>& levels) { return levelsText(levels, "[\"%p\",\"%q\"]"); };
  return {
      {.name = "Binance, pu", .venue = FeedVenue::binanceUsdm, .symbol = "BTCUSDT",
       .snapshot = [](int i, const WrittenBook& book) {
         return Text("{\"lastUpdateId\":") + to_string(100 + 10 * i) + ",\"bids\":" + pairs(book.bids) + ",\"asks\":" +
                pairs(book.asks) + "}";
       },
       .update = [](int i, const WrittenBook& changed, const WrittenBook&) {
         return Text("{\"e\":\"depthUpdate\",\"E\":1,\"s\":\"BTCUSDT\",\"U\":") + to_string(93 + 10 * i) + ",\"u\":" +
                to_string(100 + 10 * i) + ",\"pu\":" + to_string(90 + 10 * i) + ",\"b\":" + pairs(changed.bids) +
                ",\"a\":" + pairs(changed.asks) + "}";
       },
       .snapshotIsFetched = true},
      {.name = "Binance spot, U", .venue = FeedVenue::binanceSpot, .symbol = "BTCUSDT",
       .snapshot = [](int i, const WrittenBook& book) {
         return Text("{\"lastUpdateId\":") + to_string(100 + 10 * i) + ",\"bids\":" + pairs(book.bids) + ",\"asks\":" +
                pairs(book.asks) + "}";
       },
       .update = [](int i, const WrittenBook& changed, const WrittenBook&) {
         return Text("{\"e\":\"depthUpdate\",\"E\":1,\"s\":\"BTCUSDT\",\"U\":") + to_string(91 + 10 * i) + ",\"u\":" +
                to_string(100 + 10 * i) + ",\"b\":" + pairs(changed.bids) + ",\"a\":" + pairs(changed.asks) + "}";
       },
       .snapshotIsFetched = true},
      {.name = "Bybit, u", .venue = FeedVenue::bybitLinear, .symbol = "BTCUSDT",
       .snapshot = [](int i, const WrittenBook& book) {
         return Text("{\"topic\":\"orderbook.50.BTCUSDT\",\"type\":\"snapshot\",\"ts\":1,\"data\":{\"s\":\"BTCUSDT\",\"b\":") +
                pairs(book.bids) + ",\"a\":" + pairs(book.asks) + ",\"u\":" + to_string(100 + i) + ",\"seq\":9}}";
       },
       .update = [](int i, const WrittenBook& changed, const WrittenBook&) {
         return Text("{\"topic\":\"orderbook.50.BTCUSDT\",\"type\":\"delta\",\"ts\":1,\"data\":{\"s\":\"BTCUSDT\",\"b\":") +
                pairs(changed.bids) + ",\"a\":" + pairs(changed.asks) + ",\"u\":" + to_string(100 + i) + ",\"seq\":9}}";
       }},
      {.name = "OKX, prevSeqId", .venue = FeedVenue::okx, .symbol = "BTC-USDT-SWAP",
       .snapshot = [](int i, const WrittenBook& book) {
         return Text("{\"arg\":{\"channel\":\"books\",\"instId\":\"BTC-USDT-SWAP\"},\"action\":\"snapshot\",\"data\":[{\"asks\":") +
                levelsText(book.asks, "[\"%p\",\"%q\",\"0\",\"1\"]") + ",\"bids\":" +
                levelsText(book.bids, "[\"%p\",\"%q\",\"0\",\"1\"]") + ",\"ts\":\"1\",\"checksum\":0,\"prevSeqId\":-1,\"seqId\":" +
                to_string(100 + 7 * i) + "}]}";
       },
       .update = [](int i, const WrittenBook& changed, const WrittenBook&) {
         return Text("{\"arg\":{\"channel\":\"books\",\"instId\":\"BTC-USDT-SWAP\"},\"action\":\"update\",\"data\":[{\"asks\":") +
                levelsText(changed.asks, "[\"%p\",\"%q\",\"0\",\"1\"]") + ",\"bids\":" +
                levelsText(changed.bids, "[\"%p\",\"%q\",\"0\",\"1\"]") + ",\"ts\":\"1\",\"checksum\":0,\"prevSeqId\":" +
                to_string(93 + 7 * i) + ",\"seqId\":" + to_string(100 + 7 * i) + "}]}";
       }},
      {.name = "Deribit, prev_change_id", .venue = FeedVenue::deribit, .symbol = "BTC-PERPETUAL",
       .snapshot = [](int i, const WrittenBook& book) {
         return Text("{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"book.BTC-PERPETUAL.100ms\",\"data\":"
                     "{\"type\":\"snapshot\",\"timestamp\":1,\"instrument_name\":\"BTC-PERPETUAL\",\"change_id\":") +
                to_string(100 + 7 * i) + ",\"bids\":" + levelsText(book.bids, "[\"new\",%p,%q]") + ",\"asks\":" +
                levelsText(book.asks, "[\"new\",%p,%q]") + "}}}";
       },
       .update = [](int i, const WrittenBook& changed, const WrittenBook&) {
         return Text("{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"book.BTC-PERPETUAL.100ms\",\"data\":"
                     "{\"type\":\"change\",\"timestamp\":1,\"instrument_name\":\"BTC-PERPETUAL\",\"prev_change_id\":") +
                to_string(93 + 7 * i) + ",\"change_id\":" + to_string(100 + 7 * i) + ",\"bids\":" +
                levelsText(changed.bids, "[\"change\",%p,%q]") + ",\"asks\":" + levelsText(changed.asks, "[\"change\",%p,%q]") + "}}}";
       }},
      {.name = "dYdX, message_id", .venue = FeedVenue::dydx, .symbol = "BTC-USD",
       .snapshot = [](int i, const WrittenBook& book) {
         return Text("{\"type\":\"subscribed\",\"message_id\":") + to_string(1'000 + i) +
                ",\"channel\":\"v4_orderbook\",\"id\":\"BTC-USD\",\"contents\":{\"bids\":" +
                levelsText(book.bids, "{\"price\":\"%p\",\"size\":\"%q\"}") + ",\"asks\":" +
                levelsText(book.asks, "{\"price\":\"%p\",\"size\":\"%q\"}") + "}}";
       },
       .update = [](int i, const WrittenBook& changed, const WrittenBook&) {
         return Text("{\"type\":\"channel_data\",\"message_id\":") + to_string(1'000 + i) +
                ",\"id\":\"BTC-USD\",\"channel\":\"v4_orderbook\",\"version\":\"1.0.0\",\"contents\":{\"bids\":" +
                pairs(changed.bids) + ",\"asks\":" + pairs(changed.asks) + "}}";
       }},
      {.name = "Kraken spot, checksum", .venue = FeedVenue::krakenSpot, .symbol = "XBT/USD",
       .snapshot = [](int, const WrittenBook& book) {
         return Text("[1,{\"as\":") + levelsText(book.asks, "[\"%p\",\"%q\",\"1.5\"]") + ",\"bs\":" +
                levelsText(book.bids, "[\"%p\",\"%q\",\"1.5\"]") + "},\"book-10\",\"XBT/USD\"]";
       },
       .update = [](int, const WrittenBook& changed, const WrittenBook& book) {
         return Text("[1,{\"a\":") + levelsText(changed.asks, "[\"%p\",\"%q\",\"1.5\"]") + "},{\"b\":" +
                levelsText(changed.bids, "[\"%p\",\"%q\",\"1.5\"]") + ",\"c\":\"" + to_string(krakenChecksum(book)) +
                "\"},\"book-10\",\"XBT/USD\"]";
       }},
      {.name = "Bitget, pseq", .venue = FeedVenue::bitget, .symbol = "BTCUSDT",
       .snapshot = [](int i, const WrittenBook& book) {
         return Text("{\"action\":\"snapshot\",\"arg\":{\"instType\":\"usdt-futures\",\"topic\":\"books\",\"symbol\":\"BTCUSDT\"},"
                     "\"data\":[{\"a\":") + pairs(book.asks) + ",\"b\":" + pairs(book.bids) + ",\"checksum\":0,\"seq\":" +
                to_string(100 + 7 * i) + ",\"pseq\":0,\"ts\":\"1\"}],\"ts\":1}";
       },
       .update = [](int i, const WrittenBook& changed, const WrittenBook&) {
         return Text("{\"action\":\"update\",\"arg\":{\"instType\":\"usdt-futures\",\"topic\":\"books\",\"symbol\":\"BTCUSDT\"},"
                     "\"data\":[{\"a\":") + pairs(changed.asks) + ",\"b\":" + pairs(changed.bids) + ",\"seq\":\"" +
                to_string(100 + 7 * i) + "\",\"pseq\":\"" + to_string(93 + 7 * i) + "\",\"ts\":\"1\"}],\"ts\":1}";
       }},
      {.name = "Gate, futures.obu", .venue = FeedVenue::gateUsdt, .symbol = "BTC_USDT",
       .snapshot = [](int i, const WrittenBook& book) {
         return Text("{\"channel\":\"futures.obu\",\"result\":{\"t\":1,\"full\":true,\"s\":\"ob.BTC_USDT.50\",\"u\":") +
                to_string(100 + 3 * i) + ",\"b\":" + pairs(book.bids) + ",\"a\":" + pairs(book.asks) + "}}";
       },
       .update = [](int i, const WrittenBook& changed, const WrittenBook&) {
         return Text("{\"channel\":\"futures.obu\",\"result\":{\"t\":1,\"s\":\"ob.BTC_USDT.50\",\"U\":") + to_string(98 + 3 * i) +
                ",\"u\":" + to_string(100 + 3 * i) + ",\"b\":" + pairs(changed.bids) + ",\"a\":" + pairs(changed.asks) + "}}";
       }},
      {.name = "Gate, futures.order_book_update", .venue = FeedVenue::gateBtc, .symbol = "BTC_USD",
       .snapshot = [](int i, const WrittenBook& book) {
         return Text("{\"id\":") + to_string(100 + 3 * i) + ",\"current\":1.5,\"update\":1.5,\"asks\":" +
                levelsText(book.asks, "{\"p\":\"%p\",\"s\":%q}") + ",\"bids\":" + levelsText(book.bids, "{\"p\":\"%p\",\"s\":%q}") + "}";
       },
       .update = [](int i, const WrittenBook& changed, const WrittenBook&) {
         return Text("{\"time\":1,\"channel\":\"futures.order_book_update\",\"event\":\"update\",\"result\":{\"t\":1,\"s\":\"BTC_USD\",\"U\":") +
                to_string(98 + 3 * i) + ",\"u\":" + to_string(100 + 3 * i) + ",\"b\":" +
                levelsText(changed.bids, "{\"p\":\"%p\",\"s\":%q}") + ",\"a\":" + levelsText(changed.asks, "{\"p\":\"%p\",\"s\":%q}") + "}}";
       },
       .snapshotIsFetched = true},
      {.name = "Kraken Futures, seq", .venue = FeedVenue::krakenFutures, .symbol = "PF_XBTUSD",
       .snapshot = [](int i, const WrittenBook& book) {
         return Text("{\"feed\":\"book_snapshot\",\"product_id\":\"PF_XBTUSD\",\"timestamp\":1,\"seq\":") + to_string(100 + i) +
                ",\"bids\":" + levelsText(book.bids, "{\"price\":%p,\"qty\":%q}") + ",\"asks\":" +
                levelsText(book.asks, "{\"price\":%p,\"qty\":%q}") + "}";
       },
       .update = [](int i, const WrittenBook& changed, const WrittenBook&) {
         // One level a message: bids at odd updates, asks at even ones.
         const bool isBid = i % 2 == 1;
         const auto& [price, quantity] = isBid ? *changed.bids.begin() : *changed.asks.begin();
         return Text("{\"feed\":\"book\",\"product_id\":\"PF_XBTUSD\",\"side\":\"") + (isBid ? "buy" : "sell") + "\",\"seq\":" +
                to_string(100 + i) + ",\"price\":" + to_string(price) + ",\"qty\":" + to_string(quantity) + ",\"timestamp\":1}";
       }},
  };
}

}  // namespace plimsoll::test
