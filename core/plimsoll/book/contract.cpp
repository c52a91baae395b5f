#include "plimsoll/book/contract.h"

namespace plimsoll {

Contract contractOf(const Listing* listed, const Listing& inferred) noexcept {
  Contract contract{.kind = inferred.kind, .size = inferred.contractSize};
  if (listed == nullptr) return contract;
  if (listed->kind) contract.kind = listed->kind;
  if (listed->contractSize) contract.size = listed->contractSize;
  contract.tickSize = listed->tickSize;
  contract.lotSize = listed->lotSize;
  contract.isInferred = false;
  return contract;
}

std::optional<double> baseQuantity(const Contract& contract, double quantity,
                                   double price) noexcept {
  if (!contract.size) return std::nullopt;
  const double units = *contract.size * quantity;
  return contract.isInverse() ? units / price : units;
}

std::optional<double> notional(const Contract& contract, double quantity, double price) noexcept {
  if (!contract.size) return std::nullopt;
  const double units = *contract.size * quantity;
  return contract.isInverse() ? units : units * price;
}

}  // namespace plimsoll
