#pragma once

#include "plimsoll/base/error.h"

/// What a GMX v2 market's open interest does to price and funding.
///
/// By gmx-synthetics (README; PricingUtils, MarketUtils.getNextFundingFactorPerSecond) and
/// gmx-interface (sdk: fees/priceImpact).
namespace plimsoll::gmx {

/// Open interest of both sides in dollars. For swaps, the worth of both tokens in the pool.
struct OpenInterest {
  double longUsd;
  double shortUsd;
};

/// Both zero or above.
Refusal check(const OpenInterest& interest) noexcept;

/// A term of price impact: k |d|^e.
struct ImpactCurve {
  double factor;    ///< k, of dollars to the power 1 - e
  double exponent;  ///< e, one or above; usually 1 to 3
};

Refusal check(const ImpactCurve& curve) noexcept;

/// k |d|^e, in dollars. A difference below one dollar has no impact, since the contract's
/// power is not defined there.
///
///     priceImpactTerm({1e-8, 2.0}, 1'000'000.0)   // 10'000
double priceImpactTerm(const ImpactCurve& curve, double differenceUsd) noexcept;

/// The two curves of a market: it pays for what brings balance, and charges more for what
/// takes it away.
struct PriceImpact {
  ImpactCurve positive;
  ImpactCurve negative;
};

Refusal check(const PriceImpact& impact) noexcept;

/// What a trade pays (below zero) or receives for changing the balance, in dollars:
///
///     k |d|^e - k |d'|^e
///
/// with d and d' the difference of the sides before and after it, and the positive curve when
/// the difference shrinks. Where the heavier side changes, the positive curve holds for d and
/// the negative one for d'.
///
/// Before caps (the impact pool, a fraction of the size) and virtual inventory, which takes
/// the worse of two. The same factor for both, from balance to 50 000:
///
///     const ImpactCurve curve{2e-7, 2.0};
///     priceImpactUsd({curve, curve}, {50'000.0, 50'000.0}, {100'000.0, 50'000.0})   // -500
double priceImpactUsd(const PriceImpact& impact, const OpenInterest& before,
                      const OpenInterest& after) noexcept;

/// What an increase of a position at this impact is made of.
struct Increase {
  double signedSizeUsd;    ///< above zero long, below zero short
  double oraclePrice;      ///< dollars for one index token
  double priceImpactRate;  ///< fraction of the size; above zero costs, below zero gains
};

/// The impact is between -1 and 1.
Refusal check(const Increase& increase) noexcept;

/// S / p (1 - s i), in tokens: a long that pays impact gets fewer of them, a short sells more.
///
/// 50 000 long at 5 000 with an impact of 0.1 %:
///
///     sizeInTokens({50'000.0, 5'000.0, 0.001})   // 9.99
double sizeInTokens(const Increase& increase) noexcept;

/// S / tokens: the oracle's price made worse by the impact.
double entryPrice(const Increase& increase) noexcept;

/// s (S - tokens p): by how much the position starts below water, in dollars; i S.
double pendingLoss(const Increase& increase) noexcept;

/// What each side pays for funding in one second, fractions of its own size. Below zero is
/// received.
struct FundingRates {
  double longRate;
  double shortRate;
};

/// How funding follows from the imbalance of a market without adaptive funding.
struct FundingCurve {
  double factor;    ///< for one second
  double exponent;  ///< of the difference in dollars
};

Refusal check(const FundingCurve& curve) noexcept;

/// The heavier side pays f |L - S|^e / (L + S), and what all of it pays is shared by the
/// lighter side, so that with O for the heavier and o for the lighter interest it receives
/// O / o times that rate. Nobody receives where nobody is.
///
///     fundingPerSecond({2e-5, 1.0}, {150'000.0, 50'000.0})   // 0.00001, -0.00003
FundingRates fundingPerSecond(const FundingCurve& curve, const OpenInterest& interest) noexcept;

/// Adaptive funding: the saved rate moves while the sides stay apart.
struct AdaptiveFunding {
  double increasePerSecond;     ///< fundingIncreaseFactorPerSecond
  double decreasePerSecond;     ///< fundingDecreaseFactorPerSecond
  double thresholdForStable;    ///< imbalance above which the rate grows
  double thresholdForDecrease;  ///< imbalance below which it falls
};

/// Rates are zero or above, and the threshold for a decrease is no higher than the other.
Refusal check(const AdaptiveFunding& funding) noexcept;

/// What has been seen for some time.
struct FundingSpell {
  double imbalance;      ///< |L - S|^e / (L + S), a fraction
  double seconds;        ///< for which it has been so
  bool isSkewAsFunding;  ///< whether the side that pays is the heavier one
};

Refusal check(const FundingSpell& spell) noexcept;

/// By how much the side that pays now will pay more (above zero) or less in each second:
///
///     heavier side pays   above the stable threshold   + increase x imbalance x t
///                         between the thresholds         0
///                         below the lower              - decrease x t
///     lighter side pays                                - increase x imbalance x t
///
/// Before the bounds of the market: a decrease ends next to zero, and the rate stays between
/// minFundingFactorPerSecond and maxFundingFactorPerSecond.
///
///     savedFundingChange({1e-6, 2e-8, 0.05, 0.03}, {0.06, 600.0, true})   // 0.000036
double savedFundingChange(const AdaptiveFunding& funding, const FundingSpell& spell) noexcept;

}  // namespace plimsoll::gmx
