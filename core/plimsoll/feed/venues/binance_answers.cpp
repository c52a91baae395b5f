// Binance's answers to requests: books, marks, funding, open interest, ratios, instruments.
//
// Source: developers.binance.com, derivatives and spot, REST, read 2026-11.

#include "plimsoll/feed/venues/binance_answers.h"

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/binance_keys.h"

namespace plimsoll::binance {
namespace {

void depthSnapshot(FieldReader& read, EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  if (read.holds("symbol"_key)) snapshot.symbol = read.text("symbol"_key);
  snapshot.source = SnapshotSource::fetched;
  snapshot.lastUpdateId = read.integer("lastUpdateId"_key);
  snapshot.venueTimeMs = read.optionalTime("E"_key);
  snapshot.bids = read.levels("bids"_key, batch);
  snapshot.asks = read.levels("asks"_key, batch);
}

void premiumIndex(FieldReader& read, EventBatch& batch) {
  auto& mark = batch.add<MarkPrice>();
  mark.symbol = read.text("symbol"_key);
  mark.price = read.positive("markPrice"_key);
  mark.indexPrice = read.optionalNumber("indexPrice"_key);
  mark.venueTimeMs = read.optionalTime("time"_key);
  fundingRate(read, "lastFundingRate"_key, "nextFundingTime"_key, batch);
}

/// What was paid, one entry a settlement.
void settledFunding(FieldReader& read, EventBatch& batch) {
  auto& funding = batch.add<FundingRate>();
  funding.symbol = read.text("symbol"_key);
  funding.settledRatePerInterval = read.number("fundingRate"_key);
  funding.venueTimeMs = read.time("fundingTime"_key);
}

void fundingInterval(FieldReader& read, EventBatch& batch) {
  auto& funding = batch.add<FundingRate>();
  funding.symbol = read.text("symbol"_key);
  funding.intervalHours = read.positive("fundingIntervalHours"_key);
}

void openInterest(FieldReader& read, EventBatch& batch) {
  auto& interest = batch.add<OpenInterest>();
  interest.symbol = read.text("symbol"_key);
  interest.quantity = read.quantity("openInterest"_key);
  interest.venueTimeMs = read.optionalTime("time"_key);
}

void openInterestHistory(FieldReader& read, EventBatch& batch) {
  auto& interest = batch.add<OpenInterest>();
  interest.symbol = read.holds("symbol"_key) ? read.text("symbol"_key) : std::string_view{};
  interest.quantity = read.quantity("sumOpenInterest"_key);
  interest.venueTimeMs = read.time("timestamp"_key);
  // COIN-M's value is in the coin, and its sum in contracts.
  const auto value = read.optionalQuantity("sumOpenInterestValue"_key);
  if (read.has("contractType"_key)) {
    interest.baseQuantity = value;
  } else {
    interest.notional = value;
  }
}

/// Three requests answer alike: a caller says which it was, see ratioKind().
void longShortRatio(FieldReader& read, RatioKind kind, EventBatch& batch) {
  auto& ratio = batch.add<PositionRatio>();
  if (read.holds("symbol"_key)) ratio.symbol = read.text("symbol"_key);
  ratio.kind = kind;
  ratio.longShare = read.quantity("longAccount"_key);
  if (ratio.longShare > 1.0) read.refuse(Error::rateOutOfRange, "longAccount"_key);
  ratio.venueTimeMs = read.time("timestamp"_key);
}

void takerRatio(FieldReader& read, EventBatch& batch) {
  const double bought = read.quantity("buyVol"_key);
  const double sold = read.quantity("sellVol"_key);
  if (!(bought + sold > 0.0)) {
    ++batch.ignored;  // nothing was traded
    return;
  }
  auto& ratio = batch.add<PositionRatio>();
  ratio.symbol = {};
  ratio.kind = RatioKind::takerVolume;
  ratio.longShare = bought / (bought + sold);
  ratio.venueTimeMs = read.time("timestamp"_key);
}

/// Of a perpetual, which is named like its pair, basis tells the index.
void basis(FieldReader& read, EventBatch& batch) {
  if (read.text("contractType"_key) != "PERPETUAL") {
    ++batch.ignored;
    return;
  }
  auto& mark = batch.add<MarkPrice>();
  mark.symbol = read.text("pair"_key);
  mark.indexPrice = read.positive("indexPrice"_key);
  mark.venueTimeMs = read.time("timestamp"_key);
}

/// Which of three requests was answered, where the caller wrapped the answer with its path.
RatioKind ratioKind(std::string_view channel) {
  if (channel.ends_with("globalLongShortAccountRatio")) return RatioKind::accounts;
  if (channel.ends_with("topLongShortAccountRatio")) return RatioKind::topAccounts;
  if (channel.ends_with("topLongShortPositionRatio")) return RatioKind::topPositions;
  return RatioKind::unstated;
}

Control controlOf(const Fields& fields) {
  if (fields.has("error"_key) || fields.has("code"_key)) return Control::refused;
  const bool isAck = fields.has("result"_key) && fields.has("id"_key);
  return isAck ? Control::subscribed : Control::none;
}

/// One entry of exchangeInfo. COIN-M alone states what a contract is: a number of dollars.
void instrument(MessageWalk& walk, FieldReader& read, EventBatch& batch) {
  const Fields& entry = read.fields();
  const bool isLinear = entry.text("marginAsset"_key) == entry.text("quoteAsset"_key);
  auto& listing = batch.add<Listing>();
  listing.symbol = read.text("symbol"_key);
  listing.kind = !entry.has("marginAsset"_key) ? InstrumentKind::spot
                 : isLinear                    ? InstrumentKind::linear
                                               : InstrumentKind::inverse;
  listing.contractSize = read.optionalPositive("contractSize"_key).value_or(1.0);
  walk.objects(entry, "filters"_key, [&](FieldReader& filter) {
    const std::string_view type = filter.fields().text("filterType"_key);
    if (type == "PRICE_FILTER") listing.tickSize = filter.positive("tickSize"_key);
    if (type == "LOT_SIZE") listing.lotSize = filter.positive("stepSize"_key);
  });
}

}  // namespace

/// Dated futures pay no funding: their rate is "" or "0" and their next time 0.
void fundingRate(FieldReader& read, Slot rate, Slot nextTime, EventBatch& batch) {
  const auto& mark = *std::get_if<MarkPrice>(&batch.events.back());
  const std::int64_t nextFundingTimeMs = read.optionalTime(nextTime).value_or(0);
  const std::optional<double> ratePerInterval = read.optionalNumber(rate);
  if (nextFundingTimeMs <= 0 || !ratePerInterval) return;
  batch.events.emplace_back(FundingRate{.symbol = mark.symbol,
                                        .ratePerInterval = ratePerInterval,
                                        .nextFundingTimeMs = nextFundingTimeMs,
                                        .venueTimeMs = mark.venueTimeMs});
}

/// Finds out what was asked for, by the fields that only one answer has.
void answer(MessageWalk& walk, FieldReader& read, EventBatch& batch) {
  const Fields& fields = read.fields();
  if (fields.has("lastUpdateId"_key) && batch.channel.empty()) {
    depthSnapshot(read, batch);
  } else if (fields.has("openInterest"_key)) {
    openInterest(read, batch);
  } else if (fields.has("sumOpenInterest"_key)) {
    openInterestHistory(read, batch);
  } else if (fields.has("longAccount"_key)) {
    longShortRatio(read, ratioKind(batch.channel), batch);
  } else if (fields.has("buyVol"_key)) {
    takerRatio(read, batch);
  } else if (fields.has("futuresPrice"_key)) {
    basis(read, batch);
  } else if (fields.has("lastFundingRate"_key)) {
    premiumIndex(read, batch);
  } else if (fields.has("fundingTime"_key)) {
    settledFunding(read, batch);
  } else if (fields.has("fundingIntervalHours"_key)) {
    fundingInterval(read, batch);
  } else if (fields.isArray("symbols"_key)) {
    walk.objects(fields, "symbols"_key, [&](FieldReader& entry) { instrument(walk, entry, batch); });
  } else {
    batch.control = controlOf(fields);
    ++batch.ignored;
  }
}

}  // namespace plimsoll::binance
