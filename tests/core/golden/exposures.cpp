#include "exposures.h"

#include <deque>

namespace plimsoll::golden {

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
  if (one.has("size")) return one.number("size");
  if (one.has("lots")) return one.number("lots") * one.number("multiplier", 1.0);
  if (one.has("contracts")) {
    const double unit = one.has("mult") ? one.number("mult") : one.number("multiplier", 1.0);
    return one.number("contracts") * unit;
  }
  return 1.0;
}

ContractPosition linear(const Case& one) {
  const double entry = one.number("entry");
  return {ContractKind::linear, one.side() * sizeIn(one), entry,
          marginOf(one, sizeIn(one) * entry)};
}

/// Quantity in quote units, under whichever name it goes.
double quoteSizeIn(const Case& one) {
  for (const char* const key : {"contracts_usd", "quantity_usd", "qty_usd"}) {
    if (one.has(key)) return one.number(key);
  }
  return one.number("contracts") * one.number("face_value_usd");
}

ContractPosition inverse(const Case& one, double margin) {
  return {ContractKind::inverse, one.side() * quoteSizeIn(one), one.number("entry"), margin};
}

Answers prices(const Exposure& held) {
  return {{"liquidation_price", answer(liquidationPrice(held))},
          {"bankruptcy_price", answer(bankruptcyPrice(held))}};
}

}  // namespace plimsoll::golden
