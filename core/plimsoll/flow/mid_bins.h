#pragma once

#include <cstdint>
#include <optional>

namespace plimsoll {

/// Cuts a market's time into bins, and tells from where to where the mid went in each.
///
/// A bin counts if the mid before it is known and the book was followed all through it. Bins in
/// which nothing happened are passed over. A time a little behind belongs to the newest bin; one
/// more than a minute behind means that the newest was wrong, and a new bin starts there.
///
///     MidBins bins(1'000);
///     bins.moveTo(10'200), bins.setMid(100.0);   // no mid is known from before
///     bins.moveTo(11'000), bins.setMid(102.0);
///     bins.moveTo(12'000).change                 // {100.0, 102.0, 12'000}
class MidBins {
 public:
  static constexpr std::int64_t kRestartMs = 60'000;  ///< backwards by more is another clock
  static constexpr std::int64_t kLatestMs = std::int64_t{1} << 53;  ///< times count up to here

  struct Change {
    double before;       ///< mid at the bin's start, quote units for one base unit
    double after;        ///< at its end
    std::int64_t endMs;  ///< on the venue's clock
  };
  struct Step {
    bool isNewBin;                 ///< what was added up belongs to a bin that is over
    std::optional<Change> change;  ///< of that bin, if it counts
  };

  /// @param binMs  above zero
  explicit MidBins(std::int64_t binMs) noexcept : binMs_(binMs) {}

  /// Ends the bin that was filling, where the time lies in another.
  /// @param venueTimeMs  below zero counts as zero, and above kLatestMs as that
  Step moveTo(std::int64_t venueTimeMs) noexcept;

  /// @param mid  quote units for one base unit, as of the time moved to
  void setMid(double mid) noexcept { mid_ = mid; }

  /// The mid is unknown from here to the next setMid(): the bin that is filling does not count.
  void breakChain() noexcept { before_ = mid_ = std::nullopt; }

 private:
  std::int64_t binMs_;
  std::int64_t bin_ = 0;
  std::optional<double> before_{};
  std::optional<double> mid_{};
  bool any_ = false;
};

}  // namespace plimsoll
