#include "plimsoll/flow/recent_node_events.h"

#include <algorithm>
#include <span>

namespace plimsoll {

void RecentNodeEvents::add(Node node, std::int64_t venueTimeMs) noexcept {
  if (venueTimeMs < 0 || venueTimeMs > (std::int64_t{1} << 61)) return;
  std::int64_t newestMs = venueTimeMs;
  if (size_ > 0) {
    if (venueTimeMs < timeMs(0) - kRestartMs)
      size_ = 0;
    else
      newestMs = std::max(venueTimeMs, timeMs(0));
  }
  const std::int64_t entry = 2 * newestMs + static_cast<std::int64_t>(index(node));
  for (std::size_t age = 0; age < std::min<std::size_t>(size_, 2); ++age) {
    if (ring_[(next_ + kMaxEvents - 1 - age) % kMaxEvents] == entry) return;
  }
  ring_[next_] = entry;
  next_ = (next_ + 1) % kMaxEvents;
  size_ = std::min(size_ + 1, kMaxEvents);
}

std::optional<FittedExcitation> RecentNodeEvents::fitted(SelfExcitationFit& fit,
                                                         std::int64_t nowMs) const noexcept {
  if (size_ == 0) return std::nullopt;
  const std::int64_t endMs = std::max(nowMs, timeMs(0));
  const std::int64_t startMs = std::max(timeMs(size_ - 1), endMs - kSpanMs);
  const std::span<NodeEvent> scratch = fit.scratch();
  std::size_t count = 0;
  for (std::size_t age = size_; age-- > 0;) {
    if (timeMs(age) <= startMs) continue;
    scratch[count++] = {static_cast<double>(timeMs(age) - startMs) / 1'000.0, node(age)};
  }
  if (count == 0) return std::nullopt;
  return fit.fit({scratch.first(count), static_cast<double>(endMs - startMs) / 1'000.0});
}

std::int64_t RecentNodeEvents::timeMs(std::size_t age) const noexcept {
  return ring_[(next_ + kMaxEvents - 1 - age) % kMaxEvents] / 2;
}

Node RecentNodeEvents::node(std::size_t age) const noexcept {
  const bool second = ring_[(next_ + kMaxEvents - 1 - age) % kMaxEvents] % 2 == 1;
  return second ? Node::second : Node::first;
}

}  // namespace plimsoll
