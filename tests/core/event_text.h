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
    if (batch_.connectionSequence) head["connectionSequence"] = *batch_.connectionSequence;
    static constexpr const char* kControls[] = {"none", "heartbeat", "answerWanted", "subscribed", "refused"};
    if (batch_.control != Control::none) head["control"] = kControls[static_cast<int>(batch_.control)];
    if (!head.empty()) lines.push_back(head);
    for (const Event& event : batch_.events) {
      lines.push_back(std::visit([this](const auto& kind) { return this->text(kind); }, event));
    }
    return lines;
  }

 private:
  using json = nlohmann::json;

  static json number(const Decimal& value) { return {value.mantissa, value.decimals}; }
  static json level(const Level& level) { return {number(level.price), number(level.quantity)}; }
  json levels(LevelRange range) const {
    json list = json::array();
    for (const Level& one : batch_.at(range)) list.push_back(level(one));
    return list;
  }

  /// An event's fields; those that are empty are left out.
  class Object {
   public:
    Object(const char* event, std::string_view symbol) : json_{{"event", event}, {"symbol", symbol}} {}
    template <typename T>
    Object& add(const char* name, const T& value) {
      json_[name] = value;
      return *this;
    }
    Object& add(const char* name, const Decimal& value) { return add(name, number(value)); }
    template <typename T>
    Object& add(const char* name, const std::optional<T>& value) {
      return value ? add(name, *value) : *this;
    }
    operator json() const { return json_; }

   private:
    json json_;
  };

  static std::string text(const SequenceRule& rule) {
    static constexpr const char* kChains[] = {"previous", "consecutive", "none"};
    std::string text = kChains[static_cast<int>(rule.chain)];
    if (rule.joinsFetched) text += " joinsFetched";
    if (rule.mayStepBack) text += " mayStepBack";
    if (rule.mayBeginAtZero) text += " mayBeginAtZero";
    if (rule.mayOverlapSnapshot) text += " mayOverlapSnapshot";
    return text;
  }
  static std::optional<std::uint32_t> unlessZero(std::uint32_t depth) {
    return depth == 0 ? std::nullopt : std::optional(depth);
  }

  json text(const BookSnapshot& it) const {
    static constexpr const char* kSources[] = {"fetched", "stream", "periodic"};
    return Object("BookSnapshot", it.symbol).add("source", kSources[static_cast<int>(it.source)])
        .add("lastUpdateId", it.lastUpdateId).add("venueTimeMs", it.venueTimeMs)
        .add("bids", levels(it.bids)).add("asks", levels(it.asks)).add("depth", unlessZero(it.depth))
        .add("checksum", it.checksum);
  }
  json text(const BookDelta& it) const {
    return Object("BookDelta", it.symbol).add("rule", text(it.rule)).add("firstUpdateId", it.firstUpdateId)
        .add("lastUpdateId", it.lastUpdateId).add("previousUpdateId", it.previousUpdateId)
        .add("venueTimeMs", it.venueTimeMs).add("bids", levels(it.bids)).add("asks", levels(it.asks))
        .add("depth", unlessZero(it.depth)).add("checksum", it.checksum);
  }
  json text(const Trade& it) const {
    return Object("Trade", it.symbol).add("price", it.price).add("quantity", it.quantity)
        .add("takerSide", it.takerSide == Side::buy ? "buy" : "sell")
        .add("stream", it.stream == TradeStream::single ? "single" : "aggregated")
        .add("tradeId", it.tradeId).add("venueTimeMs", it.venueTimeMs);
  }
  json text(const Quote& it) const {
    return Object("Quote", it.symbol).add("bidPrice", it.bidPrice).add("bidQuantity", it.bidQuantity)
        .add("askPrice", it.askPrice).add("askQuantity", it.askQuantity);
  }
  json text(const MarkPrice& it) const {
    return Object("MarkPrice", it.symbol).add("price", it.price).add("indexPrice", it.indexPrice)
        .add("venueTimeMs", it.venueTimeMs);
  }
  json text(const FundingRate& it) const {
    return Object("FundingRate", it.symbol).add("ratePerInterval", it.ratePerInterval)
        .add("intervalHours", it.intervalHours).add("predictedRatePerInterval", it.predictedRatePerInterval)
        .add("settledRatePerInterval", it.settledRatePerInterval).add("nextFundingTimeMs", it.nextFundingTimeMs)
        .add("venueTimeMs", it.venueTimeMs);
  }
  json text(const OpenInterest& it) const {
    return Object("OpenInterest", it.symbol).add("quantity", it.quantity).add("baseQuantity", it.baseQuantity)
        .add("notional", it.notional).add("venueTimeMs", it.venueTimeMs);
  }
  json text(const Liquidation& it) const {
    return Object("Liquidation", it.symbol)
        .add("positionSide", it.positionSide == PositionSide::longSide ? "long" : "short").add("price", it.price)
        .add("priceKind", it.priceKind == LiquidationPrice::fill ? "fill" : "bankruptcy")
        .add("quantity", it.quantity).add("lowerBound", it.lowerBound).add("venueTimeMs", it.venueTimeMs);
  }
  json text(const PositionRatio& it) const {
    static constexpr const char* kKinds[] = {"accounts", "topAccounts", "topPositions", "takerVolume", "unstated"};
    return Object("PositionRatio", it.symbol).add("kind", kKinds[static_cast<int>(it.kind)])
        .add("longShare", it.longShare).add("venueTimeMs", it.venueTimeMs);
  }
  json text(const OptionQuote& it) const {
    return Object("OptionQuote", it.symbol).add("markVolatility", it.markVolatility)
        .add("bidVolatility", it.bidVolatility).add("askVolatility", it.askVolatility)
        .add("underlyingPrice", it.underlyingPrice).add("delta", it.delta).add("gamma", it.gamma)
        .add("vega", it.vega).add("theta", it.theta).add("venueTimeMs", it.venueTimeMs);
  }
  json text(const DeleveragingAlert& it) const {
    return Object("DeleveragingAlert", it.symbol).add("fundBalance", it.fundBalance)
        .add("drawdownRate", it.drawdownRate).add("triggerRate", it.triggerRate).add("stopRate", it.stopRate)
        .add("isActive", it.isActive).add("venueTimeMs", it.venueTimeMs);
  }
  json text(const Listing& it) const {
    static constexpr const char* kKinds[] = {"spot", "linear", "inverse", "option"};
    Object object("Listing", it.symbol);
    if (it.kind) object.add("kind", kKinds[static_cast<int>(*it.kind)]);
    return object.add("tickSize", it.tickSize).add("lotSize", it.lotSize).add("contractSize", it.contractSize)
        .add("fundingIntervalHours", it.fundingIntervalHours).add("index", it.index);
  }

  const EventBatch& batch_;
};

}  // namespace plimsoll::test
