#include "plimsoll/book/microprice.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace plimsoll {
namespace {

/// A square system of equations, by LU with the largest pivot of each column.
template <std::size_t N>
class Equations {
 public:
  using Vector = std::array<double, N>;

  explicit Equations(const std::array<Vector, N>& matrix) noexcept : lu_(matrix) {
    for (std::size_t k = 0; k < N; ++k) rows_[k] = k;
    for (std::size_t k = 0; k < N && isSolvable_; ++k) eliminate(k);
  }

  bool isSolvable() const noexcept { return isSolvable_; }

  Vector solution(const Vector& right) const noexcept {
    Vector x{};
    for (std::size_t i = 0; i < N; ++i) {
      x[i] = right[rows_[i]];
      for (std::size_t j = 0; j < i; ++j) x[i] -= lu_[i][j] * x[j];
    }
    for (std::size_t i = N; i-- > 0;) {
      for (std::size_t j = i + 1; j < N; ++j) x[i] -= lu_[i][j] * x[j];
      x[i] /= lu_[i][i];
    }
    return x;
  }

 private:
  void eliminate(std::size_t k) noexcept {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < N; ++i) {
      if (std::abs(lu_[i][k]) > std::abs(lu_[pivot][k])) pivot = i;
    }
    std::swap(lu_[k], lu_[pivot]);
    std::swap(rows_[k], rows_[pivot]);
    // Rows are fractions that sum to at most two; anything this small is a rounded zero.
    constexpr double kSmallestPivot = 1e-12;
    if (!(std::abs(lu_[k][k]) > kSmallestPivot)) {
      isSolvable_ = false;
      return;
    }
    for (std::size_t i = k + 1; i < N; ++i) {
      lu_[i][k] /= lu_[k][k];
      for (std::size_t j = k + 1; j < N; ++j) lu_[i][j] -= lu_[i][k] * lu_[k][j];
    }
  }

  std::array<Vector, N> lu_;
  std::array<std::size_t, N> rows_{};
  bool isSolvable_ = true;
};

}  // namespace

Error checkTickSize(double tickSize) noexcept {
  if (!std::isfinite(tickSize)) return Error::notFinite;
  return tickSize > 0.0 ? Error::none : Error::sizeNotPositive;
}

std::optional<TickTouch> tickTouch(const OrderBook& book, double tickSize) noexcept {
  const auto bid = book.best(BookSide::bid);
  const auto ask = book.best(BookSide::ask);
  return bid && ask ? tickTouch(*bid, *ask, tickSize) : std::nullopt;
}

std::optional<TickTouch> tickTouch(const PriceLevel& bid, const PriceLevel& ask,
                                   double tickSize) noexcept {
  const double bidTicks = std::round(bid.price / tickSize);
  const double askTicks = std::round(ask.price / tickSize);
  constexpr double kMostTicks = 0x1p50;
  if (!(bidTicks < askTicks && bidTicks > -kMostTicks && askTicks < kMostTicks)) return std::nullopt;
  return TickTouch{static_cast<std::int64_t>(bidTicks), static_cast<std::int64_t>(askTicks),
                   bid.quantity, ask.quantity};
}

std::optional<int> Microprice::state(const TickTouch& touch) noexcept {
  const std::int64_t spread = touch.askTicks - touch.bidTicks;
  const double all = touch.bidQuantity + touch.askQuantity;
  if (spread < 1 || spread > kSpreads || !(all > 0.0) || !std::isfinite(all)) return std::nullopt;
  // Measured by the lighter side, so that exchanging the sides gives the mirrored bucket
  // exactly, rounding included.
  const double lighter = std::clamp(std::min(touch.bidQuantity, touch.askQuantity) / all, 0.0, 0.5);
  const int fromEdge = std::min(static_cast<int>(lighter * kImbalanceBuckets), kImbalanceBuckets / 2 - 1);
  const int bucket = touch.bidQuantity < touch.askQuantity ? fromEdge : kImbalanceBuckets - 1 - fromEdge;
  return bucket + kImbalanceBuckets * static_cast<int>(spread - 1);
}

int Microprice::mirrored(int state) noexcept {
  const int bucket = state % kImbalanceBuckets;
  return state - bucket + kImbalanceBuckets - 1 - bucket;
}

std::size_t Microprice::place(int state) noexcept {
  const int spread = state / kImbalanceBuckets;
  return static_cast<std::size_t>(spread * (kImbalanceBuckets / 2) + state % kImbalanceBuckets);
}

int Microprice::stateAt(std::size_t place) noexcept {
  constexpr int kKeptBuckets = kImbalanceBuckets / 2;
  const int at = static_cast<int>(place);
  return at / kKeptBuckets * kImbalanceBuckets + at % kKeptBuckets;
}

std::uint32_t Microprice::counted(const Counts& counts, int from, int to) noexcept {
  if (!isKept(from)) {
    from = mirrored(from);
    to = mirrored(to);
  }
  return counts[place(from)][static_cast<std::size_t>(to)];
}

