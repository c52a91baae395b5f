#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "plimsoll/feed/event.h"

namespace plimsoll::test {

/// Events as JSON, for comparison with what stands beside a message.
class EventText {
 public:
  explicit EventText(const EventBatch& batch) : batch_(batch) {}

  /// The events in order; before them the batch's own fields, where there is anything in them.
  nlohmann::json all() const {
    using nlohmann::json;
    json lines = json::array();
    json head = json::object();
    if (!batch_.channel.empty()) head["channel"] = batch_.channel;
    if (batch_.ignored > 0) head["ignored"] = batch_.ignored;
    if (!head.empty()) lines.push_back(head);
    for (const Event& event : batch_.events) {
      lines.push_back(std::visit([this](const auto& kind) { return text(kind); }, event));
    }
    return lines;
  }

 private:
  using json = nlohmann::json;

  static json number(const Decimal& value) { return {value.mantissa, value.decimals}; }
  static json level(const Level& level) { return {number(level.price), number(level.quantity)}; }
  template <typename T>
  static json optional(const std::optional<T>& value) {
    return value ? json(*value) : json(nullptr);
  }
  json levels(LevelRange range) const {
    json list = json::array();
    for (const Level& one : batch_.at(range)) list.push_back(level(one));
    return list;
  }

  json text(const BookSnapshot& it) const {
    return {{"event", "BookSnapshot"}, {"symbol", it.symbol}, {"lastUpdateId", it.lastUpdateId},
            {"venueTimeMs", optional(it.venueTimeMs)}, {"bids", levels(it.bids)}, {"asks", levels(it.asks)}};
  }
  json text(const BookDelta& it) const {
    return {{"event", "BookDelta"}, {"symbol", it.symbol}, {"firstUpdateId", it.firstUpdateId},
            {"lastUpdateId", it.lastUpdateId}, {"previousUpdateId", optional(it.previousUpdateId)},
            {"venueTimeMs", it.venueTimeMs}, {"bids", levels(it.bids)}, {"asks", levels(it.asks)}};
  }
  json text(const Trade& it) const {
    return {{"event", "Trade"}, {"symbol", it.symbol}, {"price", number(it.price)}, {"quantity", number(it.quantity)},
            {"takerSide", it.takerSide == Side::buy ? "buy" : "sell"},
            {"stream", it.stream == TradeStream::single ? "single" : "aggregated"},
            {"tradeId", it.tradeId}, {"venueTimeMs", it.venueTimeMs}};
  }
  json text(const Quote& it) const {
    return {{"event", "Quote"}, {"symbol", it.symbol}, {"bid", level(it.bid)}, {"ask", level(it.ask)},
            {"updateId", it.updateId}};
  }
  json text(const MarkPrice& it) const {
    return {{"event", "MarkPrice"}, {"symbol", it.symbol}, {"price", it.price},
            {"indexPrice", optional(it.indexPrice)}, {"venueTimeMs", it.venueTimeMs}};
  }
  json text(const FundingRate& it) const {
    return {{"event", "FundingRate"}, {"symbol", it.symbol}, {"ratePerInterval", it.ratePerInterval},
            {"intervalHours", optional(it.intervalHours)}, {"nextFundingTimeMs", it.nextFundingTimeMs},
            {"venueTimeMs", it.venueTimeMs}};
  }
  json text(const OpenInterest& it) const {
    return {{"event", "OpenInterest"}, {"symbol", it.symbol}, {"quantity", it.quantity},
            {"venueTimeMs", optional(it.venueTimeMs)}};
  }
  json text(const Liquidation& it) const {
    return {{"event", "Liquidation"}, {"symbol", it.symbol},
            {"positionSide", it.positionSide == PositionSide::longSide ? "long" : "short"},
            {"price", it.price}, {"quantity", it.quantity}, {"lowerBound", it.lowerBound},
            {"venueTimeMs", it.venueTimeMs}};
  }

  const EventBatch& batch_;
};

}  // namespace plimsoll::test
