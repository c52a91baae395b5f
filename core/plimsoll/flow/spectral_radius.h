#pragma once

#include <array>
#include <cmath>

namespace plimsoll {

/// Two rows of two: element [i][j] is the effect of j on i.
using Matrix2 = std::array<std::array<double, 2>, 2>;

/// The largest absolute value of an eigenvalue. Write m for half the trace and D for
/// ((a - d) / 2)^2 + b c; then
///
///     rho = |m| + sqrt(D)  where D >= 0,  sqrt(m^2 - D)  where the eigenvalues are complex
///
/// Below one, what a matrix is applied to again and again dies out.
///
/// @param matrix  finite elements
///
///     spectralRadius({{{0.5, 0.2}, {0.2, 0.5}}})   // 0.7
inline double spectralRadius(const Matrix2& matrix) noexcept {
  const double mean = (matrix[0][0] + matrix[1][1]) / 2.0;
  const double spread = (matrix[0][0] - matrix[1][1]) / 2.0;
  const double discriminant = spread * spread + matrix[0][1] * matrix[1][0];
  if (discriminant >= 0.0) return std::abs(mean) + std::sqrt(discriminant);
  return std::sqrt(mean * mean - discriminant);
}

}  // namespace plimsoll
