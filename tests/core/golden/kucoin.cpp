#include <cmath>
#include <deque>
#include <vector>

#include "exposures.h"
#include "golden.h"
#include "plimsoll/margin/account.h"
#include "plimsoll/margin/profit.h"

namespace plimsoll::golden {
namespace {

constexpr double kTaker = 0.0006;

/// A cross account at its marks; orders stand in it as if they were filled.
class CrossAccount {
 public:
  explicit CrossAccount(const Case& account) : account_(account) {}

  void add(const json& inputs) {
    const Case one{account_.whole, inputs, account_.tables};
    MarginBracket& bracket = brackets_.emplace_back();
    bracket.maintenanceMarginRate = one.number("mmr");
    const double mark = one.number(one.has("mark") ? "mark" : one.has("price") ? "price" : "entry");
    positions_.push_back({.position = {ContractKind::linear, one.side() * sizeIn(one), mark, 0.0},
                          .terms = {.rules = &venueRules(MarginVenue::kucoin),
                                    .brackets = {&bracket, 1},
                                    .takerFeeRate = taker()},
                          .isIsolated = false,
                          .symbol = static_cast<int>(positions_.size()),
                          .markPrice = mark});
  }

  /// What opening the last one costs.
  double openFee() const {
    const AccountPosition& last = positions_.back();
    return feesOfRound(exposure(last), last.markPrice, {.openFeeRate = taker()});
  }

  std::size_t size() const { return positions_.size(); }
  Account holding(double spent) const {
    return {.walletBalance = account_.number("total_margin") - spent, .positions = positions_};
  }

 private:
  double taker() const { return account_.number("taker", kTaker); }

  const Case& account_;
  std::deque<MarginBracket> brackets_;
  std::vector<AccountPosition> positions_;
};

/// Of several, or of one that stands there by itself.
std::vector<json> listOf(const json& inputs, const char* key) {
  if (!inputs.contains(key)) return {};
  const json& list = inputs.at(key);
  if (list.is_object()) return {list};
  return list;
}

/// The account margin ratio, and the price of one of its positions by it.
Answers cross(const Case& account) {
  CrossAccount all(account);
  std::size_t target = 0;
  for (const json& inputs : listOf(account.inputs, "positions")) {
    const std::string name = inputs.value("sym", inputs.value("symbol", ""));
    if (account.has("target") && name.starts_with(account.text("target"))) target = all.size();
    all.add(inputs);
  }
  const Account held = all.holding(0.0);
  const AccountAtMarks counted(held);
  return {{"amr", counted.cross().equity / counted.cross().notional},
          {"liquidation_price", answer(counted.liquidationPrice(target))}};
}

/// (maintenance of positions and orders, with the fees of closing them) / (total margin - fees
/// of opening the orders): the account's margin ratio once the orders are filled.
Answers riskRate(const Case& account) {
  account.number("total_margin");
  CrossAccount all(account);
  double openFees = 0.0;
  for (const json& inputs : listOf(account.inputs, "positions"))
    all.add(inputs);
  for (const json& inputs : listOf(account.inputs, "orders")) {
    all.add(inputs);
    openFees += all.openFee();
  }
  const Account held = all.holding(openFees);
  const AccountAtMarks counted(held);
  return {{"risk_rate", counted.cross().maintenanceMargin / counted.cross().equity}};
}

ContractPosition positionWith(const Case& one, double margin) {
  const bool isInverse = one.isInverse();
  const double quantity = isInverse ? quoteSizeIn(one) : sizeIn(one);
  return {isInverse ? ContractKind::inverse : ContractKind::linear, one.side() * quantity,
          one.number("entry"), margin};
}

Answers liquidation(const Case& one) {
  if (one.has("positions")) return cross(one);
  const double value = valueIn(one);
  const double initial =
      one.has("leverage") ? value / one.number("leverage") : one.number("pos_init");
  const double leverage = value / initial;
  const double taker = one.number("taker", one.has("pos_margin") ? kTaker : 0.0);
  const double commission = taker * value * (1.0 + 1.0 / leverage);
  const double margin = one.has("pos_margin") ? one.number("pos_margin")
                                              : initial + commission + one.number("pos_cross", 0.0);
  GoldenExposure asked("kucoin", positionWith(one, margin));
  asked.rate(one.number("mmr", 0.0)).takerFee(taker).leverage(leverage);
  const double maintenance = asked.isolated().maintenance.fixed - commission;
  if (one.has("pos_maint")) asked.statedMaintenance(one.number("pos_maint"));
  const Exposure alone = GoldenExposure("kucoin", positionWith(one, initial)).isolated();
  const auto bankruptcy = bankruptcyPrice(alone);
  const auto price = liquidationPrice(asked.isolated());
  const double tick = one.number("tick", 0.0);
  Answers answers{
      {"liquidation_price",
       price ? json(shownPrice(asked.rules(), *price, one.side(), tick)) : json(nullptr)},
      // Rounded away from the mark, for once.
      {"bankruptcy_price", bankruptcy
                               ? json(shownPrice(asked.rules(), *bankruptcy, -one.side(), tick))
                               : json(nullptr)},
      {"initial_margin", initial},
      {"maintenance_margin", one.has("mmr") ? json(maintenance) : missing("mmr")},
      {"pos_init", initial},
      {"pos_comm", commission}};
  for (const char* const key : {"unrealised_pnl", "unrealised_pnl_pcnt", "unrealised_roe_pcnt"})
    answers[key] = missing("the mark price");
  if (!one.has("mark")) return answers;
  const double pnl = unrealizedPnl(alone, one.number("mark"));
  answers["unrealised_pnl"] = pnl;
  answers["unrealised_pnl_pcnt"] = returnOnEquity(pnl, value);
  answers["unrealised_roe_pcnt"] = returnOnEquity(pnl, initial);
  return answers;
}

Answers bankruptcy(const Case& one) {
  const ContractPosition position = positionWith(one, valueIn(one) / one.number("leverage"));
  return {
      {"bankruptcy_price", answer(bankruptcyPrice(GoldenExposure("kucoin", position).isolated()))}};
}

Answers returnRates(const Case& one) {
  const double pnl = one.number("unrealised_pnl");
  const auto part = [&](const char* of) {
    return one.has(of) ? json(returnOnEquity(pnl, one.number(of))) : missing(of);
  };
  return {{"pnl_pcnt", part("pos_cost")}, {"roe_pcnt", part("pos_init")}};
}

}  // namespace

std::span<const Mapping> kucoinMappings() {
  static constexpr Mapping mappings[] = {
      {"KuCoin", "bankruptcy_price", bankruptcy},
      {"KuCoin", "liquidation_price", liquidation},
      {"KuCoin", "risk_rate", riskRate},
      {"KuCoin", "roe", returnRates},
  };
  return mappings;
}

}  // namespace plimsoll::golden
