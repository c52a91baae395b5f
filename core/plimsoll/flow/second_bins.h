#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace plimsoll {

/// The last ten seconds of the venue's clock, a bin each, the newest still filling.
///
/// A time that runs backwards a little is put down to the newest second seen. Far backwards means
/// that the newest one was wrong, or that the venue set its clock: the window starts anew.
///
/// @tparam Bin  what is added up in a second; one that is made with {} is empty
template <typename Bin>
class SecondBins {
 public:
  static constexpr std::int64_t kBinMs = 1'000;
  static constexpr std::int64_t kBins = 10;
  static constexpr std::int64_t kRestart = 60;  ///< seconds backwards that start the window anew

  /// The bin of a time, which may become the newest.
  /// @param venueTimeMs  below zero counts as zero
  Bin& at(std::int64_t venueTimeMs) noexcept {
    const std::int64_t second = std::max<std::int64_t>(0, venueTimeMs / kBinMs);
    const bool isFarBack = second < newest_ - kRestart;
    if (isFarBack) bins_ = {};
    if (second > newest_ || isFarBack) newest_ = second;
    Dated& bin = bins_[static_cast<std::size_t>(newest_ % kBins)];
    if (bin.second != newest_) bin = {newest_, {}};
    return bin.content;
  }

  /// Calls `visit(const Bin&)` for each bin of the window that was filled.
  template <typename Visit>
  void each(Visit&& visit) const {
    for (const Dated& bin : bins_) {
      if (bin.second >= 0 && bin.second > newest_ - kBins) visit(bin.content);
    }
  }

 private:
  struct Dated {
    std::int64_t second = -1;
    Bin content{};
  };

  std::array<Dated, kBins> bins_{};
  std::int64_t newest_ = 0;
};

}  // namespace plimsoll
