#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/base/wide_integer.h"

/// Drift v2's margin ratios and weights as its program reckons them, every rounding included
/// (github.com/drift-labs/protocol-v2: programs/drift/src/math/margin.rs, math/liquidation.rs,
/// state/perp_market.rs, state/spot_market.rs; read in April 2026). What an account makes of
/// them is in drift.h.
///
/// Ratios and weights are parts of 10 000, factors and fees parts of 10^6, sizes counted in
/// 10^-9 base units, prices and quote amounts in 10^-6.
namespace plimsoll::drift {

inline constexpr std::int64_t kWhole = 10'000;            ///< a ratio or a weight of one
inline constexpr std::int64_t kMillion = 1'000'000;       ///< a factor or a fee of one
inline constexpr std::int64_t kBaseUnit = 1'000'000'000;  ///< 10^-9 base units in one

enum class MarginType {
  initial,      ///< to open
  fill,         ///< to be filled: between the two others
  maintenance,  ///< not to be liquidated
};

/// How much a larger liability asks for more,
///
///     max(w, w - floor(w / 5) + floor(floor(sqrt(10 size + 1)) imf / 10^7))
///
/// of a perpetual's margin ratio and of a borrowed token's weight alike.
///
/// @param weight     w, parts of 10 000
/// @param imfFactor  parts of 10^6; 0 leaves the weight as it is
/// @param size       10^-9 base units, not below zero
/// @return parts of 10 000; the greatest int64 where it does not fit
std::int64_t sizePremium(std::int64_t weight, std::int64_t imfFactor,
                         const WideInteger& size) noexcept;

/// How much a larger asset counts for less, min(w, 1.1 (10^6 / (10^6 + sqrt imf / 10^5))),
/// with the square root as above.
std::int64_t sizeDiscount(std::int64_t weight, std::int64_t imfFactor,
                          const WideInteger& size) noexcept;

/// What a perpetual market asks of a position's notional: 500 is 5 %, twenty times leverage.
struct MarginRatios {
  std::int64_t initial = 0;
  std::int64_t maintenance = 0;
  std::int64_t highLeverageInitial = 0;      ///< 0 where the market has no high-leverage mode
  std::int64_t highLeverageMaintenance = 0;  ///< 0 where the market has no high-leverage mode
  std::int64_t imfFactor = 0;
};

/// 0 < maintenance <= initial <= 10 000, for high leverage too where there is any, and a factor
/// from 0 to 10^6.
Refusal check(const MarginRatios& ratios) noexcept;

/// The ratio of a position of this size. In high-leverage mode the low initial ratio goes
/// over into the ordinary one as the size grows; maintenance has the premium only. Where the
/// premium has brought it to the ordinary ratio exactly, the program takes the low one again,
/// and so does this.
///
///     marginRatio({.initial = 1'000, .maintenance = 500, .imfFactor = 50},
///                 MarginType::initial, 1'000'000 * WideInteger(kBaseUnit))   // 1'300
std::int64_t marginRatio(const MarginRatios& ratios, MarginType type, const WideInteger& size,
                         bool isHighLeverage = false) noexcept;

/// What a token counts for: as a deposit less than its value, as a debt more.
struct SpotWeights {
  std::int64_t initialAsset = kWhole;  ///< as scaledInitialAssetWeight() gives it
  std::int64_t maintenanceAsset = kWhole;
  std::int64_t initialLiability = kWhole;
  std::int64_t maintenanceLiability = kWhole;
  std::int64_t imfFactor = 0;
};

/// 0 <= initialAsset <= maintenanceAsset <= 10 000 <= maintenanceLiability <= initialLiability,
/// none above 100 000, and a factor from 0 to 10^6.
Refusal check(const SpotWeights& weights) noexcept;

std::int64_t assetWeight(const SpotWeights& weights, MarginType type,
                         const WideInteger& size) noexcept;
std::int64_t liabilityWeight(const SpotWeights& weights, MarginType type,
                             const WideInteger& size) noexcept;

/// The initial weight of an asset of which the whole pool holds much: w start / deposits, from
/// where deposits are worth more than start.
/// @param start     quote amount; 0 where nothing is scaled
/// @param deposits  value of all deposits of the pool, as a quote amount
std::int64_t scaledInitialAssetWeight(std::int64_t weight, const WideInteger& start,
                                      const WideInteger& deposits) noexcept;

/// base price / 10^9 toward zero, plus the quote amount: what was paid is below zero there.
/// @param base   10^-9 base units, below zero on a short
/// @param quote  10^-6 quote units, with fees and settled funding
/// @param price  10^-6 quote units for one base unit
WideInteger unrealizedPnl(const WideInteger& base, const WideInteger& quote,
                          const WideInteger& price) noexcept;

/// What unrealized profit counts for; losses always count in full.
struct PnlWeights {
  std::int64_t initial = kWhole;
  std::int64_t maintenance = kWhole;
  std::int64_t imfFactor = 0;  ///< more profit counts for less of itself, in initial and fill
  WideInteger maxImbalance{};  ///< of the market, 10^-6 quote units; 0 where it has none
};

Refusal check(const PnlWeights& weights) noexcept;

/// @param pnl            10^-6 quote units
/// @param netUnsettled   all users' unsettled profit in the market: beyond the most that it may
///                       be, initial and fill weights shrink in proportion
std::int64_t unrealizedPnlWeight(const PnlWeights& weights, MarginType type, const WideInteger& pnl,
                                 const WideInteger& netUnsettled = 0) noexcept;

/// How much of a position a liquidator has to take over.
struct Shortage {
  WideInteger margin{};               ///< that is missing, 10^-6 quote units
  std::int64_t marginRatio = 0;       ///< of the position, parts of 10 000
  std::int64_t liquidatorFee = 0;     ///< parts of 10^6
  std::int64_t insuranceFee = 0;      ///< parts of 10^6
  WideInteger oraclePrice{};          ///< 10^-6 quote units for one base unit
  WideInteger quotePrice = kMillion;  ///< 10^-6 dollars for one quote unit
};

Refusal check(const Shortage& shortage) noexcept;

/// shortage / (price quotePrice (ratio - liquidatorFee) - price insuranceFee), rounded as the
/// program rounds each product, and down at the end.
/// @return 10^-9 base units; empty where closing frees no margin: fees take it all
std::optional<WideInteger> baseToCover(const Shortage& shortage) noexcept;

}  // namespace plimsoll::drift
