#pragma once

#include "plimsoll/analytics/present.h"
#include "plimsoll/book/contract.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// Who is told of everything that happens in one market, in the order in which it happens.
///
/// A market knows no more of it than this, so that an engine without analytics holds none of
/// their code: analytics are a fifth of an engine that has them.
class Follower {
 public:
  virtual ~Follower() = default;

  /// The book was updated.
  virtual void update(const BookChange& change) = 0;
  /// The book was replaced. Where a venue only pushes whole books that is what it looks like
  /// now; elsewhere what was between is unknown.
  virtual void replaced(const BookChange& change, bool isPeriodic) = 0;
  /// The book was lost.
  virtual void breakChain() noexcept = 0;
  /// The socket closed or opened: trades and liquidations were missed too, and the venue may have
  /// set its clock back.
  virtual void reconnected() noexcept = 0;

  virtual void addQuote(const Quote& quote, double localTimeMs) noexcept = 0;
  virtual void addTrade(const Trade& trade, const Contract& contract,
                        double localTimeMs) noexcept = 0;
  virtual void addMark(const Present& present) = 0;
  virtual void addFunding(const FundingRate& funding, const Present& present) noexcept = 0;
  virtual void addOpenInterest(const OpenInterest& openInterest,
                               const Present& present) noexcept = 0;
  virtual void addLiquidation(const Liquidation& liquidation, double localTimeMs) noexcept = 0;
  virtual void addRatio(const PositionRatio& ratio, double localTimeMs) noexcept = 0;
};

}  // namespace plimsoll
