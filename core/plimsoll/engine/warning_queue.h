#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "plimsoll/engine/warning.h"

namespace plimsoll {

/// Warning events on their way to whoever listens: first in, first out, in a ring that is
/// allocated once. When nobody takes them, the oldest go and are counted.
class WarningQueue {
 public:
  /// Room for at least this many; what is waiting stays.
  void reserve(std::size_t capacity) {
    if (capacity <= slots_.size()) return;
    std::vector<WarningEvent> roomier(capacity);
    for (std::size_t i = 0; i < count_; ++i)
      roomier[i] = slots_[(first_ + i) % slots_.size()];
    slots_.swap(roomier);
    first_ = 0;
  }

  /// @pre room has been reserved
  void push(const WarningEvent& event) noexcept {
    if (count_ == slots_.size()) {
      first_ = (first_ + 1) % slots_.size();
      --count_;
      ++lost_;
    }
    slots_[(first_ + count_) % slots_.size()] = event;
    ++count_;
  }

  std::optional<WarningEvent> next() noexcept {
    if (count_ == 0) return std::nullopt;
    const WarningEvent event = slots_[first_];
    first_ = (first_ + 1) % slots_.size();
    --count_;
    return event;
  }

  bool empty() const noexcept { return count_ == 0; }
  std::uint64_t lost() const noexcept { return lost_; }

 private:
  std::vector<WarningEvent> slots_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::uint64_t lost_ = 0;
};

}  // namespace plimsoll
