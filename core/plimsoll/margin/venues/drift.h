#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"
#include "plimsoll/margin/venues/drift_ratios.h"

/// Drift v2 (now Velocity) in people's units: a cross account with deposits, debts and
/// perpetuals, as its program weighs it and its client shows it
/// (github.com/drift-labs/protocol-v2: programs/drift/src/math/margin.rs, sdk/src/user.ts;
/// read in April 2026). Ratios and weights are the program's own integers, drift_ratios.h.
///
/// Not counted here: the cent of margin for each open order, spot orders, shares of liquidity,
/// and the averages that a strict check takes beside the oracle price.
namespace plimsoll::drift {

/// A market whose oracle no other shares.
inline constexpr int kOwnOracle = -1;

/// A taker's fee in the first tier, which the client assumes where it knows none.
inline constexpr double kFirstTierTakerFeeRate = 0.001;

struct SpotBalance {
  double signedTokens = 0.0;  ///< above zero a deposit, below zero a debt
  double tokenPrice = 1.0;    ///< of the oracle, in dollars
  SpotWeights weights{};      ///< the quote token's are all one
  int oracle = kOwnOracle;    ///< the same number for markets that share one
};

struct PerpPosition {
  double signedQuantity = 0.0;   ///< base units: above zero long, below zero short
  double quoteAmount = 0.0;      ///< quote units: what a long has paid is below zero
  double oraclePrice = 0.0;      ///< quote units for one base unit
  MarginRatios ratios{};         ///< of the market
  PnlWeights pnlWeights{};       ///< of the market
  double netUnsettledPnl = 0.0;  ///< quote units, of all users; only with a maxImbalance
  double openBids = 0.0;         ///< base units in orders to buy, not below zero
  double openAsks = 0.0;         ///< base units in orders to sell, not below zero
  bool isPrediction = false;     ///< of a price between 0 and 1; a short owes 1 - price
  int oracle = kOwnOracle;       ///< the same number for markets that share one
};

/// -q e - f |q| e: the quote amount of a position entered at one price.
double quoteAmountAtEntry(double signedQuantity, double entryPrice, double takerFeeRate) noexcept;

struct Account {
  std::span<const SpotBalance> balances;
  std::span<const PerpPosition> positions;
  double quotePrice = 1.0;             ///< dollars for one quote unit
  std::int64_t customMarginRatio = 0;  ///< parts of 10 000 that the user chose as the least
                                       ///< initial ratio; 0 for none
  bool isHighLeverage = false;
};

/// Numbers are finite, prices above zero, sizes within the program's 64 bits, ratios and weights
/// as theirs. `row` counts balances and positions each from 0; the field tells which.
Refusal check(const Account& account) noexcept;

/// The two sides of an account, in dollars.
struct Margin {
  double totalCollateral;    ///< deposits by their weights and all profits and losses by theirs
  double marginRequirement;  ///< of perpetuals and debts
};

/// Which orders count: all that are open, or, as for a liquidation price, none.
enum class Orders { open, none };

///     total collateral   = sum tokens price weight + sum pnl quotePrice weight
///     margin requirement = sum |worst base| price quotePrice ratio + sum debts price weight
///
/// The worst base is the position with all its bids or with all its asks, whichever owes more.
/// For initial margin a position's profit counts for 100 dollars at most, and the user's own
/// ratio is the least for perpetuals.
Margin margin(const Account& account, MarginType type, Orders orders = Orders::open) noexcept;

/// max(0, total collateral - margin requirement)
double freeMargin(const Margin& margin) noexcept;

/// Less collateral than maintenance asks for; equal is enough.
bool canBeLiquidated(const Account& account) noexcept;

/// 1 - requirement / collateral of maintenance, from 0 to 1: at 0 the account is liquidated.
/// The client shows it as a whole percentage.
double health(const Account& account) noexcept;

/// q p + quoteAmount, in quote units.
double unrealizedPnl(const PerpPosition& position) noexcept;

/// What is owed over what is there: (perpetuals with their orders + debts) / (deposits - debts +
/// pnl), none of it weighted.
/// @return empty where nothing is left
std::optional<double> leverage(const Account& account) noexcept;

/// The leverage with all free initial margin in this market,
///
///     (liabilities + free / ratio) / net value
///
/// with the user's own ratio for initial margin only. For large sizes, where the ratio grows,
/// it is more than can be had.
/// @return empty where nothing is left
///
/// 10 000 deposited and nothing held: 5 at a ratio of 20 %, 2 where the user chose 50 %.
std::optional<double> maxLeverage(const Account& account, const MarginRatios& ratios,
                                  MarginType type) noexcept;

/// The oracle price that liquidates, while all that does not share this oracle stands:
///
///     p' = p - free / slope,   slope = q (1 - r) on a long, -q (1 + r) on a short,
///
/// and for deposits and debts of the same oracle their weighted tokens more. free is the
/// maintenance margin left without open orders, or zero; r the maintenance ratio.
///
/// It is the price at which collateral is the requirement as long as the market counts profit
/// in full for maintenance; the client's formula takes that for granted, and so does this.
///
/// @return quote units for one base unit; the oracle price where the account can be liquidated
///         already; empty when no price above zero is one
///
/// 17.5 bought at 1 with 10 deposited, a ratio of 5 % and a fee of 0.1 %: 0.4522
std::optional<double> liquidationPrice(const Account& account, std::size_t index) noexcept;

}  // namespace plimsoll::drift
