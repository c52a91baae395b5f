#include "plimsoll/flow/order_flow.h"

#include <algorithm>

namespace plimsoll {

double orderFlow(const Touch& before, const Touch& now) noexcept {
  double flow = 0.0;
  if (now.bidPrice >= before.bidPrice) flow += now.bidQuantity;
  if (now.bidPrice <= before.bidPrice) flow -= before.bidQuantity;
  if (now.askPrice <= before.askPrice) flow -= now.askQuantity;
  if (now.askPrice >= before.askPrice) flow += before.askQuantity;
  return flow;
}

void OrderFlow::add(const std::optional<Touch>& touch, std::int64_t venueTimeMs) noexcept {
  if (!touch) {
    hasTouch_ = false;
    return;
  }
  if (hasTouch_) {
    // Times that run backwards a little are put down to the newest second seen. Far
    // backwards means that the newest one was wrong, or the venue set its clock.
    const std::int64_t second = venueTimeMs / kBinMs;
    if (second < lastSecond_ - kRestart) bins_ = {};
    if (second > lastSecond_ || second < lastSecond_ - kRestart) lastSecond_ = second;
    Bin& bin = bins_[static_cast<std::size_t>(lastSecond_ % kBins)];
    if (bin.second != lastSecond_) bin = {lastSecond_, 0.0, 0.0, 0.0};
    bin.flow += orderFlow(touch_, *touch);
    bin.depth += (touch->bidQuantity + touch->askQuantity) / 2.0;
    bin.count += 1.0;
  }
  touch_ = *touch;
  hasTouch_ = true;
}

std::optional<double> OrderFlow::imbalance() const noexcept {
  const Bin sum = window();
  if (sum.count == 0.0) return std::nullopt;
  return sum.flow;
}

std::optional<double> OrderFlow::normalizedImbalance() const noexcept {
  const Bin sum = window();
  if (!(sum.depth > 0.0)) return std::nullopt;
  return sum.flow / (sum.depth / sum.count);
}

OrderFlow::Bin OrderFlow::window() const noexcept {
  Bin sum;
  for (const Bin& bin : bins_) {
    if (bin.second < 0 || bin.second <= lastSecond_ - kBins) continue;
    sum.flow += bin.flow;
    sum.depth += bin.depth;
    sum.count += bin.count;
  }
  return sum;
}

}  // namespace plimsoll
