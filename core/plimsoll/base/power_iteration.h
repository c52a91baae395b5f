#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace plimsoll {

/// The first principal component of up to 20 numbers that move together, such as the order
/// flow of ten levels: the direction along which they vary most, of their covariance matrix C.
///
/// Power iteration,
///
///     v <- C v / |C v|,   lambda = v'C v,   share = lambda / trace C
///
/// starts from the last answer, so after a small change of C a few steps suffice, and how many
/// are taken is bounded: where two directions vary nearly alike the answer lies between them,
/// and isConverged() says so. A direction that C maps onto itself would stay when another has
/// come to vary more, so each start leans a little to all sides, by an amount that differs from
/// number to number. A component has no sign of its own; it is turned so that its sum is above
/// zero. With unit L1 sum, w / sum |w|, it weighs the numbers as Cont, Cucuringu and Zhang 2023
/// (Quantitative Finance 23(10), 1373-1393) do for integrated order-flow imbalance.
///
///     PowerIteration both(2);
///     both.update(std::array{1.0, 2.0, 2.0, 4.0});
///     both.component(PowerIteration::Norm::sumOne);  // {1/3, 2/3}
///     both.explainedShare();                         // 1
class PowerIteration {
 public:
  static constexpr std::size_t kMaxSize = 20;
  static constexpr int kMaxSteps = 500;  ///< of one update

  enum class Norm {
    lengthOne,  ///< sum of w^2 is 1
    sumOne,     ///< sum of |w| is 1
  };

  /// @param size  M, from 1 to kMaxSize; others are taken as the nearest of them
  explicit PowerIteration(std::size_t size) noexcept;

  /// Looks for the component of a covariance matrix, from the last one on. M^2 products a step.
  /// @param matrix  M rows of M numbers, symmetric and finite
  /// @return steps taken; 0 where nothing varies, and then there is no component
  int update(std::span<const double> matrix) noexcept;

  /// The component, as the last update() found it; empty where nothing varied. Valid until the
  /// next call of it.
  std::span<const double> component(Norm norm) const noexcept;

  /// Share of the variance that is along the component, from 1 / n to 1 for n numbers that vary.
  std::optional<double> explainedShare() const noexcept;

  /// Whether the last update() ended because the component stood still.
  bool isConverged() const noexcept { return isConverged_; }

  std::size_t size() const noexcept { return size_; }

 private:
  using Vector = std::array<double, kMaxSize>;

  double step(std::span<const double> matrix, double trace) noexcept;
  void orient() noexcept;

  std::size_t size_;
  double share_ = 0.0;
  bool hasComponent_ = false;
  bool isConverged_ = false;
  Vector direction_{};
  Vector sumOne_{};
};

}  // namespace plimsoll
