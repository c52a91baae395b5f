#include "plimsoll/flow/order_flow.h"

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
    Bin& bin = bins_.at(venueTimeMs);
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
  bins_.each([&](const Bin& bin) {
    sum.flow += bin.flow;
    sum.depth += bin.depth;
    sum.count += bin.count;
  });
  return sum;
}

}  // namespace plimsoll
