#include <array>

#include "integers.h"
#include "plimsoll/lending/aave.h"
#include "plimsoll/lending/collateral_loop.h"
#include "plimsoll/lending/health.h"
#include "plimsoll/lending/morpho.h"

namespace plimsoll::golden {
namespace {

/// A fraction that may be given in basis points.
double rate(const Case& one, const char* fraction, const char* basisPoints) {
  return one.has(fraction) ? one.number(fraction) : one.number(basisPoints) / 1e4;
}

std::array<LendingAsset, 2> accountOf(double collateral, double debt, double maxLtv,
                                      double threshold) {
  return {LendingAsset{1.0, collateral, 0.0, maxLtv, threshold},
          LendingAsset{1.0, 0.0, debt, 0.0, 0.0}};
}

Answers aaveHealthFactor(const Case& one) {
  const auto account = accountOf(one.number("collateral"), one.number("borrow"), 0.0,
                                 one.number("liquidation_threshold_bps") / 1e4);
  return {{"health_factor", aave::shownHealthFactor(healthFactor(account))}};
}

/// Of the two fractions only what the case gives is asked for.
Answers aaveAccount(const Case& one) {
  const bool hasThreshold = one.has("liq_threshold") || one.has("liq_threshold_bps");
  const bool hasLtv = one.has("ltv") || one.has("ltv_bps");
  const double maxLtv = hasLtv ? rate(one, "ltv", "ltv_bps") : 0.0;
  const double threshold = hasThreshold ? rate(one, "liq_threshold", "liq_threshold_bps") : 1.0;
  const auto account =
      accountOf(one.number("collateral_usd"), one.number("borrow_usd", 0.0), maxLtv, threshold);
  Answers answers{{"health_factor", missing("liq_threshold")},
                  {"current_liq_threshold_bps", missing("liq_threshold")},
                  {"current_ltv_bps", missing("ltv")},
                  {"available_borrows_usd", missing("ltv")}};
  if (hasThreshold) {
    answers["health_factor"] = aave::shownHealthFactor(healthFactor(account));
    answers["current_liq_threshold_bps"] =
        weightedLiquidationThreshold(account).value_or(0.0) * 1e4;
  }
  if (hasLtv) {
    answers["current_ltv_bps"] = weightedMaxLtv(account).value_or(0.0) * 1e4;
    answers["available_borrows_usd"] = availableBorrows(account);
  }
  return answers;
}

aave::Accrual accrualOf(const Case& one) {
  const double seconds =
      one.has("seconds") ? one.number("seconds") : one.number("current") - one.number("last");
  return {integer(one, "rate"), static_cast<std::uint64_t>(seconds)};
}

Answers aaveCompounded(const Case& one) {
  return {{"compounded_interest", answer(aave::shownCompoundedInterest(accrualOf(one)))}};
}

Answers aaveLinear(const Case& one) {
  return {{"linear_interest", answer(aave::shownLinearInterest(accrualOf(one)))}};
}

/// A market whose price the case gives in loan units for one collateral unit.
morpho::Market marketOf(const Case& one) {
  return {inUnits(one, "lltv", 18),
          one.has("price") ? inUnits(one, "price", 36) : morpho::kOracleScale};
}

Answers morphoIncentive(const Case& one) {
  return {{"lif_wad", answer(morpho::liquidationIncentiveFactorWad(marketOf(one)))}};
}

Answers morphoMaxBorrow(const Case& one) {
  return {{"max_borrow_wad",
           answer(morpho::maxBorrow({integer(one, "collateral_wad"), 0u}, marketOf(one)))}};
}

/// 18 decimals as the number that JSON writes: 250000000000000000 is 0.25.
json wadAnswer(const std::optional<WideInteger>& value) {
  return value ? json(value->toDouble() / 1e18) : json(nullptr);
}

Answers morphoPosition(const Case& one) {
  const morpho::Market market = marketOf(one);
  const morpho::Position position{integer(one, "collateral"), integer(one, "borrow_assets")};
  return {{"max_borrow", answer(morpho::maxBorrow(position, market))},
          {"max_borrowable", answer(morpho::maxBorrowable(position, market))},
          {"ltv", wadAnswer(morpho::ltvWad(position, market))},
          {"withdrawable_collateral", answer(morpho::withdrawableCollateral(position, market))}};
}

CollateralLoop loopOf(const Case& one, double price) {
  return {one.number("collateral_eth") * price, one.number("debt"), one.number("liq_threshold")};
}

Answers loopHealth(const Case& one) {
  return {{"health_factor", answer(healthFactor(loopOf(one, one.number("price"))))}};
}

/// At a price of one the rate is the price. The drawdown is from the price now, which a case
/// may leave out.
Answers loopLiquidation(const Case& one) {
  const json drawdown = one.has("price") ? json(dropToLiquidation(loopOf(one, one.number("price"))))
                                         : missing("the price now");
  return {{"liquidation_price", liquidationPriceRate(loopOf(one, 1.0))}, {"drawdown", drawdown}};
}

Answers loopLeverage(const Case& one) {
  return {{"leverage", answer(multiple({one.number("collateral"), one.number("debt"), 1.0}))}};
}

Answers loopMaxLeverage(const Case& one) {
  return {{"max_leverage", maxMultiple({one.number("liq_threshold"), 0.0})}};
}

}  // namespace

std::span<const Mapping> lendingMappings() {
  static constexpr Mapping mappings[] = {
      {"Aave v3", "account_summary", aaveAccount},
      {"Aave v3", "compound_interest_ray", aaveCompounded},
      {"Aave v3", "health_factor", aaveHealthFactor},
      {"Aave v3", "linear_interest_ray", aaveLinear},
      {"Lending generic", "effective_leverage", loopLeverage},
      {"Lending generic", "health_factor", loopHealth},
      {"Lending generic", "liquidation_price", loopLiquidation},
      {"Lending generic", "max_leverage", loopMaxLeverage},
      {"Morpho Blue", "liquidation_incentive_factor", morphoIncentive},
      {"Morpho Blue", "max_borrow", morphoMaxBorrow},
      {"Morpho Blue", "position_metrics", morphoPosition},
  };
  return mappings;
}

}  // namespace plimsoll::golden
