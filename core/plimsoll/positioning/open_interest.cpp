#include "plimsoll/positioning/open_interest.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/check.h"

namespace plimsoll {
namespace {

std::optional<double> usable(std::optional<double> value) noexcept {
  if (!value || !std::isfinite(*value) || *value < 0.0) return std::nullopt;
  return value;
}

std::optional<double> ratio(std::optional<double> part, std::optional<double> whole) noexcept {
  if (!part || !whole || !(*whole > 0.0)) return std::nullopt;
  return usable(*part / *whole);
}

Refusal checkNotional(std::optional<double> value, const char* field) noexcept {
  return value ? checkNotBelowZero(*value, Error::notionalNegative, field) : Refusal{};
}

}  // namespace

NormalizedOpenInterest normalizedOpenInterest(const OpenInterest& told, const Contract& contract,
                                              double price) noexcept {
  NormalizedOpenInterest open{.baseQuantity = usable(told.baseQuantity),
                              .notional = usable(told.notional)};
  if (const auto quantity = usable(told.quantity)) {
    if (!open.baseQuantity) open.baseQuantity = usable(baseQuantity(contract, *quantity, price));
    if (!open.notional) open.notional = usable(notional(contract, *quantity, price));
  }
  if (!open.baseQuantity && open.notional) open.baseQuantity = usable(*open.notional / price);
  if (!open.notional && open.baseQuantity) open.notional = usable(*open.baseQuantity * price);

  if (contract.isInverse()) open.settlementQuantity = open.baseQuantity;
  if (contract.kind == InstrumentKind::linear) open.settlementQuantity = open.notional;
  return open;
}

Refusal check(const OpenInterestScales& scales) noexcept {
  return firstOf({
      checkNotional(scales.marketCap, "marketCap"),
      checkNotional(scales.dayNotional, "dayNotional"),
      checkNotional(scales.depthNotional, "depthNotional"),
      checkNotional(scales.spotDepthNotional, "spotDepthNotional"),
      scales.reserveBaseQuantity
          ? checkAboveZero(*scales.reserveBaseQuantity, Error::quantityNotPositive,
                           "reserveBaseQuantity")
          : Refusal{},
  });
}

OpenInterestRatios openInterestRatios(const NormalizedOpenInterest& openInterest,
                                      const OpenInterestScales& scales) noexcept {
  return {
      .toMarketCap = ratio(openInterest.notional, scales.marketCap),
      .toDayNotional = ratio(openInterest.notional, scales.dayNotional),
      .toDepth = ratio(openInterest.notional, scales.depthNotional),
      .toSpotDepth = ratio(openInterest.notional, scales.spotDepthNotional),
      .estimatedLeverage = ratio(openInterest.baseQuantity, scales.reserveBaseQuantity),
  };
}

std::optional<CoinMargin> coinMargin(std::span<const ContractInterest> contracts) noexcept {
  double inverse = 0.0, all = 0.0;
  std::size_t counted = 0;
  for (const ContractInterest& contract : contracts) {
    const auto open = usable(contract.notional);
    const bool isInverse = contract.kind == InstrumentKind::inverse;
    if (!open || (!isInverse && contract.kind != InstrumentKind::linear)) continue;
    if (isInverse) inverse += *open;
    all += *open;
    ++counted;
  }
  const auto share = ratio(inverse, all);
  if (!share) return std::nullopt;
  return CoinMargin{std::min(1.0, *share), counted};
}

}  // namespace plimsoll
