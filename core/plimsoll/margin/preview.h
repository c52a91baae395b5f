#pragma once

#include <span>
#include <vector>

#include "plimsoll/margin/account_change.h"
#include "plimsoll/margin/account_risk.h"

namespace plimsoll {

// What can be wrong with a change, and the numbers that say so. Their order is part of the
// interface: new ones go at the end.
//
//   stopBeyondLiquidation        the position is liquidated before its stop is reached
//   takeProfitBeyondLiquidation  the same of its target: a hedged leg's price can lie there
//   stopBeyondBankruptcy         nothing would be left where it stops
//   stopOnWrongSide              it would trigger at once; a price is the order's, or the mark
//   takeProfitOnWrongSide        the same
//   liquidatableAtOnce           maintenance margin has reached equity after it
//   leverageOverTier             more leverage than the table allows at that size: what is set,
//                                or of an isolated position what it is entered with
//   sizeBeyondTable              larger than the largest position of the table
//   notEnoughFreeMargin          it takes more than is free
//   initialMarginUnknown         a cross order whose leverage nobody states: not judged
//   liquidationUnknown           an input is missing, so nothing is judged by that price
//   flips                        the order closes what is held and opens the other side
//   reducesOnly                  an order to open only takes away from the other side
//   moreThanHeld                 an order to close is larger than the position
//   closesBeyondBankruptcy       the closing price lies beyond where nothing is left
//   quantityOffLot               not a whole number of lots
//   marginModeDiffers            the symbol is held in the other margin mode too
//   filledBetterThanMark         by more than a hundredth: such an order rests until the mark
//                                is there, and the profit that it shows will not be
// clang-format off
#define PLIMSOLL_PROBLEMS(problem) \
  problem(stopBeyondLiquidation, stopLoss, liquidationPrice) \
  problem(takeProfitBeyondLiquidation, takeProfit, liquidationPrice) \
  problem(stopBeyondBankruptcy, stopLoss, bankruptcyPrice) \
  problem(stopOnWrongSide, stopLoss, price) \
  problem(takeProfitOnWrongSide, takeProfit, price) \
  problem(liquidatableAtOnce, equity, maintenanceMargin) \
  problem(leverageOverTier, leverage, maxLeverage) \
  problem(sizeBeyondTable, size, largestSize) \
  problem(notEnoughFreeMargin, needed, freeMargin) \
  problem(initialMarginUnknown, , ) \
  problem(liquidationUnknown, , ) \
  problem(flips, closedQuantity, openedQuantity) \
  problem(reducesOnly, closedQuantity, quantityLeft) \
  problem(moreThanHeld, quantity, heldQuantity) \
  problem(closesBeyondBankruptcy, price, bankruptcyPrice) \
  problem(quantityOffLot, quantity, lotSize) \
  problem(marginModeDiffers, heldQuantity, openedQuantity) \
  problem(filledBetterThanMark, price, markPrice)
// clang-format on

enum class ProblemCode : int {
#define PLIMSOLL_CODE(code, first, second) code,
  PLIMSOLL_PROBLEMS(PLIMSOLL_CODE)
#undef PLIMSOLL_CODE
};

struct Problem {
  ProblemCode code;
  double first = 0.0;   ///< by the names above
  double second = 0.0;  ///< the same
};

/// How an account and each of its positions stand.
struct Standing {
  AccountRisk account;
  std::vector<PositionRisk> positions;
};

/// What somebody asks before doing it.
struct PreviewQuestion {
  Account account;                   ///< has passed check()
  std::span<const RiskFacts> facts;  ///< as many as the account has positions
  WantedRemedy wanted;
  AccountChange change;  ///< has passed check()
};

/// How an account stands before and after a change, and what is wrong with that.
///
/// Both are at the same marks, so it is as if the order were filled now.
struct Preview {
  Standing before;
  Standing after;
  std::vector<Problem> problems;
};

/// @param changed  what the change makes of the account, see changed(); has passed check()
///
/// 1 BTC long from 50 000 with 5 000 posted at half a percent, and a stop at 45 000: it is
/// liquidated at 45 226.13, so the stop lies beyond that.
Preview preview(const PreviewQuestion& question, const ChangedAccount& changed);

}  // namespace plimsoll
