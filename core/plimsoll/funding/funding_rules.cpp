#include "plimsoll/funding/funding_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "plimsoll/base/check.h"

namespace plimsoll {
namespace {

constexpr double kBasisHours = 8.0;
constexpr double kMostHours = 24.0;

constexpr std::int64_t kBinanceChange = 1'758'153'600'000;  // 2025-09-18 00:00 UTC

// What is from memory and was not read again at its source says so.
constexpr std::array kRules{
    // P + clamp(I - P, +-0.05 %), I = 0.01 % per 8 h (mirror of the Binance funding FAQ). From
    // memory: weights 1 to n, and that before the change a shorter interval has its part of the
    // interest and no other division. The cap of one maintenance margin rate is a third party's
    // quotation of the venue's page; `fundingInfo` lists what holds for a symbol.
    FundingRule{.venue = FundingVenue::binance,
                .validFromMs = 0,
                .form = FundingForm::clamped,
                .average = PremiumAverage::rising,
                .sampleMs = 5'000,
                .isPer8Hours = false,
                .usualIntervalHours = 8.0,
                .interestRatePer8Hours = 1e-4,
                .bandRate = 5e-4,
                .capMaintenanceMultiple = 1.0,
                .impactMargin = 200.0,
                .markAverageMs = 60'000},
    // From 2025-09-18 over 8 / N for N hours, and the mark's average over 30 s for one minute
    // (news report of the venue's notice).
    FundingRule{.venue = FundingVenue::binance,
                .validFromMs = kBinanceChange,
                .form = FundingForm::clamped,
                .average = PremiumAverage::rising,
                .sampleMs = 5'000,
                .isPer8Hours = true,
                .usualIntervalHours = 8.0,
                .interestRatePer8Hours = 1e-4,
                .bandRate = 5e-4,
                .capMaintenanceMultiple = 1.0,
                .impactMargin = 200.0,
                .markAverageMs = 30'000},
    // bybit.com/announcement-info/fund-rate: time-weighted mean over N hours, I = 0.03 % a day.
    // Sampling each minute is from memory; limits of a symbol are in `instruments-info`.
    FundingRule{.venue = FundingVenue::bybit,
                .validFromMs = 0,
                .form = FundingForm::clamped,
                .average = PremiumAverage::mean,
                .sampleMs = 60'000,
                .isPer8Hours = false,
                .usualIntervalHours = 8.0,
                .interestRatePer8Hours = 1e-4,
                .bandRate = 5e-4},
    // All of it from memory: time-weighted mean, interest, band and sampling. Limits of an
    // instrument are in `funding-rate` (maxFundingRate, minFundingRate).
    FundingRule{.venue = FundingVenue::okx,
                .validFromMs = 0,
                .form = FundingForm::clamped,
                .average = PremiumAverage::mean,
                .sampleMs = 60'000,
                .isPer8Hours = false,
                .usualIntervalHours = 8.0,
                .interestRatePer8Hours = 1e-4,
                .bandRate = 5e-4},
    // bitmex.com/app/perpetualContractsGuide for the form. From memory: sampling each minute, and
    // the cap of 75 % of initial less maintenance margin. That a rate changes by no more than
    // 75 % of maintenance margin, from memory too, is left out: it needs the rate before.
    FundingRule{.venue = FundingVenue::bitmex,
                .validFromMs = 0,
                .form = FundingForm::clamped,
                .average = PremiumAverage::mean,
                .sampleMs = 60'000,
                .isPer8Hours = false,
                .usualIntervalHours = 8.0,
                .interestRatePer8Hours = 1e-4,
                .bandRate = 5e-4,
                .capMarginMultiple = 0.75},
    // gate.io: as BitMEX. Interest and sampling each minute are from memory.
    FundingRule{.venue = FundingVenue::gate,
                .validFromMs = 0,
                .form = FundingForm::clamped,
                .average = PremiumAverage::mean,
                .sampleMs = 60'000,
                .isPer8Hours = false,
                .usualIntervalHours = 8.0,
                .interestRatePer8Hours = 1e-4,
                .bandRate = 5e-4},
    // hyperliquid.gitbook.io, funding: sampled each 5 s, an eighth of it paid each hour. 4 % an
    // hour at most. The impact notional is that of majors; 6 000 of others is from memory.
    FundingRule{.venue = FundingVenue::hyperliquid,
                .validFromMs = 0,
                .form = FundingForm::clamped,
                .average = PremiumAverage::mean,
                .sampleMs = 5'000,
                .isPer8Hours = true,
                .usualIntervalHours = 1.0,
                .interestRatePer8Hours = 1e-4,
                .bandRate = 5e-4,
                .capRate = 0.32,
                .impactNotional = 20'000.0},
    // dYdX v4 documentation, concepts/trading/funding: mean of 60 minutes over 8, plus interest of
    // 0.125 bp an hour in isolated markets; 600 % of initial less maintenance fraction at most.
    FundingRule{.venue = FundingVenue::dydx,
                .validFromMs = 0,
                .form = FundingForm::added,
                .average = PremiumAverage::mean,
                .sampleMs = 60'000,
                .isPer8Hours = true,
                .usualIntervalHours = 1.0,
                .interestRatePer8Hours = 0.0,
                .bandRate = 0.0,
                .isolatedInterestRatePer8Hours = 1e-4,
                .capMarginMultiple = 6.0,
                .impactMargin = 500.0},
    // support.deribit.com, Funding Specifications: max(0.025 %, P) + min(-0.025 %, P), each
    // millisecond. The cap of 0.5 % is from memory; the sampling is ours.
    FundingRule{.venue = FundingVenue::deribit,
                .validFromMs = 0,
                .form = FundingForm::deadBand,
                .average = PremiumAverage::continuous,
                .sampleMs = 5'000,
                .isPer8Hours = true,
                .usualIntervalHours = 8.0,
                .interestRatePer8Hours = 0.0,
                .bandRate = 2.5e-4,
                .capRate = 0.005},
};

double interestRate(const FundingRule& rule, const FundingTerms& terms) noexcept {
  const double everywhere = rule.interestRatePer8Hours;
  const double usual =
      terms.isIsolated ? rule.isolatedInterestRatePer8Hours.value_or(everywhere) : everywhere;
  const double per8Hours = terms.interestRatePer8Hours.value_or(usual);
  return rule.isPer8Hours ? per8Hours : per8Hours * (intervalHours(rule, terms) / kBasisHours);
}

double uncappedRate(const FundingRule& rule, double interest, double premium) noexcept {
  const double band = rule.bandRate;
  switch (rule.form) {
    case FundingForm::clamped:
      return fundingRate(premium, interest, band);
    case FundingForm::added:
      return premium + interest;
    case FundingForm::deadBand:
      return std::max(band, premium) + std::min(-band, premium);
  }
  return premium;
}

double ruleCap(const FundingRule& rule, const FundingTerms& terms) noexcept {
  double cap = rule.capRate.value_or(std::numeric_limits<double>::infinity());
  if (rule.capMarginMultiple && terms.initialMarginRate && terms.maintenanceMarginRate) {
    cap = std::min(
        cap, *rule.capMarginMultiple * (*terms.initialMarginRate - *terms.maintenanceMarginRate));
  }
  return cap;
}

/// In the interval that the formula is written for.
double formulaRate(const FundingRule& rule, const FundingTerms& terms, double premium) noexcept {
  const double cap = ruleCap(rule, terms);
  return std::clamp(uncappedRate(rule, interestRate(rule, terms), premium), -cap, cap);
}

double intervalRate(const FundingRule& rule, const FundingTerms& terms, double rate) noexcept {
  if (rule.isPer8Hours) rate *= intervalHours(rule, terms) / kBasisHours;
  if (rule.capMaintenanceMultiple && terms.maintenanceMarginRate) {
    const double cap = *rule.capMaintenanceMultiple * *terms.maintenanceMarginRate;
    rate = std::clamp(rate, -cap, cap);
  }
  if (terms.capRate) rate = std::min(rate, *terms.capRate);
  if (terms.floorRate) rate = std::max(rate, *terms.floorRate);
  return rate;
}

Refusal checkOptionalRate(const std::optional<double>& rate, const char* field) noexcept {
  if (!rate) return {};
  if (!std::isfinite(*rate)) return {Error::notFinite, field};
  return *rate >= 0.0 && *rate <= 1.0 ? Refusal{} : Refusal{Error::rateOutOfRange, field};
}

Refusal checkOptionalFinite(const std::optional<double>& value, const char* field) noexcept {
  return value ? checkFinite(*value, field) : Refusal{};
}

}  // namespace

#define PLIMSOLL_NAMED(venue) \
  case FundingVenue::venue:   \
    return #venue

const char* name(FundingVenue venue) noexcept {
  switch (venue) {
    PLIMSOLL_NAMED(binance);
    PLIMSOLL_NAMED(bybit);
    PLIMSOLL_NAMED(okx);
    PLIMSOLL_NAMED(bitmex);
    PLIMSOLL_NAMED(gate);
    PLIMSOLL_NAMED(hyperliquid);
    PLIMSOLL_NAMED(dydx);
    PLIMSOLL_NAMED(deribit);
  }
  return "unknownVenue";
}

#undef PLIMSOLL_NAMED

Refusal check(const FundingTerms& terms) noexcept {
  const Refusal refusal =
      firstOf({checkOptionalFinite(terms.intervalHours, "intervalHours"),
               checkOptionalFinite(terms.interestRatePer8Hours, "interestRatePer8Hours"),
               checkOptionalRate(terms.initialMarginRate, "initialMarginRate"),
               checkOptionalRate(terms.maintenanceMarginRate, "maintenanceMarginRate"),
               checkOptionalFinite(terms.capRate, "capRate"),
               checkOptionalFinite(terms.floorRate, "floorRate")});
  if (refusal != Error::none) return refusal;
  const double hours = terms.intervalHours.value_or(kBasisHours);
  if (!(hours > 0.0 && hours <= kMostHours)) return {Error::windowOutOfRange, "intervalHours"};
  const double maintenance = terms.maintenanceMarginRate.value_or(0.0);
  if (terms.initialMarginRate.value_or(1.0) < maintenance) {
    return {Error::rateOutOfRange, "maintenanceMarginRate"};
  }
  if (terms.capRate && terms.floorRate && *terms.floorRate > *terms.capRate) {
    return {Error::rateOutOfRange, "floorRate"};
  }
  return {};
}

std::span<const FundingRule> fundingRules() noexcept {
  return kRules;
}

const FundingRule* fundingRule(FundingVenue venue, std::int64_t venueTimeMs) noexcept {
  const FundingRule* found = nullptr;
  for (const FundingRule& rule : kRules) {
    if (rule.venue == venue && rule.validFromMs <= venueTimeMs) found = &rule;
  }
  return found;
}

double fundingRate(double premiumRate, double interestRate, double clampRate) noexcept {
  // Not as a sum within the band: p + (i - p) need not be i.
  if (std::abs(interestRate - premiumRate) <= clampRate) return interestRate;
  return premiumRate < interestRate ? premiumRate + clampRate : premiumRate - clampRate;
}

double interestRate(double quoteRatePerDay, double baseRatePerDay,
                    double intervalsPerDay) noexcept {
  return (quoteRatePerDay - baseRatePerDay) / intervalsPerDay;
}

bool hasCap(const FundingRule& rule, const FundingTerms& terms) noexcept {
  return (terms.capRate && terms.floorRate) || std::isfinite(ruleCap(rule, terms)) ||
         (rule.capMaintenanceMultiple && terms.maintenanceMarginRate);
}

double intervalHours(const FundingRule& rule, const FundingTerms& terms) noexcept {
  return terms.intervalHours.value_or(rule.usualIntervalHours);
}

double fundingRate(const FundingRule& rule, const FundingTerms& terms,
                   double averagePremium) noexcept {
  return intervalRate(rule, terms, formulaRate(rule, terms, averagePremium));
}

double averagedSample(const FundingRule& rule, const FundingTerms& terms, double premium) noexcept {
  return rule.average == PremiumAverage::continuous ? formulaRate(rule, terms, premium) : premium;
}

double fundingRateOfAverage(const FundingRule& rule, const FundingTerms& terms,
                            double average) noexcept {
  return rule.average == PremiumAverage::continuous ? intervalRate(rule, terms, average)
                                                    : fundingRate(rule, terms, average);
}

}  // namespace plimsoll