std::int64_t Microprice::moveHalfTicks(int from) const noexcept {
  return isKept(from) ? moveHalfTicks_[place(from)] : -moveHalfTicks_[place(mirrored(from))];
}

void Microprice::add(const TickTouch& touch) noexcept {
  if (last_ && *last_ == touch) return;
  const auto found = state(touch);
  if (!found) return;
  const Place now{*found, touch.bidQuantity == touch.askQuantity};
  const Place from = std::exchange(place_, now);
  const auto before = std::exchange(last_, touch);
  if (!before) return;
  const std::int64_t move = touch.bidTicks + touch.askTicks - before->bidTicks - before->askTicks;
  if (move < -2 * kLongestMoveTicks || move > 2 * kLongestMoveTicks) return;

  ++events_;
  const std::uint32_t weight = (from.isEdge ? 1 : 2) * (now.isEdge ? 1 : 2);
  count(from.state, now.state, move, weight);
  if (from.isEdge) count(mirrored(from.state), now.state, move, weight);
  if (now.isEdge) count(from.state, mirrored(now.state), move, weight);
  if (from.isEdge && now.isEdge) count(mirrored(from.state), mirrored(now.state), move, weight);
}

void Microprice::count(int from, int to, std::int64_t moveHalfTicks,
                       std::uint32_t weight) noexcept {
  if (!isKept(from)) {
    from = mirrored(from);
    to = mirrored(to);
    moveHalfTicks = -moveHalfTicks;
  }
  Counts& counts = moveHalfTicks == 0 ? stayed_ : moved_;
  std::uint32_t& counted = counts[place(from)][static_cast<std::size_t>(to)];
  if (counted > std::numeric_limits<std::uint32_t>::max() - weight) return;
  counted += weight;
  moveHalfTicks_[place(from)] += moveHalfTicks * static_cast<std::int64_t>(weight);
}

double Microprice::changesFrom(std::size_t place) const noexcept {
  double all = 0.0;
  for (std::size_t to = 0; to < kStates; ++to) {
    all += static_cast<double>(stayed_[place][to]) + static_cast<double>(moved_[place][to]);
  }
  return all;
}

/// What a matrix does to a vector that changes its sign under exchange of the sides: the
/// mirrored half of the vector is the negative of the other.
double Microprice::folded(const Counts& counts, std::size_t from, std::size_t to) const noexcept {
  const int state = stateAt(to);
  return static_cast<double>(counts[from][static_cast<std::size_t>(state)]) -
         static_cast<double>(counts[from][static_cast<std::size_t>(mirrored(state))]);
}

bool Microprice::solve() noexcept {
  isKnown_.fill(false);
  if (events_ < kFewestEvents) return false;
  std::array<Vector, kHalf> rest{}, moves{};  // 1 - Q, R2
  Vector meanMove{};                          // R1 K
  std::array<bool, kHalf> isSeen{};
  for (std::size_t from = 0; from < kHalf; ++from) {
    const double all = changesFrom(from);
    isSeen[from] = all > 0.0;
    for (std::size_t to = 0; to < kHalf && isSeen[from]; ++to) {
      rest[from][to] = -folded(stayed_, from, to) / all;
      moves[from][to] = folded(moved_, from, to) / all;
    }
    rest[from][from] += 1.0;
    if (isSeen[from]) meanMove[from] = static_cast<double>(moveHalfTicks_[from]) / all;
  }
  const Equations<kHalf> equations(rest);
  if (!equations.isSolvable()) return false;
  Vector term = equations.solution(meanMove);
  adjustment_ = term;
  for (int k = 1; k < kTerms; ++k) {
    Vector next{};
    for (std::size_t from = 0; from < kHalf; ++from) {
      for (std::size_t to = 0; to < kHalf; ++to) next[from] += moves[from][to] * term[to];
    }
    term = equations.solution(next);
    for (std::size_t i = 0; i < kHalf; ++i) adjustment_[i] += term[i];
  }
  isKnown_ = isSeen;
  return true;
}

std::optional<double> Microprice::adjustmentTicks(const TickTouch& touch) const noexcept {
  const auto at = state(touch);
  if (!at) return std::nullopt;
  const std::size_t kept = place(isKept(*at) ? *at : mirrored(*at));
  if (!isKnown_[kept]) return std::nullopt;
  // Such a touch is its own mirror image.
  if (touch.bidQuantity == touch.askQuantity) return 0.0;
  return (isKept(*at) ? 0.5 : -0.5) * adjustment_[kept];
}

std::optional<double> Microprice::price(const TickTouch& touch, double tickSize) const noexcept {
  const auto adjustment = adjustmentTicks(touch);
  if (!adjustment) return std::nullopt;
  const double mid = static_cast<double>(touch.bidTicks + touch.askTicks) / 2.0;
  return (mid + *adjustment) * tickSize;
}

}  // namespace plimsoll
