// Positions and their risk, as values.

#include "positions.h"

#include <vector>

#include "plimsoll/engine/reading.h"

namespace plimsoll::door {
namespace {

EstimateReply estimateReply(const Estimate& estimate) {
  return {estimate.value.value_or(kMissing),
          estimate.reason == Reason::none ? "" : name(estimate.reason)};
}

std::vector<MarginBracket> bracketsOf(const emscripten::val& flat) {
  std::vector<MarginBracket> brackets;
  const auto numbers = emscripten::vecFromJSArray<double>(flat);
  for (std::size_t i = 0; i + 4 < numbers.size(); i += 5) {
    brackets.push_back({numbers[i], numbers[i + 1], numbers[i + 2], numbers[i + 3], numbers[i + 4]});
  }
  return brackets;
}

/// A table whose amounts are not given has them computed; null is no table.
Refusal tableOf(const emscripten::val& flat, MarginTable& table) {
  if (flat.isNull()) return {};
  std::vector<MarginBracket> brackets = bracketsOf(flat);
  bool amountsGiven = true;
  for (const MarginBracket& bracket : brackets) {
    amountsGiven = amountsGiven && given(bracket.maintenanceAmount).has_value();
  }
  if (!amountsGiven) fillMaintenanceAmounts(brackets);
  if (const Refusal refusal = check(brackets); refusal != Error::none) return refusal;
  table = MarginTable(std::move(brackets));
  return {};
}

struct RiskInput {
  double markPrice;          ///< NaN where there is none
  double variancePerMs;      ///< NaN while it is not known
  double wantedMarginRatio;
  double exitCostRate;
};

struct EvaluationReply {
  RefusalReply refusal;
  RiskReply risk;
};

AccountPosition isolatedPosition(const PositionToWatch& position, double markPrice) {
  const Position& held = position.position;
  return {.position = {ContractKind::linear, held.signedQuantity, held.entryPrice, held.margin},
          .terms = {.rules = &venueRules(MarginVenue::binanceUsdm), .brackets = position.table.brackets()},
          .isIsolated = true,
          .symbol = 0,
          .markPrice = markPrice};
}

EvaluationReply evaluate(const PositionInput& input, const RiskInput& asked) {
  PositionRead read = door::read(input);
  const WantedRemedy wanted{asked.wantedMarginRatio, asked.exitCostRate};
  if (read.refusal == Error::none) read.refusal = check(wanted);
  if (read.refusal != Error::none) return {reply(read.refusal), {}};
  const PositionToWatch& position = read.position;
  const AccountPosition held = isolatedPosition(position, asked.markPrice);
  const RiskFacts facts{.instrument = position.instrument,
                        .hasMark = given(asked.markPrice).has_value(),
                        .hasTable = !position.table.empty(),
                        .variancePerMs = given(asked.variancePerMs)};
  return {reply(Refusal{}),
          reply(positionRisks({.positions = {&held, 1}}, {&facts, 1}, wanted).front())};
}

RefusalReply checkBrackets(const emscripten::val& flat) {
  MarginTable table;
  return reply(tableOf(flat, table));
}

}  // namespace

RefusalReply reply(const Refusal& refusal, int position) {
  return {static_cast<int>(refusal.error), refusal.field, refusal.row, position};
}

PositionRead read(const PositionInput& input) {
  PositionRead result{{}, {input.id, input.symbol, {}, {}, {}}};
  if (const auto equity = given(input.equityAtMark)) {
    const PositionAtMark stated{input.signedQuantity, input.entryPrice, input.statedMarkPrice,
                                *equity};
    result.refusal = check(stated);
    if (result.refusal == Error::none) result.position.position = position(stated);
  } else {
    result.position.position = {input.signedQuantity, input.entryPrice, input.posted};
    result.refusal = check(result.position.position);
  }
  if (result.refusal != Error::none) return result;

  result.position.instrument = {.tickSize = given(input.tickSize),
                                .lotSize = given(input.lotSize),
                                .contractSize = std::nullopt,
                                .liquidationFeeRate = given(input.liquidationFeeRate)};
  result.refusal = check(result.position.instrument);
  if (result.refusal == Error::none) result.refusal = tableOf(input.brackets, result.position.table);
  return result;
}

RiskReply reply(const PositionRisk& risk) {
  RiskReply result{};
  result.known = true;
  result.side = risk.side;
  result.lossIsAtMost = risk.lossIsAtMost;
  result.liquidatable = risk.liquidatable;
#define PLIMSOLL_RISK_ESTIMATE(name) result.name = estimateReply(risk.name);
  PLIMSOLL_RISK_ESTIMATES(PLIMSOLL_RISK_ESTIMATE)
#undef PLIMSOLL_RISK_ESTIMATE
  return result;
}

}  // namespace plimsoll::door

EMSCRIPTEN_BINDINGS(positions) {
  using namespace emscripten;
  using namespace plimsoll::door;

  value_object<PositionInput>("PositionInput")
      .field("id", &PositionInput::id)
      .field("symbol", &PositionInput::symbol)
      .field("signedQuantity", &PositionInput::signedQuantity)
      .field("entryPrice", &PositionInput::entryPrice)
      .field("posted", &PositionInput::posted)
      .field("equityAtMark", &PositionInput::equityAtMark)
      .field("statedMarkPrice", &PositionInput::statedMarkPrice)
      .field("tickSize", &PositionInput::tickSize)
      .field("lotSize", &PositionInput::lotSize)
      .field("liquidationFeeRate", &PositionInput::liquidationFeeRate)
      .field("brackets", &PositionInput::brackets);
  value_object<RefusalReply>("RefusalReply")
      .field("error", &RefusalReply::error)
      .field("field", &RefusalReply::field)
      .field("row", &RefusalReply::row)
      .field("position", &RefusalReply::position);
  value_object<EstimateReply>("EstimateReply")
      .field("value", &EstimateReply::value)
      .field("reason", &EstimateReply::reason);
#define PLIMSOLL_RISK_ESTIMATE(name) .field(#name, &RiskReply::name)
  value_object<RiskReply>("RiskReply")
      .field("known", &RiskReply::known)
      .field("side", &RiskReply::side)
      .field("lossIsAtMost", &RiskReply::lossIsAtMost)
      .field("liquidatable", &RiskReply::liquidatable)
          PLIMSOLL_RISK_ESTIMATES(PLIMSOLL_RISK_ESTIMATE);
#undef PLIMSOLL_RISK_ESTIMATE
  value_object<RiskInput>("RiskInput")
      .field("markPrice", &RiskInput::markPrice)
      .field("variancePerMs", &RiskInput::variancePerMs)
      .field("wantedMarginRatio", &RiskInput::wantedMarginRatio)
      .field("exitCostRate", &RiskInput::exitCostRate);
  value_object<EvaluationReply>("EvaluationReply")
      .field("refusal", &EvaluationReply::refusal)
      .field("risk", &EvaluationReply::risk);

  function("evaluate", &evaluate);
  function("checkBrackets", &checkBrackets);
}
