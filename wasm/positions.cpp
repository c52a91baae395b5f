// Positions and their risk, as values.

#include "positions.h"

#include <vector>

#include "plimsoll/engine/reading.h"

namespace plimsoll::door {
namespace {

std::vector<MarginBracket> bracketsOf(const emscripten::val& flat) {
  std::vector<MarginBracket> brackets;
  const auto number = [&flat](int i) { return flat[i].as<double>(); };
  const int count = flat["length"].as<int>();
  for (int i = 0; i + 4 < count; i += 5) {
    brackets.push_back(
        {number(i), number(i + 1), number(i + 2), number(i + 3), number(i + 4)});
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
}
