#pragma once

#include <cmath>
#include <vector>

#include "plimsoll/margin/account.h"
#include "plimsoll/margin/venue_rules.h"
#include "plimsoll/margin/venues/drift_premium.h"
#include "random_accounts.h"

namespace plimsoll::test {

/// A random position with a table, as one venue counts it.
struct Sample {
  std::vector<MarginBracket> brackets;
  AccountPosition held;
};

/// Which kind of contract the venue has; those with both get either.
inline ContractKind kindOf(MarginVenue venue, RandomAccounts& random) {
  using enum MarginVenue;
  if (venue == binanceCoinm || venue == bybitInverse || venue == bybitInverse2024 ||
      venue == bitmex)
    return ContractKind::inverse;
  const bool hasBoth = venue == okx || venue == deribit || venue == krakenFutures ||
                       venue == gate || venue == kucoin || venue == htx;
  return hasBoth && random.coin() ? ContractKind::inverse : ContractKind::linear;
}

inline Sample sampleOf(MarginVenue venue, RandomAccounts& random) {
  const VenueRules& rules = venueRules(venue);
  Sample sample{random.brackets(), {}};
  const ContractKind kind = kindOf(venue, random);
  const Position counted = random.position(MarginTable(sample.brackets));
  const double entryPrice = countedPrice(kind, counted.entryPrice);
  const double notionalAtEntry = notional(counted, counted.entryPrice);
  sample.held = {.position = {kind, counted.signedQuantity, entryPrice, counted.margin},
                 .terms = {.rules = &rules,
                           .takerFeeRate = random.between(0.0, 0.001),
                           .contracts = random.betweenMagnitudes(1.0, 1e7),
                           .leverage = notionalAtEntry / counted.margin},
                 .isIsolated = true,
                 .symbol = 0,
                 .markPrice = entryPrice * random.between(0.97, 1.03)};
  if (rules.tiers != TierRule::marginal) {
    for (MarginBracket& bracket : sample.brackets)
      bracket.maintenanceAmount = 0.0;
  }
  if (rules.tiers == TierRule::growing)
    sample.held.terms.rateGrowth =
        random.between(0.0, 0.05) /
        (kind == ContractKind::inverse ? notionalAtEntry : quantity(counted));
  // Drift counts in whole parts of 10 000.
  double& rate = sample.brackets.front().maintenanceMarginRate;
  if (rules.tiers == TierRule::sizePremium) rate = std::ceil(rate * 1e4) * 1e-4;
  // A premium that would leave nothing to lose is no market's.
  const double imfFactor = random.betweenMagnitudes(1.0, 1'000.0);
  if (rules.tiers == TierRule::sizePremium &&
      rate + drift::sizePremiumRate(rate, imfFactor, quantity(counted)) < 0.5)
    sample.held.terms.imfFactor = imfFactor;
  if (venue == MarginVenue::gmxV2) sample.held.terms.minMaintenance = random.between(0.0, 5.0);
  if (venue == MarginVenue::gmxV2 || venue == MarginVenue::jupiter)
    sample.held.pendingFees = counted.margin * random.between(0.0, 0.1);
  return sample;
}

/// The brackets move with the sample, so they are pointed at where they are used.
inline AccountPosition heldOf(const Sample& sample) {
  AccountPosition held = sample.held;
  held.terms.brackets = sample.brackets;
  return held;
}

inline bool isClose(double a, double b, double scale, double tolerance) {
  return std::abs(a - b) <= tolerance * std::abs(scale);
}

/// @return whether a law held for this sample; true where it says nothing
using Law = bool (*)(const Sample&, RandomAccounts&);

// Laws of a change: see change_laws.cpp.
bool previewEqualsApply(const Sample& sample, RandomAccounts& random);
bool halvesMakeTheWhole(const Sample& sample, RandomAccounts& random);
bool flipClosesThenOpens(const Sample& sample, RandomAccounts& random);
bool thereAndBackIsNothing(const Sample& sample, RandomAccounts& random);

}  // namespace plimsoll::test
