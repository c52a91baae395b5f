#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "plimsoll/margin/position_risk.h"

namespace plimsoll {

/// An order, taken as filled at once, whole and at one price.
///
/// In one-way mode it is for what is held of its symbol in its margin mode: on the other side
/// it reduces that first and opens what is left of it, so a large one flips. In hedge mode it
/// is for the leg of its own side. Whoever holds both sides of a symbol is in hedge mode.
struct Order {
  /// What it would be alone: its price is the entry price, its margin what it posts. A leverage
  /// that is not stated is that of the position it is for; a stated one becomes the position's.
  AccountPosition position;
  RiskFacts facts = {};
  std::optional<std::size_t> leg = {};  ///< the position it is for, where one is named
  double feeRate = 0.0;                 ///< fraction of notional; below zero a rebate
  bool hedges = false;                  ///< in hedge mode
  bool onlyReduces = false;             ///< never opens
  bool marginStays = false;      ///< what it frees of an isolated margin is not paid out: see below
  bool postsByLeverage = false;  ///< posts its notional over its leverage, not a stated margin
};

/// One thing that somebody means to do: an order; or, of a position, margin or the leverage
/// setting; or else a deposit.
struct AccountChange {
  std::optional<Order> order = {};
  std::optional<std::size_t> position = {};
  std::optional<double> leverage = {};  ///< to be set for the position's symbol in its mode
  double amount = 0.0;  ///< settlement units into the position from the wallet, or into the wallet;
                        ///< below zero out of it
  std::optional<double> stopLoss = {};    ///< quote units for one base unit; only judged
  std::optional<double> takeProfit = {};  ///< the same
  bool hasWallet = true;                  ///< the account's wallet balance is known
};

/// An account after a change, and what that did.
struct ChangedAccount {
  double walletBalance;
  std::vector<AccountPosition> positions;  ///< without a closed one; a new one is the last
  std::vector<RiskFacts> facts;
  std::optional<std::size_t> changed = {};  ///< which, among those of before or after them
  bool isClosed = false;                    ///< that one is no more
  double closedQuantity = 0.0;              ///< base units, of an inverse contract quote units
  double openedQuantity = 0.0;              ///< the same
  double realizedPnl = 0.0;                 ///< settlement units, before the fee
  double fee = 0.0;                         ///< settlement units
  double postedMargin = 0.0;                ///< settlement units from the wallet into the position

  /// @param before  what it was made from: collaterals and order margin stay
  Account account(const Account& before) const noexcept;
};

Refusal check(const Account& account, const AccountChange& change) noexcept;

/// What is left of an isolated position is not less than nothing: of its margin, or at its mark
/// of its equity.
Refusal check(const ChangedAccount& changed) noexcept;

/// The account as the change leaves it, at the same marks.
///
/// Adding averages the entry price by quantity, in the counted price, so that it is the
/// harmonic mean for an inverse contract. Reducing realizes the closed part's profit at the
/// order's price and leaves the entry price alone. With an isolated position that part of the
/// margin and the profit go to the wallet, as they do where a venue frees margin in
/// proportion; where profit and margin stay in the position until it is closed, as in a
/// subaccount of its own, marginStays says so. Fees come out of the wallet; what was due on the
/// position already, out of what stands behind it.
///
/// A new leverage setting moves no margin: what is posted stays. Where a venue moves it (Bybit
/// posts notional over leverage anew), that is a second change.
///
/// An account whose wallet is not known, and that holds nothing cross, is a list of isolated
/// positions: nothing is taken from a wallet that nobody stated.
///
/// @param account  has passed check(), as has the change
ChangedAccount changed(const Account& account, std::span<const RiskFacts> facts,
                       const AccountChange& change);

}  // namespace plimsoll
