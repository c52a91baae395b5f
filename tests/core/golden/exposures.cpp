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

}  // namespace plimsoll::golden
