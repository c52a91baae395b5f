#pragma once

#include <cmath>

#include "random_numbers.h"

namespace plimsoll::test {

/// Normal numbers of mean 0 and variance 1, by the polar method (Marsaglia and Bray 1964).
class RandomNormals {
 public:
  explicit RandomNormals(std::uint64_t seed) : random_(seed) {}

  double next() {
    if (hasSpare_) {
      hasSpare_ = false;
      return spare_;
    }
    double u, v, square;
    do {
      u = random_.between(-1.0, 1.0);
      v = random_.between(-1.0, 1.0);
      square = u * u + v * v;
    } while (square >= 1.0 || square == 0.0);
    const double factor = std::sqrt(-2.0 * std::log(square) / square);
    spare_ = v * factor;
    hasSpare_ = true;
    return u * factor;
  }

 private:
  RandomNumbers random_;
  double spare_ = 0.0;
  bool hasSpare_ = false;
};

}  // namespace plimsoll::test
