#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace plimsoll {

/// The first principal component of up to 20 numbers that move together, such as the order
/// flow of ten levels: the direction along which they vary most.
///
/// The covariance matrix C is exponentially weighted as in MovingMoments. Power iteration,
///
///     v <- C v / |C v|,   lambda = v'C v / v'v,   share = lambda / trace C
///
/// starts from the last answer, so after a small change of C a few steps suffice, and how many
/// are taken is bounded: where two directions vary nearly alike the answer lies between them,
/// and isConverged() says so. A component has no sign of its own; it is turned so that its sum is
/// above zero. With unit L1 sum, w / sum |w|, it weighs the numbers as Cont, Cucuringu and Zhang
/// 2023 (Quantitative Finance 23(10), 1373-1393) do for integrated order-flow imbalance.
///
/// About 3.7 kB.
///
///     PowerIteration both(2, 1'000.0);
///     both.add(std::array{1.0, 2.0}, 0.0);
///     both.add(std::array{3.0, 6.0}, 500.0);
///     both.update();
///     both.component(PowerIteration::Norm::sumOne);  // {1/3, 2/3}
///     both.explainedShare();                         // 1
class PowerIteration {
 public:
  static constexpr std::size_t kMaxSize = 20;
  static constexpr int kMaxSteps = 64;            ///< of one update
  static constexpr double kMaxMagnitude = 1e75;  ///< so that products of moments stay finite

  enum class Norm {
    lengthOne,  ///< sum of w^2 is 1
    sumOne,     ///< sum of |w| is 1
  };

  /// @param size            M, from 1 to kMaxSize; others are taken as the nearest of them
  /// @param timeConstantMs  tau, above zero
  PowerIteration(std::size_t size, double timeConstantMs) noexcept;

  /// @param values  M of them
  /// @param timeMs  one earlier than the last counts as the last; the same has no weight
  /// @return false, and nothing has changed, where there are not M, or one is not finite or
  ///         beyond kMaxMagnitude
  bool add(std::span<const double> values, double timeMs) noexcept;

  /// Looks for the component of what has been added, from the last one on. M^2 products a step.
  /// @return steps taken; 0 where nothing varies, and then there is no component
  int update() noexcept;

  /// The component, as the last update() found it; empty where nothing varied. Valid until the
  /// next call of it.
  std::span<const double> component(Norm norm) const noexcept;

  /// Share of the variance that is along the component, from 1 / M to 1.
  std::optional<double> explainedShare() const noexcept;

  /// Whether the last update() ended because the component stood still.
  bool isConverged() const noexcept { return isConverged_; }

  std::size_t size() const noexcept { return size_; }
  std::optional<double> covariance(std::size_t i, std::size_t j) const noexcept;

 private:
  using Vector = std::array<double, kMaxSize>;

  double step() noexcept;
  void orient() noexcept;

  std::size_t size_;
  double timeConstantMs_;
  double lastTimeMs_ = 0.0;
  std::size_t count_ = 0;
  double trace_ = 0.0;
  double share_ = 0.0;
  bool hasComponent_ = false;
  bool isConverged_ = false;
  Vector mean_{};
  Vector direction_{};
  Vector sumOne_{};
  std::array<Vector, kMaxSize> covariance_{};
};

}  // namespace plimsoll
