#pragma once

#include <optional>

namespace plimsoll {

/// The log of the odds of being long, ln(w / (1 - w)): above zero where more are long, and
/// with the sides exchanged the same with the other sign. For a venue that reports longs over
/// shorts it is the log of that ratio.
///
/// @param longShare  w, longs over longs and shorts
/// @return empty outside of (0, 1), where one side has nobody or the number is none
std::optional<double> logOdds(double longShare) noexcept;

/// How accounts and the largest positions of a market are divided, as venues report it. What
/// a venue does not report is empty, which is not the same as one half.
struct LongShares {
  /// Of all accounts that hold a position, those that are long: RatioKind::accounts.
  std::optional<double> accounts{};
  /// Of the positions of the largest traders by size, the long ones: RatioKind::topPositions.
  std::optional<double> topPositions{};
};

/// What many small accounts and few large ones do, each as log odds.
struct AccountRatios {
  std::optional<double> accounts{};      ///< a = ln(long accounts / short accounts)
  std::optional<double> topPositions{};  ///< b = ln(top long positions / top short positions)
  /// a - b: above zero where the crowd is longer than the largest traders. As every long has
  /// a short, many accounts on one side mean few and larger ones on the other.
  std::optional<double> crowdWhaleDivergence{};
};

/// A share of 0 or 1 or outside counts as not reported. Gate's documentation exchanges the
/// words for lsr_taker and lsr_account: there the names of the fields are right.
///
/// Of a hundred accounts 60 are long, and of the largest positions four tenths:
///
///     accountRatios({.accounts = 0.6, .topPositions = 0.4})   // 0.405, -0.405, 0.811
AccountRatios accountRatios(const LongShares& shares) noexcept;

}  // namespace plimsoll
