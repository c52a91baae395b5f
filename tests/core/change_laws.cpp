// Laws of what an order and its like make of an account.

#include <cmath>

#include "plimsoll/margin/preview.h"
#include "venue_samples.h"

namespace plimsoll::test {
namespace {

/// An account of one position or none, which owns what it points at.
struct Held {
  std::vector<AccountPosition> positions;
  std::vector<RiskFacts> facts;
  double walletBalance;

  Account account() const { return {.walletBalance = walletBalance, .positions = positions}; }
};

Held holding(const AccountPosition& position) {
  const double margin = std::abs(position.position.margin);
  Held held{{position}, {RiskFacts{}}, 3.0 * margin};
  if (!position.isIsolated) held.positions[0].position.margin = 0.0;
  return held;
}

Held after(const Held& held, const Order& order) {
  ChangedAccount changed =
      plimsoll::changed(held.account(), held.facts, AccountChange{.order = order});
  return {changed.positions, changed.facts, changed.walletBalance};
}

/// So many times the held quantity, on its own side where that is above zero.
Order orderOf(const AccountPosition& held, double times, double price) {
  Order order{.position = held};
  order.position.position.signedQuantity *= times;
  order.position.position.margin *= std::abs(times);
  order.position.position.entryPrice = price;
  order.position.terms.contracts *= std::abs(times);
  order.position.terms.statedMaintenance = {};
  order.position.pendingFees = 0.0;
  return order;
}

AccountPosition ofEitherMode(const Sample& sample, RandomAccounts& random) {
  AccountPosition position = heldOf(sample);
  position.isIsolated = random.coin();
  return position;
}

double nearEntry(const AccountPosition& held, RandomAccounts& random) {
  return held.position.entryPrice * random.between(0.99, 1.01);
}

bool isSame(const Estimate& a, const Estimate& b) {
  return a.reason == b.reason && a.value == b.value;
}

bool isSame(const AccountRisk& a, const AccountRisk& b) {
#define PLIMSOLL_SAME(name) isSame(a.name, b.name)&&
  return PLIMSOLL_ACCOUNT_ESTIMATES(PLIMSOLL_SAME) a.liquidatable == b.liquidatable;
#undef PLIMSOLL_SAME
}

bool isSame(const PositionRisk& a, const PositionRisk& b) {
#define PLIMSOLL_SAME(name) isSame(a.name, b.name)&&
  return PLIMSOLL_POSITION_ESTIMATES(PLIMSOLL_SAME) a.liquidatable == b.liquidatable;
#undef PLIMSOLL_SAME
}

/// Bit for bit what evaluating the account by itself says.
bool isRiskOf(const Standing& standing, const Account& account, std::span<const RiskFacts> facts) {
  const auto positions = positionRisks(account, facts, {});
  if (!isSame(standing.account, accountRisk(account, facts))) return false;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (!isSame(standing.positions[i], positions[i])) return false;
  }
  return standing.positions.size() == positions.size();
}

AccountChange anyChange(const AccountPosition& held, RandomAccounts& random) {
  const double margin = std::abs(held.position.margin);
  switch (static_cast<int>(random.between(0.0, 5.0))) {
    case 0:
      return {.amount = margin * random.between(-1.0, 1.0)};
    case 1:
      return {.position = 0, .leverage = *held.terms.leverage * random.between(0.5, 1.5)};
    case 2:
      if (held.isIsolated) return {.position = 0, .amount = margin * random.between(-0.5, 1.0)};
      break;
    default:
      break;
  }
  Order order = orderOf(held, random.between(-3.0, 3.0), nearEntry(held, random));
  order.feeRate = random.between(0.0, 0.001);
  order.hedges = random.coin();
  return {.order = order, .stopLoss = nearEntry(held, random)};
}

/// The same positions to within rounding: quantity, and where each is liquidated.
bool isSameAccount(const Held& a, const Held& b) {
  if (a.positions.size() != b.positions.size()) return false;
  double scale = std::abs(a.walletBalance);
  for (std::size_t i = 0; i < a.positions.size(); ++i) {
    const Exposure one = exposure(a.positions[i]);
    const Exposure other = exposure(b.positions[i]);
    const double value = notional(one, a.positions[i].position.entryPrice);
    scale += value;
    if (!isClose(quantity(one.position), quantity(other.position), quantity(one.position), 1e-9) ||
        !isClose(one.position.entryPrice, other.position.entryPrice, one.position.entryPrice,
                 1e-9) ||
        !isClose(one.position.margin, other.position.margin, value, 1e-9))
      return false;
  }
  return isClose(a.walletBalance, b.walletBalance, scale, 1e-9);
}

}  // namespace

bool previewEqualsApply(const Sample& sample, RandomAccounts& random) {
  const Held held = holding(ofEitherMode(sample, random));
  const PreviewQuestion question{
      held.account(), held.facts, {}, anyChange(held.positions[0], random)};
  const ChangedAccount applied = changed(question.account, held.facts, question.change);
  const Preview asked = preview(question, applied);
  return isRiskOf(asked.before, held.account(), held.facts) &&
         isRiskOf(asked.after, applied.account(held.account()), applied.facts);
}

bool halvesMakeTheWhole(const Sample& sample, RandomAccounts& random) {
  const Held held = holding(ofEitherMode(sample, random));
  const double price = nearEntry(held.positions[0], random);
  const double times = random.between(-3.0, 3.0);
  // A half that closes it exactly leaves nothing to be for.
  if (std::abs(times + 1.0) < 1e-6 || std::abs(times + 2.0) < 1e-6) return true;
  const Order half = orderOf(held.positions[0], times / 2.0, price);
  Order whole = half;
  whole.position.position.signedQuantity *= 2.0;
  whole.position.position.margin *= 2.0;
  whole.position.terms.contracts *= 2.0;
  return isSameAccount(after(after(held, half), half), after(held, whole));
}

bool flipClosesThenOpens(const Sample& sample, RandomAccounts& random) {
  const Held held = holding(ofEitherMode(sample, random));
  const double price = nearEntry(held.positions[0], random);
  const double times = random.between(0.1, 3.0);
  const Held closed = after(held, orderOf(held.positions[0], -1.0, price));
  if (!closed.positions.empty()) return false;
  const Held opened = after(closed, orderOf(held.positions[0], -times, price));
  const Held flipped = after(held, orderOf(held.positions[0], -1.0 - times, price));
  return direction(flipped.positions[0].position) != direction(held.positions[0].position) &&
         isSameAccount(opened, flipped);
}

bool thereAndBackIsNothing(const Sample& sample, RandomAccounts& random) {
  AccountPosition position = ofEitherMode(sample, random);
  position.pendingFees = 0.0;
  const Held held = holding(position);
  const double price = nearEntry(position, random);
  const Order order = orderOf(held.positions[0], 1.0, price);
  Order other = order;
  other.position.symbol = 1;
  Order back = other;
  back.position.position.signedQuantity *= -1.0;
  back.onlyReduces = true;
  const Held there = after(held, other);
  return there.positions.size() == 2 && isSameAccount(after(there, back), held);
}

}  // namespace plimsoll::test
