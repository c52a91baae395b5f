#include "plimsoll/positioning/account_ratios.h"

#include <cmath>

namespace plimsoll {

std::optional<double> logOdds(double longShare) noexcept {
  if (!(longShare > 0.0) || !(longShare < 1.0)) return std::nullopt;
  return std::log(longShare) - std::log(1.0 - longShare);
}

AccountRatios accountRatios(const LongShares& shares) noexcept {
  AccountRatios ratios{
      .accounts = shares.accounts.and_then(logOdds),
      .topPositions = shares.topPositions.and_then(logOdds),
  };
  if (ratios.accounts && ratios.topPositions) {
    ratios.crowdWhaleDivergence = *ratios.accounts - *ratios.topPositions;
  }
  return ratios;
}

}  // namespace plimsoll
