#pragma once

#include <vector>

#include "../block.h"
#include "plimsoll/base/wide_integer.h"

// Questions that are asked of no account: a struct of inputs in, a struct of answers out, and
// rows of a table or of a list behind the inputs where a question takes them. The names here are
// their layout in TypeScript too. `side` is +1 or -1, `kind` and `venue` are numbers; NaN is what
// is not given, or what there is none of. Integers cross whole.

// clang-format off
// Those of the small engine, beside accounts ...
#define PLIMSOLL_ACCOUNT_QUESTIONS(ask)                                                           \
  ask(lendingAccount, double, (eModeMaxLtv, eModeLiquidationThreshold),                           \
      double, (liquidatable, healthFactor, collateralValue, debtValue, borrowedLtv, maxLtv,       \
               liquidationThreshold, availableBorrows, drawdownToLiquidation))

// ... and those that the engine of formulas has besides.
#define PLIMSOLL_FORMULA_QUESTIONS(ask)                                                           \
  ask(orderCost, double, (side, quantity, orderPrice, leverage, markPrice),                       \
      double, (initialMargin, openLoss, costToOpen))                                              \
  ask(maxQuantity, double, (kind, side, freeMargin, orderPrice, markPrice, leverage, openFeeRate, \
                            closeFeeRate, lotSize),                                               \
      double, (quantity))                                                                         \
  ask(profit, double, (kind, side, quantity, entryPrice, price, leverage, openFeeRate,            \
                       closeFeeRate, fundingPaid, wantedProfit, wantedReturn),                    \
      double, (notional, unrealizedPnl, initialMargin, returnOnEquity, fees, netProfit,           \
               breakEvenPrice, priceForProfit, priceForReturn))                                   \
  ask(averageEntryPrice, double, (kind), double, (averageEntryPrice, quantity, notional))         \
  ask(marginForLiquidationPrice, double,                                                          \
      (venue, kind, side, quantity, entryPrice, liquidationPrice, takerFeeRate, leverage,         \
       contracts, rateGrowthPerUnit, minMaintenanceMargin, imfFactor),                            \
      double, (margin, maintenanceMargin))                                                        \
  ask(marginTableAt, double, (venue, size, margin, leverage),                                     \
      double, (maintenanceMarginRate, maintenanceAmount, maintenanceMargin, maxLeverage,          \
               maxLeverageForMargin, maxSize, headroom))                                          \
  ask(deleveragingRank, double, (venue, kind, side, quantity, entryPrice, margin, markPrice,      \
                                 maintenanceMargin), double, (rank))                              \
  ask(liquidationSteps, double, (venue, kind, side, quantity, entryPrice, margin, takerFeeRate,   \
                                 leverage, contracts, rateGrowthPerUnit),                         \
      double, (pauseMs))                                                                          \
  ask(weightedCollateral, double, (quantity), double, (weightedQuantity, weight))                 \
  ask(deleveragingQueue, double, (quantity), double, (quantityLeft))                              \
  ask(htxNetPosition, double, (longContracts, shortContracts),                                    \
      double, (netContracts, adjustmentFactor))                                                   \
  ask(premiumRate, double, (impactBidPrice, indexPrice), double, (premiumRate))                   \
  ask(interestRate, double, (quoteRatePerDay, baseRatePerDay, intervalsPerDay),                   \
      double, (interestRate))                                                                     \
  ask(fundingRate, double, (premiumRate, interestRate, clampRate), double, (fundingRate))         \
  ask(fundingPayment, double, (kind, side, quantity, markPrice, fundingRate, intervalPart, equity,\
                               maintenanceMargin),                                                \
      double, (notional, fundingPaid, intervalsUntilLiquidation))                                 \
  ask(venueFundingRate, double, (venue, timeMs, averagePremium, intervalHours,                    \
                                 interestRatePer8Hours, isIsolated, initialMarginRate,            \
                                 maintenanceMarginRate, capRate, floorRate),                      \
      double, (fundingRate, intervalHours, validFromMs))                                          \
  ask(fundingCarry, double, (side, leverage, fundingRate, intervalHours, horizonHours, feeRate,   \
                             maintenanceMarginRate, budgetRate, intervals),                       \
      double, (ratePerYear, compoundedRatePerYear, ratePer8Hours, costPerInterval,                \
               costOverHorizon, breakEvenMove, breakEvenOnMargin, runwayIntervals, noRunway,      \
               leverageThatFundingEats))                                                          \
  ask(fundingRisk, double, (side, leverage, intervals, blockLength, seed),                        \
      double, (meanRate, autocorrelation, shockDeviation, lastRate, expectedCost, costDeviation,  \
               costAtRisk, signFlipProbability, bootstrappedExpectedCost,                         \
               bootstrappedCostDeviation, bootstrappedCostAtRisk,                                 \
               bootstrappedSignFlipProbability))                                                  \
  ask(fundingAcrossVenues, double, (venues),                                                      \
      double, (weightedRatePer8Hours, weightedVenues, lowestRatePer8Hours,                        \
               highestRatePer8Hours, dispersionPer8Hours))                                        \
  ask(selfExcitation, double, (events, nowMs),                                                    \
      double, (buyBaseRatePerS, sellBaseRatePerS, decayPerS, buysPerBuy, buysPerSell, sellsPerBuy,\
               sellsPerSell, spectralRadius, baseShare, selfShare, crossShare, gainOverChance,    \
               buys, sells))                                                                      \
  ask(squareRootImpact, double, (dailyVolatility, dailyQuantity, quantity, factor),               \
      double, (impactRate))                                                                       \
  ask(collateralLoop, double,                                                                     \
      (collateralValue, debtValue, liquidationThreshold, bonusRate, supplyRate, borrowRate,       \
       wantedHealthFactor),                                                                       \
      double, (multiple, healthFactor, liquidationPriceRate, dropToLiquidation, netYieldRate,     \
               breakEvenBorrowRate, toxicHealthFactor, dropToToxic, repaidForHealthFactor))       \
  ask(loopPlan, double, (equity, liquidationThreshold, ltv, swapCostRate, targetMultiple),        \
      double, (maxMultiple, borrows, collateralValue, debtValue, multiple, healthFactor))         \
  ask(unwinding, double, (collateralValue, debtValue, liquidationThreshold, targetMultiple,       \
                          ltvWhile, swapCostRate),                                                \
      double, (soldAtOnce, steps, sold, cost, collateralValue, debtValue))                        \
  ask(aaveLiquidation, double, (healthFactor, totalDebt, debt, collateral),                       \
      double, (maxLiquidatableDebt))                                                              \
  ask(gmxBalance, double, (sizeUsd, collateralUsd, pnl, fundingUsd, borrowingUsd, closingUsd,     \
                           priceImpactUsd, minCollateralUsd, minCollateralRate, maxImpactRate),   \
      double, (netValue, netValueAfterFees, priceImpactForLiquidation, requiredCollateral,        \
               minCollateral))                                                                    \
  ask(gmxLeverageLimits, double,                                                                  \
      (minCollateralRate, minCollateralRateForLiquidation, positionFeeRate),                      \
      double, (maxLeverage, maxAllowedLeverage))                                                  \
  ask(gmxIncrease, double, (side, sizeUsd, oraclePrice, priceImpactRate),                         \
      double, (sizeInTokens, entryPrice, pendingLoss))                                            \
  ask(gmxPriceImpact, double, (positiveFactor, positiveExponent, negativeFactor, negativeExponent,\
                               longUsd, shortUsd, longUsdAfter, shortUsdAfter),                   \
      double, (priceImpactUsd))                                                                   \
  ask(gmxFunding, double, (factor, exponent, longUsd, shortUsd), double, (longRate, shortRate))   \
  ask(gmxFundingChange, double,                                                                   \
      (increasePerSecond, decreasePerSecond, thresholdForStable, thresholdForDecrease, imbalance, \
       seconds, isSkewAsFunding), double, (change))                                               \
  ask(gmxV1LiquidationPrice, double, (side, sizeUsd, collateralUsd, averagePrice, fundingFeeUsd,  \
                                      marginFeeRate, liquidationFeeUsd, maxLeverage),             \
      double, (liquidationPrice))                                                                 \
  ask(jupiterFees, double, (sizeUsd, baseFeeRate, tradeImpactFeeScalar, maxLeverage,              \
                            cumulativeRate, rateAtSnapshot),                                      \
      double, (closeFee, closeFeeRate, borrowFee))                                                \
  ask(driftAccount, double, (quotePrice, customMarginRatio, isHighLeverage, balances),            \
      double, (liquidatable, initialCollateral, initialMarginRequirement, maintenanceCollateral,  \
               maintenanceMarginRequirement, freeMargin, health, leverage))                       \
  ask(driftMarginRatios, Integer, (initial, maintenance, highLeverageInitial,                     \
                                   highLeverageMaintenance, imfFactor, size, isHighLeverage),     \
      Integer, (initialRatio, fillRatio, maintenanceRatio))                                       \
  ask(driftSpotWeights, Integer, (initialAsset, maintenanceAsset, initialLiability,               \
                                  maintenanceLiability, imfFactor, size, scaleStart, deposits),   \
      Integer, (initialAssetWeight, maintenanceAssetWeight, initialLiabilityWeight,               \
                maintenanceLiabilityWeight, scaledInitialAsset))                                  \
  ask(driftPnl, Integer, (base, quote, price, initialWeight, maintenanceWeight, imfFactor,        \
                          maxImbalance, netUnsettledPnl),                                         \
      Integer, (unrealizedPnl, initialPnlWeight, maintenancePnlWeight))                           \
  ask(driftBaseToCover, Integer, (marginShortage, marginRatio, liquidatorFee, insuranceFee,       \
                                  oraclePrice, quotePrice), Integer, (base))                      \
  ask(dydxMarket, double, (initialMarginRate, maintenanceMarginRate, clampFactor, freeMargin,     \
                           openInterestNotional, openInterestLowerCap, openInterestUpperCap),     \
      double, (maxFundingRate, impactNotional, buyingPower, effectiveInitialMarginRate))          \
  ask(dydxInitialMargin, Integer,                                                                 \
      (initialMarginPpm, maintenanceFractionPpm, openInterestLowerCap, openInterestUpperCap,      \
       openInterestNotional, notional, customInitialMarginPpm),                                   \
      Integer, (maintenanceMarginPpm, effectiveInitialMarginPpm, initialMargin))                  \
  ask(dydxSubaccount, Integer, (quoteBalance, index, delta, bankruptcyAdjustmentPpm,              \
                                spreadToMaintenanceMarginPpm),                                    \
      Integer, (liquidatable, netCollateral, initialMargin, maintenanceMargin, bankruptcyPrice))  \
  ask(dydxFundingIndexDelta, Integer,                                                             \
      (atomicResolution, price, exponent, fundingRatePpm, seconds), Integer, (indexDelta))        \
  ask(aaveInterest, Integer, (rateRay, seconds),                                                  \
      Integer, (linear, compounded, shownLinear, shownCompounded))                                \
  ask(aaveTotals, Integer, (collateralBase, weightedThresholdBase, debtBase, ltvBps),             \
      Integer, (healthFactorWad, availableBorrowsBase))                                           \
  ask(morphoPosition, Integer, (collateral, borrowed, lltv, price),                               \
      Integer, (isHealthy, maxBorrow, maxBorrowable, withdrawableCollateral, ltv, healthFactor,   \
                liquidationPrice, liquidationIncentiveFactor))                                    \
  ask(morphoBorrowAssets, Integer, (shares, totalAssets, totalShares), Integer, (borrowed))
