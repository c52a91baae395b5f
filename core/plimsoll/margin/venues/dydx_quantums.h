#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"
#include "plimsoll/base/wide_integer.h"

/// dYdX v4 as its chain reckons: whole quantums, parts per million, and every rounding where
/// the chain has it (github.com/dydxprotocol/v4-chain: x/perpetuals/types/liquidity_tier.go,
/// x/perpetuals/lib/lib.go, lib/margin/risk.go, x/clob/keeper/liquidations.go,
/// x/perpetuals/funding/funding.go; read in March 2026). For people's units see dydx.h.
///
/// A base quantum is 10^atomicResolution coins, a quote quantum 10^-6 USDC.
namespace plimsoll::dydx {

inline constexpr std::int64_t kMillion = 1'000'000;
inline constexpr int kQuoteAtomicResolution = -6;

/// What governance sets for a class of markets.
struct LiquidityTier {
  std::int64_t initialMarginPpm = 0;        ///< of notional: the base IMF, 50'000 is 5 %
  std::int64_t maintenanceFractionPpm = 0;  ///< of the base IMF: 600'000 is 60 % of it
  WideInteger openInterestLowerCap{};       ///< quote quantums: up to here the base IMF holds
  WideInteger openInterestUpperCap{};  ///< quote quantums: from here on all notional is asked for;
                                       ///< 0 where open interest raises nothing
};

/// Parts are between zero and a million, caps not below zero and in order.
Refusal check(const LiquidityTier& tier) noexcept;

/// floor(initialMarginPpm maintenanceFractionPpm / 10^6), of the base IMF.
///
///     maintenanceMarginPpm({450'000, 770'000})   // 346'500
std::int64_t maintenanceMarginPpm(const LiquidityTier& tier) noexcept;

/// The initial margin fraction as open interest raises it,
///
///     b + floor((10^6 - b) (O - lower) / (upper - lower))
///
/// with b the base and O the market's open interest in quote quantums; b up to the lower cap
/// and 10^6 from the upper one on.
std::int64_t effectiveInitialMarginPpm(const LiquidityTier& tier,
                                       const WideInteger& openInterest) noexcept;

/// ceil(N max(effective, custom) / 10^6)
/// @param notional                quote quantums, not below zero
/// @param openInterest            quote quantums
/// @param customInitialMarginPpm  of the leverage that the user has chosen; 0 for none
WideInteger initialMargin(const LiquidityTier& tier, const WideInteger& notional,
                          const WideInteger& openInterest,
                          std::int64_t customInitialMarginPpm = 0) noexcept;

/// A market at its oracle price, price 10^exponent USDC for a coin.
struct Perpetual {
  LiquidityTier tier;
  std::int32_t atomicResolution = 0;
  std::uint64_t price = 0;
  std::int32_t exponent = 0;
  WideInteger openInterest{};  ///< base quantums
};

/// Tier as above, price above zero, exponents between -32 and 32, and an open interest whose
/// value is not beyond kMaxQuantums.
Refusal check(const Perpetual& perpetual) noexcept;

/// q price 10^(exponent + atomicResolution + 6), toward zero.
WideInteger quoteQuantums(const Perpetual& perpetual, const WideInteger& baseQuantums) noexcept;

struct PositionQuantums {
  Perpetual perpetual;
  WideInteger baseQuantums{};               ///< above zero long, below zero short
  std::int64_t customInitialMarginPpm = 0;  ///< of the leverage that the user has chosen; 0: none
};

/// What the chain weighs, of a position or of a whole subaccount; quote quantums.
struct Risk {
  WideInteger netCollateral{};
  WideInteger initialMargin{};
  WideInteger maintenanceMargin{};
};

/// Of one position, its net collateral being its signed notional.
///
///     MMR = ceil(ceil(N base / 10^6) maintenanceFraction / 10^6)
///
/// Maintenance goes by the base IMF: neither open interest nor the user's leverage raises it.
Risk risk(const PositionQuantums& position) noexcept;

struct SubaccountQuantums {
  WideInteger quoteBalance{};  ///< quote quantums, below zero where positions are bought on credit
  std::span<const PositionQuantums> positions;
};

/// Balances and values up to 10^27 quote quantums, 10^21 USDC; then no product below overflows.
inline constexpr int kMaxQuantumsExponent = 27;

Refusal check(const SubaccountQuantums& subaccount) noexcept;

Risk risk(const SubaccountQuantums& subaccount) noexcept;

/// Maintenance margin is asked for, and there is less: MMR > 0 and MMR > TNC.
bool isLiquidatable(const Risk& risk) noexcept;

/// Closing all or part of one position of a subaccount.
struct PartialClose {
  SubaccountQuantums subaccount;
  std::size_t index;            ///< which position
  WideInteger deltaQuantums{};  ///< base quantums, against the position and not more than it
};

Refusal check(const PartialClose& close) noexcept;

/// What must be received (below zero: may be paid) for a close to leave the subaccount as far
/// from bankruptcy as it was:
///
///     -DNNV - floor(TNC |DMMR| / TMMR)
///
/// with DNNV and DMMR the change of the position's notional and maintenance margin, TNC and
/// TMMR the subaccount's net collateral and maintenance margin.
///
/// @return quote quantums; empty where no maintenance margin is asked for
///
/// 0.1 BTC at 50 000 bought with 4 501 of credit can be sold for 4 501 at least.
std::optional<WideInteger> bankruptcyPriceQuantums(const PartialClose& close) noexcept;

/// How far from the oracle price a liquidation may be filled; the chain's defaults.
struct FillablePriceConfig {
  std::int64_t bankruptcyAdjustmentPpm = 1'000'000;       ///< BA
  std::int64_t spreadToMaintenanceMarginPpm = 1'500'000;  ///< SMMR
};

/// The limit price of the liquidation order for a position,
///
///     (PNNV - ABR SMMR PMMR) / PS,   ABR = min(max(BA (1 - TNC / TMMR), 0), 1)
///
/// with PNNV, PMMR and PS the position's notional, maintenance margin and size: the oracle
/// price while there is margin enough, and farther from it the nearer bankruptcy is.
///
/// @return USDC for a coin, before the chain rounds it to the tick; empty where no
///         maintenance margin is asked for
std::optional<double> fillablePrice(const SubaccountQuantums& subaccount, std::size_t index,
                                    const FillablePriceConfig& config = {}) noexcept;

/// What a liquidation pays to the insurance fund, or below zero takes from it:
///
///     d = received - bankruptcy,   min(d, floor(|received| maxFee / 10^6)) where d is above zero
///
/// @param received    quote quantums that the fill brought, below zero where it cost
/// @param bankruptcy  as bankruptcyPriceQuantums() gives it
WideInteger insuranceFundDelta(const WideInteger& received, const WideInteger& bankruptcy,
                               std::int64_t maxLiquidationFeePpm) noexcept;

/// How much a market's funding index moves, in parts per million of a quote quantum for a
/// base quantum: rate time / 28 800 s price, toward zero.
/// @param ratePpm  for eight hours
WideInteger fundingIndexDelta(const Perpetual& perpetual, const WideInteger& ratePpm,
                              std::int64_t seconds) noexcept;

/// What a position receives when the index has moved, -delta q: parts per million of a quote
/// quantum. A long pays where the index rises.
WideInteger fundingSettlementPpm(const WideInteger& fundingIndexDelta,
                                 const WideInteger& baseQuantums) noexcept;

}  // namespace plimsoll::dydx
