#include "plimsoll/margin/estimate.h"

namespace plimsoll {

// As in error.cpp: the compiler points out a reason that has no name.
#define PLIMSOLL_NAMED(reason) \
  case Reason::reason:         \
    return #reason

const char* name(Reason reason) noexcept {
  switch (reason) {
    PLIMSOLL_NAMED(none);
    PLIMSOLL_NAMED(noMark);
    PLIMSOLL_NAMED(noTable);
    PLIMSOLL_NAMED(fullyCollateralized);
    PLIMSOLL_NAMED(alreadyLiquidatable);
    PLIMSOLL_NAMED(noEquity);
    PLIMSOLL_NAMED(noVolatility);
    PLIMSOLL_NAMED(noTickSize);
    PLIMSOLL_NAMED(exitCostTooHigh);
    PLIMSOLL_NAMED(beyondTable);
    PLIMSOLL_NAMED(noPostedMargin);
    PLIMSOLL_NAMED(wholeAccount);
    PLIMSOLL_NAMED(noPosition);
    PLIMSOLL_NAMED(noTakerFee);
    PLIMSOLL_NAMED(noLeverage);
    PLIMSOLL_NAMED(noDebt);
    PLIMSOLL_NAMED(noCollateral);
  }
  return "unknownReason";
}

#undef PLIMSOLL_NAMED

}  // namespace plimsoll
