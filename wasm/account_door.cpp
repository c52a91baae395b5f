#include "account_door.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "exports.h"
#include "plimsoll/base/check.h"
#include "plimsoll/margin/distance.h"

namespace plimsoll::door {
namespace {

#define PLIMSOLL_MEMBER(name) double name;
struct AccountInput {
  PLIMSOLL_ACCOUNT_INPUTS(PLIMSOLL_MEMBER)
};
struct PositionInput {
  PLIMSOLL_POSITION_INPUTS(PLIMSOLL_MEMBER)
};
struct CollateralInput {
  PLIMSOLL_COLLATERAL_INPUTS(PLIMSOLL_MEMBER)
};
#undef PLIMSOLL_MEMBER

Refusal readHeld(const PositionInput& stated, ContractPosition& held) {
  const auto kind = static_cast<ContractKind>(static_cast<int>(stated.kind));
  const bool isCross = stated.isCross != 0.0;
  if (const auto equity = given(stated.equityAtMark); equity && !isCross) {
    const PositionAtMark atMark{stated.signedQuantity, stated.entryPrice, stated.statedMarkPrice,
                                *equity};
    const Refusal refusal = check(atMark);
    if (refusal == Error::none) held = contractPosition(kind, atMark);
    return refusal;
  }
  held = {kind, stated.signedQuantity, stated.entryPrice, isCross ? 0.0 : stated.posted};
  return isCross ? Refusal{} : check(held);
}

/// What JavaScript wrote, as core takes it; it owns what the account points at.
class AccountRead {
 public:
  explicit AccountRead(bool hasOrder) : hasOrder_(hasOrder) {
    stated_ = block_.take<AccountInput>(1).front();
    const auto positions = block_.take<PositionInput>(stated_.positions);
    const auto collaterals = block_.take<CollateralInput>(stated_.collaterals);
    for (const CollateralInput& one : collaterals) {
      collaterals_.push_back({one.quantity, one.price, one.weight, static_cast<int>(one.symbol)});
    }
    std::size_t rows = 0;
    for (const PositionInput& one : positions)
      rows += static_cast<std::size_t>(one.brackets);
    brackets_.reserve(rows);  // so that what points at them stays
    for (std::size_t i = 0; i < positions.size() && refused_.refusal == Error::none; ++i)
      refused_ = readPosition(positions[i], i);
    if (refused_.refusal == Error::none) refused_ = checkWhole();
  }

  const Refused& refused() const { return refused_; }
  AccountAsked asked() { return {account(), facts_, wanted(), hasOrder_, block_.rest<double>()}; }

 private:
  WantedRemedy wanted() const { return {stated_.wantedMarginRatio, stated_.exitCostRate}; }
  Account account() const {
    return {stated_.walletBalance, collaterals_, positions_, stated_.orderMargin};
  }
  const VenueRules& rules() const { return rulesOf(stated_.venue); }

  Refusal readBrackets(double count, std::span<const MarginBracket>& read) {
    const std::size_t start = brackets_.size();
    for (const BracketInput& row : block_.take<BracketInput>(count))
      brackets_.push_back(bracketOf(row));
    const auto mine = std::span(brackets_).subspan(start);
    read = mine;
    return complete(mine, rules());
  }

