#include "plimsoll/margin/venues/drift.h"

#include <algorithm>
#include <cmath>

namespace plimsoll::drift {
namespace {

constexpr double kMostPnlForInitialMargin = 100.0;
constexpr double kMostBase = 9.2e9;    // 10^-9 base units in 63 bits
constexpr double kMostQuote = 9.2e12;  // 10^-6 quote units in 63 bits

double fraction(std::int64_t parts) noexcept {
  return static_cast<double>(parts) / static_cast<double>(kWhole);
}

WideInteger baseUnits(double quantity) noexcept {
  return std::llround(std::abs(quantity) * 1e9);
}
WideInteger quoteUnits(double amount) noexcept {
  return std::llround(amount * 1e6);
}

/// What a position asks margin for.
struct Liability {
  double size;   ///< base units, not below zero
  double value;  ///< quote units
};

Liability liability(const PerpPosition& position, double signedQuantity) noexcept {
  const bool isShortPrediction = position.isPrediction && signedQuantity < 0.0;
  const double price =
      isShortPrediction ? std::max(0.0, 1.0 - position.oraclePrice) : position.oraclePrice;
  return {std::abs(signedQuantity), std::abs(signedQuantity) * price};
}

Liability worstLiability(const PerpPosition& position, Orders orders) noexcept {
  if (orders == Orders::none) return liability(position, position.signedQuantity);
  const Liability bought = liability(position, position.signedQuantity + position.openBids);
  const Liability sold = liability(position, position.signedQuantity - position.openAsks);
  return bought.value > sold.value ? bought : sold;
}

double ratio(const Account& account, const MarginRatios& ratios, MarginType type,
             double size) noexcept {
  const std::int64_t market = marginRatio(ratios, type, baseUnits(size), account.isHighLeverage);
  const std::int64_t least = type == MarginType::initial ? account.customMarginRatio : 0;
  return fraction(std::max(market, least));
}

/// A deposit's weighted tokens, above zero, or a debt's, below.
double weightedTokens(const SpotBalance& balance, MarginType type) noexcept {
  const WideInteger size = baseUnits(balance.signedTokens);
  const std::int64_t weight = balance.signedTokens > 0.0
                                  ? assetWeight(balance.weights, type, size)
                                  : liabilityWeight(balance.weights, type, size);
  return balance.signedTokens * fraction(weight);
}

double weightedPnl(const Account& account, const PerpPosition& position, MarginType type) noexcept {
  const double pnl = unrealizedPnl(position);
  const std::int64_t weight = unrealizedPnlWeight(position.pnlWeights, type, quoteUnits(pnl),
                                                  quoteUnits(position.netUnsettledPnl));
  const double counted = pnl * fraction(weight) * account.quotePrice;
  return type == MarginType::initial ? std::min(counted, kMostPnlForInitialMargin) : counted;
}

/// Unweighted: what the account would be left with, and what it owes.
struct Values {
  double net = 0.0;
  double liabilities = 0.0;
};

Values values(const Account& account) noexcept {
  Values found;
  for (const SpotBalance& balance : account.balances) {
    const double value = balance.signedTokens * balance.tokenPrice;
    found.net += value;
    if (value < 0.0) found.liabilities -= value;
  }
  for (const PerpPosition& position : account.positions) {
    found.net += unrealizedPnl(position) * account.quotePrice;
    found.liabilities += worstLiability(position, Orders::open).value * account.quotePrice;
  }
  return found;
}

bool isWithin(double value, double most) noexcept {
  return std::abs(value) <= most;
}

Refusal check(const SpotBalance& balance) noexcept {
  if (!std::isfinite(balance.signedTokens)) return {Error::notFinite, "signedTokens"};
  if (!isWithin(balance.signedTokens, kMostBase)) return {Error::numberOutOfRange, "signedTokens"};
  if (!std::isfinite(balance.tokenPrice)) return {Error::notFinite, "tokenPrice"};
  if (balance.tokenPrice <= 0.0) return {Error::priceNotPositive, "tokenPrice"};
  if (!isWithin(balance.tokenPrice, kMostQuote)) return {Error::numberOutOfRange, "tokenPrice"};
  return check(balance.weights);
}

Refusal checkSizes(const PerpPosition& position) noexcept {
  if (!std::isfinite(position.signedQuantity)) return {Error::notFinite, "signedQuantity"};
  if (!(position.openBids >= 0.0)) return {Error::quantityNotPositive, "openBids"};
  if (!(position.openAsks >= 0.0)) return {Error::quantityNotPositive, "openAsks"};
  const double most = std::abs(position.signedQuantity) + position.openBids + position.openAsks;
  if (!isWithin(most, kMostBase)) return {Error::numberOutOfRange, "signedQuantity"};
  return {};
}

Refusal check(const PerpPosition& position) noexcept {
  if (const Refusal refusal = checkSizes(position); refusal != Error::none) return refusal;
  if (!std::isfinite(position.quoteAmount)) return {Error::notFinite, "quoteAmount"};
  if (!std::isfinite(position.oraclePrice)) return {Error::notFinite, "oraclePrice"};
  if (position.oraclePrice <= 0.0) return {Error::priceNotPositive, "oraclePrice"};
  if (!std::isfinite(position.netUnsettledPnl)) return {Error::notFinite, "netUnsettledPnl"};
  const double value = std::abs(position.signedQuantity) * position.oraclePrice;
  if (!isWithin(value + std::abs(position.quoteAmount), kMostQuote)) {
    return {Error::numberOutOfRange, "quoteAmount"};
  }
  if (!isWithin(position.netUnsettledPnl, kMostQuote)) {
    return {Error::numberOutOfRange, "netUnsettledPnl"};
  }
  if (const Refusal refusal = check(position.ratios); refusal != Error::none) return refusal;
  return check(position.pnlWeights);
}

template <typename Row>
Refusal checkRows(std::span<const Row> rows) noexcept {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Refusal refusal = check(rows[i]);
    if (refusal == Error::none) continue;
    refusal.row = static_cast<int>(i);
    return refusal;
  }
  return {};
}

}  // namespace

