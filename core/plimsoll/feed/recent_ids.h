#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace plimsoll {

/// The last ids of a stream, to know one that comes again: after a new subscription some
/// venues repeat what was traded before.
class RecentIds {
 public:
  static constexpr std::size_t kKept = 256;

  /// @return false where the id is among the last kKept
  bool add(std::int64_t id) noexcept {
    // Nearly all venues count upward, and then there is nothing to search.
    if (id <= highest_ && std::ranges::find(ids_, id) != ids_.end()) return false;
    highest_ = std::max(highest_, id);
    ids_[next_] = id;
    next_ = (next_ + 1) % kKept;
    return true;
  }

 private:
  static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::min();

  static constexpr std::array<std::int64_t, kKept> none() noexcept {
    std::array<std::int64_t, kKept> ids{};
    ids.fill(kNone);
    return ids;
  }

  std::int64_t highest_ = kNone;
  std::size_t next_ = 0;
  std::array<std::int64_t, kKept> ids_ = none();
};

}  // namespace plimsoll
