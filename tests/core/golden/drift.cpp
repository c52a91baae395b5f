#include "plimsoll/margin/venues/drift.h"

#include <cmath>
#include <vector>

#include "golden.h"
#include "integers.h"

namespace plimsoll::golden {
namespace {

using drift::MarginType;

/// A ratio or weight, which a case gives in parts of 10 000 or as a fraction.
std::int64_t ratioIn(const Case& one, const char* key) {
  const double value = one.number(key);
  return std::llround(value < 1.0 ? value * 1e4 : value);
}

std::int64_t ratioIn(const Case& one, const char* key, std::int64_t otherwise) {
  return one.has(key) ? ratioIn(one, key) : otherwise;
}

std::int64_t imfFactor(const Case& one) {
  return one.has("imf_factor") ? int64(one, "imf_factor") : 0;
}

/// Those that a case does not state do not bear on what it asks.
drift::MarginRatios ratiosIn(const Case& one) {
  return {.initial = ratioIn(one, "margin_ratio_initial", drift::kWhole),
          .maintenance = ratioIn(one, "margin_ratio_maintenance", 1),
          .highLeverageInitial = ratioIn(one, "high_leverage_initial", drift::kWhole),
          .highLeverageMaintenance = ratioIn(one, "high_leverage_maintenance", 1),
          .imfFactor = imfFactor(one)};
}

WideInteger baseSize(const Case& one) {
  return inUnits(one.number("base_size", 0.0), 9);
}

/// A case that gives fractions expects one.
Answers ratio(const Case& one, std::int64_t found) {
  if (one.number("margin_ratio_initial", 1.0) < 1.0) return {{"margin_ratio", found / 1e4}};
  return {{"margin_ratio", found}};
}

Answers initialRatio(const Case& one) {
  one.number("margin_ratio_initial");
  one.number("base_size");
  if (one.number("precision", 10'000.0) != 10'000.0) throw NotComputable{"parts of 10 000"};
  return ratio(one, drift::marginRatio(ratiosIn(one), MarginType::initial, baseSize(one)));
}

Answers initialRatioHighLeverage(const Case& one) {
  one.number("margin_ratio_initial");
  one.number("high_leverage_initial");
  one.number("base_size");
  return ratio(one, drift::marginRatio(ratiosIn(one), MarginType::initial, baseSize(one), true));
}

Answers maintenanceRatioHighLeverage(const Case& one) {
  one.number("high_leverage_maintenance");
  one.number("base_size");
  return ratio(one,
               drift::marginRatio(ratiosIn(one), MarginType::maintenance, baseSize(one), true));
}

Answers fillRatio(const Case& one) {
  one.number("margin_ratio_initial");
  one.number("margin_ratio_maintenance");
  return ratio(one, drift::marginRatio(ratiosIn(one), MarginType::fill, baseSize(one)));
}

Answers assetWeight(const Case& one) {
  const drift::SpotWeights weights{.initialAsset = ratioIn(one, "initial_asset_weight"),
                                   .imfFactor = imfFactor(one)};
  return {{"asset_weight",
           drift::assetWeight(weights, MarginType::initial, integer(one, "size_amm_precision"))}};
}

Answers liabilityWeight(const Case& one) {
  const drift::SpotWeights weights{.initialLiability = ratioIn(one, "initial_liability_weight"),
                                   .imfFactor = imfFactor(one)};
  return {{"liability_weight", drift::liabilityWeight(weights, MarginType::initial,
                                                      integer(one, "size_amm_precision"))}};
}

Answers scaledWeight(const Case& one) {
  const double deposits = one.number("deposits_sol") * one.number("oracle");
  return {{"asset_weight", drift::scaledInitialAssetWeight(
                               ratioIn(one, "initial_asset_weight"),
                               inUnits(one.number("scale_start_usd"), 6), inUnits(deposits, 6))}};
}

Answers pnlWeight(const Case& one) {
  const drift::PnlWeights weights{.initial = ratioIn(one, "base_weight"),
                                  .imfFactor = imfFactor(one)};
  return {{"asset_weight", drift::unrealizedPnlWeight(weights, MarginType::initial,
                                                      integer(one, "unrealized_pnl_quote_1e6"))}};
}

Answers unrealizedPnl(const Case& one) {
  return {{"unrealized_pnl_1e6", answer(drift::unrealizedPnl(integer(one, "base_asset_amount"),
                                                             integer(one, "quote_asset_amount"),
                                                             inUnits(one.number("oracle"), 6)))}};
}

Answers baseToCover(const Case& one) {
  const drift::Shortage shortage{
      .margin = inUnits(one.number("margin_shortage"), 6),
      .marginRatio = ratioIn(one, "margin_ratio"),
      .liquidatorFee = std::llround(one.number("liquidation_fee", 0.0) * 1e6),
      .insuranceFee = std::llround(one.number("if_liquidation_fee", 0.0) * 1e6),
      .oraclePrice = inUnits(one.number("oracle"), 6),
      .quotePrice = inUnits(one.number("quote_oracle", 1.0), 6)};
  const auto base = drift::baseToCover(shortage);
  return {{"base_1e9", answer(base)}};
}

drift::SpotBalance quoteTokens(double amount) {
  drift::SpotBalance balance{};
  balance.signedTokens = amount;
  return balance;
}

/// A position of the client's test market, which counts no profit before it is settled: its
/// weights are zero. The case says so by the collateral, none, that it finds.
Answers requirement(const Case& one) {
  drift::PerpPosition position{};
  position.signedQuantity = one.number("base");
  position.quoteAmount = one.number("quote");
  position.oraclePrice = one.number("oracle");
  position.ratios = ratiosIn(one);
  position.ratios.initial = ratioIn(one, "margin_ratio_initial", position.ratios.maintenance);
  position.pnlWeights = {.initial = 0, .maintenance = 0};
  const drift::SpotBalance balance = quoteTokens(one.number("collateral"));
  const drift::Account account{{&balance, 1}, {&position, 1}};
  const auto most = drift::maxLeverage(account, position.ratios, MarginType::initial);
  return {{"upnl", drift::unrealizedPnl(position)},
          {"margin_requirement", drift::margin(account, MarginType::maintenance).marginRequirement},
          {"can_be_liquidated", drift::canBeLiquidated(account)},
          {"health", std::llround(drift::health(account) * 100.0)},
          {"max_leverage_x1e4", most ? *most * 1e4 : 0.0}};
}

/// Any deposit, and nothing held.
Answers maxLeverage(const Case& one) {
  one.number("margin_ratio_initial");
  one.number("margin_ratio_maintenance");
  const drift::SpotBalance balance = quoteTokens(10'000.0);
  drift::Account account{{&balance, 1}, {}};
  const auto thousandths = [&](MarginType type) {
    return drift::maxLeverage(account, ratiosIn(one), type).value() * 1e3;
  };
  Answers answers{{"without_custom_initial", thousandths(MarginType::initial)}};
  account.customMarginRatio = ratioIn(one, "custom_max_margin_ratio", 0);
  answers["initial_leverage_x1e3"] = thousandths(MarginType::initial);
  answers["maintenance_leverage_x1e3"] = thousandths(MarginType::maintenance);
  return answers;
}

/// Just entered, with the fee of a new account.
Answers liquidation(const Case& one) {
  const double entry = one.number("approx_entry");
  drift::PerpPosition position{};
  position.signedQuantity = one.side() * std::abs(one.number("base"));
  position.quoteAmount =
      drift::quoteAmountAtEntry(position.signedQuantity, entry, drift::kFirstTierTakerFeeRate);
  position.oraclePrice = entry;
  position.ratios = ratiosIn(one);
  one.number("margin_ratio_maintenance");
  const drift::SpotBalance balance = quoteTokens(one.number("collateral_usdc"));
  const drift::Account account{{&balance, 1}, {&position, 1}};
  return {{"liquidation_price", answer(drift::liquidationPrice(account, 0))}};
}

}  // namespace

std::span<const Mapping> driftMappings() {
  static constexpr Mapping mappings[] = {
      {"Drift v2", "asset_weight", assetWeight},
      {"Drift v2", "base_to_cover_margin_shortage", baseToCover},
      {"Drift v2", "liability_weight", liabilityWeight},
      {"Drift v2", "liquidation_price", liquidation},
      {"Drift v2", "margin_ratio_fill", fillRatio},
      {"Drift v2", "margin_ratio_initial", initialRatio},
      {"Drift v2", "margin_ratio_initial_hlm", initialRatioHighLeverage},
      {"Drift v2", "margin_ratio_maintenance_hlm", maintenanceRatioHighLeverage},
      {"Drift v2", "margin_requirement", requirement},
      {"Drift v2", "max_leverage", maxLeverage},
      {"Drift v2", "scaled_asset_weight", scaledWeight},
      {"Drift v2", "unrealized_pnl", unrealizedPnl},
      {"Drift v2", "upnl_asset_weight", pnlWeight},
  };
  return mappings;
}

}  // namespace plimsoll::golden
