#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/flow/fading.h"
#include "plimsoll/positioning/open_interest_change.h"

namespace plimsoll {

/// Which side's takers opened what is open: of every rise of open interest, the part that takers
/// bought less the part that they sold, by the trade-flow imbalance of its time,
///
///     T = EW(tfi max(0, dOI)) / EW(max(0, dOI))
///
/// with weights that fall by e in four hours of the venue's clock. A fall of open interest says
/// nothing of who opened. Takers are in a hurry and makers are not, so who opened tells more of
/// who is crowded than the open interest of a side, which is the same on both.
///
/// 1 000 opened while takers only bought, then 500 while they only sold:
///
///     opened.value()   // about 1/3
class TakerOpenInterest {
 public:
  static constexpr double kTimeConstantMs = 4.0 * 3'600'000.0;
  static constexpr std::int64_t kRestartMs = 60'000;  ///< backwards by more is another clock

  /// @param sample  has passed check(). Without an imbalance it is only where the next change
  ///                starts; one earlier than the last is left out
  void add(const OpenInterestSample& sample) noexcept;

  /// T, within [-1, 1]; empty before a rise with an imbalance.
  std::optional<double> value() const noexcept;

 private:
  Fading fading_{kTimeConstantMs};
  double signed_ = 0.0;
  double opened_ = 0.0;
  double last_ = 0.0;
  std::int64_t lastTimeMs_ = 0;
  bool any_ = false;
};

}  // namespace plimsoll
