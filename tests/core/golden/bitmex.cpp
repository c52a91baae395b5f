// BitMEX's page on deleveraging.

#include <vector>

#include "golden.h"
#include "plimsoll/margin/deleveraging.h"

namespace plimsoll::golden {
namespace {

/// The first of several names that an object has.
json field(const json& whole, std::initializer_list<const char*> names) {
  for (const char* const name : names) {
    if (whole.contains(name)) return whole.at(name);
  }
  throw NotComputable{*names.begin()};
}

/// Accounts with their quantity and rank, and the short that is liquidated: places and
/// quantities by the accounts' ids, as the page names them.
Answers queue(const Case& one) {
  std::vector<RankedPosition> positions;
  std::vector<json> ids;
  for (const json& account : one.inputs.at("accounts")) {
    positions.push_back({field(account, {"qty", "quantity", "size"}),
                         field(account, {"rank", "ranking", "pnl_ranking"})});
    ids.push_back(field(account, {"id", "account"}));
  }
  const json liquidated = field(one.inputs, {"liquidated_short", "liquidated_short_qty"});
  const double quantity = liquidated.is_object()
                              ? field(liquidated, {"qty", "quantity", "size"}).get<double>()
                              : liquidated.get<double>();
  json order = json::array();
  json percentiles = json::array();
  json closed = json::object();
  Answers answers;
  for (const QueuePlace& place : deleveragingQueue(positions, quantity)) {
    const json& named = ids[place.position];
    const std::string id = named.is_string() ? named.get<std::string>() : named.dump();
    const double left = positions[place.position].quantity - place.closed;
    order.push_back(ids[place.position]);
    percentiles.push_back(place.percentile);
    if (place.closed > 0.0) closed[id] = place.closed;
    answers["account" + id + "_remaining"] = left;
  }
  answers["order"] = order;
  answers["percentile"] = percentiles;
  answers["closed"] = closed;
  return answers;
}

}  // namespace

std::span<const Mapping> bitmexMappings() {
  static constexpr Mapping mappings[] = {{"BitMEX", "adl_percentiles", queue}};
  return mappings;
}

}  // namespace plimsoll::golden
