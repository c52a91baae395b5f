#include "plimsoll/margin/contract.h"

namespace plimsoll {

Refusal check(const ContractPosition& position) noexcept {
  return check(Position{position.signedQuantity, position.entryPrice, position.margin});
}

double countedPrice(ContractKind kind, double price) noexcept {
  return kind == ContractKind::inverse ? 1.0 / price : price;
}

Position countedPosition(const ContractPosition& position) noexcept {
  const bool isInverse = position.kind == ContractKind::inverse;
  return {isInverse ? -position.signedQuantity : position.signedQuantity,
          countedPrice(position.kind, position.entryPrice), position.margin};
}

ContractPosition contractPosition(ContractKind kind, const PositionAtMark& stated) noexcept {
  ContractPosition position{kind, stated.signedQuantity, stated.entryPrice, 0.0};
  const Position counted = countedPosition(position);
  position.margin =
      stated.equityAtMark - unrealizedPnl(counted, countedPrice(kind, stated.markPrice));
  return position;
}

double direction(const ContractPosition& position) noexcept {
  return position.signedQuantity > 0.0 ? 1.0 : -1.0;
}

}  // namespace plimsoll
