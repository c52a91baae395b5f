// BitMEX's page on deleveraging.

#include <map>
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

/// Accounts in a list or by id, with names or as id, quantity and rank.
std::vector<json> accountsIn(const json& given) {
  std::vector<json> accounts;
  for (const auto& [key, one] : given.items()) {
    json& account = accounts.emplace_back(one);
    if (one.is_array()) {
      const std::size_t count = one.size();
      account = {{"quantity", one.at(count - 2)}, {"rank", one.at(count - 1)}};
      account["id"] = count > 2 ? one.at(0) : json(accounts.size());
    }
    if (given.is_object()) account["id"] = key;
  }
  return accounts;
}

/// Its rank, or its place from the front: a percentile of 20 comes first.
double rankOf(const json& account) {
  for (const char* const key : {"rank", "ranking", "pnl_ranking", "pnl_rank", "score"}) {
    if (account.contains(key)) return account.at(key);
  }
  return -field(account, {"percentile"}).get<double>();
}

/// Accounts with their quantity and rank, and the short that is liquidated: who gives way, with
/// how much, and what is left of each.
Answers queue(const Case& one) {
  std::vector<RankedPosition> positions;
  std::vector<std::string> ids;
  for (const json& account : accountsIn(one.inputs.at("accounts"))) {
    positions.push_back(
        {field(account, {"quantity", "qty", "size", "contracts", "position"}), rankOf(account)});
    ids.push_back(textOf(field(account, {"id", "account", "name"})));
  }
  const json liquidated = field(one.inputs, {"liquidated_short"});
  const json quantity = liquidated.is_object()
                            ? field(liquidated, {"quantity", "qty", "size", "contracts"})
                            : liquidated;
  std::vector<std::string> order;
  std::map<std::string, double> closed;
  Answers answers;
  for (const QueuePlace& place : deleveragingQueue(positions, quantity)) {
    const std::string& id = ids[place.position];
    order.push_back(id);
    if (place.closed > 0.0) closed[id] = place.closed;
    answers["account" + id + "_remaining"] = positions[place.position].quantity - place.closed;
  }
  answers["order"] = order;
  answers["closed"] = closed;
  return answers;
}

}  // namespace

std::span<const Mapping> bitmexMappings() {
  static constexpr Mapping mappings[] = {{"BitMEX", "adl_percentiles", queue}};
  return mappings;
}

}  // namespace plimsoll::golden
