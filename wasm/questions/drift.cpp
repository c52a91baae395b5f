// What is asked about Drift, in people's units and in the program's.

#include "plimsoll/margin/venues/drift.h"

#include <limits>

#include "values.h"

namespace plimsoll::door::questions {
namespace {

using drift::MarginType;

struct BalanceInput {
  double tokens, tokenPrice, initialAsset, maintenanceAsset, initialLiability, maintenanceLiability,
      imfFactor, oracle;
};

struct PositionInput {
  double signedQuantity, quoteAmount, oraclePrice, initial, maintenance, highLeverageInitial,
      highLeverageMaintenance, imfFactor, initialPnlWeight, maintenancePnlWeight, pnlImfFactor,
      openBids, openAsks, isPrediction, oracle;
};

std::int64_t whole(double parts) {
  return static_cast<std::int64_t>(parts);
}

drift::SpotBalance balanceOf(const BalanceInput& row) {
  return {
      .signedTokens = row.tokens,
      .tokenPrice = row.tokenPrice,
      .weights = {whole(row.initialAsset), whole(row.maintenanceAsset), whole(row.initialLiability),
                  whole(row.maintenanceLiability), whole(row.imfFactor)},
      .oracle = static_cast<int>(row.oracle)};
}

drift::PerpPosition positionOf(const PositionInput& row) {
  return {.signedQuantity = row.signedQuantity,
          .quoteAmount = row.quoteAmount,
          .oraclePrice = row.oraclePrice,
          .ratios = {whole(row.initial), whole(row.maintenance), whole(row.highLeverageInitial),
                     whole(row.highLeverageMaintenance), whole(row.imfFactor)},
          .pnlWeights = {whole(row.initialPnlWeight), whole(row.maintenancePnlWeight),
                         whole(row.pnlImfFactor)},
          .openBids = row.openBids,
          .openAsks = row.openAsks,
          .isPrediction = row.isPrediction != 0.0,
          .oracle = static_cast<int>(row.oracle)};
}

}  // namespace

Refusal driftAccount::answer(const Input& given, Answer& found, const Asked& asked) {
  std::vector<drift::SpotBalance> balances;
  for (const BalanceInput& row : asked.rows.take<BalanceInput>(given.balances))
    balances.push_back(balanceOf(row));
  std::vector<drift::PerpPosition> positions;
  for (const PositionInput& row : asked.rows.rest<PositionInput>())
    positions.push_back(positionOf(row));
  const drift::Account account{balances, positions, given.quotePrice,
                               whole(given.customMarginRatio), given.isHighLeverage != 0.0};
  const Refusal refusal = check(account);
  if (refusal != Error::none) return refusal;
  const drift::Margin initial = margin(account, MarginType::initial);
  const drift::Margin maintenance = margin(account, MarginType::maintenance);
  found = {canBeLiquidated(account) ? 1.0 : 0.0,
           initial.totalCollateral,
           initial.marginRequirement,
           maintenance.totalCollateral,
           maintenance.marginRequirement,
           freeMargin(initial),
           health(account),
           orMissing(leverage(account))};
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto most = [&](MarginType type) {
      return orMissing(maxLeverage(account, positions[i].ratios, type));
    };
    asked.rowAnswers.insert(asked.rowAnswers.end(),
                            {unrealizedPnl(positions[i]), orMissing(liquidationPrice(account, i)),
                             most(MarginType::initial), most(MarginType::maintenance)});
  }
  return {};
}

Refusal driftMarginRatios::answer(const Input& given, Answer& found, const Asked&) {
  const drift::MarginRatios ratios{int64(given.initial), int64(given.maintenance),
                                   int64(given.highLeverageInitial),
                                   int64(given.highLeverageMaintenance), int64(given.imfFactor)};
  const Refusal refusal = check(ratios);
  if (refusal != Error::none) return refusal;
  const auto ratio = [&](MarginType type) {
    return WideInteger(
        marginRatio(ratios, type, given.size.read(), int64(given.isHighLeverage) != 0));
  };
  found.initialRatio = ratio(MarginType::initial);
  found.fillRatio = ratio(MarginType::fill);
  found.maintenanceRatio = ratio(MarginType::maintenance);
  return {};
}

Refusal driftSpotWeights::answer(const Input& given, Answer& found, const Asked&) {
  const drift::SpotWeights weights{int64(given.initialAsset), int64(given.maintenanceAsset),
                                   int64(given.initialLiability), int64(given.maintenanceLiability),
                                   int64(given.imfFactor)};
  const Refusal refusal = check(weights);
  if (refusal != Error::none) return refusal;
  const WideInteger size = given.size.read();
  found.initialAssetWeight = WideInteger(assetWeight(weights, MarginType::initial, size));
  found.maintenanceAssetWeight = WideInteger(assetWeight(weights, MarginType::maintenance, size));
  found.initialLiabilityWeight = WideInteger(liabilityWeight(weights, MarginType::initial, size));
  found.maintenanceLiabilityWeight =
      WideInteger(liabilityWeight(weights, MarginType::maintenance, size));
  found.scaledInitialAsset = WideInteger(drift::scaledInitialAssetWeight(
      weights.initialAsset, given.scaleStart.read(), given.deposits.read()));
  return {};
}

Refusal driftPnl::answer(const Input& given, Answer& found, const Asked&) {
  const drift::PnlWeights weights{int64(given.initialWeight), int64(given.maintenanceWeight),
                                  int64(given.imfFactor), given.maxImbalance.read()};
  const Refusal refusal = check(weights);
  if (refusal != Error::none) return refusal;
  const WideInteger pnl =
      drift::unrealizedPnl(given.base.read(), given.quote.read(), given.price.read());
  const auto weight = [&](MarginType type) {
    return WideInteger(unrealizedPnlWeight(weights, type, pnl, given.netUnsettledPnl.read()));
  };
  found.unrealizedPnl = pnl;
  found.initialPnlWeight = weight(MarginType::initial);
  found.maintenancePnlWeight = weight(MarginType::maintenance);
  return {};
}

Refusal driftBaseToCover::answer(const Input& given, Answer& found, const Asked&) {
  const drift::Shortage shortage{given.marginShortage.read(), int64(given.marginRatio),
                                 int64(given.liquidatorFee),  int64(given.insuranceFee),
                                 given.oraclePrice.read(),    given.quotePrice.read()};
  const Refusal refusal = check(shortage);
  if (refusal == Error::none) found.base = baseToCover(shortage);
  return refusal;
}

}  // namespace plimsoll::door::questions
