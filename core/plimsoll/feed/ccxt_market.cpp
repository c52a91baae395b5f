#include "plimsoll/feed/ccxt_market.h"

#include "plimsoll/feed/json/message_walk.h"

namespace plimsoll {
namespace {

constexpr KeyNames kKeys{
    "id precision price amount contractSize linear inverse option spot"};

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

const MessageForm kForm{.keys = KeySet(kKeys)};

std::optional<InstrumentKind> kindOf(const Fields& market) {
  const auto is = [&](Slot slot) { return market.token(slot) == "true"; };
  if (is("option"_key)) return InstrumentKind::option;
  if (is("inverse"_key)) return InstrumentKind::inverse;
  if (is("linear"_key)) return InstrumentKind::linear;
  if (is("spot"_key)) return InstrumentKind::spot;
  return std::nullopt;
}

void listing(MessageWalk& walk, const Fields& market, EventBatch& batch) {
  Fields precision;
  if (!market.has("id"_key) || !walk.object(market, "precision"_key, precision)) return;
  FieldReader read = walk.read(market), readPrecision = walk.read(precision);
  auto& listing = batch.add<Listing>();
  listing.symbol = read.text("id"_key);
  listing.kind = kindOf(market);
  listing.tickSize = readPrecision.optionalPositive("price"_key);
  listing.lotSize = readPrecision.optionalPositive("amount"_key);
  // Of a spot market it is null: a coin is a coin.
  listing.contractSize = read.optionalPositive("contractSize"_key);
}

bool element(MessageWalk& walk, JsonCursor& cursor, EventBatch& batch) {
  if (cursor.peek() != '{') return walk.skip(cursor);
  Fields market;
  if (!walk.collect(cursor, market)) return false;
  listing(walk, market, batch);
  return walk.ok();
}

/// Whether the message is a market itself; its listing is missing where it cannot be read.
bool isOneMarket(std::string_view message, EventBatch& batch) {
  MessageWalk walk(message, kForm, batch);
  Fields market;
  if (walk.isArray() || !walk.root(market)) return false;
  if (!market.has("id"_key) || !market.isObject("precision"_key)) return false;
  listing(walk, market, batch);
  if (!walk.ok()) batch.events.clear();
  return true;
}

}  // namespace

bool decodeCcxtMarkets(std::string_view message, EventBatch& batch) {
  if (isOneMarket(message, batch)) return !batch.events.empty();
  MessageWalk walk(message, kForm, batch);
  const auto visit = [&](JsonCursor& cursor) { return element(walk, cursor, batch); };
  if (walk.isArray()) {
    walk.rootArray(visit);
  } else {
    walk.rootEntries([&](std::string_view, JsonCursor& cursor) { return visit(cursor); });
  }
  return walk.ok() && !batch.events.empty();
}

}  // namespace plimsoll
