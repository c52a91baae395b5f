#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"

namespace plimsoll {

/// The venues whose funding formula is kept here.
enum class FundingVenue : std::uint8_t {
  binance,
  bybit,
  okx,
  bitmex,
  gate,
  hyperliquid,
  dydx,
  deribit,
};

/// As written in plimsoll/formulas: the enumerator's own name.
/// @return "unknownVenue" for a number that is no venue
const char* name(FundingVenue venue) noexcept;

/// What a venue does with the premium samples p_1 to p_n of an interval.
enum class PremiumAverage : std::uint8_t {
  mean,        ///< P = sum p / n
  rising,      ///< P = sum k p_k / sum k: later samples weigh more
  continuous,  ///< the formula is applied at every moment, and what accrues is the mean of rates
};

/// What a venue makes of an average premium P and an interest I.
enum class FundingForm : std::uint8_t {
  clamped,   ///< P + clamp(I - P, -c, +c)
  added,     ///< P + I
  deadBand,  ///< max(c, P) + min(-c, P)
};

/// A venue's formula as it stood from some day on. Rates are fractions of the notional.
///
/// Rates of a row, its caps included, are for the interval that the formula itself is
/// written for: eight hours where `isPer8Hours`, of which an interval of h hours pays h / 8;
/// otherwise the interval itself. The cap by maintenance margin is always for the interval.
struct FundingRule {
  FundingVenue venue;
  std::int64_t validFromMs;  ///< venue time; it holds until the venue's next row does
  FundingForm form;
  PremiumAverage average;
  std::int64_t sampleMs;                 ///< from one premium sample to the next
  bool isPer8Hours;                      ///< the result is for eight hours, whatever the interval
  double usualIntervalHours;             ///< h where a market says nothing else
  double interestRatePer8Hours;          ///< I; an interval's own part of it is I h / 8
  double bandRate;                       ///< c; zero where the form has none
  /// I of markets in isolated margin, where that differs.
  std::optional<double> isolatedInterestRatePer8Hours = {};
  std::optional<double> capRate = {};    ///< |F| is at most this
  std::optional<double> capMarginMultiple = {};  ///< |F| <= k (initial - maintenance margin rate)
  std::optional<double> capMaintenanceMultiple = {};  ///< |F h / 8| <= k maintenance margin rate
  /// Quote units; over the initial margin rate it is the impact notional.
  std::optional<double> impactMargin = {};
  std::optional<double> impactNotional = {};  ///< quote units, where it is one number
  /// Over which the venue averages its mark; no part of the rate.
  std::optional<std::int64_t> markAverageMs = {};
};

/// What a venue sets for one market. What is empty is as the rule has it, and a cap that
/// needs a rate that nobody told is left out.
struct FundingTerms {
  std::optional<double> intervalHours = {};          ///< h, above zero, at most 24
  std::optional<double> interestRatePer8Hours = {};  ///< I, where it is its own, as Binance's 0
  bool isIsolated = false;                           ///< a market in isolated margin
  std::optional<double> initialMarginRate = {};      ///< of the lowest tier, fraction of notional
  std::optional<double> maintenanceMarginRate = {};  ///< likewise
  std::optional<double> capRate = {};                ///< highest of one interval, as listed
  std::optional<double> floorRate = {};              ///< lowest of one interval, at most capRate
};

/// Numbers finite, hours within (0, 24], margin rates fractions, floor not above cap.
Refusal check(const FundingTerms& terms) noexcept;

/// All rows, of each venue the oldest first.
std::span<const FundingRule> fundingRules() noexcept;

/// The row that holds at a time.
/// @return null before the venue's first row, and before 1970
const FundingRule* fundingRule(FundingVenue venue, std::int64_t venueTimeMs) noexcept;

/// The formula that most venues share, for rates of one interval:
///
///     F = P + clamp(I - P, -c, +c)
///
/// Within the band, |I - P| <= c, it is I exactly.
///
/// @param premiumRate   P
/// @param interestRate  I
/// @param clampRate     c, zero or above; 0.0005 at Binance, Bybit, Gate and Hyperliquid
double fundingRate(double premiumRate, double interestRate, double clampRate) noexcept;

/// The interest of an interval where a venue states it by currency: the quote's daily rate less
/// the base's, over the number of intervals in a day (Bybit: 0.06 % less 0.03 %, over 3).
double interestRate(double quoteRatePerDay, double baseRatePerDay, double intervalsPerDay) noexcept;

/// Whether anything limits the rate of an interval. Every venue does; where its own number is
/// neither in the rule nor in the terms, a rate may come out beyond what it will pay.
bool hasCap(const FundingRule& rule, const FundingTerms& terms) noexcept;

/// h of a market: its own, or the rule's.
double intervalHours(const FundingRule& rule, const FundingTerms& terms) noexcept;

/// The rate of one interval for an average premium, above zero when longs pay:
///
///     clamped    F = P + clamp(I - P, -c, +c)
///     added      F = P + I
///     deadBand   F = max(c, P) + min(-c, P)
///
/// then within the caps, and times h / 8 where the formula is for eight hours. Where
/// |I - P| <= c the clamped form is I exactly. F is continuous in P and never falls; its
/// slope is 0 or 1 in the formula's own interval. Of a continuous venue it is what accrues
/// if the premium stays at P for the interval.
///
/// @param averagePremium  P, finite
/// @param terms           have passed check()
///
/// Half a basis point of premium leaves Binance's rate at its interest:
///
///     fundingRate(*fundingRule(FundingVenue::binance, 1'760'000'000'000), {}, 0.00005)   // 0.0001
double fundingRate(const FundingRule& rule, const FundingTerms& terms,
                   double averagePremium) noexcept;

/// What one sample adds to the average that fundingRateOfAverage() takes: the premium, or
/// of a continuous venue the capped formula of that moment.
double averagedSample(const FundingRule& rule, const FundingTerms& terms, double premium) noexcept;

/// The rate of one interval from the average of averagedSample(). Of a venue that averages
/// premiums it is fundingRate().
double fundingRateOfAverage(const FundingRule& rule, const FundingTerms& terms,
                            double average) noexcept;

}  // namespace plimsoll
