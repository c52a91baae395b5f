#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace plimsoll {

/// The smallest and the largest of the samples of the last while.
///
/// A sample at time t counts while now - t < window. Two monotone deques keep those that can
/// still become an extreme, the larger ones in front of one and the smaller ones in front of
/// the other, so a sample costs constant time on average (Lemire 2006, arXiv cs/0610046).
///
/// Each deque holds so many candidates and no more. When one more would be needed, the two
/// newest become one, with the more extreme of their values and the later of their times. An
/// extreme may then be remembered for longer than the window, but none is forgotten: the range
/// is never narrower than the true one, and isExact() says when it may be wider. Samples that
/// keep falling need a candidate each; those that wander need about ln(n) of n.
///
/// 48 bytes a candidate.
///
///     RollingExtremes range(1'000.0, 64);
///     range.add(3.0, 0.0);
///     range.add(1.0, 600.0);
///     range.add(2.0, 1'000.0);   // the 3 has left
///     range.maximum();           // 2
///     range.minimum();           // 1
class RollingExtremes {
 public:
  /// @param windowMs   above zero
  /// @param capacity   candidates for each extreme, at least 1
  RollingExtremes(double windowMs, std::size_t capacity) noexcept;

  /// @param timeMs  one earlier than the last counts as the last
  /// @return false, and nothing has changed, where either number is not finite
  bool add(double value, double timeMs) noexcept;

  /// Lets time pass without a sample; one earlier than the last, or none, changes nothing.
  void advance(double timeMs) noexcept;

  std::optional<double> minimum() const noexcept;  ///< empty where no sample is in the window
  std::optional<double> maximum() const noexcept;  ///< likewise

  /// Whether both are those of the window and of no sample older than it.
  bool isExact() const noexcept { return minimum_.isExact() && maximum_.isExact(); }

 private:
  /// Candidates for a maximum: each is larger than all behind it.
  class Candidates {
   public:
    explicit Candidates(std::size_t capacity) noexcept : ring_(capacity) {}
    void add(double value, double timeMs) noexcept;
    void dropUntil(double timeMs) noexcept;  ///< what is as old as that, or older
    std::optional<double> first() const noexcept;
    bool isExact() const noexcept { return mergedCount_ == 0; }

   private:
    struct Sample {
      double value = 0.0;
      double timeMs = 0.0;
      bool isMerged = false;
    };
    Sample& at(std::size_t i) noexcept;

    std::vector<Sample> ring_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::size_t mergedCount_ = 0;
  };

  double windowMs_;
  double nowMs_ = 0.0;
  bool any_ = false;
  Candidates maximum_;
  Candidates minimum_;  ///< of the samples' negatives
};

}  // namespace plimsoll
