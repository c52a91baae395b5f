#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/book/order_book.h"
#include "plimsoll/flow/second_bins.h"

namespace plimsoll {

/// The touch at one moment: best price and quantity of both sides, in the book's units
/// for prices and the venue's unit for quantities.
struct Touch {
  double bidPrice;
  double bidQuantity;
  double askPrice;
  double askQuantity;
};

/// What one change of the touch adds to order-flow imbalance (Cont, Kukanov and Stoikov
/// 2014, J. Financial Econometrics 12(1), 47-88):
///
///     e = 1{Pb >= Pb'} qb - 1{Pb <= Pb'} qb' - 1{Pa <= Pa'} qa + 1{Pa >= Pa'} qa'
///
/// Above zero: demand grew or supply shrank. At unchanged prices it is the change of the
/// bid less the change of the ask; mirroring the sides changes its sign.
double orderFlow(const Touch& before, const Touch& now) noexcept;

/// Order-flow imbalance at the best level over a rolling window, and over its average
/// depth, which makes it comparable between instruments.
///
/// The window is ten bins of one second on the venue's clock, the last one still filling.
class OrderFlow {
 public:
  /// @param touch        after an update; empty where a side of the book is
  /// @param venueTimeMs  see SecondBins
  void add(const std::optional<Touch>& touch, std::int64_t venueTimeMs) noexcept;

  /// What was between is unknown: the next touch starts a new chain.
  void breakChain() noexcept { hasTouch_ = false; }

  /// Sum of e over the window, in the venue's quantity unit; empty before the first change.
  std::optional<double> imbalance() const noexcept;

  /// imbalance() over the mean of (qb + qa) / 2 in the window; no unit.
  std::optional<double> normalizedImbalance() const noexcept;

 private:
  struct Bin {
    double flow = 0.0;
    double depth = 0.0;
    double count = 0.0;
  };

  Bin window() const noexcept;

  SecondBins<Bin> bins_;
  Touch touch_{};
  bool hasTouch_ = false;
};

}  // namespace plimsoll
