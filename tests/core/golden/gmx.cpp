#include <algorithm>
#include <cmath>

#include "golden.h"
#include "plimsoll/margin/venues/gmx.h"
#include "plimsoll/margin/venues/gmx_market.h"
#include "plimsoll/margin/venues/gmx_v1.h"

namespace plimsoll::golden {
namespace {

Answers v1LiquidationPrice(const Case& one) {
  const gmx_v1::Rules usual;
  const gmx_v1::Position position{one.side() * one.number("size_usd"), one.number("collateral_usd"),
                                  one.number("average_price"), one.number("funding_fee", 0.0)};
  const gmx_v1::Rules rules{one.number("margin_fee_bps", usual.marginFeeRate * 1e4) / 1e4,
                            one.number("liquidation_fee_usd", usual.liquidationFeeUsd),
                            one.number("max_leverage", usual.maxLeverage)};
  return {{"liquidation_price", answer(gmx_v1::liquidationPrice(position, rules))}};
}

Answers netValue(const Case& one) {
  const gmx::Fees fees{one.number("pending_funding", 0.0), one.number("pending_borrowing", 0.0),
                       0.0};
  return {{"net_value",
           gmx::netValue({one.number("collateral_usd"), one.number("pnl", 0.0), fees, 0.0})}};
}

Answers netValueAfterFees(const Case& one) {
  const gmx::Fees fees{one.number("funding", 0.0), one.number("borrowing", 0.0),
                       one.number("closing_fee", 0.0)};
  return {
      {"net_value", gmx::netValueAfterFees({one.number("collateral_usd"), one.number("pnl", 0.0),
                                            fees, one.number("price_impact", 0.0)})}};
}

/// The impact as the case counts it, or a raw one and its cap.
Answers minCollateral(const Case& one) {
  const gmx::Market market{one.number("min_collateral_usd"), 0.0,
                           one.number("max_impact_factor_for_liquidations", 0.0)};
  const double size = one.number("size_usd", 0.0);
  double impact = 0.0;
  if (one.has("raw_price_impact")) {
    if (!one.has("max_impact_factor_for_liquidations")) {
      throw NotComputable{"max_impact_factor_for_liquidations"};
    }
    impact = gmx::priceImpactForLiquidation(one.number("raw_price_impact"), one.number("size_usd"),
                                            market);
  } else {
    impact = std::min(0.0, one.number("price_impact", 0.0));  // never a gain
  }
  const gmx::Balance balance{
      0.0, one.number("pnl", 0.0), {0.0, 0.0, one.number("closing_fee", 0.0)}, impact};
  return {{"min_collateral", gmx::minCollateral(gmx::requiredCollateral(size, market), balance)}};
}

Answers maxLeverage(const Case& one) {
  return {{"max_leverage", gmx::maxLeverage(one.number("min_collateral_factor"))}};
}

gmx::ImpactCurve curveOf(const Case& one) {
  return {one.number("factor"), one.number("exponent")};
}

Answers impactTerm(const Case& one) {
  return {{"value_1e30", gmx::priceImpactTerm(curveOf(one), one.number("diff_usd")) * 1e30}};
}

/// Differences as long interest without short: the sides do not change.
Answers priceImpact(const Case& one) {
  const gmx::PriceImpact impact{curveOf(one), curveOf(one)};
  const gmx::OpenInterest before{std::abs(one.number("initial_diff")), 0.0};
  const gmx::OpenInterest after{std::abs(one.number("next_diff")), 0.0};
  return {{"price_impact", gmx::priceImpactUsd(impact, before, after)}};
}

Answers fundingPerSecond(const Case& one) {
  const gmx::FundingRates rates =
      gmx::fundingPerSecond({one.number("factor"), one.number("exponent")},
                            {one.number("long_oi"), one.number("short_oi")});
  return {{"longs_pay", rates.longRate}, {"shorts_receive", -rates.shortRate}};
}

Answers savedFunding(const Case& one) {
  if (!one.has("skew_same_as_funding")) throw NotComputable{"skew_same_as_funding"};
  const double change =
      gmx::savedFundingChange({one.number("increase_per_s"), one.number("decrease_per_s"),
                               one.number("threshold_stable"), one.number("threshold_decrease")},
                              {one.number("imbalance"), one.number("duration_s"),
                               one.inputs.at("skew_same_as_funding").get<bool>()});
  const char* const direction = change > 0.0 ? "increase" : change < 0.0 ? "decrease" : "no change";
  return {{"change_abs", std::abs(change)}, {"direction", direction}};
}

Answers increase(const Case& one) {
  const gmx::Increase increase{one.side() * one.number("size_usd"), one.number("oracle"),
                               one.number("negative_impact", 0.0)};
  return {{"size_in_tokens", gmx::sizeInTokens(increase)},
          {"entry_price_approx", gmx::entryPrice(increase)},
          {"pending_loss", gmx::pendingLoss(increase)}};
}

}  // namespace

std::span<const Mapping> gmxMappings() {
  static constexpr Mapping mappings[] = {
      {"GMX v1", "liquidation_price", v1LiquidationPrice},
      {"GMX v2", "funding_per_second_longs", fundingPerSecond},
      {"GMX v2", "impact_factor", impactTerm},
      {"GMX v2", "max_leverage", maxLeverage},
      {"GMX v2", "min_collateral_for_liq", minCollateral},
      {"GMX v2", "net_value", netValue},
      {"GMX v2", "net_value_after_fees", netValueAfterFees},
      {"GMX v2", "price_impact_usd", priceImpact},
      {"GMX v2", "saved_funding_factor_change", savedFunding},
      {"GMX v2", "size_in_tokens_and_entry", increase},
  };
  return mappings;
}

}  // namespace plimsoll::golden
