#include "plimsoll/book/venue_imbalance.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/exponential.h"
#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/level_sums.h"
#include "plimsoll/book/mid_price.h"

namespace plimsoll {
namespace {

using Bins = std::array<double, BpsDepth::kBins>;

void fill(Bins& bins, const OrderBook& book, BookSide side, double mid, const Contract& contract) noexcept {
  const auto edge = [&](std::size_t bin) { return farthestKey(side, mid, static_cast<double>(bin + 1)); };
  std::size_t bin = 0;
  std::optional<DepthSum> sum(contract);
  book.ladder(side).walk([&](std::int64_t key, std::int64_t quantityUnits) {
    while (static_cast<double>(key) > edge(bin)) {
      bins[bin] = sum->value().notional.value_or(0.0);
      sum.emplace(contract);
      if (++bin == bins.size()) return false;
    }
    sum->add(book.price(side == BookSide::bid ? -key : key), book.quantity(quantityUnits));
    return true;
  });
  if (bin < bins.size()) bins[bin] = sum->value().notional.value_or(0.0);
}

double sumOf(const Bins& bins, int count) noexcept {
  double sum = 0.0;
  for (std::size_t k = 0; k < static_cast<std::size_t>(count); ++k) sum += bins[k];
  return sum;
}

double weightedSum(const Bins& bins, double decayBps) noexcept {
  double sum = 0.0;
  for (std::size_t k = 0; k < bins.size(); ++k) sum += bins[k] * decayed(-static_cast<double>(k) / decayBps);
  return sum;
}

}  // namespace

std::optional<BpsDepth> bpsDepth(const OrderBook& book, const Contract& contract) noexcept {
  const auto mid = midUnits(book);
  if (!mid || !contract.size) return std::nullopt;
  BpsDepth depth;
  fill(depth.bid, book, BookSide::bid, *mid, contract);
  fill(depth.ask, book, BookSide::ask, *mid, contract);
  return depth;
}

void VenueImbalance::add(const BpsDepth& venue) noexcept {
  ++venues_;
  for (std::size_t k = 0; k < BpsDepth::kBins; ++k) {
    sum_.bid[k] += venue.bid[k];
    sum_.ask[k] += venue.ask[k];
  }
  const auto own = plimsoll::imbalance(sumOf(venue.bid, distanceBps_), sumOf(venue.ask, distanceBps_));
  if (!own) return;
  ++measured_;
  const double deviation = *own - mean_;
  mean_ += deviation / static_cast<double>(measured_);
  squares_ += deviation * (*own - mean_);
}

double VenueImbalance::bid(int distanceBps) const noexcept { return sumOf(sum_.bid, distanceBps); }

double VenueImbalance::ask(int distanceBps) const noexcept { return sumOf(sum_.ask, distanceBps); }

std::optional<double> VenueImbalance::imbalance(int distanceBps) const noexcept {
  return plimsoll::imbalance(bid(distanceBps), ask(distanceBps));
}

std::optional<double> VenueImbalance::weightedImbalance(double decayBps) const noexcept {
  return plimsoll::imbalance(weightedSum(sum_.bid, decayBps), weightedSum(sum_.ask, decayBps));
}

std::optional<double> VenueImbalance::dispersion() const noexcept {
  if (measured_ == 0) return std::nullopt;
  return std::sqrt(std::max(0.0, squares_) / static_cast<double>(measured_));
}

Error checkBins(int distanceBps) noexcept {
  constexpr int kMost = static_cast<int>(BpsDepth::kBins);
  return distanceBps >= 1 && distanceBps <= kMost ? Error::none : Error::windowOutOfRange;
}

Error checkBinDecay(double decayBps) noexcept {
  if (!std::isfinite(decayBps)) return Error::notFinite;
  return decayBps >= 0.2 && decayBps <= 10'000.0 ? Error::none : Error::windowOutOfRange;
}

}  // namespace plimsoll