double quoteAmountAtEntry(double signedQuantity, double entryPrice, double takerFeeRate) noexcept {
  return -signedQuantity * entryPrice - takerFeeRate * std::abs(signedQuantity) * entryPrice;
}

Refusal check(const Account& account) noexcept {
  if (!std::isfinite(account.quotePrice)) return {Error::notFinite, "quotePrice"};
  if (account.quotePrice <= 0.0) return {Error::priceNotPositive, "quotePrice"};
  if (account.customMarginRatio < 0 || account.customMarginRatio > kWhole) {
    return {Error::rateOutOfRange, "customMarginRatio"};
  }
  const Refusal refusal = checkRows(account.balances);
  return refusal != Error::none ? refusal : checkRows(account.positions);
}

Margin margin(const Account& account, MarginType type, Orders orders) noexcept {
  Margin found{};
  for (const SpotBalance& balance : account.balances) {
    const double value = weightedTokens(balance, type) * balance.tokenPrice;
    (value > 0.0 ? found.totalCollateral : found.marginRequirement) += std::abs(value);
  }
  for (const PerpPosition& position : account.positions) {
    const auto [size, value] = worstLiability(position, orders);
    found.totalCollateral += weightedPnl(account, position, type);
    found.marginRequirement +=
        value * account.quotePrice * ratio(account, position.ratios, type, size);
  }
  return found;
}

double freeMargin(const Margin& margin) noexcept {
  return std::max(0.0, margin.totalCollateral - margin.marginRequirement);
}

bool canBeLiquidated(const Account& account) noexcept {
  const auto [collateral, requirement] = margin(account, MarginType::maintenance);
  return collateral < requirement;
}

double health(const Account& account) noexcept {
  const auto [collateral, requirement] = margin(account, MarginType::maintenance);
  if (requirement == 0.0 && collateral >= 0.0) return 1.0;
  if (collateral <= 0.0) return 0.0;
  return std::clamp(1.0 - requirement / collateral, 0.0, 1.0);
}

double unrealizedPnl(const PerpPosition& position) noexcept {
  return position.signedQuantity * position.oraclePrice + position.quoteAmount;
}

std::optional<double> leverage(const Account& account) noexcept {
  const Values found = values(account);
  if (found.net <= 0.0) return std::nullopt;
  return found.liabilities / found.net;
}

std::optional<double> maxLeverage(const Account& account, const MarginRatios& ratios,
                                  MarginType type) noexcept {
  const Values found = values(account);
  if (found.net <= 0.0) return std::nullopt;
  const double free = freeMargin(margin(account, MarginType::initial));
  return (found.liabilities + free / ratio(account, ratios, type, 0.0)) / found.net;
}

std::optional<double> liquidationPrice(const Account& account, std::size_t index) noexcept {
  const PerpPosition& position = account.positions[index];
  const double size = position.signedQuantity;
  if (size == 0.0) return std::nullopt;
  const double asked = ratio(account, position.ratios, MarginType::maintenance, size);
  // What a short in a prediction market owes falls as the price rises.
  const double owed = position.isPrediction ? size : std::abs(size);
  double slope = (size - owed * asked) * account.quotePrice;
  for (const SpotBalance& balance : account.balances) {
    if (position.oracle == kOwnOracle || balance.oracle != position.oracle) continue;
    slope += weightedTokens(balance, MarginType::maintenance);
  }
  if (slope == 0.0) return std::nullopt;

  const double free = freeMargin(margin(account, MarginType::maintenance, Orders::none));
  const double price = position.oraclePrice - free / slope;
  if (!(price > 0.0 && std::isfinite(price))) return std::nullopt;
  return price;
}

}  // namespace plimsoll::drift
