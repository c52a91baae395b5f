#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"

namespace plimsoll {

inline constexpr int kMostFundingIntervals = 1'095;    ///< a year of eight hours each
inline constexpr std::size_t kLeastFundingRates = 10;  ///< of a history, before anything is said

/// Past funding rates as an AR(1):
///
///     F(t+1) = mu + phi (F(t) - mu) + e,   e normal with standard deviation sigma
struct FundingProcess {
  double mean;             ///< mu, fraction of notional for one interval
  double autocorrelation;  ///< phi, -1 to 1
  double shockDeviation;   ///< sigma, zero or above
  double lastRate;         ///< F now
};

/// Finite, none beyond +-1, and sigma not below zero.
Refusal check(const FundingProcess& process) noexcept;

/// A history of rates, oldest first: each finite and within +-1.
Refusal checkFundingRates(std::span<const double> rates) noexcept;

/// By Yule and Walker: mu the mean, phi = c_1 / c_0 with c_k the sum of products k apart over
/// n, and sigma^2 = c_0 (1 - phi^2). Such a phi is never above one, and of a short history
/// it is too low, by about (1 + 4 phi) / n.
///
/// @param rates  have passed checkFundingRates(); of intervals of one length
/// @return empty for fewer than kLeastFundingRates
std::optional<FundingProcess> fundingProcess(std::span<const double> rates) noexcept;

/// The sum of the next H rates.
struct FundingSum {
  double mean;
  double variance;
};

/// In closed form
///
///     mean = H mu + (F - mu) phi (1 - phi^H) / (1 - phi)
///     variance = sigma^2 sum_{i=1..H} ((1 - phi^i) / (1 - phi))^2
///
/// counted as the sums that these are, which also hold at phi = 1. At phi = 0 the deviation
/// grows as sqrt(H), at phi = 1 as H^(3/2).
///
/// @param process    has passed check()
/// @param intervals  H, 1 to kMostFundingIntervals
///
/// Two rates from 1 bp with phi a half, no mean and shocks of 1 bp:
///
///     fundingSum({0.0, 0.5, 1e-4, 1e-4}, 2)   // mean 0.75e-4, variance 3.25e-8
FundingSum fundingSum(const FundingProcess& process, int intervals) noexcept;

/// The probability that at least one of the next H rates has another sign than the last,
/// supposing that the process is right: shocks normal and of one size, mu and phi known.
/// Real rates are pinned to a venue's interest for long, so take it for an indication.
///
/// The survival of the sign is followed backward over a grid (Simpson's rule, a quarter of
/// sigma wide), to about one in a thousand. Where zero lies hundreds of sigma away, or sigma
/// is zero, it is whether the expected path changes its sign. Costs for each interval some
/// thousand sums, thirty thousand at most, and 8 kB of stack.
///
/// @return empty where the last rate is zero, which has no sign
std::optional<double> signFlipProbability(const FundingProcess& process, int intervals) noexcept;

/// A position that is to be carried through some fundings.
struct FundingExposure {
  double side;      ///< s, +1 long, -1 short
  double leverage;  ///< L, notional over equity, above zero
  int intervals;    ///< H, 1 to kMostFundingIntervals
};

Refusal check(const FundingExposure& exposure) noexcept;

/// What funding may take from a position's equity, notional and equity as they are now.
/// Fractions of equity, below zero what it receives.
struct FundingRisk {
  double expectedCost;                        ///< s L E[sum F]
  double costDeviation;                       ///< L times the standard deviation of the sum
  double costAtRisk;                          ///< 95th percentile of the cost
  std::optional<double> signFlipProbability;  ///< within H; empty where the last rate is zero
};

/// By the process, with the sum normal: costAtRisk is expectedCost + 1.645 costDeviation.
FundingRisk fundingRisk(const FundingProcess& process, const FundingExposure& exposure) noexcept;

/// How a history is resampled.
struct FundingBootstrap {
  int blockLength = 9;  ///< rates that stay together, above zero: three days of eight hours
  std::uint64_t seed = 1;
};

inline constexpr int kFundingDraws = 1'000;

/// The same from the history alone, by the circular block bootstrap (Kuensch 1989; Politis
/// and Romano 1992): each of a thousand paths of H rates is put together from blocks of
/// successive rates that begin anywhere, the last rate being followed by the first. It
/// supposes no normal shocks, but that the future is like the history, wherever the rate
/// stands now. What lies in no history, no draw shows.
///
/// The random numbers are SplitMix64 (Steele, Lea and Flood 2014) from the seed: the same
/// answer on every machine. The 95th percentile is the 950th of the thousand in order.
///
/// @param rates  have passed checkFundingRates(), oldest first
/// @return empty for fewer than kLeastFundingRates, or a block length below one
std::optional<FundingRisk> bootstrappedFundingRisk(std::span<const double> rates,
                                                   const FundingExposure& exposure,
                                                   const FundingBootstrap& bootstrap = {}) noexcept;

}  // namespace plimsoll
