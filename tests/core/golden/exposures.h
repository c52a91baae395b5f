#pragma once

#include <string_view>
#include <vector>

#include "golden.h"
#include "plimsoll/margin/exposure.h"
#include "plimsoll/margin/profit.h"
#include "plimsoll/margin/venue_texts.h"

namespace plimsoll::golden {

/// A case's position under a venue's rules, with the one bracket that the case names by its
/// rate and amount. Brackets are kept until the program ends, since exposures point at them.
class GoldenExposure {
 public:
  GoldenExposure(std::string_view venue, const ContractPosition& position)
      : position_(position), terms_{.rules = &venueRules(marginVenue(venue).value())} {}

  GoldenExposure& rate(double maintenanceMarginRate, double amount = 0.0);
  GoldenExposure& takerFee(double rate);
  GoldenExposure& leverage(std::optional<double> leverage);
  GoldenExposure& statedMaintenance(std::optional<double> margin);
  GoldenExposure& rateGrowth(double rate);

  const VenueRules& rules() const { return *terms_.rules; }
  Exposure isolated() const;
  Exposure cross(double markPrice) const;

 private:
  ContractPosition position_;
  MarginTerms terms_;
  std::span<const MarginBracket> brackets_;
};

/// Posted margin: as the case states it, or what its leverage takes.
double marginOf(const Case& one, double notionalAtEntry);

/// Quantity in base units, under whichever name it goes.
/// @throws NotComputable when the case has none and asks for more than a price by rates
double sizeIn(const Case& one);

/// Quantity in quote units of an inverse contract, likewise.
double quoteSizeIn(const Case& one);

/// Notional at entry in settlement units.
double valueIn(const Case& one);

/// The position of a case; a linear one with the margin that it states or its leverage takes.
ContractPosition linear(const Case& one);
ContractPosition inverse(const Case& one, double margin);

/// Of the kind that the case says, with the margin that it states or its leverage takes.
ContractPosition positionIn(const Case& one);

/// A position's fills: a quantity and a price each, in a list or by name.
std::vector<Fill> fillsIn(const Case& one);

/// Its liquidation and bankruptcy price.
Answers prices(const Exposure& held);

}  // namespace plimsoll::golden
