#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "plimsoll/flow/self_excitation_fit.h"

namespace plimsoll {

/// The latest events of one market, for a fit now and then.
///
/// Two events of one kind in one millisecond count once: an order that takes ten levels, or a
/// trade that is told in two parts, is one decision.
///
/// 40 kB: made when somebody asks for a fit, not for every market.
class RecentNodeEvents {
 public:
  static constexpr std::size_t kMaxEvents = SelfExcitationFit::kMaxEvents;
  static constexpr std::int64_t kSpanMs = 7'200'000;  ///< a fit looks back two hours at most
  static constexpr std::int64_t kRestartMs = 60'000;  ///< backwards by more starts anew

  /// Times backwards by up to kRestartMs count as the newest; times below zero and above 2^61
  /// are left out.
  void add(Node node, std::int64_t venueTimeMs) noexcept;

  /// What comes until the next event was not seen, so that nothing before it is of use.
  void interrupt() noexcept { size_ = 0; }

  std::size_t count() const noexcept { return size_; }

  /// The fit over the events held, from the oldest, which only marks the start, to now.
  ///
  /// @param nowMs  venue time; earlier than the newest event counts as that
  /// @return empty with fewer than SelfExcitationFit::kMinEvents in the last two hours
  std::optional<FittedExcitation> fitted(SelfExcitationFit& fit, std::int64_t nowMs) const noexcept;

  /// @param age  below count(): 0 is the newest
  std::int64_t timeMs(std::size_t age) const noexcept;
  Node node(std::size_t age) const noexcept;

 private:

  std::array<std::int64_t, kMaxEvents> ring_{};  ///< twice the time, one more for the second kind
  std::size_t next_ = 0;
  std::size_t size_ = 0;
};

}  // namespace plimsoll
