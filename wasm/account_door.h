#pragma once

#include "block.h"
#include "plimsoll/margin/account_risk.h"

// An account crosses as one block of doubles and its risk as another, in both engines: an
// account of five hundred positions is one call, and the names below are its layout in
// TypeScript. NaN is what is not known.

// The account itself.
#define PLIMSOLL_ACCOUNT_INPUTS(field)                                          \
  field(venue) field(walletBalance) field(orderMargin) field(wantedMarginRatio) \
      field(exitCostRate) field(positions) field(collaterals)

// Each position; its brackets follow all positions and collaterals.
#define PLIMSOLL_POSITION_INPUTS(field)                                                        \
  field(kind) field(signedQuantity) field(entryPrice) field(posted) field(equityAtMark)        \
      field(statedMarkPrice) field(isCross) field(symbol) field(markPrice) field(beta)         \
          field(leverageSetting) field(takerFeeRate) field(contracts) field(rateGrowthPerUnit) \
              field(maintenanceMargin) field(minMaintenanceMargin) field(imfFactor)            \
                  field(pendingFees) field(tickSize) field(lotSize) field(liquidationFeeRate)  \
                      field(volatilityPerDay) field(brackets)

#define PLIMSOLL_COLLATERAL_INPUTS(field) field(quantity) field(price) field(weight) field(symbol)

// A refusal comes first in every answer; then, where there is none, the account's flags and
// estimates and those of each position: value and reason by turns.
#define PLIMSOLL_POSITION_FLAGS(field) \
  field(lossIsAtMost) field(leverageIsAssumed) field(liquidatable)

#define PLIMSOLL_ACCOUNT_FLAGS(field) field(liquidatable)

namespace plimsoll::door {

/// An account that was written, to be answered about.
struct AccountAsked {
  Account account;
  std::span<const RiskFacts> facts;
  WantedRemedy wanted;
  bool hasOrder;  ///< the last position is none yet, so its leverage may be over its tier
  std::span<const double> rest;  ///< of the input
};

/// The refusal of the account that was written, or what `answer` makes of it.
const double* answerAccount(void (*answer)(const AccountAsked&), bool hasOrder = false);

void write(const AccountRisk& risk, std::span<const PositionRisk> positions);

/// One position's risk as a block; until the next answer.
const double* positionBlock(const PositionRisk& risk);

}  // namespace plimsoll::door
