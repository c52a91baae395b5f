#include "exposures.h"

#include <cmath>
#include <deque>

namespace plimsoll::golden {
namespace {

/// What a case may give in money.
constexpr const char* kSums[] = {"margin",
                                 "margin_expr",
                                 "position_margin",
                                 "pos_margin",
                                 "isolated_margin",
                                 "wallet_balance",
                                 "wallet_balance_expr",
                                 "wallet_balance_btc",
                                 "margin_btc",
                                 "account_balance_btc",
                                 "pos_init",
                                 "pos_cross",
                                 "pos_maint",
                                 "extra_margin",
                                 "mm_deduction",
                                 "mm_amount",
                                 "cum",
                                 "cum_btc",
                                 "raw_usd",
                                 "equity"};

/// Where only rates and prices are given, a price does not hang on the size.
double anySize(const Case& one, double otherwise) {
  const std::string kind = one.whole.value("kind", "");
  if (kind.find("liq") == std::string::npos && kind.find("bankruptcy") == std::string::npos)
    throw NotComputable{"size"};
  for (const char* const sum : kSums) {
    if (one.has(sum) && one.inputs.at(sum) != 0.0) throw NotComputable{"size"};
  }
  return otherwise;
}

}  // namespace

GoldenExposure& GoldenExposure::rate(double maintenanceMarginRate, double amount) {
  static std::deque<MarginBracket> kept;
  MarginBracket& bracket = kept.emplace_back();
  bracket.maintenanceMarginRate = maintenanceMarginRate;
  bracket.maintenanceAmount = amount;
  brackets_ = {&bracket, 1};
  return *this;
}

GoldenExposure& GoldenExposure::takerFee(double rate) {
  terms_.takerFeeRate = rate;
  return *this;
}

GoldenExposure& GoldenExposure::leverage(std::optional<double> leverage) {
  terms_.leverage = leverage;
  return *this;
}

GoldenExposure& GoldenExposure::statedMaintenance(std::optional<double> margin) {
  terms_.statedMaintenance = margin;
  return *this;
}

GoldenExposure& GoldenExposure::rateGrowth(double rate) {
  terms_.rateGrowth = rate;
  return *this;
}

Exposure GoldenExposure::isolated() const {
  MarginTerms terms = terms_;
  terms.brackets = brackets_;
  return exposure(position_, terms, terms.rules->isolated, position_.entryPrice);
}

Exposure GoldenExposure::cross(double markPrice) const {
  MarginTerms terms = terms_;
  terms.brackets = brackets_;
  return exposure(position_, terms, terms.rules->cross, markPrice);
}

double marginOf(const Case& one, double notionalAtEntry) {
  for (const char* const key : {"margin", "position_margin", "pos_margin", "isolated_margin"}) {
    if (one.has(key)) return one.number(key);
  }
  if (one.has("margin_expr")) return one.numberOrExpression("margin");
  return notionalAtEntry / one.number("leverage") + one.number("extra_margin", 0.0);
}

double sizeIn(const Case& one) {
  const double unit = one.number("mult", one.number("multiplier", 1.0));
  if (one.has("size")) return std::abs(one.number("size"));
  if (one.has("lots")) return std::abs(one.number("lots") * unit);
  return one.has("contracts") ? std::abs(one.number("contracts") * unit) : anySize(one, 1.0);
}

double quoteSizeIn(const Case& one) {
  for (const char* const key : {"contracts_usd", "quantity_usd", "qty_usd"}) {
    if (one.has(key)) return one.number(key);
  }
  double face = 1.0;
  for (const char* const key : {"face_value_usd", "face_usd", "contract_usd", "multiplier"}) {
    if (!one.has(key)) continue;
    face = std::abs(one.number(key));
    break;
  }
  for (const char* const key : {"contracts", "lots", "size"}) {
    if (one.has(key)) return one.number(key) * face;
  }
  return anySize(one, 100.0);
}

double valueIn(const Case& one) {
  const double entry = one.number("entry");
  return one.isInverse() ? quoteSizeIn(one) / entry : sizeIn(one) * entry;
}

ContractPosition linear(const Case& one) {
  const double entry = one.number("entry");
  return {ContractKind::linear, one.side() * sizeIn(one), entry,
          marginOf(one, sizeIn(one) * entry)};
}

ContractPosition inverse(const Case& one, double margin) {
  return {ContractKind::inverse, one.side() * quoteSizeIn(one), one.number("entry"), margin};
}

ContractPosition positionIn(const Case& one) {
  return one.isInverse() ? inverse(one, marginOf(one, valueIn(one))) : linear(one);
}

std::vector<Fill> fillsIn(const Case& one) {
  std::vector<Fill> fills;
  for (const json& fill : one.inputs.at("fills")) {
    if (fill.is_array()) {
      fills.push_back({fill.at(0), fill.at(1)});
      continue;
    }
    const char* size = "quantity";
    for (const char* const key :
         {"size", "contracts_usd", "contracts", "size_usd", "qty", "lots"}) {
      if (fill.contains(key)) size = key;
    }
    fills.push_back({fill.at(size), fill.at(fill.contains("price") ? "price" : "entry")});
  }
  return fills;
}

Answers prices(const Exposure& held) {
  return {{"liquidation_price", answer(liquidationPrice(held))},
          {"bankruptcy_price", answer(bankruptcyPrice(held))}};
}

}  // namespace plimsoll::golden
