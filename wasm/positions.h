#pragma once

#include <emscripten/bind.h>

#include <optional>
#include <string>

#include "plimsoll/engine/watch_desk.h"
#include "plimsoll/margin/position_risk.h"

namespace plimsoll::door {

/// A position as JavaScript states it; NaN where it states nothing.
struct PositionInput {
  std::uint32_t id;
  std::string symbol;
  double signedQuantity;
  double entryPrice;
  double posted;        ///< one of posted and equityAtMark
  double equityAtMark;  ///< at statedMarkPrice
  double statedMarkPrice;
  double tickSize;
  double lotSize;
  double liquidationFeeRate;
  emscripten::val brackets;  ///< five numbers a bracket, flat; null without a table
};

/// Why an input was refused: Error::none where it was not.
struct RefusalReply {
  int error;
  std::string field;
  int row;       ///< of a bracket, where a table was refused
  int position;  ///< which one, where a list of them was given
};

RefusalReply reply(const Refusal& refusal, int position = 0);

/// What core makes of an input, or why it is refused.
struct PositionRead {
  Refusal refusal;
  PositionToWatch position;
};

PositionRead read(const PositionInput& input);

inline std::optional<double> given(double value) {
  return value == value ? std::optional<double>(value) : std::nullopt;
}

// The numbers of a PositionRisk that may be absent, each with its reason.
#define PLIMSOLL_RISK_ESTIMATES(field)                                                     \
  field(entryLeverage) field(notional) field(unrealizedPnl) field(equity)                  \
  field(effectiveLeverage) field(maintenanceMargin) field(marginRatio) field(maxLeverage)  \
  field(liquidationPrice) field(roundedLiquidationPrice) field(bankruptcyPrice)            \
  field(distanceRate) field(distanceMoney) field(distanceDays) field(distanceHours)        \
  field(distanceFiveMinutes) field(lossIfLiquidated) field(marginToAdd)                    \
  field(quantityToClose)

struct EstimateReply {
  double value;  ///< NaN where there is none
  std::string reason;
};

struct RiskReply {
  bool known;
  double side;
  bool lossIsAtMost;
  bool liquidatable;
#define PLIMSOLL_RISK_ESTIMATE(name) EstimateReply name;
  PLIMSOLL_RISK_ESTIMATES(PLIMSOLL_RISK_ESTIMATE)
#undef PLIMSOLL_RISK_ESTIMATE
};

RiskReply reply(const PositionRisk& risk);

}  // namespace plimsoll::door
