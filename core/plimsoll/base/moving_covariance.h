#pragma once

#include <array>
#include <cstddef>

namespace plimsoll {

/// Exponentially weighted means and covariances of N numbers that are told together (West 1979):
///
///     d = x - m,  m += a d,  C = (1 - a)(C + a d d')
///
/// How much a sample weighs, a, is the caller's to say: by the time since the last, or by how
/// many are left. With a = 1/n it is the mean and covariance of all samples.
///
///     MovingCovariance<2> both;
///     both.add({1.0, 2.0}, 1.0);
///     both.add({3.0, 6.0}, 0.5);
///     both.mean(0);           // 2
///     both.covariance(0, 1);  // 2
template <std::size_t N>
class MovingCovariance {
 public:
  /// @param values  finite, and small enough that their squares are
  /// @param share   a, above zero and at most 1; 1 for the first
  void add(const std::array<double, N>& values, double share) noexcept {
    std::array<double, N> deviations;
    for (std::size_t i = 0; i < N; ++i) {
      deviations[i] = values[i] - means_[i];
      means_[i] += share * deviations[i];
    }
    for (std::size_t i = 0; i < N; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double& known = rows_[i * N + j];
        known = (1.0 - share) * (known + share * deviations[i] * deviations[j]);
        rows_[j * N + i] = known;
      }
    }
  }

  double mean(std::size_t i) const noexcept { return means_[i]; }
  double covariance(std::size_t i, std::size_t j) const noexcept { return rows_[i * N + j]; }

  /// The whole matrix, row by row.
  const std::array<double, N * N>& rows() const noexcept { return rows_; }

 private:
  std::array<double, N> means_{};
  std::array<double, N * N> rows_{};
};

}  // namespace plimsoll