  Refused readPosition(const PositionInput& stated, std::size_t index) {
    AccountPosition position{
        .position = {},
        .terms = {.rules = &rules(),
                  .rateGrowth = given(stated.rateGrowthPerUnit).value_or(0.0),
                  .imfFactor = given(stated.imfFactor).value_or(0.0),
                  .minMaintenance = given(stated.minMaintenanceMargin).value_or(0.0),
                  .takerFeeRate = given(stated.takerFeeRate).value_or(0.0),
                  .contracts = given(stated.contracts).value_or(0.0),
                  .leverage = given(stated.leverageSetting),
                  .statedMaintenance = given(stated.maintenanceMargin)},
        .isIsolated = stated.isCross == 0.0,
        .symbol = static_cast<int>(stated.symbol),
        .markPrice = stated.markPrice,
        .beta = given(stated.beta).value_or(1.0),
        .pendingFees = given(stated.pendingFees).value_or(0.0)};
    const RiskFacts facts{.instrument = {.tickSize = given(stated.tickSize),
                                         .lotSize = given(stated.lotSize),
                                         .contractSize = std::nullopt,
                                         .liquidationFeeRate = given(stated.liquidationFeeRate)},
                          .hasMark = given(stated.markPrice).has_value(),
                          .hasTable = stated.brackets > 0.0,
                          .hasTakerFee = given(stated.takerFeeRate).has_value(),
                          .variancePerMs = variancePerMs(given(stated.volatilityPerDay))};
    Refused refused{readHeld(stated, position.position), Part::position, index};
    if (refused.refusal == Error::none)
      refused.refusal = firstOf({check(facts.instrument),
                                 checkNotBelowZero(given(stated.volatilityPerDay).value_or(0.0),
                                                   Error::varianceNegative, "volatilityPerDay")});
    if (refused.refusal == Error::none) {
      refused = {readBrackets(stated.brackets, position.terms.brackets), Part::bracket, index};
    }
    if (refused.refusal == Error::none) {
      const bool isOrder = hasOrder_ && positions_.size() + 1 == stated_.positions;
      refused = {isOrder ? checkNumbers(position) : check(position), Part::position, index};
    }
    positions_.push_back(position);
    facts_.push_back(facts);
    return refused;
  }

  Refused checkWhole() const {
    if (const Refusal refusal = check(wanted()); refusal != Error::none) return {refusal};
    for (std::size_t i = 0; i < collaterals_.size(); ++i) {
      if (const Refusal refusal = check(collaterals_[i]); refusal != Error::none)
        return {refusal, Part::collateral, i};
    }
    const Refusal refusal = check(account());
    const bool isKind = refusal == Error::mixedContracts;
    return {refusal, isKind ? Part::position : Part::account,
            static_cast<std::size_t>(refusal.row)};
  }

  const bool hasOrder_;
  Block block_;
  AccountInput stated_{};
  Refused refused_;
  std::vector<MarginBracket> brackets_;
  std::vector<AccountPosition> positions_;
  std::vector<RiskFacts> facts_;
  std::vector<Collateral> collaterals_;
};

void writeRisk(const AccountAsked& asked) {
  write(accountRisk(asked.account, asked.facts),
        positionRisks(asked.account, asked.facts, asked.wanted));
}

void write(const Estimate& estimate) {
  output.push_back(estimate.value.value_or(std::numeric_limits<double>::quiet_NaN()));
  output.push_back(static_cast<double>(estimate.reason));
}

void write(const AccountRisk& risk) {
#define PLIMSOLL_WRITE(name) output.push_back(risk.name ? 1.0 : 0.0);
  PLIMSOLL_ACCOUNT_FLAGS(PLIMSOLL_WRITE)
#undef PLIMSOLL_WRITE
  for (Estimate AccountRisk::*const estimate : kAccountEstimates)
    write(risk.*estimate);
}

void write(const PositionRisk& risk) {
#define PLIMSOLL_WRITE(name) output.push_back(risk.name ? 1.0 : 0.0);
  PLIMSOLL_POSITION_FLAGS(PLIMSOLL_WRITE)
#undef PLIMSOLL_WRITE
  for (Estimate PositionRisk::*const estimate : kPositionEstimates)
    write(risk.*estimate);
}

}  // namespace

const double* answerAccount(void (*answer)(const AccountAsked&), bool hasOrder) {
  AccountRead read(hasOrder);
  write(read.refused());
  if (read.refused().refusal == Error::none) answer(read.asked());
  return output.data();
}

void write(const AccountRisk& risk, std::span<const PositionRisk> positions) {
  write(risk);
  for (const PositionRisk& position : positions)
    write(position);
}

const double* positionBlock(const PositionRisk& risk) {
  output.clear();
  write(risk);
  return output.data();
}

}  // namespace plimsoll::door

using namespace plimsoll;
using namespace plimsoll::door;

/// The risk of the account that was written.
PLIMSOLL_EXPORT const double* evaluateAccount() {
  return answerAccount(writeRisk);
}