// clang-format on

#define PLIMSOLL_FIELDS(...) __VA_ARGS__

namespace plimsoll::door {

/// A whole number of 256 bits as it crosses: its sign, and 32 bits of the magnitude a double,
/// the lowest first. NaN for the sign where there is none.
struct Integer {
  double isNegative;
  double limbs[WideInteger::kLimbs];

  WideInteger read() const;
  Integer& operator=(const WideInteger& value);
  Integer& operator=(const std::optional<WideInteger>& value);
};

/// Where a list question puts what it says of each row, after its other answers.
using RowAnswers = std::vector<double>;

/// A question that has been written into the input; what stands behind it are its rows.
struct Asked {
  Block& rows;
  RowAnswers& rowAnswers;
};

namespace questions {

#define PLIMSOLL_QUESTION(name, Taken, inputs, Given, answers)           \
  namespace name {                                                       \
  struct Input {                                                         \
    Taken PLIMSOLL_FIELDS inputs;                                        \
  };                                                                     \
  struct Answer {                                                        \
    Given PLIMSOLL_FIELDS answers;                                       \
  };                                                                     \
  Refusal answer(const Input& given, Answer& found, const Asked& asked); \
  }
PLIMSOLL_ACCOUNT_QUESTIONS(PLIMSOLL_QUESTION)
PLIMSOLL_FORMULA_QUESTIONS(PLIMSOLL_QUESTION)
#undef PLIMSOLL_QUESTION

}  // namespace questions
}  // namespace plimsoll::door
