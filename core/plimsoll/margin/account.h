#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "plimsoll/margin/crossing.h"
#include "plimsoll/margin/exposure.h"

namespace plimsoll {

/// One position of an account, with what its venue's formula asks about it.
struct AccountPosition {
  ContractPosition position;  ///< its margin is looked at only where it is isolated
  MarginTerms terms;
  bool isIsolated;
  int symbol;                ///< from zero on; those with the same share one mark: legs of a hedge
  double markPrice;          ///< quote units for one base unit
  double beta = 1.0;         ///< how many per cent it moves when the market moves one
  double pendingFees = 0.0;  ///< settlement units that are due on it and not yet taken
};

/// Something else than the settlement unit that stands behind the cross positions, or is owed.
struct Collateral {
  double quantity;  ///< units of the asset; below zero a debt
  double price;     ///< settlement units for one
  double weight;    ///< what the venue counts of it: one less its haircut; one and more of a debt
  int symbol = -1;  ///< whose mark its price follows, with its beta; none: it stands still
};

/// An account as its venue counts it. All positions settle in one unit.
struct Account {
  double walletBalance = 0.0;  ///< settlement units behind the cross positions
  std::span<const Collateral> collaterals = {};
  std::span<const AccountPosition> positions = {};
  double orderMargin = 0.0;  ///< settlement units that open orders hold back
};

/// Numbers are finite and in their range, and leverage is allowed at the position's size.
Refusal check(const AccountPosition& position) noexcept;
Refusal check(const Collateral& collateral) noexcept;

/// The same, whatever its leverage: a position that somebody only asks about.
Refusal checkNumbers(const AccountPosition& position) noexcept;

/// What its tiers go by: notional at entry in settlement units, or contracts.
double tierSize(const AccountPosition& position) noexcept;

/// The account's own numbers, and that all contracts are of one kind, since they settle in
/// one unit: the row is that of the first position of another. Its parts are checked each.
Refusal check(const Account& account) noexcept;

/// The cross part of an account at its marks, in settlement units.
struct CrossBalance {
  double equity = 0.0;             ///< wallet, weighted collaterals and unrealized profit
  double maintenanceMargin = 0.0;  ///< of all cross positions
  double initialMargin = 0.0;      ///< notional at mark over leverage
  bool isInitialMarginKnown = true;  ///< all of them state one
  double notional = 0.0;           ///< of all cross positions, both sides added
};

/// How far all marks have to move together, each by its beta, until something is
/// liquidated: the cross part of the account, or an isolated position.
struct CommonMove {
  std::optional<double> fallRate;  ///< fraction, below zero; -0.1 is a fall of ten per cent
  std::optional<double> riseRate;  ///< fraction, above zero
};

/// The nearer of the two, with its sign; zero when it is liquidatable now.
std::optional<double> nearest(const CommonMove& move) noexcept;

/// The position as its venue counts it in its mode.
Exposure exposure(const AccountPosition& position) noexcept;

/// An account counted once at its marks, to be asked about each of its positions.
class AccountAtMarks {
 public:
  /// @param account  lives longer, with what it points at; all its marks are above zero
  explicit AccountAtMarks(const Account& account);

  const CrossBalance& cross() const noexcept { return cross_; }
  const Exposure& exposure(std::size_t position) const noexcept { return legs_[position].exposure; }

  /// The mark price of one position's symbol at which the account, or an isolated position
  /// by itself, is liquidated while all other marks stand still.
  ///
  /// The legs of a hedge share it, and collateral in the index asset moves with it. KuCoin
  /// does not let the others stand still: by its CrossRule all marks go against the account
  /// by the same fraction a = E / sum of N, and the price is
  ///
  ///     mark (1 - s a) / (1 - s (m + f))
  ///
  /// @return quote units for one base unit; empty when no price above zero does it
  std::optional<double> liquidationPrice(std::size_t position) const;

  /// The same without any maintenance: where nothing is left.
  std::optional<double> bankruptcyPrice(std::size_t position) const;

  CommonMove commonMoveToLiquidation() const;

 private:
  struct Leg {
    Exposure exposure;
    double countedMark;
    double unrealizedPnl;
    double maintenanceMargin;
    std::size_t first = 0;  ///< of the cross legs in the same symbol
    std::size_t next = 0;   ///< of them; zero after the last
  };

  /// What moves along a path, and the sum of what stands still.
  struct Moving {
    double equityAtZero = 0.0;
    double equitySlope = 0.0;
    std::vector<MovingNotional> legs;

    Path path() const noexcept { return {equityAtZero, equitySlope, legs}; }
  };

  bool isCross(std::size_t position) const noexcept;
  double beta(const Collateral& collateral) const noexcept;
  void joinLegs();
  void moveCollaterals(Moving& moving, int symbol, double countedMark) const;
  Moving symbolMoving(std::size_t position) const;
  Moving commonMoving() const;
  CommonMove crossCommonMove() const;
  std::optional<double> liquidationPriceByCommonScale(std::size_t position) const;

  const Account& account_;
  std::vector<Leg> legs_;
  CrossBalance cross_;
};

}  // namespace plimsoll
